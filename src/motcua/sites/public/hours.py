"""When an office is open, as a sentence and as a week. Pure: a calendar and a moment in, facts out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from motcua.foundation.worktime import Calendar

LOOK_AHEAD = 40
"""Days in which the next opening is sought: the longest break (Tết) is nine days."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether an office is open at a moment. `until`: closing, or the beginning of the lunch break.

    `break_until`: it is the lunch break until then. `opens_at`: the next opening while it is closed.
    """

    is_open: bool
    until: datetime | None = None
    break_until: datetime | None = None
    opens_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week ahead: its hours, empty when closed; `today`; why it is closed, if it is a holiday."""

    day: date
    hours: tuple[tuple[str, str], ...]
    today: bool
    holiday: Any = ""


def opening(calendar: Calendar, at: datetime) -> Opening:
    """Open or closed at a moment, and what comes next. The closing minute itself is closed."""
    local = at.astimezone(calendar.tz)
    today = calendar.hours_on(local.date())
    for begins, ends in today:
        if begins <= local.time() < ends:
            return Opening(True, until=datetime.combine(local.date(), ends, calendar.tz))
    for ahead in range(LOOK_AHEAD):
        day = local.date() + timedelta(days=ahead)
        for begins, _ in calendar.hours_on(day):
            opens = datetime.combine(day, begins, calendar.tz)
            if opens > local:
                between = ahead == 0 and any(ends <= local.time() for _, ends in today)
                return Opening(False, break_until=opens if between else None, opens_at=opens)
    return Opening(False)


def week(calendar: Calendar, data: Mapping[str, Any], at: datetime, days: int = 7) -> list[Day]:
    """Today and the days after it."""
    first = at.astimezone(calendar.tz).date()
    named = holidays(data)
    return [
        Day(
            day,
            tuple((f"{begins:%H:%M}", f"{ends:%H:%M}") for begins, ends in calendar.hours_on(day)),
            day == first,
            named.get(day, "") if not calendar.is_working_day(day) else "",
        )
        for day in (first + timedelta(days=ahead) for ahead in range(days))
    ]


def next_holidays(data: Mapping[str, Any], on: date, within: int = 90) -> list[dict[str, Any]]:
    """The breaks that begin in the next days: first and last day and name."""
    found = []
    for entry in _entries(data):
        first, last = _span(entry)
        if on <= last and first <= on + timedelta(days=within):
            found.append({"first": first, "last": last, "vi": entry.get("vi", ""), "en": entry.get("en", "")})
    return sorted(found, key=lambda one: one["first"])


def holidays(data: Mapping[str, Any]) -> dict[date, dict[str, str]]:
    """Every closed day of the calendar's data with its name."""
    named = {}
    for entry in _entries(data):
        first, last = _span(entry)
        for ahead in range((last - first).days + 1):
            named[first + timedelta(days=ahead)] = {"vi": entry.get("vi", ""), "en": entry.get("en", "")}
    return named


def _entries(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [entry for year in (data.get("years") or {}).values() for entry in year.get("closed") or []]


def _span(entry: Mapping[str, Any]) -> tuple[date, date]:
    if "day" in entry:
        return _date(entry["day"]), _date(entry["day"])
    return _date(entry["from"]), _date(entry["to"])


def _date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
