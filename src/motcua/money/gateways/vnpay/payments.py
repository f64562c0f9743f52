"""The way to VNPay's pay page: one attempt and its address."""

from datetime import datetime

from motcua.money import orders
from motcua.money.gateways.vnpay.client import VnpayClient
from motcua.money.gateways.vnpay.outcomes import GATEWAY
from motcua.money.models import Attempt, Order


def begin(
    order: Order, client: VnpayClient, *, ip: str, at: datetime, lang: str = "vi"
) -> tuple[Attempt, str]:
    """Open an attempt for `order` and give the address to send the payer's browser to.

    Raises: NothingToPay, WrongState (paid, held or cancelled).
    """
    attempt = orders.start_attempt(
        order, gateway=GATEWAY, at=at, minutes=client.config.window_minutes, merchant=client.config.tmn_code
    )  # fmt: skip
    address = client.pay_url(
        txn_ref=attempt.txn_ref,
        amount=attempt.amount,
        created_at=attempt.created_at,
        expires_at=attempt.expires_at,
        info=f"Le phi ho so {order.subject}",
        ip=ip,
        lang=lang,
    )
    return attempt, address
