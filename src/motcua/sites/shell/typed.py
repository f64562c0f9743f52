"""What people type and addresses carry, read once: numbers and days. Nonsense is None, never an error."""

from collections.abc import Mapping
from datetime import date
from typing import Any

LONGEST = 18
"""Digits of the largest key that still fits PostgreSQL's bigint whatever they are."""
PARTS = ("year", "month", "day")


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
