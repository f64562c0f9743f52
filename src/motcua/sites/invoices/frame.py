"""Who works with documents, of which agencies, and words that several pages share."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.urls import reverse

from motcua.city.models import Agency
from motcua.money.invoices.models import CollectingUnit, Document, TaxMessage
from motcua.sites.desk.officer import Officer, page_context, page_for

POWER = "keep_accounts"
"""The power of those who keep the accounts of fees."""
WHOLE_CITY = {Agency.Kind.CENTRE, Agency.Kind.PEOPLE_COMMITTEE}
"""Bodies whose accountants keep the accounts of every agency."""
PURPOSE, CODE = "Đối chiếu thanh toán", "payment"
KINDS = {"receipt": {"vi": "Biên lai", "en": "Receipt"}, "invoice": {"vi": "Hóa đơn", "en": "Invoice"}}
STATES = {
    "waiting": ("Chờ lập", "To be made", "info", "clock"),
    "faulty": ("Cần sửa", "To mend", "danger", "alert"),
    "issued": ("Còn hiệu lực", "In force", "ok", "check"),
    "cancelled": ("Đã hủy", "Cancelled", "danger", "stop"),
    "replaced": ("Đã bị thay thế", "Replaced", "quiet", "refresh"),
    "void": ("Không lập", "Never made", "quiet", "cross"),
}
TAXES = {
    "none": ("Chưa gửi cơ quan thuế", "Not told yet", "quiet", "clock"),
    "sent": ("Đã gửi, chờ trả lời", "Sent", "info", "mail"),
    "coded": ("Đã cấp mã", "Code given", "ok", "seal"),
    "accepted": ("Cơ quan thuế: hợp lệ", "Accepted", "ok", "check"),
    "refused": ("Cơ quan thuế từ chối", "Refused", "danger", "alert"),
    "unproven": ("Mã chưa chứng minh được", "Code not proven", "danger", "alert"),
}
NATURES = {"1": {"vi": "Thay thế", "en": "Replaces"}, "2": {"vi": "Điều chỉnh", "en": "Adjusts"}}
REGISTRATIONS = {
    "none": ("Chưa đăng ký", "Not registered", "warn", "alert"),
    "sent": ("Đã gửi, chờ cơ quan thuế", "Sent", "info", "clock"),
    "accepted": ("Đã được chấp nhận", "Accepted", "ok", "check"),
    "refused": ("Bị từ chối", "Refused", "danger", "cross"),
}
MESSAGES = {
    "waiting": ("Chờ gửi", "Waiting", "info", "clock"),
    "sent": ("Chờ trả lời", "Sent", "info", "mail"),
    "answered": ("Đã trả lời", "Answered", "ok", "check"),
    "failed": ("Không gửi được", "Failed", "danger", "alert"),
    "received": ("Nhận được", "Received", "quiet", "inbox"),
}
MESSAGE_KINDS = {
    100: {"vi": "Đăng ký sử dụng", "en": "Registration"},
    102: {"vi": "Tiếp nhận đăng ký", "en": "Registration taken"},
    103: {"vi": "Kết quả đăng ký", "en": "Registration decided"},
    200: {"vi": "Hóa đơn đề nghị cấp mã", "en": "Invoice for a code"},
    202: {"vi": "Hóa đơn đã cấp mã", "en": "Coded invoice"},
    203: {"vi": "Gói chứng từ không mã", "en": "Package without codes"},
    204: {"vi": "Kết quả kiểm tra dữ liệu", "en": "Data check"},
    300: {"vi": "Thông báo sai sót", "en": "Notice of errors"},
    301: {"vi": "Trả lời thông báo sai sót", "en": "Notice decided"},
    302: {"vi": "Đề nghị rà soát", "en": "To be reviewed"},
    400: {"vi": "Bảng tổng hợp", "en": "Summary"},
    999: {"vi": "Phản hồi kỹ thuật", "en": "Technical answer"},
    -1: {"vi": "Sai định dạng", "en": "Bad format"},
}


def tag(states: dict[str, tuple[str, str, str, str]], state: str) -> dict[str, str]:
    vi, en, tone, icon = states[state]
    return {"vi": vi, "en": en, "tone": tone, "icon": icon}


@dataclass(frozen=True, slots=True)
class Keeper:
    """An officer who keeps accounts. `whole`: of every agency, else of the own one."""

    officer: Officer
    whole: bool

    @property
    def documents(self) -> Q:
        """The documents that this officer works with, as one condition."""
        return Q() if self.whole else Q(agency_id=self.officer.post.agency_id)

    @property
    def units(self) -> Q:
        return Q() if self.whole else Q(agency_id=self.officer.post.agency_id)

    @property
    def agencies(self) -> Q:
        return Q() if self.whole else Q(pk=self.officer.post.agency_id)


def takes_part(officer: Any) -> bool:
    """For menus: no query."""
    return bool(officer.powers.holds(POWER, agency_id=officer.post.agency_id))


@page_for
def keeper_page(request: HttpRequest, officer: Officer) -> Keeper | None:
    """A page for those who keep accounts."""
    return Keeper(officer, officer.post.agency_kind in WHOLE_CITY) if takes_part(officer) else None


def document_of(keeper: Keeper, uuid: Any) -> Document:
    """A document of the keeper's agencies. One query. Raises: Http404."""
    rows = Document.objects.select_related("unit", "order", "receipt", "original", "message")
    found = rows.filter(keeper.documents, uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def unit_of(keeper: Keeper, number: int) -> CollectingUnit:
    """A unit of the keeper's. One query. Raises: Http404."""
    found = CollectingUnit.objects.filter(keeper.units, pk=number).first()
    if found is None:
        raise Http404
    return found


TABS = (
    ("invoices:listing", "Chứng từ", "Documents"),
    ("invoices:units", "Đơn vị, ký hiệu", "Units, symbols"),
    ("invoices:summary", "Tổng hợp tháng", "Monthly summary"),
    ("invoices:messages", "Thông điệp thuế", "Tax messages"),
)


def frame(keeper: Keeper, here: str = "", **more: Any) -> dict[str, Any]:
    """What every page shows around its content; with `here` the tabs too."""
    tabs = [
        {"href": reverse(route), "label": {"vi": vi, "en": en}, "current": route == here}
        for route, vi, en in TABS
    ]
    return page_context(keeper.officer, reverse("invoices:listing"), tabs=tabs if here else [], **more)


def row_of(row: Document) -> dict[str, Any]:
    """A document as lists show it. No query."""
    return {
        "row": row,
        "kind": KINDS[row.kind],
        "state": tag(STATES, row.state),
        "tax": tag(TAXES, row.tax),
        "nature": NATURES.get(row.nature),
    }


def message_row(row: TaxMessage) -> dict[str, Any]:
    return {
        "row": row,
        "kind": MESSAGE_KINDS.get(row.kind, {"vi": str(row.kind), "en": str(row.kind)}),
        "state": tag(MESSAGES, row.state),
    }
