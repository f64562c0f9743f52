"""Making the signed file of a document: number, content, checks, signature, all in one transaction a document.

A payment is never undone because of it: what fails is tried three times and then stands among the errors to mend.
"""

import hashlib
import logging
import secrets
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from motcua.city.models import Person
from motcua.foundation import numbering
from motcua.foundation.text import fold
from motcua.foundation.worktime import VN
from motcua.money.errors import SerialExhausted
from motcua.money.fees import Kind
from motcua.money.invoices import content, rates, signature, symbols, units, writing
from motcua.money.invoices.content import (
    BadContent,
    Buyer,
    Content,
    FeeKind,
    Invoice,
    Item,
    Line,
    Nature,
    Receipt,
    Related,
)
from motcua.money.invoices.models import CollectingUnit, Document
from motcua.money.models import Order
from motcua.records import signing
from motcua.records.signing.identities import DataSigner, NoKey, TaxIdentity

log = logging.getLogger(__name__)
State = Document.State
MOST_TRIES = 3
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
MEANS = {Order.Means.CASH: "Tiền mặt"}
OTHER_MEANS = "Chuyển khoản"


class NoUnit(LookupError):
    """The agency has no collecting unit, so there is no tax code to issue under."""


def new_code() -> str:
    """What a payer types to look a document up: ten letters and digits that are not mistaken for one another (50 bits)."""
    return "".join(secrets.choice(LETTERS) for _ in range(10))


def issue_waiting(
    now: Callable[[], datetime],
    most: int = 500,
    make_code: Callable[[], str] = new_code,
    only: int | None = None,
) -> int:
    """Make the files of documents that wait, oldest first; how many were made. Workers side by side skip what others hold.

    `only`: that one document.
    """
    wanted = Q(state=State.WAITING) if only is None else Q(state=State.WAITING, pk=only)
    made, last = 0, 0
    for _ in range(most):
        with transaction.atomic():
            row = (
                Document.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("unit", "receipt", "order__paying_organisation", "original")
                .filter(wanted, id__gt=last)
                .order_by("id")
                .first()
            )
            if row is None:
                return made
            last = row.pk
            made += _try(row, now(), make_code)
    return made


def _try(row: Document, at: datetime, make_code: Callable[[], str]) -> bool:
    try:
        with transaction.atomic():  # a fault gives the number back
            issue(row, at, make_code())
    except (BadContent, NoUnit, NoKey, SerialExhausted, ValueError) as error:
        row.refresh_from_db(fields=["form", "serial", "number", "day", "unit"])
        row.tries += 1
        row.problem = words_of(error)[:600]
        # waiting longer does not give an agency a tax code, nor mend what an officer wrote
        row.state = (
            State.FAULTY
            if row.tries >= MOST_TRIES or isinstance(error, (NoUnit, BadContent))
            else State.WAITING
        )
        row.save(update_fields=["tries", "problem", "state"])
        log.warning("document %s: %s", row.pk, error)
        return False
    return True


def words_of(error: Exception) -> str:
    """What an officer reads among the errors to mend."""
    if isinstance(error, BadContent):
        return "; ".join(f"{one.field}: {one.vi}" for one in error.faults)
    if isinstance(error, NoUnit):
        return "Cơ quan thu chưa có mã số thuế và ký hiệu biên lai, hóa đơn."
    if isinstance(error, NoKey):
        return "Chưa có khóa ký số của đơn vị thu."
    if isinstance(error, SerialExhausted):
        return "Ký hiệu đã dùng hết số; hãy mở ký hiệu mới."
    return str(error)


def issue(row: Document, at: datetime, code: str) -> None:
    """Number, sign and write one locked document. At most four statements.

    Raises: NoUnit, NoKey, BadContent, SerialExhausted.
    """
    local = at.astimezone(VN)
    unit = row.unit or units.of_agency(row.agency_id)
    if unit is None:
        raise NoUnit(str(row.agency_id))
    row.unit = unit
    _name_organisation(row)
    signer = signing.keys().taxpayer(TaxIdentity(unit.name, unit.tax_code))
    found = made_of(row, unit, local)
    content.check(found)
    root = "BLai" if isinstance(found, Receipt) else "HDon"
    file = signature.signed_file(root, writing.data_of(found), signer, local.replace(tzinfo=None))
    row.form, row.serial, row.number, row.day = found.form, found.serial, found.number, found.day
    row.code, row.xml, row.sha256 = code, file.decode(), hashlib.sha256(file).hexdigest()
    row.state, row.issued_at, row.problem = State.ISSUED, at, ""
    if row.person_id is not None:
        row.email = Person.objects.filter(pk=row.person_id).values_list("email", flat=True).first() or ""
    row.mail = Document.Mail.WAITING if row.email and not symbols.is_coded(row.serial) else Document.Mail.NONE
    row.save()


def _name_organisation(row: Document) -> None:
    """The tax code and address of the organisation in whose name it was paid; a document that names somebody else has none."""
    told = getattr(row.order, "paying_organisation", None)
    if told is not None and not row.payer_tax_code and fold(told.name) == row.payer_key:
        row.payer_tax_code, row.payer_address = told.tax_code, told.address


def made_of(row: Document, unit: CollectingUnit, local: datetime) -> Content:
    """The typed document of a row. An invoice takes its number here: call it inside the transaction that signs."""
    buyer = Buyer(row.payer_name, row.payer_tax_code, row.payer_pin, row.payer_address, row.subject)
    related = related_of(row)
    means = MEANS.get(Order.Means(row.order.means), OTHER_MEANS)
    if row.receipt is not None:
        kept = row.receipt
        items = tuple(
            Item(
                FeeKind.PHI if line["kind"] == Kind.PHI else FeeKind.LE_PHI,
                line["code"],
                line["name"],
                line["amount"],
            )
            for line in row.lines
        )
        day = kept.issued_at.astimezone(VN).date()
        return Receipt(
            kept.form, kept.serial, kept.number, day, units.seller_of(unit), buyer, items, means, related
        )
    form, serial = units.invoice_symbol(unit, local)
    number = numbering.take(f"invoice {unit.tax_code} {form} {serial}")
    if number > symbols.LAST_INVOICE:
        raise SerialExhausted(serial)
    lines, taxes = priced_lines(row, form, local)
    return Invoice(
        form, serial, number, local.date(), units.seller_of(unit), buyer, lines, means, related, taxes
    )


def priced_lines(
    row: Document, form: str, local: datetime
) -> tuple[tuple[Line, ...], tuple[content.RateSum, ...]]:
    """Lines of an invoice from prices that hold their tax: parted by the rate of the day of the first invoice."""
    if form not in symbols.WITH_TAX:
        return tuple(Line(one["name"], one["amount"], code=one["code"][:50]) for one in row.lines), ()
    day = row.original.day if row.original is not None and row.original.day else local.date()
    sums: dict[str, tuple[int, int]] = {}
    lines = []
    for one in row.lines:
        rate = rates.of_price(one["code"], day)
        before, tax = content.out_of(one["amount"], rate)
        sums[rate] = (sums.get(rate, (0, 0))[0] + before, sums.get(rate, (0, 0))[1] + tax)
        lines.append(Line(one["name"], before, rate, code=one["code"][:50]))
    return tuple(lines), tuple(content.RateSum(rate, before, tax) for rate, (before, tax) in sums.items())


def related_of(row: Document) -> Related | None:
    """The earlier document as the signed file names it; None when there is none that was ever signed."""
    before = row.original
    if before is None or before.day is None or before.number is None:
        return None
    return Related(Nature(row.nature), before.form, before.serial, before.number, before.day, row.reason)


def signer_of(unit: CollectingUnit) -> DataSigner:
    """The unit's key. Raises: NoKey."""
    return signing.keys().taxpayer(TaxIdentity(unit.name, unit.tax_code))
