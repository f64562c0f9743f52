"""Limits and grounds of requests about one's own data, from dated data (`limits.yaml`, `grounds.yaml`). Pure."""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct

from motcua.foundation import worktime
from motcua.foundation.definitions import load_document

Kind = Literal["view", "correct", "copy", "delete", "restrict", "object", "withdraw"]
KINDS: tuple[Kind, ...] = ("view", "copy", "correct", "delete", "restrict", "object", "withdraw")
HERE = Path(__file__).parent


class Limit(Struct, frozen=True, forbid_unknown_fields=True):
    """Days to carry a request out: alone, when a processor or third party has a part, and by which it may be put off once."""

    kind: Kind
    days: int
    third_party_days: int
    extension_days: int
    sure: bool
    """Whether the figure is confirmed; else it is known from summaries."""


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    since: str
    receipt_working_days: int
    kinds: tuple[Limit, ...]

    def __post_init__(self) -> None:
        date.fromisoformat(self.since)  # a day that is none is refused when the file is read

    def of(self, kind: str) -> Limit:
        return next(one for one in self.kinds if one.kind == kind)


class Ground(Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    kinds: tuple[Kind, ...]
    vi: str
    en: str
    law: str


@cache
def all_limits() -> tuple[Limits, ...]:
    """Every stretch of limits, oldest first. Raises: DefinitionError; ValueError when a kind has none."""
    found = sorted(load_document(HERE / "limits.yaml", tuple[Limits, ...]).value, key=lambda one: one.since)
    for one in found:
        if sorted(limit.kind for limit in one.kinds) != sorted(KINDS):
            raise ValueError(f"limits since {one.since} do not name every kind once")
    return tuple(found)


@cache
def grounds() -> tuple[Ground, ...]:
    return load_document(HERE / "grounds.yaml", tuple[Ground, ...]).value


def ground(code: str, kind: str) -> Ground | None:
    """The ground of this code, if a request of this kind may be refused for it."""
    return next((one for one in grounds() if one.code == code and kind in one.kinds), None)


def limits_on(day: date) -> Limits:
    """The limits in force; a day before the first has the first."""
    found = [one for one in all_limits() if date.fromisoformat(one.since) <= day]
    return found[-1] if found else all_limits()[0]


def receipt_due(at: datetime, calendar: worktime.Calendar) -> datetime:
    """Until when the person has to be told that the request is looked at."""
    days = limits_on(at.astimezone(worktime.VN).date()).receipt_working_days
    return worktime.due(at, worktime.working_days(days), calendar)


def due(
    kind: str, at: datetime, calendar: worktime.Calendar, *, third_party: bool, extended: bool
) -> datetime:
    """Until when a request that arrived at `at` is carried out. Calendar days; the last moment is a closing of offices."""
    limit = limits_on(at.astimezone(worktime.VN).date()).of(kind)
    days = limit.third_party_days if third_party else limit.days
    if extended:
        days += limit.extension_days
    return worktime.due(at, worktime.days(days), calendar)
