"""What people type and addresses carry, read once: numbers, days, hours. Nonsense is None, never an error."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from motcua.foundation.worktime import VN

LONGEST = 18
"""Digits of the largest key that still fits PostgreSQL's bigint whatever they are."""
PARTS = ("year", "month", "day")
HOUR = re.compile(r"([0-9]{1,2})(?:[:hg.]([0-9]{2})?|([0-9]{2}))?")


def whole_number(raw: str | None, longest: int = LONGEST) -> int | None:
    """A whole number of at most `longest` decimal digits; None for anything else (signs, blanks, `²`, letters)."""
    return int(raw) if raw and raw.isascii() and raw.isdecimal() and len(raw) <= longest else None


def day(typed: Mapping[str, Any], name: str) -> date | None:
    """The day of three boxes `name-day`, `name-month`, `name-year`; None when it is none."""
    parts = [whole_number(str(typed.get(f"{name}-{part}", "")).strip(), 4) for part in PARTS]
    try:
        return date(*parts) if None not in parts else None  # type: ignore[arg-type]
    except ValueError:
        return None


def day_or_wrong(typed: Mapping[str, Any], name: str) -> tuple[date | None, bool]:
    """The day of three boxes, and whether what stands in them is none; empty boxes are neither."""
    found = day(typed, name)
    return found, found is None and any(boxes(typed, name).values())


def boxes(typed: Mapping[str, Any], name: str) -> dict[str, str]:
    """What stands in the three boxes of a day, to be shown again."""
    return {part: str(typed.get(f"{name}-{part}", "")).strip()[:4] for part in PARTS}


def clock(raw: str | None) -> time | None:
    """An hour as people write it: 08:30, 8:30, 8h30, 8h, 0830; None for anything else."""
    found = HOUR.fullmatch((raw or "").strip().lower())
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or found[3] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def moment(typed: Mapping[str, Any], name: str) -> datetime | None:
    """The moment in Việt Nam of a day's boxes and the box `name-hour`, or of one text as addresses carry it
    (2026-03-02T08:30); None for nonsense or nothing."""
    if any(moment_boxes(typed, name).values()):
        on, at = day(typed, name), clock(str(typed.get(f"{name}-hour", "")))
        return datetime.combine(on, at, VN) if on is not None and at is not None else None
    try:
        return datetime.fromisoformat(str(typed.get(name, "")).strip()[:16]).replace(tzinfo=VN)
    except ValueError:
        return None


def moment_boxes(typed: Mapping[str, Any], name: str) -> dict[str, str]:
    """What stands in the four boxes of a moment, to be shown again."""
    return boxes(typed, name) | {"hour": str(typed.get(f"{name}-hour", "")).strip()[:5]}


def moment_as_typed(
    typed: Mapping[str, Any], name: str, default: datetime | None = None
) -> datetime | dict[str, str]:
    """What a question for a moment shows again: the boxes as they were typed, the moment of an address, else `default`."""
    shown = moment_boxes(typed, name)
    if any(shown.values()):
        return shown
    return moment(typed, name) or default or shown


def any_day(typed: Mapping[str, Any], name: str) -> date | None:
    """The day of three boxes, or of one text as addresses carry it (2026-03-02); None for nonsense or nothing."""
    if any(typed.get(f"{name}-{part}") for part in PARTS):
        return day(typed, name)
    try:
        return date.fromisoformat(str(typed.get(name, "")).strip()[:10])
    except ValueError:
        return None


def day_as_typed(typed: Mapping[str, Any], name: str, default: date | None = None) -> date | dict[str, str]:
    """What a date question shows again: the boxes as they were typed, the day of an address, else `default`."""
    shown = boxes(typed, name)
    if any(shown.values()):
        return shown
    return any_day(typed, name) or default or shown
