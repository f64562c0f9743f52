"""What happens to an order's documents in the transaction of a payment or a refund: rows only, the files come by a job."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from motcua.foundation.columns import Insert
from motcua.foundation.text import fold
from motcua.money.fees import Kind
from motcua.money.invoices import ending, units
from motcua.money.invoices.content import clean
from motcua.money.invoices.models import Document
from motcua.money.models import Order, Receipt
from motcua.money.receipts import left_of

State = Document.State


def orders_paid(orders: Sequence[Order], at: datetime) -> None:
    """Prices among the orders' lines need an invoice. One statement for them, none without."""
    by_order = [(order, priced(order.lines)) for order in orders]
    _NEW.add_each([new(order, Document.Kind.INVOICE, lines, at) for order, lines in by_order if lines])


class Watch:
    """Hears of receipts: each gets a document, a cancelled one ends its own."""

    def issued(self, receipts: Sequence[Receipt], at: datetime) -> None:
        """One statement; more for a receipt that replaces another."""
        _NEW.add_each([self._document(receipt, at) for receipt in receipts])

    def _document(self, receipt: Receipt, at: datetime) -> Document:
        lines = [_line(line, line["payer"]) for line in receipt.lines]
        row = new(receipt.order, Document.Kind.RECEIPT, lines, at)
        row.receipt = receipt
        if receipt.payer_name != receipt.order.payer_name:  # it was put right
            row.payer_name, row.payer_key = clean(receipt.payer_name), fold(receipt.payer_name)
        if receipt.replaces_id is not None:
            before = Document.objects.defer("xml").filter(receipt_id=receipt.replaces_id).first()
            if before is not None and before.state != State.VOID:
                row.original, row.nature = before, Document.Nature.REPLACES
                row.reason = before.ended_reason[:255]
                before.state = State.REPLACED
                before.save(update_fields=["state"])
                ending.tell_ended(before, at)
        return row

    def cancelled(self, receipt: Receipt, at: datetime) -> None:
        """The receipt's document is over; what comes next (`issued`, `corrected`) says whether it is replaced."""
        row = Document.objects.select_for_update().filter(receipt=receipt).first()
        if row is not None:
            ending.end(row, State.CANCELLED, clean(receipt.cancelled_reason), at, told=False)

    def corrected(self, order: Order, back: int, reason: str, at: datetime) -> None:
        """Money went back, or a refund was undone: what the prices' invoices say together becomes what is left of them."""
        whole = list(Document.objects.select_for_update().defer("xml").filter(order=order).order_by("id"))
        receipts = [row for row in whole if row.is_receipt]
        if receipts and receipts[-1].state == State.CANCELLED and receipts[-1].ended_at == at:
            ending.tell_ended(receipts[-1], at)
        over = (State.CANCELLED, State.REPLACED, State.VOID)
        rows = [row for row in whole if not row.is_receipt and row.state not in over]
        first = next((row for row in rows if row.nature != Document.Nature.ADJUSTS), None)
        left = {line["code"]: line for line in priced(left_of(order.lines, back))}
        if first is None:
            if left and priced(order.lines):
                new(order, Document.Kind.INVOICE, list(left.values()), at).save(force_insert=True)
            return
        if first.number is None:
            _begin_again(first, rows, list(left.values()), order, reason, at)
        elif not left:
            for row in reversed(rows):
                ending.end(row, State.CANCELLED, reason, at)
        else:
            _adjust(first, rows, left, order, reason, at)


def _begin_again(
    first: Document, rows: list[Document], left: list[dict[str, Any]], order: Order, reason: str, at: datetime
) -> None:
    """Nothing had been signed yet: the row that waits gives way to one for what is left."""
    for row in rows:
        ending.end(row, State.VOID, reason, at)
    if left:
        again = new(order, Document.Kind.INVOICE, left, at)
        again.payer_tax_code, again.payer_address = first.payer_tax_code, first.payer_address
        again.save(force_insert=True)


def _adjust(
    first: Document,
    rows: list[Document],
    left: Mapping[str, dict[str, Any]],
    order: Order,
    reason: str,
    at: datetime,
) -> None:
    """An adjustment by the differences, line by line (NĐ 123/2020 Điều 19)."""
    now: dict[str, int] = {}
    for row in rows:
        for line in row.lines:
            now[line["code"]] = now.get(line["code"], 0) + line["amount"]
    names = {line["code"]: line for line in priced(order.lines)}
    lines = [
        names[code] | {"amount": left.get(code, {"amount": 0})["amount"] - amount}
        for code, amount in now.items()
        if code in names and left.get(code, {"amount": 0})["amount"] != amount
    ]
    if lines and sum(line["amount"] for line in lines):
        adjusting(first, lines, reason, at).save(force_insert=True)


def adjusting(first: Document, lines: list[dict[str, Any]], reason: str, at: datetime) -> Document:
    """The unsaved row of an adjustment of `first` by signed differences."""
    row = new(first.order, Document.Kind.INVOICE, lines, at)
    row.original, row.nature, row.reason = first, Document.Nature.ADJUSTS, clean(reason)[:255]
    for name in ("payer_name", "payer_key", "payer_tax_code", "payer_pin", "payer_address"):
        setattr(row, name, getattr(first, name))
    return row


def priced(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The prices among an order's lines that somebody pays, as a document has them."""
    return [_line(line, line["payer"]) for line in lines if line["kind"] == Kind.GIA and line["payer"]]


def _line(line: Mapping[str, Any], amount: int) -> dict[str, Any]:
    return {"code": line["code"], "name": clean(line["name"]["vi"]), "kind": line["kind"], "amount": amount}


_NEW = Insert(Document)
"""By a planned statement: it is part of each payment."""


def new(order: Order, kind: str, lines: list[dict[str, Any]], at: datetime) -> Document:
    """The unsaved row of a document that waits to be made."""
    row: Document = _NEW.new(
        kind=kind,
        agency_id=order.agency_id,
        subject=order.subject,
        subject_id=order.subject_id,
        person_id=order.person_id,
        payer_name=clean(order.payer_name) or "Người nộp",
        payer_key=fold(order.payer_name),
        lines=lines,
        amount=sum(line["amount"] for line in lines),
        created_at=at,
    )
    row.unit, row.order = units.of_agency(order.agency_id), order
    return row
