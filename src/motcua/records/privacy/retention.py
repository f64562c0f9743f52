"""Periods of personal data as dated data (`retention.yaml`), a look at what is past them, and the nightly run.

What a kind means in tables is said by the room that holds them: `offer(kind, way)`. Nothing is done for a kind that no room
offers, and the page says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from dateutil.relativedelta import relativedelta
from django.conf import settings
from msgspec import Struct

from motcua.foundation.definitions import load_document
from motcua.foundation.worktime import VN
from motcua.records.privacy.models import RetentionRun

FILE = Path(__file__).with_name("retention.yaml")
AT_ONCE = 1000
MOST_BATCHES = 200


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    vi: str
    en: str


class Period(Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    """How long one kind is kept. `setting`: the city's own number of months. Without a period: not by time here."""

    kind: str
    since: str
    name: Words
    then: Words
    ground: str
    months: int = 0
    days: int = 0
    setting: str = ""
    run: str = ""
    linked: str = ""

    def __post_init__(self) -> None:
        date.fromisoformat(self.since)
        if self.run and not (self.months or self.days or self.setting):
            raise ValueError(f"{self.kind}: a run needs a period")

    @property
    def kept_months(self) -> int:
        return int(getattr(settings, self.setting)) if self.setting else self.months

    def until(self, at: datetime) -> datetime:
        """What was last used before this moment is past its period."""
        return at - relativedelta(months=self.kept_months, days=self.days)


@dataclass(frozen=True, slots=True)
class Way:
    """How a kind is counted and cleared: `count(until)`; `clear(until, at)` one batch in its own transaction, how many."""

    count: Callable[[datetime], int]
    clear: Callable[[datetime, datetime], int]


_offered: dict[str, Way] = {}


def offer(kind: str, way: Way) -> None:
    """Say how a kind is counted and cleared; the same kind replaces."""
    _offered[kind] = way


@cache
def all_periods() -> tuple[Period, ...]:
    """Raises: DefinitionError, with file and line."""
    return load_document(FILE, tuple[Period, ...]).value


def in_force(on: date) -> dict[str, Period]:
    """The period of each kind on a day: the newest that has begun."""
    rows = sorted(all_periods(), key=lambda one: one.since)
    return {one.kind: one for one in rows if date.fromisoformat(one.since) <= on}


@dataclass(frozen=True, slots=True)
class Look:
    """One line of the page: the period, what is past it now (None: nobody counts it here), the last run."""

    period: Period
    past: int | None
    last: RetentionRun | None


def dry_run(at: datetime) -> list[Look]:
    """What a run would find now; changes nothing. One query a kind that is run, one more for the last runs."""
    last = {row.kind: row for row in RetentionRun.objects.order_by("kind", "-id").distinct("kind")}
    return [
        Look(
            period,
            _offered[period.run].count(period.until(at)) if period.run in _offered else None,
            last.get(period.kind),
        )
        for period in in_force(at.astimezone(VN).date()).values()
    ]


def run_all(*, at: datetime) -> dict[str, int]:
    """Clear what is past its period, kind by kind; how many of each. A killed run goes on the next night."""
    return {
        period.kind: run(period, at=at)
        for period in in_force(at.astimezone(VN).date()).values()
        if period.run in _offered
    }


def run(period: Period, *, at: datetime) -> int:
    """Clear one kind in batches; a run that finds nothing is not noted."""
    way, until, done = _offered[period.run], period.until(at), 0
    found = way.count(until)
    for _ in range(MOST_BATCHES):
        cleared = way.clear(until, at)
        done += cleared
        if not cleared:
            break
    if found or done:
        RetentionRun.objects.create(kind=period.kind, until=until, found=found, done=done, at=at)
    return done
