"""Receipts for phí and lệ phí: numbered without gaps, issued in the transaction that books the payment.

A payment that cannot get a receipt is not booked; the gateway repeats its notice and both happen together.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from motcua.foundation import amounts, numbering
from motcua.foundation.columns import Insert
from motcua.money import issued
from motcua.money.errors import SerialExhausted
from motcua.money.fees import Kind
from motcua.money.models import Order, Receipt

CITY_TIME = ZoneInfo("Asia/Ho_Chi_Minh")
FORM = "01BLP0-001"  # fee receipt without printed value, no paper copies, first form
LETTERS = "AA"
LAST_NUMBER = 9_999_999


def serial_of(at: datetime, letters: str = LETTERS) -> str:
    """The serial of the year in which `at` falls in the city, such as AA-26E (E: electronic)."""
    return f"{letters}-{at.astimezone(CITY_TIME):%y}E"


def issue(orders: Sequence[Order], at: datetime) -> None:
    """Issue the receipts of paid orders, in the caller's transaction, under the orders' locks. Three statements for all.

    None for an order whose payer paid no fee: nothing at all, or prices (which need an invoice) and taxes (the treasury's)
    only. Raises: SerialExhausted. Source: NĐ 123/2020/NĐ-CP, Điều 30 to 38.
    """
    _give_out([receipt for order in orders if (receipt := _written(order, 0, at)) is not None], at)


def cancel(receipt: Receipt, reason: str, at: datetime) -> None:
    """Cancel a receipt; its number stays used."""
    receipt.cancelled_at = at
    receipt.cancelled_reason = reason[:300]
    receipt.save(update_fields=["cancelled_at", "cancelled_reason"])
    issued.tell_cancelled(receipt, at)


def correct(order: Order, back: int, reason: str, at: datetime) -> Receipt | None:
    """Cancel the valid receipt of a locked order and issue one for what is left after `back` đồng in all.

    The refund is taken from the lines in their order. None when no fee is left.
    """
    last = order.receipts.order_by("pk").last()
    if last is not None and last.cancelled_at is None:
        cancel(last, reason, at)
    made = _written(order, back, at, replaces=last, payer_name=last.payer_name if last else "")
    _give_out([made] if made else [], at)
    issued.tell_corrected(order, back, reason, at)
    return made


def replace(receipt: Receipt, payer_name: str, reason: str, at: datetime) -> Receipt:
    """Cancel a valid receipt of a locked order and issue one with another payer's name; the amounts stay.

    Raises: ValueError when it is not valid any more.
    """
    if receipt.cancelled_at is not None:
        raise ValueError("cancelled already")
    cancel(receipt, reason, at)
    made = _written(receipt.order, 0, at, replaces=receipt, instead=receipt.lines, payer_name=payer_name)
    assert made is not None
    _give_out([made], at)
    return made


def _written(
    order: Order,
    back: int,
    at: datetime,
    replaces: Receipt | None = None,
    instead: list[dict[str, Any]] | None = None,
    payer_name: str = "",
) -> Receipt | None:
    """A receipt without its number. None when no fee is left."""
    left = instead if instead is not None else left_of(order.lines, back)
    lines = [line for line in left if line["kind"] not in (Kind.GIA, Kind.THUE)]
    phi = sum(line["payer"] for line in lines if line["kind"] == Kind.PHI)
    le_phi = sum(line["payer"] for line in lines if line["kind"] == Kind.LE_PHI)
    amount = phi + le_phi
    if amount == 0:
        return None
    unit = issued.collector_of(order, at)
    form, serial = (unit.form, serial_of(at, unit.letters)) if unit else (FORM, serial_of(at))
    receipt: Receipt = _NEW.new(
        form=form,
        serial=serial,
        issued_at=at,
        payer_name=payer_name or order.payer_name,
        collector=order.collector,
        collector_tax_code=order.collector_tax_code or (unit.tax_code if unit else ""),
        collected_by=order.collected_by,
        means=order.means,
        phi=phi,
        le_phi=le_phi,
        amount=amount,
        amount_words=amounts.in_words(amount),
        lines=lines,
    )
    receipt.order = order
    if replaces is not None:
        receipt.replaces = replaces
    return receipt


def _give_out(written: Sequence[Receipt], at: datetime) -> None:
    """Number and keep receipts, and tell of them: late in a transaction, for whoever numbers in a series waits for its end."""
    if not written:
        return
    wanted = Counter(_series(receipt) for receipt in written)
    numbers = {series: iter(taken) for series, taken in numbering.take_each(wanted).items()}
    for receipt in written:
        receipt.number = next(numbers[_series(receipt)])
        if receipt.number > LAST_NUMBER:
            raise SerialExhausted(receipt.serial)
    _NEW.add_each(written)
    issued.tell_issued(written, at)


def _series(receipt: Receipt) -> str:
    return f"receipt {receipt.form} {receipt.serial}"


_NEW = Insert(Receipt)


def left_of(lines: list[dict[str, Any]], back: int) -> list[dict[str, Any]]:
    """The lines that the payer still pays for after `back` đồng are refunded."""
    left = []
    for line in lines:
        taken = min(back, line["payer"])
        back -= taken
        if line["payer"] > taken:
            left.append({**line, "payer": line["payer"] - taken})
    return left
