"""Who may see these pages, and the words for states and uses."""

from typing import Any

from django.urls import reverse

from motcua.exchange.data_services import services
from motcua.exchange.data_services.agreements import SHARE
from motcua.exchange.data_services.models import Agreement
from motcua.records import registers
from motcua.sites.desk.officer import Officer, page_context, page_of_officers
from motcua.sites.shell.language import both

STATES = {
    "proposed": ("warn", "clock", "Chờ người thứ hai duyệt", "Waits for a second officer"),
    "active": ("ok", "check", "Đang hiệu lực", "In effect"),
    "refused": ("quiet", "cross", "Không được duyệt", "Refused"),
    "stopped": ("quiet", "pause", "Đã dừng", "Stopped"),
}
USES = {
    "query": ("Tra cứu bản ghi", "Look records up"),
    "verify": ("Xác minh đúng, sai", "Verify values"),
    "changes": ("Theo dõi thay đổi", "Follow changes"),
}


def makes_agreements(officer: Officer) -> bool:
    return officer.powers.holds_any(SHARE)


sharing_page = page_of_officers(makes_agreements)


def frame(officer: Officer, **more: Any) -> dict[str, Any]:
    return page_context(officer, reverse("data_services:listing"), **more)


def state_of(agreement: Agreement, today: Any) -> dict[str, Any]:
    """How an agreement stands today, for its tag."""
    if agreement.state == Agreement.State.ACTIVE and agreement.valid_to < today:
        return {"tone": "quiet", "icon": "clock", "words": both("Đã hết hạn", "Over")}
    if agreement.state == Agreement.State.ACTIVE and today < agreement.valid_from:
        return {"tone": "info", "icon": "clock", "words": both("Chưa đến ngày", "Not yet")}
    tone, icon, vi, en = STATES[agreement.state]
    return {"tone": tone, "icon": icon, "words": both(vi, en)}


def use_words(uses: list[str]) -> dict[str, str]:
    pairs = [USES[one] for one in uses]
    return both("; ".join(vi for vi, _ in pairs), "; ".join(en for _, en in pairs))


def register_name(key: str) -> Any:
    """What the register is called; its key when it is no longer kept."""
    try:
        return services.described(key).name
    except registers.NoSuchRegister:
        return key
