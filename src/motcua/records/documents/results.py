"""Values of the documents that the city issues: decisions, certificates, permits and fee receipts.

Each is what its template prints: a missing value shows as dots on the paper, a wrong name is refused.
"""

from datetime import date, datetime
from typing import ClassVar

from msgspec import Struct

from motcua.records.documents.forms import FeeLine, Letterhead, Party, Signer


class Result(Struct, frozen=True, kw_only=True):
    """What every issued document has. `qr` (often where it is checked) is printed as a QR code."""

    template: ClassVar[str]
    head: Letterhead
    signer: Signer
    qr: str = ""
    check_url: str = ""


class Article(Struct, frozen=True, kw_only=True):
    """`Điều n.` of a decision: its text, and its clauses when it has any."""

    text: str
    clauses: list[str] = []


class Decision(Result, frozen=True, kw_only=True):
    """Quyết định (cá biệt), NĐ 30/2020 Phụ lục III mẫu 1.2."""

    template = "decision"
    about: str
    issuer_title: str
    bases: list[str]
    articles: list[Article]
    recipients: list[str] = []
    keep: str = "VT"


class Row(Struct, frozen=True, kw_only=True):
    label: str
    value: str = ""


class Confirmation(Result, frozen=True, kw_only=True):
    """Any paper by which an agency confirms facts: a title, labelled facts, closing sentences."""

    template = "confirmation"
    title: str
    about: str = ""
    opening: str = ""
    rows: list[Row]
    closing: list[str] = []
    recipients: list[str] = []


class CivilPerson(Struct, frozen=True, kw_only=True):
    """A person as civil-status papers print one."""

    name: str
    birth: str = ""
    sex: str = ""
    ethnicity: str = ""
    nationality: str = "Việt Nam"
    residence: str = ""
    identity_paper: str = ""
    pin: str = ""


class SheetBlock(Struct, frozen=True, kw_only=True):
    """A part of a sheet: heading, paragraphs, then lines `label: value`."""

    heading: str = ""
    paragraphs: list[str] = []
    rows: list[Row] = []


class Sheet(Result, frozen=True, kw_only=True):
    """A result whose reading an editor has laid out: a title and blocks. `keep` stands behind `Lưu:`."""

    template = "sheet"
    title: str
    blocks: list[SheetBlock]
    bases: list[str] = []
    valid_until: date | None = None
    recipients: list[str] = []
    keep: str = "VT"


class BirthCertificate(Result, frozen=True, kw_only=True):
    """Giấy khai sinh."""

    template = "birth_certificate"
    child: CivilPerson
    born_on: date
    born_on_words: str
    birth_place: str
    registered_on: date
    hometown: str = ""
    mother: CivilPerson | None = None
    father: CivilPerson | None = None
    declarant: str = ""
    declarant_paper: str = ""


class DeathExtract(Result, frozen=True, kw_only=True):
    """Trích lục khai tử."""

    template = "death_extract"
    deceased: CivilPerson
    died_at: str
    place: str
    registered_on: date
    cause: str = ""
    notice: str = ""
    declarant: str = ""
    declarant_paper: str = ""
    register_number: str = ""


class MarriageCertificate(Result, frozen=True, kw_only=True):
    """Giấy chứng nhận kết hôn."""

    template = "marriage_certificate"
    wife: CivilPerson
    husband: CivilPerson
    registered_on: date


class MaritalStatusCertificate(Result, frozen=True, kw_only=True):
    """Giấy xác nhận tình trạng hôn nhân; counts six months, and only for the stated purpose."""

    template = "marital_status"
    person: CivilPerson
    status: str
    purpose: str
    valid_until: date | None = None
    residence_period: str = ""


class RegisterExtract(Result, frozen=True, kw_only=True):
    """Trích lục (bản sao) of any entry of a civil-status register."""

    template = "register_extract"
    title: str
    rows: list[Row]
    register: str
    entry_number: str
    registered_on: date


class CopyTestimony(Result, frozen=True, kw_only=True):
    """Lời chứng chứng thực bản sao điện tử từ bản chính, on the last page of the scanned paper."""

    template = "copy_testimony"
    certified_at: datetime
    place: str
    certifier: str
    certifier_post: str
    paper_name: str
    pages: int
    number: str
    book: str
    electronic: bool = True
    fee: int = 0


class SignatureTestimony(Result, frozen=True, kw_only=True):
    """Lời chứng chứng thực chữ ký, of one person."""

    template = "signature_testimony"
    certified_at: datetime
    place: str
    certifier: str
    certifier_post: str
    person: str
    person_paper: str
    signed_before: str
    number: str
    book: str
    title: str = ""
    text: list[str] = []


class ConstructionPermit(Result, frozen=True, kw_only=True):
    """Giấy phép xây dựng. `use` says for what kind of building, under the title."""

    template = "construction_permit"
    use: str = ""
    owner: Party
    work: str
    site: str
    lot: str
    lot_area: str
    land_paper: str
    design: str = ""
    designer: str = ""
    ground_level: str = ""
    setback: str = ""
    density: str = ""
    land_use_factor: str = ""
    floor_area: str = ""
    total_area: str = ""
    height: str = ""
    storeys: str = ""
    colour: str = ""
    start_before: str = "12 tháng kể từ ngày cấp giấy phép"
    conditions: list[str] = []


class PavementPermit(Result, frozen=True, kw_only=True):
    """Giấy phép sử dụng tạm thời một phần hè phố."""

    template = "pavement_permit"
    owner: Party
    purpose: str
    place: str
    area: str
    valid_from: date
    valid_to: date
    width_left: str = ""
    fee: int = 0
    conditions: list[str] = []
    bases: list[str] = []


class HouseholdBusinessCertificate(Result, frozen=True, kw_only=True):
    """Giấy chứng nhận đăng ký hộ kinh doanh."""

    template = "household_business"
    number: str
    first_registered_on: date
    name: str
    address: str
    lines: list[Row]
    capital: int
    owner: CivilPerson
    phone: str = ""
    email: str = ""
    changes: int = 0
    changed_on: date | None = None
    members: list[str] = []


class SocialAllowanceDecision(Result, frozen=True, kw_only=True):
    """Quyết định về việc trợ cấp xã hội hàng tháng."""

    template = "social_allowance"
    beneficiary: CivilPerson
    group: str
    base_amount: int
    factor: str
    monthly_amount: int
    from_month: date
    agency_title: str
    bases: list[str]
    payer: str = ""
    recipients: list[str] = []


class TuitionExemptionDecision(Result, frozen=True, kw_only=True):
    """Quyết định về việc miễn, giảm học phí hoặc hỗ trợ chi phí học tập."""

    template = "tuition_exemption"
    pupil: CivilPerson
    school: str
    class_name: str
    school_year: str
    kind: str
    ground: str
    amount_text: str
    agency_title: str
    bases: list[str]
    recipients: list[str] = []


class FeeReceipt(Struct, frozen=True, kw_only=True):
    """Biên lai thu tiền phí, lệ phí (NĐ 123/2020 Điều 30-38)."""

    template: ClassVar[str] = "fee_receipt"
    collector: str
    collector_tax_code: str
    form_symbol: str
    serial: str
    number: str
    payer: str
    lines: list[FeeLine]
    place: str
    on: date
    officer: str
    payer_address: str = ""
    dossier_code: str = ""
    payment: str = ""
    transaction: str = ""
    amount_in_words: str = ""
    check_url: str = ""

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def qr(self) -> str:
        return self.check_url or self.dossier_code
