"""Card payments at the agency's terminal: what the slip says is entered; the terminal and its bank move the money."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from motcua.foundation.actor import Actor
from motcua.foundation.worktime import VN
from motcua.money import orders, refunds
from motcua.money.errors import NothingToPay, WrongState
from motcua.money.models import Attempt, Order, Refund
from motcua.money.till.errors import Faulty, NotPossible
from motcua.money.till.models import CardPayment, CardRefund

GATEWAY = "card"


@dataclass(frozen=True, slots=True)
class Slip:
    """What the terminal printed: its id, the bank's approval code, the card's last four digits, đồng."""

    terminal: str
    approval: str
    last4: str
    amount: int


def read_slip(typed: Mapping[str, str], owed: int) -> Slip:
    """A slip as typed. Raises: Faulty with everything that is wrong, by field; the amount must be what is owed."""
    terminal = typed.get("terminal", "").strip().upper()
    approval = typed.get("approval", "").strip().upper()
    last4 = typed.get("last4", "").strip()
    amount = typed.get("amount", "").strip().replace(".", "").replace(",", "")
    faults: dict[str, tuple[str, str]] = {}
    if not re.fullmatch(r"[A-Z0-9]{6,12}", terminal, re.ASCII):
        faults["terminal"] = (
            "Mã máy gồm 6 đến 12 chữ, số.",
            "A terminal's id has 6 to 12 letters and digits.",
        )
    if not re.fullmatch(r"[A-Z0-9]{6}", approval, re.ASCII):
        faults["approval"] = ("Mã chuẩn chi gồm 6 chữ, số.", "An approval code has 6 letters and digits.")
    if not re.fullmatch(r"[0-9]{4}", last4, re.ASCII):
        faults["last4"] = (
            "Ghi 4 số cuối của thẻ, không ghi cả số thẻ.",
            "The last four digits, never the whole number.",
        )
    if not re.fullmatch(r"[0-9]{1,12}", amount, re.ASCII) or int(amount) != owed:
        faults["amount"] = (
            f"Số tiền trên hóa đơn máy phải đúng {owed:,} đồng.".replace(",", "."),
            f"The slip must say exactly {owed:,} đồng.",
        )
    if faults:
        raise Faulty(faults)
    return Slip(terminal, approval, last4, int(amount))


@transaction.atomic
def take_card(order: Order, typed: Mapping[str, str], *, by: Actor, at: datetime) -> CardPayment:
    """Book a card payment: paid, receipt, handlers; the money is with the terminal's bank.

    Raises: Faulty (the slip was entered before, too), NothingToPay, WrongState.
    """
    current = orders.lock(order.pk)
    if current.status == Order.Status.ZERO:
        raise NothingToPay(current.subject)
    if current.status not in orders.PAYABLE:
        raise WrongState(current.subject, current.status)
    slip = read_slip(typed, current.payer_amount)
    day = at.astimezone(VN).date()
    number = f"{slip.terminal}-{day:%y%m%d}-{slip.approval}"
    try:
        with transaction.atomic():
            attempt = Attempt.objects.create(
                order=current, gateway=GATEWAY, txn_ref=number, amount=slip.amount, status=Attempt.Status.PAID,
                created_at=at, expires_at=at, settled_at=at, gateway_no=number,
            )  # fmt: skip
            made = CardPayment.objects.create(
                order=current, attempt=attempt, terminal=slip.terminal, approval=slip.approval, last4=slip.last4,
                day=day, amount=slip.amount, at=at, by=by.name,
            )  # fmt: skip
    except IntegrityError:
        raise Faulty(
            {"approval": ("Hóa đơn máy này đã được nhập hôm nay.", "This slip was entered already today.")}
        ) from None
    current.collected_by = by.name[:200]
    orders.book(current, Order.Means.CARD, at)
    return made


@transaction.atomic
def put_back(refund: Refund, typed: Mapping[str, str], *, by: Actor, at: datetime) -> CardRefund:
    """An approved refund was put back on the card: at the terminal that took it, with its own approval code.

    Raises: NotPossible (no approved refund of a card payment), Faulty.
    """
    payment = CardPayment.objects.filter(attempt=refund.attempt_id).first() if refund.attempt_id else None
    refund.refresh_from_db()
    if payment is None or refund.status != Refund.Status.APPROVED:
        raise NotPossible("Khoản này không chờ hoàn về thẻ.", "Nothing waits to be put back on a card.")
    faults: dict[str, tuple[str, str]] = {}
    terminal = typed.get("terminal", "").strip().upper()
    approval = typed.get("approval", "").strip().upper()
    if terminal != payment.terminal:
        faults["terminal"] = (
            f"Hoàn tại đúng máy {payment.terminal}.",
            f"Refund at the terminal {payment.terminal}.",
        )
    if not re.fullmatch(r"[A-Z0-9]{6}", approval, re.ASCII):
        faults["approval"] = ("Mã chuẩn chi gồm 6 chữ, số.", "An approval code has 6 letters and digits.")
    if faults:
        raise Faulty(faults)
    refunds.sent_by_hand(refund, at, approval=approval)
    try:
        with transaction.atomic():
            return CardRefund.objects.create(
                payment=payment, refund=refund, approval=approval, terminal=terminal, day=at.astimezone(VN).date(),
                at=at, by=by.name,
            )  # fmt: skip
    except IntegrityError:
        raise Faulty(
            {"approval": ("Mã chuẩn chi này đã được nhập.", "This approval code was entered already.")}
        ) from None
