"""Limits of data protection as dated data (`terms.yaml`). Pure."""

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct

from motcua.foundation import worktime
from motcua.foundation.definitions import load_document

FILE = Path(__file__).with_name("terms.yaml")
Limit = Literal["question", "breach"]


class Term(Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    """One limit from a day on: hours that run on through nights and holidays, or days of the calendar.

    A limit in days that ends on a day off ends on the next working day (Bộ luật Dân sự 2015 Đ.148.5).
    """

    limit: Limit
    since: str
    basis: str
    hours: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        date.fromisoformat(self.since)
        if bool(self.hours) == bool(self.days):
            raise ValueError(f"{self.limit}: hours or days, one of the two")


@cache
def all_terms() -> tuple[Term, ...]:
    """Raises: DefinitionError, with file and line."""
    return load_document(FILE, tuple[Term, ...]).value


def term(limit: Limit, on: date) -> Term:
    """The one in force on a day; the earliest for days before it."""
    rows = sorted((one for one in all_terms() if one.limit == limit), key=lambda one: one.since)
    return next((one for one in reversed(rows) if date.fromisoformat(one.since) <= on), rows[0])


def due(limit: Limit, at: datetime, calendar: worktime.Calendar) -> datetime:
    """When what began at `at` has to be done."""
    found = term(limit, at.astimezone(worktime.VN).date())
    if found.hours:
        return at + timedelta(hours=found.hours)
    return worktime.due(at, worktime.days(found.days), calendar)
