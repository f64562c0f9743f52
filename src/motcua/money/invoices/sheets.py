"""The view of a document on paper (bản thể hiện), set with Typst: what the signed file says, with a QR to the look-up page."""

import re
from datetime import date
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from msgspec import Struct

from motcua.foundation import amounts
from motcua.foundation.worktime import VN
from motcua.money.invoices import symbols, units
from motcua.money.invoices.issuing import MEANS, OTHER_MEANS, priced_lines
from motcua.money.invoices.models import CodedInvoice, Document
from motcua.money.models import Order
from motcua.records import documents
from motcua.records.documents import templates

TEMPLATE = Path(__file__).parent / "typst" / "electronic_document.typ"
ENDED = {Document.State.CANCELLED: "ĐÃ HỦY", Document.State.REPLACED: "ĐÃ BỊ THAY THẾ"}


class SheetLine(Struct, frozen=True, kw_only=True):
    """A line with its amount in đồng; `rate` where the form states VAT."""

    name: str
    amount: int
    rate: str = ""


class ElectronicDocument(Struct, frozen=True, kw_only=True):
    """View of an electronic receipt or invoice."""

    template: ClassVar[str] = "electronic_document"
    title: str
    form: str
    serial: str
    number: str
    on: date
    seller: str
    seller_tax_code: str
    seller_address: str
    payer: str
    payer_tax_code: str = ""
    payer_address: str = ""
    dossier_code: str = ""
    payment: str
    lines: list[SheetLine]
    line_heading: str
    payer_heading: str
    before_tax: int | None = None
    tax: int | None = None
    total: int
    amount_in_words: str
    related: str = ""
    mark: str = ""
    signed_by: str
    signed_at: str
    code: str
    tax_given_code: str = ""
    check_url: str
    digest: str

    @property
    def qr(self) -> str:
        return self.check_url


def register() -> None:
    """Make the template known; called when the room is ready."""
    templates.register(ElectronicDocument.template, TEMPLATE, ElectronicDocument)


def file_name(row: Document) -> str:
    """A name for the file, safe everywhere: `bien-lai-AB-26E-0000012`."""
    kind = "bien-lai" if row.is_receipt else "hoa-don"
    return re.sub(r"[^A-Za-z0-9.-]+", "-", f"{kind}-{row.serial}-{row.number_text}")


def file_of(row: Document) -> bytes:
    """The file that counts: as we signed it, or with the tax authority's code as it came back. One query for a coded invoice."""
    if not row.tax_given_code:
        return row.xml.encode()
    coded = CodedInvoice.objects.filter(document=row).first()
    return (coded.xml if coded else row.xml).encode()


def pdf_of(row: Document) -> bytes:
    """The view as PDF/A of a signed document; equal bytes for an equal state. About 15 ms.

    Raises: ValueError before it is signed.
    """
    if row.unit is None or row.number is None or row.day is None or row.issued_at is None:
        raise ValueError("not signed yet")
    receipt = row.is_receipt
    seller = units.seller_of(row.unit)
    before_tax = tax = None
    lines = [SheetLine(name=one["name"], amount=one["amount"]) for one in row.lines]
    if not receipt and row.form in symbols.WITH_TAX:
        parted, sums = priced_lines(row, row.form, row.issued_at.astimezone(VN))
        lines = [SheetLine(name=one.name, amount=one.amount, rate=one.rate) for one in parted]
        before_tax, tax = sum(one.before for one in sums), sum(one.tax for one in sums)
    return documents.render_form(
        ElectronicDocument(
            title=(symbols.RECEIPT_TITLE if receipt else symbols.TITLES[row.form]).upper(),
            form=row.form,
            serial=row.serial,
            number=row.number_text,
            on=row.day,
            seller=seller.name,
            seller_tax_code=seller.tax_code,
            seller_address=seller.address,
            payer=row.payer_name,
            payer_tax_code=row.payer_tax_code,
            payer_address=row.payer_address,
            dossier_code=row.subject,
            payment=MEANS.get(Order.Means(row.order.means), OTHER_MEANS),
            lines=lines,
            payer_heading="Tên đơn vị hoặc người nộp tiền" if receipt else "Người mua",
            line_heading="Tên loại phí, lệ phí" if receipt else "Tên hàng hóa, dịch vụ",
            before_tax=before_tax,
            tax=tax,
            total=row.amount,
            amount_in_words=amounts.in_words(row.amount),
            related=_related(row),
            mark=ENDED.get(Document.State(row.state), ""),
            signed_by=seller.name,
            signed_at=f"{row.issued_at.astimezone(VN):%H:%M:%S %d/%m/%Y}",
            code=row.code,
            tax_given_code=row.tax_given_code,
            check_url=f"{settings.PUBLIC_URL}/tra-cuu-hoa-don?ma={row.code}",
            digest=row.sha256,
        )
    )


def _related(row: Document) -> str:
    before = row.original
    if before is None or before.number is None or before.day is None:
        return ""
    what = "Thay thế" if row.nature == Document.Nature.REPLACES else "Điều chỉnh"
    kind = "biên lai" if row.is_receipt else "hóa đơn"
    return f"{what} {kind} {before.symbol} số {before.number_text} ngày {before.day:%d/%m/%Y}"
