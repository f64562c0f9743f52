"""The way to ZaloPay's pay page: one attempt and its address."""

from motcua.money.gateways import begun
from motcua.money.gateways.provider import Asking
from motcua.money.gateways.zalopay import config
from motcua.money.gateways.zalopay.client import ZalopayClient, day_prefix
from motcua.money.gateways.zalopay.outcomes import GATEWAY
from motcua.money.models import Attempt, Order

LONGEST = 40


def begin(order: Order, asking: Asking) -> str:
    """Open an attempt, have ZaloPay create the order, give the address of its page. Raises: see `provider.Gateway`."""
    client = ZalopayClient(config.of(order.agency_id))

    def ask(attempt: Attempt) -> str:
        return client.create(
            trans_id=attempt.txn_ref, amount=attempt.amount, at=attempt.created_at, user=order.public_id.hex,
            description=f"Phí, lệ phí hồ sơ {order.subject}",
        )  # fmt: skip

    return begun.begin(
        order, ask, gateway=GATEWAY, merchant=str(client.config.app_id), at=asking.at,
        minutes=client.config.window_minutes, longest=LONGEST, prefix=day_prefix(asking.at),
    )  # fmt: skip
