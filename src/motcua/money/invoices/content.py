"""What stands in an invoice or a receipt, as typed values, and every check over them. Pure.

Amounts are whole đồng. Nothing here knows numbers' series, keys or XML.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from motcua.foundation import amounts
from motcua.money.invoices import symbols
from motcua.money.invoices.rates import is_rate, percent_of, valid_on
from motcua.money.invoices.tax_codes import is_payer_code, is_tax_code

NAME, ADDRESS, LINE_NAME, UNIT, REASON, MEANS = 400, 400, 500, 50, 255, 50
"""Most characters of texts, as the tax authority's format has them."""
MOST_LINES = 9_999


class Nature(StrEnum):
    """What a document does to an earlier one (TCHDon)."""

    REPLACES = "1"
    ADJUSTS = "2"


class LineKind(StrEnum):
    """TChat of a line."""

    SERVICE = "1"
    PROMOTION = "2"
    DISCOUNT = "3"
    NOTE = "4"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: the field, and words for an officer."""

    field: str
    vi: str
    en: str


class BadContent(ValueError):
    """The document breaks the rules; `faults` has all of them."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{one.field}: {one.en}" for one in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Seller:
    """Who issues. `budget_code`: code of a unit with budget relations."""

    name: str
    tax_code: str
    address: str
    budget_code: str = ""


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who pays. A person has `pin`, an organisation `tax_code`; neither is required for a fee."""

    name: str
    tax_code: str = ""
    pin: str = ""
    address: str = ""
    dossier_code: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `amount` before tax; in an adjustment the signed difference. `rate` as TSuat, empty without VAT."""

    name: str
    amount: int
    rate: str = ""
    unit: str = ""
    quantity: int = 1
    price: int | None = None
    kind: LineKind = LineKind.SERVICE
    code: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """The earlier document that this one replaces or adjusts."""

    nature: Nature
    form: str
    serial: str
    number: int
    day: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class RateSum:
    """What is taxed at one rate: sum before tax, and tax."""

    rate: str
    before: int
    tax: int


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice (HDon). `taxes`: tax by rate where the payer's price held it already; else it is computed."""

    form: str
    serial: str
    number: int
    day: date
    seller: Seller
    buyer: Buyer
    lines: tuple[Line, ...]
    means: str = "TM/CK"
    related: Related | None = None
    taxes: tuple[RateSum, ...] = ()

    @property
    def title(self) -> str:
        return symbols.TITLES[self.form]

    @property
    def before_tax(self) -> int:
        return sum(signed(line) for line in self.lines)

    @property
    def tax(self) -> int:
        return sum(one.tax for one in self.by_rate)

    @property
    def total(self) -> int:
        return self.before_tax + self.tax

    @property
    def by_rate(self) -> tuple[RateSum, ...]:
        """THTTLTSuat: sums by rate in the order in which rates appear; empty for forms without VAT."""
        if self.form not in symbols.WITH_TAX:
            return ()
        return self.taxes or sums_by_rate(self.lines)

    @property
    def words(self) -> str:
        return amounts.in_words(self.total)


class FeeKind(StrEnum):
    """Loai of a receipt's line."""

    PHI = "phi"
    LE_PHI = "lephi"


@dataclass(frozen=True, slots=True)
class Item:
    """One charge of a receipt."""

    kind: FeeKind
    code: str
    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt for phí and lệ phí (BLai)."""

    form: str
    serial: str
    number: int
    day: date
    seller: Seller
    buyer: Buyer
    items: tuple[Item, ...]
    means: str = "TM/CK"
    related: Related | None = None

    @property
    def title(self) -> str:
        return symbols.RECEIPT_TITLE

    @property
    def total(self) -> int:
        return sum(item.amount for item in self.items)

    @property
    def words(self) -> str:
        return amounts.in_words(self.total)


type Content = Invoice | Receipt


def clean(text: str) -> str:
    """`text` as it may stand in a signed file: composed letters (NFC), no control or invisible characters, single spaces.

    Two spellings of one name would give two digests, and XML 1.0 knows no control characters at all.
    """
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable():  # nothing that goes, as in almost every name: each payment asks
        return " ".join(composed.split())
    kept = "".join(" " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one for one in composed)
    seen = "".join(one for one in kept if unicodedata.category(one) not in ("Cf", "Cs", "Cn", "Co"))
    return " ".join(seen.split())


def signed(line: Line) -> int:
    """What a line adds to the sum: discounts are taken off, notes and promotions add nothing."""
    if line.kind is LineKind.SERVICE:
        return line.amount
    return -line.amount if line.kind is LineKind.DISCOUNT else 0


def sums_by_rate(lines: tuple[Line, ...]) -> tuple[RateSum, ...]:
    """Sums before tax by rate, and the tax rounded half up once a rate."""
    before: dict[str, int] = {}
    for line in lines:
        before[line.rate] = before.get(line.rate, 0) + signed(line)
    return tuple(
        RateSum(rate, amount, tax_of(amount, rate) if is_rate(rate) else 0) for rate, amount in before.items()
    )


def tax_of(amount: int, rate: str) -> int:
    """`amount` × `rate`, rounded half up to the đồng; nothing for KCT and KKKNT."""
    exact = Decimal(amount) * percent_of(rate) / 100
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def out_of(price: int, rate: str) -> tuple[int, int]:
    """A price that holds its tax, parted: (before tax, tax). Both in whole đồng, together exactly the price."""
    before = int(
        (Decimal(price) * 100 / (100 + percent_of(rate))).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    )
    return before, price - before


def differing(invoice: Invoice, back: tuple[Line, ...], related: Related) -> Invoice:
    """The adjustment of `invoice` by the signed differences `back`; number and day are given later."""
    return replace(invoice, lines=back, related=related, taxes=())


def faults(found: Content) -> list[Fault]:
    """Everything that is wrong with a document, in the order of its fields."""
    receipt = isinstance(found, Receipt)
    said = list(_symbol_faults(found, receipt=receipt))
    said += _text_faults(found)
    said += _receipt_faults(found) if isinstance(found, Receipt) else _invoice_faults(found)
    return said


def check(found: Content) -> None:
    """Raises: BadContent with every fault."""
    if said := faults(found):
        raise BadContent(said)


_SYMBOL_WORDS = {
    "form": ("mẫu số không có trong danh mục", "unknown form"),
    "serial": ("ký hiệu sai cấu trúc", "malformed serial"),
    "year": ("năm của ký hiệu khác năm của ngày lập", "the serial's year is not that of the day of issue"),
    "number": ("số ngoài khoảng cho phép", "the number is out of range"),
}


def _symbol_faults(found: Content, *, receipt: bool) -> list[Fault]:
    code = symbols.fault_of(found.form, found.serial, found.number, found.day, receipt=receipt)
    said = [Fault("symbol", *_SYMBOL_WORDS[code])] if code else []
    if found.related is not None and found.related.day > found.day:
        said.append(Fault("related", "chứng từ cũ có ngày sau chứng từ này", "the earlier document is later"))
    return said


def _text_faults(found: Content) -> list[Fault]:
    said = []
    texts = [
        ("seller", found.seller.name, NAME, True),
        ("seller_address", found.seller.address, ADDRESS, True),
        ("buyer", found.buyer.name, NAME, True),
        ("buyer_address", found.buyer.address, ADDRESS, False),
        ("means", found.means, MEANS, True),
        ("note", found.related.note if found.related else "", REASON, False),
    ]
    for field, text, most, required in texts:
        if required and not text.strip():
            said.append(Fault(field, "còn trống", "is empty"))
        elif len(text) > most:
            said.append(Fault(field, f"dài quá {most} ký tự", f"is longer than {most} characters"))
        elif text != clean(text):
            said.append(Fault(field, "có ký tự không được phép", "has characters that are not allowed"))
    if not is_tax_code(found.seller.tax_code):
        said.append(
            Fault("seller_tax_code", "mã số thuế sai số kiểm tra", "the tax code's check digit is wrong")
        )
    if found.buyer.tax_code and not is_payer_code(found.buyer.tax_code):
        said.append(
            Fault("buyer_tax_code", "mã số thuế sai số kiểm tra", "the tax code's check digit is wrong")
        )
    if found.buyer.pin and not re.fullmatch(r"[0-9]{12}", found.buyer.pin):
        said.append(Fault("buyer_pin", "số định danh phải có 12 chữ số", "must have 12 digits"))
    return said


def _receipt_faults(found: Receipt) -> list[Fault]:
    said = []
    if not found.items or len(found.items) > MOST_LINES:
        said.append(Fault("items", "không có khoản thu", "no charge"))
    for item in found.items:
        if item.amount <= 0:
            said.append(
                Fault("items", f"{item.name}: số tiền phải lớn hơn 0", "an amount must be above zero")
            )
        said += _name_faults("items", item.name)
    return said


def _invoice_faults(found: Invoice) -> list[Fault]:
    said = []
    adjusts = found.related is not None and found.related.nature is Nature.ADJUSTS
    if not found.lines or len(found.lines) > MOST_LINES:
        said.append(Fault("lines", "không có dòng hàng hóa, dịch vụ", "no line"))
    for line in found.lines:
        said += _name_faults("lines", line.name)
        if len(line.unit) > UNIT:
            said.append(Fault("lines", f"đơn vị tính dài quá {UNIT} ký tự", "the unit is too long"))
        if line.amount < 0 and not adjusts:
            said.append(
                Fault("lines", f"{line.name}: số tiền âm chỉ có ở hóa đơn điều chỉnh", "a negative amount")
            )
        if line.price is not None and line.price * line.quantity != line.amount:
            said.append(
                Fault("lines", f"{line.name}: đơn giá × số lượng khác thành tiền", "price × quantity differs")
            )
        if found.form in symbols.WITH_TAX:
            if not is_rate(line.rate):
                said.append(Fault("lines", f"{line.name}: thuế suất “{line.rate}” không có", "unknown rate"))
            elif not adjusts and not valid_on(line.rate, found.day):
                said.append(
                    Fault("lines", f"{line.name}: thuế suất {line.rate} không áp dụng vào ngày này",
                          "the rate is not in force on this day")
                )  # fmt: skip
        elif line.rate:
            said.append(Fault("lines", "mẫu này không ghi thuế suất", "this form states no rate"))
    if not adjusts and found.total <= 0:
        said.append(Fault("total", "tổng tiền phải lớn hơn 0", "the total must be above zero"))
    return said + _tax_faults(found)


def _tax_faults(found: Invoice) -> list[Fault]:
    """Tax by rate against the lines. A tax taken out of a price may differ from the product by less than one đồng."""
    said = []
    own = {one.rate: one for one in sums_by_rate(found.lines)} if found.by_rate else {}
    for one in found.by_rate:
        if not is_rate(one.rate):
            continue
        if one.rate not in own or own[one.rate].before != one.before:
            said.append(
                Fault("total", f"tổng tiền thuế suất {one.rate} khác các dòng", "a sum by rate differs")
            )
        elif abs(Decimal(one.before) * percent_of(one.rate) / 100 - one.tax) >= 1:
            said.append(
                Fault(
                    "total", f"tiền thuế {one.rate} không đúng", "the tax is not the rate's share of the sum"
                )
            )
    return said


def _name_faults(field: str, name: str) -> list[Fault]:
    if not name.strip():
        return [Fault(field, "tên còn trống", "a name is empty")]
    if len(name) > LINE_NAME:
        return [Fault(field, f"tên dài quá {LINE_NAME} ký tự", f"a name is longer than {LINE_NAME}")]
    if name != clean(name):
        return [Fault(field, "tên có ký tự không được phép", "a name has characters that are not allowed")]
    return []
