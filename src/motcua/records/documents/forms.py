"""Values of the seven forms of the one-stop mechanism (Thông tư 03/2025/TT-VPCP, Phụ lục I) and their parts.

Refer to a form by its kind, never by its number: numbers 05 and 06 changed meaning between two circulars.
Dates are dates, times are aware datetimes in the city's zone; amounts are whole đồng.
"""

from datetime import date, datetime
from typing import ClassVar

from msgspec import Struct


class Letterhead(Struct, frozen=True, kw_only=True):
    """Boxes 1 to 4 of a document: who issues it, its number, where and when."""

    agency: str
    superior: str = ""
    number: str = ""
    place: str = ""
    on: date | None = None


class Signer(Struct, frozen=True, kw_only=True):
    """The signature block: `authority` is the line above the post, for instance "TM. ỦY BAN NHÂN DÂN"."""

    post: str
    name: str
    authority: str = ""


class Party(Struct, frozen=True, kw_only=True):
    """The person or organisation that a dossier belongs to."""

    name: str
    identifier: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


class ReceivedPaper(Struct, frozen=True, kw_only=True):
    """A line of the list of papers handed in, with the number of sheets sets in each form."""

    name: str
    originals: int = 0
    certified: int = 0
    photocopies: int = 0
    electronic: int = 0


class FeeLine(Struct, frozen=True, kw_only=True):
    name: str
    amount: int


class Form(Struct, frozen=True, kw_only=True):
    """What every form about one dossier says. `qr` is printed as a QR code."""

    template: ClassVar[str]
    head: Letterhead
    dossier_code: str
    check_url: str = ""

    @property
    def qr(self) -> str:
        return self.dossier_code


class ReceiptForm(Form, frozen=True, kw_only=True):
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả."""

    template = "receipt"
    owner: Party
    procedure: str
    limit: str
    received_at: datetime
    receiver: Signer
    receiver_for: str = ""
    due_at: datetime | None = None
    filer: str = ""
    papers: list[ReceivedPaper] = []
    sets: int = 1
    return_place: str = ""
    fees: list[FeeLine] = []
    payment: str = ""
    book: str = ""
    book_number: str = ""
    lookup: str = ""
    hotline: str = ""

    @property
    def qr(self) -> str:
        """Where its holder looks the dossier up: the camera of any phone opens it. Without an address the code alone."""
        return f"{self.lookup}?ma={self.dossier_code}" if self.lookup else self.dossier_code


class SupplementForm(Form, frozen=True, kw_only=True):
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ."""

    template = "supplement_request"
    owner: Party
    procedure: str
    needs: list[str]
    reason: str
    signer: Signer
    until: datetime | None = None
    contact: str = ""
    contact_phone: str = ""


class RefusalForm(Form, frozen=True, kw_only=True):
    """Phiếu từ chối tiếp nhận giải quyết hồ sơ. The reasons are legal text, never an error code."""

    template = "refusal"
    owner: Party
    procedure: str
    reasons: list[str]
    signer: Signer
    advice: str = ""


class ApologyForm(Form, frozen=True, kw_only=True):
    """Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết."""

    template = "apology_extension"
    owner: Party
    procedure: str
    received_at: datetime
    due_at: datetime
    new_due_at: datetime
    reason: str
    signer: Signer
    recipients: list[str] = []


class StopForm(Form, frozen=True, kw_only=True):
    """Thông báo dừng giải quyết hồ sơ."""

    template = "stop_notice"
    owner: Party
    procedure: str
    received_at: datetime
    ground: str
    signer: Signer
    requested_on: date | None = None
    effect: str = ""
    returned: list[str] = []
    fees_returned: str = ""
    recipients: list[str] = []


class HandOver(Struct, frozen=True, kw_only=True):
    """One line of the control sheet: who gave the dossier to whom, when, and how the giver kept the time."""

    giver: str
    taker: str
    at: datetime
    giver_name: str = ""
    taker_name: str = ""
    outcome: str = ""
    note: str = ""


class ControlSheetForm(Form, frozen=True, kw_only=True):
    """Phiếu kiểm soát quá trình giải quyết hồ sơ, made from the dossier's history."""

    template = "control_sheet"
    owner: Party
    procedure: str
    received_at: datetime
    agency: str
    due_at: datetime | None = None
    partners: str = ""
    hand_overs: list[HandOver]


class TransferLeg(Struct, frozen=True, kw_only=True):
    """One participant of a linked set: what it does, within which limit, and what came of it. `here`: the taker."""

    work: str
    agency: str
    limit: str
    result: str = ""
    here: bool = False


class TransferSlipForm(Form, frozen=True, kw_only=True):
    """Phiếu chuyển hồ sơ liên thông: names the work and the limit of each participant (NĐ 61/2018 Đ19 k6)."""

    template = "transfer_slip"
    owner: Party
    set_name: str
    set_code: str
    giver: str
    taker: str
    work: str
    limit: str
    due_at: datetime | None = None
    enclosed: list[str] = []
    legs: list[TransferLeg]
    signer: Signer


class TrackedDossier(Struct, frozen=True, kw_only=True):
    """A line of the tracking register."""

    dossier_code: str
    procedure: str
    owner: str
    agency: str
    received_at: datetime
    sets: int = 1
    contact: str = ""
    due_at: datetime | None = None
    sent_at: datetime | None = None
    result_at: datetime | None = None
    returned_at: datetime | None = None
    delivery: str = ""
    note: str = ""


class TrackingRegister(Struct, frozen=True, kw_only=True):
    """Sổ theo dõi hồ sơ, A4 landscape: one book a year, no blanks."""

    template: ClassVar[str] = "tracking_register"
    head: Letterhead
    year: int
    lines: list[TrackedDossier]
    book: str = "01"
    period: str = ""


KINDS: tuple[type[Struct], ...] = (
    ReceiptForm,
    SupplementForm,
    RefusalForm,
    ApologyForm,
    StopForm,
    ControlSheetForm,
    TransferSlipForm,
    TrackingRegister,
)
