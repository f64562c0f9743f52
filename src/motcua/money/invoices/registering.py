"""Who collects under which tax code and symbols: entering a unit, and opening other symbols for one.

What was numbered stays as it was: another pair of letters begins with number 1, the former numbers end where they are.
"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from motcua.city.models import Agency
from motcua.money.invoices import symbols, units
from motcua.money.invoices.content import ADDRESS, clean
from motcua.money.invoices.models import CollectingUnit
from motcua.money.invoices.tax_codes import is_tax_code

type Faults = dict[str, tuple[str, str]]
COMMON = ("01BLP0-001", "AA")
"""Form and letters of receipts of agencies without a unit."""
INVOICE_FORMS = ("1", "2", "5")


@dataclass(frozen=True, slots=True)
class Told:
    """What is written about a unit, as it was typed."""

    tax_code: str
    address: str
    receipt_form: str
    receipt_letters: str
    invoice_form: str
    invoice_letters: str
    invoice_coded: bool
    budget_code: str = ""
    email: str = ""


def cleaned(told: Told) -> Told:
    """The same without stray spaces, letters large."""

    def bare(text: str) -> str:
        return "".join(text.split()).upper()

    return Told(
        bare(told.tax_code), clean(told.address), bare(told.receipt_form), bare(told.receipt_letters),
        bare(told.invoice_form), bare(told.invoice_letters), told.invoice_coded, bare(told.budget_code)[:20],
        told.email.strip(),
    )  # fmt: skip


def faults_of(told: Told, unit: CollectingUnit | None = None) -> Faults:
    """Everything that is wrong with a unit as it is written. Three queries at most."""
    found: Faults = {}
    others = CollectingUnit.objects.exclude(pk=unit.pk) if unit is not None else CollectingUnit.objects.all()
    if not is_tax_code(told.tax_code):
        found["tax_code"] = ("Mã số thuế sai số kiểm tra.", "The tax code's check digit is wrong.")
    elif others.filter(tax_code=told.tax_code).exists():
        found["tax_code"] = ("Đơn vị khác đã dùng mã số thuế này.", "Another unit has this tax code.")
    if not told.address or len(told.address) > min(ADDRESS, 300):
        found["address"] = ("Ghi địa chỉ, tối đa 300 ký tự.", "Write the address, at most 300 characters.")
    if not symbols.RECEIPT_FORM.fullmatch(told.receipt_form):
        found["receipt_form"] = ("Mẫu số như 01BLP0-001.", "A form such as 01BLP0-001.")
    if not symbols.LETTERS.fullmatch(told.receipt_letters):
        found["receipt_letters"] = ("Hai chữ cái A đến Z.", "Two letters A to Z.")
    elif (told.receipt_form, told.receipt_letters) == COMMON:
        found["receipt_letters"] = ("AA của mẫu 01BLP0-001 là ký hiệu chung của thành phố.",
                                    "AA of form 01BLP0-001 are the city's common letters.")  # fmt: skip
    elif others.filter(receipt_form=told.receipt_form, receipt_letters=told.receipt_letters).exists():
        found["receipt_letters"] = ("Đơn vị khác đã dùng ký hiệu này.", "Another unit has these letters.")
    if told.invoice_form not in INVOICE_FORMS:
        found["invoice_form"] = ("Chọn mẫu hóa đơn.", "Choose the form of invoices.")
    if not symbols.LETTERS.fullmatch(told.invoice_letters):
        found["invoice_letters"] = ("Hai chữ cái A đến Z.", "Two letters A to Z.")
    return found


class Faulty(ValueError):
    """What was written cannot be taken."""

    def __init__(self, fields: Faults) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


@transaction.atomic
def enter(agency: Agency, told: Told) -> CollectingUnit:
    """A unit for an agency that has none. Raises: Faulty."""
    faults = faults_of(told)
    if CollectingUnit.objects.filter(agency_id=agency.pk).exists():
        faults["agency"] = ("Cơ quan này đã có đơn vị thu.", "The agency has a unit already.")
    if faults:
        raise Faulty(faults)
    unit = CollectingUnit(agency_id=agency.pk, name=agency.name_vi)
    return _write(unit, told)


@transaction.atomic
def change(unit_id: int, told: Told) -> CollectingUnit:
    """Write a unit's symbols, address and so on anew. A tax code under which something was issued stays. Raises: Faulty."""
    unit = CollectingUnit.objects.select_for_update().get(pk=unit_id)
    faults = faults_of(told, unit)
    if told.tax_code != unit.tax_code and unit.documents.filter(number__isnull=False).exists():
        faults["tax_code"] = ("Đã có chứng từ mang mã số thuế cũ: không đổi được.",
                              "Documents bear the former tax code: it cannot change.")  # fmt: skip
    if faults:
        raise Faulty(faults)
    symbol = (
        unit.receipt_form,
        unit.receipt_letters,
        unit.invoice_form,
        unit.invoice_letters,
        unit.invoice_coded,
    )
    written = _write(unit, told)
    if symbol != (
        told.receipt_form,
        told.receipt_letters,
        told.invoice_form,
        told.invoice_letters,
        told.invoice_coded,
    ):
        # what goes on under other symbols is told to the authority first
        written.registration = CollectingUnit.Registration.NONE
        written.save(update_fields=["registration"])
    return written


def _write(unit: CollectingUnit, told: Told) -> CollectingUnit:
    for name in Told.__slots__:
        setattr(unit, name, getattr(told, name))
    try:
        with transaction.atomic():
            unit.save()
    except IntegrityError:  # somebody else was faster with the same letters
        raise Faulty(
            {
                "receipt_letters": (
                    "Đơn vị khác vừa dùng ký hiệu này.",
                    "Another unit just took these letters.",
                )
            }
        ) from None
    transaction.on_commit(units.forget)
    units.forget()
    return unit
