"""Figures of the queue: written by each move in its own transaction, read as sums. Nothing is counted on a page."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import connection
from django.db.models import Max, Sum

from motcua.city.agencies import TIME_ZONE
from motcua.city.hall.models import HourFigure

SUMS = (
    "issued", "called", "wait_s", "wait_long", "done", "served_s", "absent", "gone", "ratings", "stars", "satisfied",
)  # fmt: skip
_COLUMNS = (*SUMS[:3], "wait_max_s", *SUMS[3:])
_ADD = f"""
insert into hall_hourfigure (hall_id, group_id, counter_id, day, hour, {", ".join(_COLUMNS)})
values (%s, %s, %s, %s, %s, {", ".join(["%s"] * len(_COLUMNS))})
on conflict (group_id, counter_id, day, hour) do update set {
    ", ".join(
        f"{name} = greatest(hall_hourfigure.{name}, excluded.{name})"
        if name == "wait_max_s"
        else f"{name} = hall_hourfigure.{name} + excluded.{name}"
        for name in _COLUMNS
    )
}
"""


def add(hall_id: int, group_id: int, counter_id: int | None, at: datetime, **values: int) -> None:
    """Add to the figures of the hour of `at`. One statement. Names are those of the columns."""
    local = at.astimezone(TIME_ZONE)
    unknown = values.keys() - set(_COLUMNS)
    if unknown:
        raise TypeError(f"no figure {sorted(unknown)}")
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD,
            [hall_id, group_id, counter_id, local.date(), local.hour, *(values.get(n, 0) for n in _COLUMNS)],
        )


@dataclass(frozen=True, slots=True)
class Sums:
    """What happened in a span; shares and means are None where nothing happened."""

    issued: int = 0
    called: int = 0
    wait_s: int = 0
    wait_max_s: int = 0
    wait_long: int = 0
    done: int = 0
    served_s: int = 0
    absent: int = 0
    gone: int = 0
    ratings: int = 0
    stars: int = 0
    satisfied: int = 0

    @property
    def wait_mean_s(self) -> float | None:
        return self.wait_s / self.called if self.called else None

    @property
    def served_mean_s(self) -> float | None:
        return self.served_s / self.done if self.done else None

    @property
    def long_share(self) -> float | None:
        """Percent of those called who waited longer than the city wants."""
        return 100 * self.wait_long / self.called if self.called else None

    @property
    def satisfied_share(self) -> float | None:
        return 100 * self.satisfied / self.ratings if self.ratings else None

    @property
    def anything(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))


def sums(hall_ids: Iterable[int], first: date, last: date, by: str = "") -> dict[object, Sums]:
    """Sums over halls from `first` to `last`, one for each value of `by` (hall_id, group_id, counter_id, hour, day).

    Without `by` one under None. One query over the small rows of hours.
    """
    rows = HourFigure.objects.filter(hall_id__in=list(hall_ids), day__range=(first, last))
    wanted: dict[str, object] = {name: Sum(name, default=0) for name in SUMS}
    # an aggregate may not bear the name of a column that it is made of while grouping
    named = {f"n_{name}": value for name, value in wanted.items()} | {
        "n_wait_max_s": Max("wait_max_s", default=0)
    }
    if not by:
        found = rows.aggregate(**named)
        return {None: _sums(found)}
    return {row[by]: _sums(row) for row in rows.values(by).annotate(**named).order_by(by)}


def _sums(row: dict[str, object]) -> Sums:
    return Sums(**{name: int(row[f"n_{name}"] or 0) for name in _COLUMNS})  # type: ignore[call-overload]
