"""Who may see the pages of data protection, their tabs, and the words for states."""

from typing import Any

from django.urls import reverse

from motcua.records.privacy.models import Breach, LookQuestion, Review, StatisticsExport
from motcua.records.privacy.questions import PROTECT
from motcua.sites.desk.officer import Officer, page_context, page_of_officers
from motcua.sites.shell.language import both

PAGE = 50
TABS = (
    ("privacy:home", "Lượt xem cần rà soát", "Looks to review"),
    ("privacy:questions", "Câu hỏi của người dân", "Residents' questions"),
    ("privacy:protected", "Người cần bảo vệ", "Special care"),
    ("privacy:breaches", "Sự cố, diễn tập", "Breaches, drills"),
    ("privacy:exports", "Xuất thống kê", "Statistics"),
    ("privacy:retention", "Thời hạn lưu", "Retention"),
)
STATES: dict[str, tuple[str, str, str, str]] = {
    Review.State.OPEN: ("warn", "eye", "Cần xem", "To look at"),
    Review.State.ASKED: ("info", "clock", "Đã hỏi cán bộ", "Officer asked"),
    Review.State.EXPLAINED: ("accent", "chat", "Đã có giải thích", "Explained"),
    Review.State.CLOSED: ("quiet", "check", "Đã kết luận", "Decided"),
    LookQuestion.State.ANSWERED: ("quiet", "check", "Đã trả lời", "Answered"),
    StatisticsExport.State.PROPOSED: (
        "warn",
        "clock",
        "Chờ người thứ hai duyệt",
        "Waits for a second officer",
    ),
    StatisticsExport.State.APPROVED: ("info", "clock", "Đang tạo tệp", "File is being made"),
    StatisticsExport.State.REFUSED: ("quiet", "cross", "Không duyệt", "Refused"),
    StatisticsExport.State.DONE: ("ok", "check", "Đã có tệp", "File made"),
}
DECISIONS = {
    Review.Decision.IN_ORDER: both("Đúng việc được giao", "In order"),
    Review.Decision.REMINDED: both("Nhắc lại quy định", "Reminded of the rules"),
    Review.Decision.PASSED_ON: both("Chuyển người có thẩm quyền xem xét", "Passed on"),
}


def protects(officer: Officer) -> bool:
    """Whether this post protects personal data."""
    return officer.powers.holds_any(PROTECT)


protection_page = page_of_officers(protects)


def frame(officer: Officer, current: str, **more: Any) -> dict[str, Any]:
    tabs = [
        {"label": both(vi, en), "href": reverse(name), "current": name == current} for name, vi, en in TABS
    ]
    return page_context(officer, reverse("privacy:home"), tabs=tabs, **more)


def state(key: str) -> dict[str, Any]:
    tone, icon, vi, en = STATES[key]
    return {"tone": tone, "icon": icon, "words": both(vi, en)}


def breach_state(row: Breach) -> dict[str, Any]:
    if row.state == Breach.State.CLOSED:
        return {"tone": "quiet", "icon": "check", "words": both("Đã đóng", "Closed")}
    return {"tone": "warn", "icon": "clock", "words": both("Đang xử lý", "Open")}


def fault(problems: dict[str, tuple[str, str]], name: str = "") -> Any:
    return both(*problems[name]) if name in problems else ""
