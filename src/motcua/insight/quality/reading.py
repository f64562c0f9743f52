"""Progress of data quality, read from the figures that each load left behind: sums only, no record is looked at."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from django.db.models import QuerySet

from motcua.records.quality.intake.running import CURRENT, current
from motcua.records.quality.models import Load, LoadFigure

TARGET = 99.5
"""Share of records, in per cent, that keep all four promises when the city has reached what it set out for."""
NEAR = 97.0
"""From here on a commune is close to it."""
LOADS_BACK = 24

Tone = Literal["ok", "warn", "danger", "none"]


@dataclass(slots=True)
class Sum:
    """Records and how many of them keep each promise. `rules`: records by class of error."""

    records: int = 0
    right: int = 0
    complete: int = 0
    clean: int = 0
    alive: int = 0
    good: int = 0
    rules: dict[str, int] = field(default_factory=dict)

    def add(self, one: LoadFigure) -> None:
        self.records += one.records
        self.right += one.right
        self.complete += one.complete
        self.clean += one.tidy
        self.alive += one.alive
        self.good += one.good
        for rule, times in one.rules.items():
            self.rules[rule] = self.rules.get(rule, 0) + times

    def share(self, part: str = "good") -> float | None:
        """Per cent of records that keep a promise, rounded down to a hundredth: 100 means every one. None without records."""
        return int(10_000 * getattr(self, part) / self.records) / 100 if self.records else None

    @property
    def tone(self) -> Tone:
        return tone(self.share())


def tone(share: float | None) -> Tone:
    """How a share stands to the target."""
    if share is None:
        return "none"
    return "ok" if share >= TARGET else "warn" if share >= NEAR else "danger"


@dataclass(frozen=True, slots=True)
class Standing:
    """The current loads of the chosen sources: the whole, and each commune by its code ("" where nobody knows it)."""

    whole: Sum
    units: dict[str, Sum]
    loads: tuple[int, ...]


def standing(source: str = "", unit_code: str | None = None) -> Standing:
    """How it stands now, of one source or of all together, in one commune or everywhere. Two queries."""
    loads = tuple(sorted(current(source or None).values()))
    rows: QuerySet[LoadFigure] = LoadFigure.objects.filter(load_id__in=loads)
    if unit_code is not None:
        rows = rows.filter(unit_code=unit_code)
    whole, units = Sum(), dict[str, Sum]()
    for one in rows:
        whole.add(one)
        units.setdefault(one.unit_code, Sum()).add(one)
    return Standing(whole, units, loads)


@dataclass(frozen=True, slots=True)
class Step:
    """A load of the past: the day of its data and how it stood."""

    day: date
    share: float
    records: int


def over_time(source: str, unit_code: str | None = None) -> list[Step]:
    """The last loads of a source that counted, the oldest first. Two queries."""
    loads = list(
        Load.objects.filter(source=source, state__in=CURRENT)
        .order_by("-id")
        .values_list("id", "taken_on")[:LOADS_BACK]
    )
    days = dict(loads)
    rows: QuerySet[LoadFigure] = LoadFigure.objects.filter(load_id__in=days)
    if unit_code is not None:
        rows = rows.filter(unit_code=unit_code)
    sums = {id: Sum() for id in days}
    for one in rows:
        sums[one.load_id].add(one)
    found = [
        Step(days[id], share, one.records) for id, one in sums.items() if (share := one.share()) is not None
    ]
    return sorted(found, key=lambda step: step.day)


def worst(units: Iterable[tuple[str, Sum]]) -> list[tuple[str, Sum]]:
    """Communes, the ones furthest from the target first; those without records last."""
    return sorted(units, key=lambda one: (one[1].share() is None, one[1].share() or 0.0, one[0]))
