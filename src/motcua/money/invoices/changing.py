"""What an officer does with a signed document: cancel, adjust, replace; each with a reason, told to the tax authority.

A receipt is never cancelled by itself: its money goes back by a refund, which cancels it; a wrong name is mended by a
replacement. Source: NĐ 123/2020/NĐ-CP Điều 19, Điều 36, as amended by NĐ 70/2025/NĐ-CP.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.foundation.text import fold
from motcua.money import orders, receipts
from motcua.money.invoices import ending, watching
from motcua.money.invoices.content import ADDRESS, NAME, REASON, clean
from motcua.money.invoices.models import Document
from motcua.money.invoices.tax_codes import is_payer_code

State = Document.State
MOST = 10**12


class Faulty(ValueError):
    """What was written cannot be taken: `fields` has every fault by its field, as (Vietnamese, English)."""

    def __init__(self, fields: dict[str, tuple[str, str]]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class NotPossible(Exception):
    """The document is not in a state that allows it (somebody was faster)."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


OVER = NotPossible("Chứng từ này không còn hiệu lực hoặc chưa được lập.", "This document is not in force.")


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays, as the replacing document will say it."""

    name: str
    tax_code: str = ""
    address: str = ""


def may_cancel(row: Document) -> bool:
    return not row.is_receipt and row.state == State.ISSUED


def may_adjust(row: Document) -> bool:
    return not row.is_receipt and row.state == State.ISSUED and row.nature != Document.Nature.ADJUSTS


def may_replace(row: Document) -> bool:
    return row.state == State.ISSUED and row.nature != Document.Nature.ADJUSTS


def faults_of_reason(reason: str) -> dict[str, tuple[str, str]]:
    said = clean(reason)
    if len(said) < 5:
        return {"reason": ("Ghi lý do, ít nhất 5 ký tự.", "Write the reason, at least 5 characters.")}
    if len(said) > REASON:
        return {
            "reason": (f"Lý do dài quá {REASON} ký tự.", f"The reason is longer than {REASON} characters.")
        }
    return {}


def faults_of_payer(payer: Payer) -> dict[str, tuple[str, str]]:
    found = {}
    if not clean(payer.name):
        found["payer_name"] = ("Ghi tên người nộp, người mua.", "Write the payer's name.")
    elif len(clean(payer.name)) > min(NAME, 200):
        found["payer_name"] = ("Tên dài quá 200 ký tự.", "The name is longer than 200 characters.")
    if payer.tax_code and not is_payer_code(payer.tax_code):
        found["payer_tax_code"] = ("Mã số thuế sai số kiểm tra; hãy so lại với giấy tờ.",
                                   "The tax code's check digit is wrong; compare it with the paper.")  # fmt: skip
    if len(clean(payer.address)) > ADDRESS:
        found["payer_address"] = (f"Địa chỉ dài quá {ADDRESS} ký tự.", f"Longer than {ADDRESS} characters.")
    return found


@transaction.atomic
def cancel(row: Document, reason: str, by: str, at: datetime) -> None:
    """Cancel an invoice with the adjustments that hang on it; numbers stay used. Raises: Faulty, NotPossible."""
    _, current = _locked(row)
    if not may_cancel(current):
        raise OVER
    if faults := faults_of_reason(reason):
        raise Faulty(faults)
    for later in current.later.select_for_update().filter(nature=Document.Nature.ADJUSTS).order_by("-id"):
        if later.state in (State.ISSUED, State.WAITING, State.FAULTY):
            ending.end(later, State.CANCELLED, clean(reason), at, by)
    ending.end(current, State.CANCELLED, clean(reason), at, by)


@transaction.atomic
def replace(row: Document, payer: Payer, reason: str, by: str, at: datetime) -> Document:
    """Put a new document in the place of a wrong one: another payer's name, tax code or address; amounts stay.

    Raises: Faulty, NotPossible.
    """
    order, current = _locked(row)
    if not may_replace(current):
        raise OVER
    faults = faults_of_payer(payer) | faults_of_reason(reason)
    if not faults and not _differs(current, payer):
        faults["payer_name"] = ("Chưa có gì khác với chứng từ cũ.", "Nothing differs from the document.")
    if faults:
        raise Faulty(faults)
    if current.receipt is not None:
        if current.receipt.cancelled_at is not None:
            raise OVER
        current.receipt.order = order
        made = receipts.replace(current.receipt, clean(payer.name), clean(reason), at)
        fresh = made.document
        Document.objects.filter(pk=current.pk).update(ended_by=by[:200])
    else:
        if current.later.filter(
            nature=Document.Nature.ADJUSTS, state__in=(State.ISSUED, State.WAITING)
        ).exists():
            raise NotPossible(
                "Hóa đơn đã được điều chỉnh: chỉ điều chỉnh tiếp.", "It was adjusted: adjust it further."
            )
        ending.end(current, State.REPLACED, clean(reason), at, by)
        fresh = watching.new(order, Document.Kind.INVOICE, current.lines, at)
        fresh.original, fresh.nature, fresh.reason = current, Document.Nature.REPLACES, clean(reason)
    fresh.payer_name, fresh.payer_key = clean(payer.name), fold(payer.name)
    fresh.payer_tax_code, fresh.payer_address = payer.tax_code, clean(payer.address)
    fresh.save()
    return fresh


def _differs(current: Document, payer: Payer) -> bool:
    old = (current.payer_name, current.payer_tax_code, current.payer_address)
    return old != (clean(payer.name), payer.tax_code, clean(payer.address))


@transaction.atomic
def adjust(row: Document, differences: dict[str, int], reason: str, by: str, at: datetime) -> Document:
    """Adjust an invoice by signed differences, by fee code. Together no line falls below zero. Raises: Faulty, NotPossible."""
    _, current = _locked(row)
    if not may_adjust(current):
        raise OVER
    faults = faults_of_differences(current, differences) | faults_of_reason(reason)
    if faults:
        raise Faulty(faults)
    fresh = watching.adjusting(current, adjusted(current, differences), reason, at)
    fresh.save(force_insert=True)
    return fresh


def standing(row: Document) -> list[dict[str, Any]]:
    """The lines as they stand after every adjustment. One query."""
    now = {line["code"]: dict(line) for line in row.lines}
    for later in (
        row.later.filter(nature=Document.Nature.ADJUSTS)
        .exclude(state__in=(State.CANCELLED, State.VOID))
        .defer("xml")
    ):
        for line in later.lines:
            if line["code"] in now:
                now[line["code"]]["amount"] += line["amount"]
    return list(now.values())


def adjusted(row: Document, differences: dict[str, int]) -> list[dict[str, Any]]:
    """The lines of the adjustment."""
    return [
        line | {"amount": differences[line["code"]]} for line in row.lines if differences.get(line["code"])
    ]


def faults_of_differences(row: Document, differences: dict[str, int]) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for number, line in enumerate(standing(row)):
        change = differences.get(line["code"], 0)
        if abs(change) > MOST or line["amount"] + change < 0:
            found[f"line-{number}"] = ("Sau điều chỉnh, số tiền không được nhỏ hơn 0.",
                                       "After the adjustment the amount must not be below zero.")  # fmt: skip
    if not found and not sum(differences.values()):
        found["line-0"] = ("Ghi số tiền tăng hoặc giảm; tổng phải khác 0.",
                           "Write by how much; together it must not be zero.")  # fmt: skip
    return found


def _locked(row: Document) -> tuple[Any, Document]:
    """The order first, then the document: the order in which payments and refunds take them."""
    order = orders.lock(row.order_id)
    found = (
        Document.objects.select_for_update(of=("self",))
        .select_related("receipt", "unit", "order")
        .defer("xml")
    )
    current = found.get(pk=row.pk)
    current.order = order
    return order, current
