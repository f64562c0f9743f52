"""When a set will be done: the longest path through its parts. Pure.

A part begins when the last of those it needs is due, and is due when its own limit has run from there by the calendar
of its agency; the set is due when its last part is. Source: NĐ 61/2018 Đ19 k6-k7 (limit of each participant).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.foundation import worktime


@dataclass(frozen=True, slots=True)
class Leg:
    """One part as far as time is concerned. `due`: its appointed end when it has begun; `ended`: when it was done.

    `granted`: working minutes that the law gave it beyond its limit (supplement, pause, extension, correction).
    `needs` may name parts that are not there: they are not waited for.
    """

    id: str
    needs: tuple[str, ...]
    span: worktime.Span
    calendar: worktime.Calendar
    due: datetime | None = None
    ended: datetime | None = None
    granted: int = 0


@dataclass(frozen=True, slots=True)
class Times:
    """When a part begins and is due; `start` is None for one that has begun."""

    start: datetime | None
    due: datetime


def plan(legs: Sequence[Leg], started: datetime, *, not_before: datetime | None = None) -> dict[str, Times]:
    """Start and due of each part of a set that counts from `started`; legs stand after those they need.

    `not_before`: what should be done already, and is not, is expected then at the earliest: for telling people what
    to expect. Without it the appointed ends are taken as they are.
    """
    times: dict[str, Times] = {}
    for leg in legs:
        if leg.ended is not None:
            times[leg.id] = Times(None, leg.ended)
        elif leg.due is not None:
            times[leg.id] = Times(None, _not_before(leg.due, not_before))
        else:
            start = _not_before(
                max((times[name].due for name in leg.needs if name in times), default=started), not_before
            )
            times[leg.id] = Times(start, worktime.due(start, leg.span, leg.calendar))
    return times


def lawful(legs: Sequence[Leg], started: datetime) -> datetime:
    """By when the set has to be done: its longest path by limits and granted time, whoever was late or early."""
    dues: dict[str, datetime] = {}
    for leg in legs:
        start = max((dues[name] for name in leg.needs if name in dues), default=started)
        due = worktime.due(start, leg.span, leg.calendar)
        dues[leg.id] = worktime.add_working_minutes(due, leg.granted, leg.calendar) if leg.granted else due
    return max(dues.values(), default=started)


def end_of(times: Mapping[str, Times], started: datetime) -> datetime:
    """When the whole set is due."""
    return max((one.due for one in times.values()), default=started)


def critical(legs: Sequence[Leg], times: Mapping[str, Times]) -> tuple[str, ...]:
    """The parts on which the end of the set hangs, first to last."""
    by_id = {leg.id: leg for leg in legs}
    if not times:
        return ()
    here: str | None = max(times, key=lambda name: (times[name].due, -list(times).index(name)))
    path: list[str] = []
    while here is not None:
        path.append(here)
        before = [name for name in by_id[here].needs if name in times]
        waited = by_id[here].ended is None and by_id[here].due is None
        here = max(before, key=lambda name: times[name].due) if before and waited else None
    return tuple(reversed(path))


def _not_before(moment: datetime, bound: datetime | None) -> datetime:
    return moment if bound is None else max(moment, bound)


def in_sequence(ids: Iterable[str]) -> dict[str, str]:
    """In a set on paper each part follows the one before it."""
    ordered = list(ids)
    return dict(zip(ordered[1:], ordered, strict=False))
