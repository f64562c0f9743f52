"""Who takes part in payouts, and words that several pages share."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from motcua.city.models import Agency, Power
from motcua.money.payouts import reading
from motcua.money.payouts.errors import NotYours
from motcua.money.payouts.models import Line, Run
from motcua.money.payouts.programmes import desk, programmes
from motcua.sites.desk.officer import Officer, page_context
from motcua.sites.shell.typed import whole_number

RUN_STATES = {
    "draft": ("Đang lập", "Being made", "info", "pen"), "submitted": ("Chờ duyệt", "Waits for approval", "warn", "clock"),
    "approved": ("Đã duyệt", "Approved", "accent", "check"), "sent": ("Đang chi", "Being paid", "accent", "coins"),
    "closed": ("Đã khóa", "Closed", "quiet", "lock"),
}  # fmt: skip
LINE_STATES = {
    "listed": ("Trong danh sách", "On the list", "quiet", "list"), "held": ("Tạm giữ", "Held", "warn", "pause"),
    "excluded": ("Không chi", "Not paid", "quiet", "stop"), "sent": ("Đã gửi ngân hàng", "With the bank", "info", "clock"),
    "unknown": ("Chưa rõ kết quả", "Result unknown", "warn", "alert"), "settled": ("Đã vào tài khoản",
    "In the account", "ok", "check"),
    "rejected": ("Ngân hàng từ chối", "Refused by the bank", "danger", "cross"),
    "returned": ("Tiền quay lại", "Came back", "danger", "undo"), "cash_due": ("Chờ nhận tiền mặt",
    "Cash to fetch", "info", "coins"),
    "cash_paid": ("Đã nhận tiền mặt", "Cash received", "ok", "check"), "unpaid": ("Chưa nhận được",
    "Not received", "warn", "alert"),
    "carried": ("Chuyển sang kỳ sau", "With a later month", "quiet", "right"),
}  # fmt: skip
BATCH_STATES = {
    "made": ("Chờ gửi", "To be sent", "info", "clock"), "sending": ("Đang gửi", "Being sent", "info", "upload"),
    "sent": ("Ngân hàng đã nhận", "With the bank", "accent", "check"),
    "unknown": ("Chưa rõ, sẽ hỏi lại", "Unknown, will be asked", "warn", "alert"),
    "answered": ("Đã trả lời hết", "Answered", "ok", "check"), "refused": ("Từ chối cả tệp", "Refused", "danger", "cross"),
}  # fmt: skip
WAYS = {
    "account": {"vi": "Chuyển khoản", "en": "To an account"}, "post": {"vi": "Tiền mặt, bưu điện", "en": "Cash, post office"},
    "commune": {"vi": "Tiền mặt, phường xã", "en": "Cash, commune"}, "home": {"vi": "Tiền mặt, tại nhà", "en": "Cash, at home"},
}  # fmt: skip
CHANGES = {
    "new": {"vi": "Mới", "en": "New"}, "standard": {"vi": "Mức chuẩn đổi", "en": "Standard changed"},
    "rate": {"vi": "Hệ số đổi", "en": "Coefficient changed"}, "sum": {"vi": "Truy lĩnh, thu hồi", "en": "Arrears, recovery"},
}  # fmt: skip
WHY_LEFT = {
    "died": {"vi": "Đã chết", "en": "Died"}, "elsewhere": {"vi": "Sang danh sách nơi khác", "en": "On another list"},
    "age": {"vi": "Hết tuổi của nhóm", "en": "Past the group's age"}, "moved": {"vi": "Chuyển nơi hưởng", "en": "Moved"},
    "ended": {"vi": "Thôi hưởng", "en": "Ended"}, "register": {"vi": "Không còn trong sổ", "en": "No longer in the register"},
}  # fmt: skip
WHY_SHARE = {
    "late": {"vi": "Truy lĩnh: quyết định đến muộn", "en": "Arrears: late decision"},
    "held": {"vi": "Truy lĩnh: tháng bị giữ", "en": "Arrears: a held month"},
    "unpaid": {"vi": "Tháng trước chưa nhận", "en": "A month not received"},
    "by_hand": {"vi": "Truy lĩnh nhập tay", "en": "Arrears entered by hand"},
    "recovery": {"vi": "Thu hồi", "en": "Recovery"},
}  # fmt: skip


def tag(states: dict[str, tuple[str, str, str, str]], state: str) -> dict[str, str]:
    vi, en, tone, icon = states[state]
    return {"vi": vi, "en": en, "tone": tone, "icon": icon}


def month_words(month: date) -> dict[str, str]:
    return {"vi": f"Tháng {month:%m/%Y}", "en": f"{month:%B %Y}"}


def programme_words(programme: str) -> dict[str, str]:
    told = programmes()[programme]
    return {"vi": told.vi, "en": told.en}


def may(officer: Officer, what: str) -> bool:
    """Whether this post prepares, approves or hands out at its agency. No query."""
    post, here = officer.post, officer.post.agency_id
    if post.kind not in getattr(desk(), what):
        return False
    if post.agency_kind == Agency.Kind.POST_OFFICE:
        return what == "hand_out" and bool(officer.powers.holds(Power.Name.CARRY, agency_id=here))
    if post.agency_kind != Agency.Kind.COMMUNE:
        return False
    power = Power.Name.SIGN if what == "approve" else Power.Name.PROCESS
    return bool(officer.powers.holds(power, agency_id=here))


def takes_part(officer: Any) -> bool:
    """For menus: who sees lists. No query."""
    return may(officer, "prepare") or may(officer, "approve")


def sees(officer: Officer) -> frozenset[int]:
    """Agencies whose lists this post sees. Raises: PermissionDenied."""
    if not takes_part(officer):
        raise PermissionDenied
    return frozenset({officer.post.agency_id})


def run_for(officer: Officer, uuid: Any) -> Run:
    """Raises: Http404 for another agency's list, PermissionDenied for other posts."""
    try:
        return reading.run_of(uuid, sees(officer))
    except NotYours:
        raise Http404 from None


def line_for(officer: Officer, number: int) -> Line:
    try:
        return reading.line_of(number, sees(officer))
    except NotYours:
        raise Http404 from None


def number_of(raw: str) -> int:
    return whole_number(raw) or 0


def frame(officer: Officer, **more: Any) -> dict[str, Any]:
    return page_context(officer, reverse("payouts:home"), **more)
