"""The way to MoMo's pay page: one attempt and its address."""

import base64
import json

from motcua.money.gateways import begun
from motcua.money.gateways.momo import config
from motcua.money.gateways.momo.client import MomoClient
from motcua.money.gateways.momo.outcomes import GATEWAY
from motcua.money.gateways.provider import Asking
from motcua.money.models import Attempt, Order

LONGEST = 50


def begin(order: Order, asking: Asking) -> str:
    """Open an attempt, have MoMo create the payment, give the address of its page. Raises: see `provider.Gateway`."""
    client = MomoClient(config.of(order.agency_id))
    extra = base64.b64encode(json.dumps({"maHoSo": order.subject}, separators=(",", ":")).encode()).decode()

    def ask(attempt: Attempt) -> str:
        return client.create(
            order_id=attempt.txn_ref, amount=attempt.amount, info=f"Phí, lệ phí hồ sơ {order.subject}", lang=asking.lang,
            extra=extra,
        )  # fmt: skip

    return begun.begin(
        order, ask, gateway=GATEWAY, merchant=client.config.partner_code, at=asking.at,
        minutes=client.config.window_minutes, longest=LONGEST,
    )  # fmt: skip
