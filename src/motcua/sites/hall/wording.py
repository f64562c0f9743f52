"""How the hall's facts are said."""

from datetime import datetime
from typing import Any

from motcua.city.agencies import TIME_ZONE
from motcua.city.hall import rules
from motcua.city.hall.models import Booking, Ticket
from motcua.sites.shell.wording import number_words

WEEKDAYS = (
    ("Thứ Hai", "Monday"), ("Thứ Ba", "Tuesday"), ("Thứ Tư", "Wednesday"), ("Thứ Năm", "Thursday"),
    ("Thứ Sáu", "Friday"), ("Thứ Bảy", "Saturday"), ("Chủ nhật", "Sunday"),
)  # fmt: skip
STATES: dict[str, tuple[str, str, str, str]] = {
    Ticket.State.WAITING: ("Đang chờ", "Waiting", "info", "clock"),
    Ticket.State.CALLED: ("Đang gọi", "Called now", "ok", "bell"),
    Ticket.State.DONE: ("Đã phục vụ", "Served", "quiet", "check"),
    Ticket.State.ABSENT: ("Đã gọi, không có mặt", "Called, not there", "warn", "alert"),
    Ticket.State.LEFT: ("Đã bỏ số", "Given up", "quiet", "cross"),
    Ticket.State.UNSERVED: ("Hết giờ, chưa được gọi", "Closed before the call", "warn", "alert"),
    Booking.State.BOOKED: ("Đã đặt", "Booked", "ok", "calendar"),
    Booking.State.ARRIVED: ("Đã đến", "Arrived", "quiet", "check"),
    Booking.State.CANCELLED: ("Đã hủy", "Cancelled", "quiet", "cross"),
    Booking.State.MISSED: ("Không đến", "Missed", "warn", "alert"),
}


def state(key: str) -> dict[str, str]:
    """A state as a badge: words, tone, icon."""
    vi, en, tone, icon = STATES[key]
    return {"vi": vi, "en": en, "tone": tone, "icon": icon}


def wait_words(estimate: rules.Estimate | None, counters: int) -> dict[str, str]:
    """How long it may take, or why nothing is said."""
    if counters == 0:
        return {"vi": "chưa có quầy nào đang gọi", "en": "no counter is calling now"}
    if estimate is None:
        return {"vi": "chưa đủ số đo để ước lượng", "en": "too little measured to estimate"}
    if estimate.low == 0:
        return {"vi": f"dưới {estimate.high} phút", "en": f"less than {estimate.high} minutes"}
    return {
        "vi": f"khoảng {estimate.low}–{estimate.high} phút",
        "en": f"about {estimate.low}–{estimate.high} minutes",
    }


def doors_words(doors: rules.Doors) -> dict[str, str]:
    """Whether numbers are given now, as a badge."""
    if doors.open and doors.until:
        until = f"{doors.until.astimezone(TIME_ZONE):%H:%M}"
        return {
            "tone": "ok", "icon": "check",
            "vi": f"Đang phát số, đến {until}", "en": f"Numbers are given until {until}",
        }  # fmt: skip
    if doors.opens:
        opens = doors.opens.astimezone(TIME_ZONE)
        vi, en = WEEKDAYS[opens.weekday()]
        return {
            "tone": "quiet", "icon": "lock",
            "vi": f"Chưa phát số, mở cửa {opens:%H:%M} {vi}, {opens:%d/%m}",
            "en": f"No numbers now, opens {opens:%H:%M} on {en} {opens:%d/%m}",
        }  # fmt: skip
    return {"tone": "quiet", "icon": "lock", "vi": "Đang đóng cửa", "en": "Closed"}


def day_words(at: Any) -> dict[str, str]:
    """A day as people say it: weekday and date."""
    vi, en = WEEKDAYS[at.weekday()]
    return {"vi": f"{vi}, {at:%d/%m}", "en": f"{en} {at:%d/%m}"}


def when_words(starts_at: datetime, ends_at: datetime) -> dict[str, str]:
    """A slot: day and span."""
    begins, ends = starts_at.astimezone(TIME_ZONE), ends_at.astimezone(TIME_ZONE)
    vi, en = WEEKDAYS[begins.weekday()]
    return {
        "vi": f"{begins:%H:%M}–{ends:%H:%M}, {vi} {begins:%d/%m/%Y}",
        "en": f"{begins:%H:%M}–{ends:%H:%M}, {en} {begins:%d/%m/%Y}",
    }


def minutes(seconds: float | None) -> str:
    """Seconds as minutes with at most one decimal; a dash for nothing measured."""
    if seconds is None:
        return "–"
    value = seconds / 60
    return number_words(value, 1 if value < 10 else 0)


def priority_words(key: str) -> dict[str, str] | None:
    found = rules.rules().priority(key) if key else None
    return {"vi": found.vi, "en": found.en} if found else None
