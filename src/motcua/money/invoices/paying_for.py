"""An organisation in whose name an order is paid: named before the payment, its documents carry its tax code and address.

The order's payer is changed with it, so that the receipt's number, its file and the invoice name the same payer.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.money import orders
from motcua.money.invoices.changing import Faulty, NotPossible
from motcua.money.invoices.content import ADDRESS, clean
from motcua.money.invoices.models import PayingOrganisation
from motcua.money.invoices.tax_codes import is_tax_code
from motcua.money.models import Order

NAME = 200
"""Most characters of a payer's name, as orders and receipts keep it."""
GONE = NotPossible("Khoản này đã được nộp hoặc đã đóng.", "This was paid or closed already.")


@dataclass(frozen=True, slots=True)
class Told:
    """What was typed, as it was typed."""

    name: str = ""
    tax_code: str = ""
    address: str = ""


def tidy(told: Told) -> Told:
    """Single spaces and composed letters; a tax code without blanks, with the hyphen of a branch (`0100000003-001`)."""
    code = re.sub(r"[\s.]", "", told.tax_code)
    if re.fullmatch(r"[0-9]{13}", code):
        code = f"{code[:10]}-{code[10:]}"
    return Told(clean(told.name), code, clean(told.address))


def faults_of(told: Told) -> dict[str, tuple[str, str]]:
    """Everything that is wrong, by field. An organisation's document needs all three (NĐ 123/2020/NĐ-CP Điều 10)."""
    said, found = tidy(told), dict[str, tuple[str, str]]()
    if not said.name:
        found["name"] = ("Ghi tên tổ chức.", "Write the organisation's name.")
    elif len(said.name) > NAME:
        found["name"] = (f"Tên dài quá {NAME} ký tự.", f"The name is longer than {NAME} characters.")
    if not said.tax_code:
        found["tax_code"] = ("Ghi mã số thuế.", "Write the tax code.")
    elif not re.fullmatch(r"[0-9]{10}(-[0-9]{3})?", said.tax_code, re.ASCII):
        found["tax_code"] = ("Mã số thuế gồm 10 chữ số, chi nhánh thêm 3 chữ số sau dấu gạch.",
                             "A tax code has 10 digits; a branch has 3 more after a hyphen.")  # fmt: skip
    elif not is_tax_code(said.tax_code):
        found["tax_code"] = ("Mã số thuế sai số kiểm tra; hãy so lại với giấy tờ.",
                             "The tax code's check digit is wrong; compare it with the paper.")  # fmt: skip
    if not said.address:
        found["address"] = ("Ghi địa chỉ.", "Write the address.")
    elif len(said.address) > ADDRESS:
        found["address"] = (f"Địa chỉ dài quá {ADDRESS} ký tự.", f"Longer than {ADDRESS} characters.")
    return found


def of(order: Order) -> PayingOrganisation | None:
    """The organisation that an order names. One query."""
    return PayingOrganisation.objects.filter(order=order).first()


@transaction.atomic
def name(order: Order, told: Told, by: str, at: datetime) -> PayingOrganisation:
    """Name the organisation; again for another one. Raises: Faulty, NotPossible when nothing is owed any more."""
    if faults := faults_of(told):
        raise Faulty(faults)
    current, said, known = _owed(order), tidy(told), of(order)
    row = PayingOrganisation(
        order=current, name=said.name, tax_code=said.tax_code, address=said.address,
        before=known.before if known else current.payer_name, by=by[:200], at=at,
    )  # fmt: skip
    row.save()
    _rename(current, row.name)
    return row


@transaction.atomic
def forget(order: Order) -> None:
    """The payer pays for themselves after all. Nothing when no organisation is named. Raises: NotPossible."""
    known = of(order)
    if known is not None:
        _rename(_owed(order), known.before)
        known.delete()


def _owed(order: Order) -> Order:
    current = orders.lock(order.pk)
    if current.status not in orders.PAYABLE:
        raise GONE
    return current


def _rename(locked: Order, payer: str) -> None:
    locked.payer_name = payer
    locked.save(update_fields=["payer_name"])
