"""How moments, sums and deadlines are put into words for people. Pure functions on plain values."""

import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from motcua.foundation.amounts import format_dong

from .language import active, say

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
WORKING_HOURS_A_DAY = 8
SOON_WORKING_MINUTES = 2 * WORKING_HOURS_A_DAY * 60
SOON_CALENDAR_HOURS = 48
CODED = re.compile(r"\[(?P<code>[A-Z0-9][A-Z0-9.-]{5,40})\] (?P<words>.+)", re.S)
ENGLISH_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def in_hanoi(moment: datetime) -> datetime:
    """The same moment on Vietnam's clock; a naive one is taken to be on it already."""
    return moment.replace(tzinfo=HANOI) if moment.tzinfo is None else moment.astimezone(HANOI)


def date_words(day: date | None) -> str:
    """`21/11/2026`, in English `21 Nov 2026` (no doubt about which is the month)."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = in_hanoi(day).date()
    if active() == "en":
        return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def datetime_words(moment: datetime | None) -> str:
    """`10:32 ngày 21/11/2026`, in English `10:32, 21 Nov 2026`."""
    if moment is None:
        return ""
    local = in_hanoi(moment)
    return f"{local:%H:%M}{say(' ngày ', ', ')}{date_words(local)}"


def number_words(value: int | float | Decimal, decimals: int = 0) -> str:
    """`1.234.567,8` in Vietnamese, `1,234,567.8` in English."""
    text = f"{value:,.{decimals}f}"
    return text if active() == "en" else text.translate(str.maketrans(",.", ".,"))


def dong_words(amount: int | None) -> str:
    """Whole đồng as the rest of the house writes them, never broken over two lines; nothing for no amount."""
    return "" if amount is None else format_dong(amount, active()).replace(" ", "\u00a0")


def _span(minutes: int, hours_a_day: int, working: bool) -> str:
    """One unit is enough in a list: days when there is a day, else hours, else minutes."""
    days, rest = divmod(minutes, hours_a_day * 60)
    if days:
        word = say(f"{days} ngày", f"{days} day{'s' * (days > 1)}")
        if working:
            word = say(f"{days} ngày làm việc", f"{days} working day{'s' * (days > 1)}")
        return word
    hours = rest // 60
    if hours:
        word = say(f"{hours} giờ", f"{hours} hour{'s' * (hours > 1)}")
        if working:
            word = say(f"{hours} giờ làm việc", f"{hours} working hour{'s' * (hours > 1)}")
        return word
    return say(f"{max(rest, 1)} phút", f"{max(rest, 1)} min")


def due_words(due_at: datetime, now: datetime, working_minutes: int | None = None) -> str:
    """How long is left or how late it is.

    `working_minutes` is what the work calendar says between the two (negative when late); without it the
    plain clock counts and the word "làm việc" is not used. Working days are of eight hours.
    """
    late = due_at < now
    if working_minutes is None:
        span = _span(int(abs((due_at - now).total_seconds()) // 60), 24, False)
    else:
        span = _span(abs(working_minutes), WORKING_HOURS_A_DAY, True)
    return say(f"quá hạn {span}", f"{span} late") if late else say(f"còn {span}", f"{span} left")


def due_level(due_at: datetime, now: datetime, working_minutes: int | None = None) -> str:
    """`overdue`, `today`, `soon` (two working days or 48 hours) or `ok`."""
    if due_at < now:
        return "overdue"
    if in_hanoi(due_at).date() == in_hanoi(now).date():
        return "today"
    if working_minutes is not None:
        return "soon" if working_minutes <= SOON_WORKING_MINUTES else "ok"
    return "soon" if (due_at - now).total_seconds() <= SOON_CALENDAR_HOURS * 3600 else "ok"


def shortened(text: str, most: int) -> str:
    """A text of at most `most` letters, ended by "…" behind a whole word. Never for a person's name.

    A single word that is too long is cut inside: there is nothing else to cut at.
    """
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    whole, space, _ = kept.rpartition(" ")
    if text[most - 1] != " " and space:
        kept = whole
    return f"{kept.rstrip(' ,;:–-')}…"


def coded(subject: str) -> tuple[str, str]:
    """Code and words of a letter's subject: `[PA-261119-HFDVTYT] Đang xử lý` is told words first on a page."""
    found = CODED.fullmatch(subject)
    return (found["code"], found["words"]) if found else ("", subject)
