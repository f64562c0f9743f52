"""The display of a counter: a VietQR of the order that is paid there, until it is paid or somebody takes it away."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import segno
from django.db import transaction

from motcua.money.bank import config, paying
from motcua.money.errors import NothingToPay, WrongState
from motcua.money.models import Order
from motcua.money.orders import MONEY_IS_HERE
from motcua.money.till.errors import NotPossible
from motcua.money.till.models import Screen

SHOWN_FOR = timedelta(minutes=15)
"""A code that nobody pays leaves the display."""
THANKS_FOR = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands on the display; `code` is the order's, nothing else says whose it is."""

    state: Literal["idle", "due", "paid"]
    amount: int = 0
    code: str = ""
    note: str = ""
    holder: str = ""
    account: str = ""
    bank: str = ""
    qr: str = ""

    @property
    def picture(self) -> str:
        """The QR as an image to stand in a page."""
        return picture(self.qr) if self.qr else ""


def picture(text: str) -> str:
    """A QR as a data address, dark on white whatever the page's colours are."""
    return segno.make(text, error="m", micro=False).svg_data_uri(scale=6, border=4, light="#fff")


@transaction.atomic
def show(counter_id: int, order: Order, at: datetime) -> None:
    """Put an order's VietQR on a counter's display. Raises: NotPossible."""
    if config.account() is None:
        raise NotPossible("Thành phố chưa nhận chuyển khoản.", "The city takes no transfers yet.")
    try:
        paying.begin(order, at)
    except (NothingToPay, WrongState):
        raise NotPossible(
            "Khoản này không còn phải thanh toán.", "There is nothing left to pay here."
        ) from None
    Screen.objects.update_or_create(counter_id=counter_id, defaults={"order": order, "shown_at": at})


def clear(counter_id: int) -> None:
    """Take away what stands there. One statement."""
    Screen.objects.filter(counter=counter_id).update(order=None, shown_at=None)


def shown(counter_id: int, at: datetime) -> Shown:
    """What a counter's display says now. Two queries at most."""
    screen = Screen.objects.select_related("order").filter(counter=counter_id).first()
    account = config.account()
    if screen is None or screen.order is None or screen.shown_at is None or account is None:
        return Shown("idle")
    order = screen.order
    if order.status in MONEY_IS_HERE:
        fresh = order.paid_at is not None and at - order.paid_at < THANKS_FOR
        return Shown("paid", order.payer_amount, order.subject) if fresh else Shown("idle")
    attempt = paying.under_way(order, at) if at - screen.shown_at < SHOWN_FOR else None
    if attempt is None:
        return Shown("idle")
    asked = paying.asked(attempt, account)
    return Shown(
        "due",
        attempt.amount,
        order.subject,
        asked.note,
        account.holder,
        account.number,
        account.bank,
        asked.qr,
    )
