"""Receipts for phí and lệ phí: numbered without gaps, issued in the transaction that books the payment.

A payment that cannot get a receipt is not booked; the gateway repeats its notice and both happen together.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from motcua.foundation import amounts, numbering
from motcua.foundation.columns import Insert
from motcua.money.errors import SerialExhausted
from motcua.money.fees import Kind
from motcua.money.models import Order, Receipt

CITY_TIME = ZoneInfo("Asia/Ho_Chi_Minh")
FORM = "01BLP0-001"  # fee receipt without printed value, no paper copies, first form
LETTERS = "AA"
LAST_NUMBER = 9_999_999


def serial_of(at: datetime) -> str:
    """The serial of the year in which `at` falls in the city, such as AA-26E (E: electronic)."""
    return f"{LETTERS}-{at.astimezone(CITY_TIME):%y}E"


def issue(order: Order, at: datetime) -> Receipt | None:
    """Issue the receipt of a paid order, in the caller's transaction, under the order's lock.

    None when the payer paid no fee: nothing at all, or prices (which need an invoice) and taxes (the treasury's) only.
    Raises: SerialExhausted. Source: NĐ 123/2020/NĐ-CP, Điều 30 to 38.
    """
    return _issue(order, 0, at)


def cancel(receipt: Receipt, reason: str, at: datetime) -> None:
    """Cancel a receipt; its number stays used."""
    receipt.cancelled_at = at
    receipt.cancelled_reason = reason[:300]
    receipt.save(update_fields=["cancelled_at", "cancelled_reason"])


def correct(order: Order, back: int, reason: str, at: datetime) -> Receipt | None:
    """Cancel the valid receipt of a locked order and issue one for what is left after `back` đồng in all.

    The refund is taken from the lines in their order. None when no fee is left.
    """
    last = order.receipts.order_by("pk").last()
    if last is not None and last.cancelled_at is None:
        cancel(last, reason, at)
    return _issue(order, back, at, replaces=last)


def _issue(order: Order, back: int, at: datetime, replaces: Receipt | None = None) -> Receipt | None:
    lines = [line for line in _left(order.lines, back) if line["kind"] not in (Kind.GIA, Kind.THUE)]
    phi = sum(line["payer"] for line in lines if line["kind"] == Kind.PHI)
    le_phi = sum(line["payer"] for line in lines if line["kind"] == Kind.LE_PHI)
    amount = phi + le_phi
    if amount == 0:
        return None
    serial = serial_of(at)
    number = numbering.take(f"receipt {FORM} {serial}")
    if number > LAST_NUMBER:
        raise SerialExhausted(serial)
    receipt = Receipt(
        order=order,
        form=FORM,
        serial=serial,
        number=number,
        issued_at=at,
        payer_name=order.payer_name,
        collector=order.collector,
        collector_tax_code=order.collector_tax_code,
        collected_by=order.collected_by,
        means=order.means,
        phi=phi,
        le_phi=le_phi,
        amount=amount,
        amount_words=amounts.in_words(amount),
        lines=lines,
        replaces=replaces,
    )
    receipt.pk = _NEW.write(receipt.__dict__)
    receipt._state.adding = False
    return receipt


_NEW = Insert(Receipt)


def _left(lines: list[dict[str, Any]], back: int) -> list[dict[str, Any]]:
    """The lines that the payer still pays for after `back` đồng are refunded."""
    left = []
    for line in lines:
        taken = min(back, line["payer"])
        back -= taken
        if line["payer"] > taken:
            left.append({**line, "payer": line["payer"] - taken})
    return left
