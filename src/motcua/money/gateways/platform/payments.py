"""The way to the platform's pay page: one attempt and its address."""

from motcua.city.models import Agency
from motcua.money.gateways import begun
from motcua.money.gateways.platform import config
from motcua.money.gateways.platform.client import PlatformClient, stamp
from motcua.money.gateways.platform.outcomes import GATEWAY
from motcua.money.gateways.platform.receipt_data import receipt_data
from motcua.money.gateways.provider import Asking
from motcua.money.models import Attempt, Order

LONGEST = 100


def begin(order: Order, asking: Asking) -> str:
    """Open an attempt, send INIT, give the address of the pay page. One query for the unit. Raises: see `provider.Gateway`."""
    client = PlatformClient(config.of(order.agency_id))
    agency = Agency.objects.filter(pk=order.agency_id or 0).values_list("code", flat=True).first() or ""
    own = client.config
    receipt = receipt_data(
        lines=order.lines, subject=order.subject, payer=order.payer_name, agency_code=agency, agency_name=order.collector,
        account=(own.account, own.account_bank, own.account_name), asking=asking,
    )  # fmt: skip

    def ask(attempt: Attempt) -> str:
        return client.init(
            reference=attempt.txn_ref, amount=attempt.amount, at=attempt.created_at,
            words=f"THANH TOAN HO SO {order.subject}", ip=asking.ip, lang=asking.lang, receipt=receipt,
        )  # fmt: skip

    return begun.begin(
        order, ask, gateway=GATEWAY, merchant=own.partner, at=asking.at, minutes=own.window_minutes, longest=LONGEST,
        prefix="dvc", suffix=stamp(asking.at),
    )  # fmt: skip
