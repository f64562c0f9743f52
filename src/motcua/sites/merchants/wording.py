"""Words and figures that several pages share."""

from collections.abc import Sequence
from typing import Any

from motcua.money.merchants import figures
from motcua.money.merchants.models import Merchant

KINDS = {
    "street": {"vi": "Tuyến phố", "en": "Street"},
    "market": {"vi": "Chợ", "en": "Market"},
    "school": {"vi": "Trường học", "en": "School"},
    "parking": {"vi": "Điểm trông giữ xe", "en": "Car park"},
    "other": {"vi": "Nơi khác", "en": "Elsewhere"},
}
STATES = {
    Merchant.State.APPLIED: ("Chờ duyệt", "To be decided", "warn", "clock"),
    Merchant.State.APPROVED: ("Đang thu", "Open", "ok", "check"),
    Merchant.State.REFUSED: ("Không duyệt", "Refused", "danger", "cross"),
    Merchant.State.CLOSED: ("Đã ngừng", "Closed", "quiet", "stop"),
}


def tag(state: str) -> dict[str, str]:
    vi, en, tone, icon = STATES[Merchant.State(state)]
    return {"vi": vi, "en": en, "tone": tone, "icon": icon}


def errors(faults: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    return [{"href": f"#{name}", "text": {"vi": vi, "en": en}} for name, (vi, en) in faults.items()]


def words(faults: dict[str, tuple[str, str]]) -> dict[str, dict[str, str]]:
    return {name: {"vi": vi, "en": en} for name, (vi, en) in faults.items()}


def month_words(month: Any) -> dict[str, str]:
    return {"vi": f"Tháng {month:%m/%Y}", "en": f"{month:%m/%Y}"}


def rows_of(months: Sequence[figures.Month], public: bool) -> list[dict[str, Any]]:
    """Months as a table shows them; in public a share of too few merchants is left out."""
    return [
        {
            "month": one,
            "words": month_words(one.begin),
            "share": one.share if one.open or not public else None,
            "cash": one.cash if one.open or not public else None,
        }
        for one in months
    ]
