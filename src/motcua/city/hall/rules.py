"""The rules of a hall: who is called before whom, how long it may take, when a hall gives tickets. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from math import ceil, floor
from pathlib import Path

from msgspec import Struct

from motcua.foundation.definitions import load_document
from motcua.foundation.worktime import Calendar

FILE = Path(__file__).with_name("rules.yaml")
STEP_MINUTES = 5
"""Estimates are told in steps of so many minutes: nobody measures better."""


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    vi: str
    en: str


class Priority(Struct, frozen=True, forbid_unknown_fields=True):
    """Who is called earlier: as if come `ahead` minutes before."""

    key: str
    vi: str
    en: str
    ahead: int
    basis: Words


class BookingRules(Struct, frozen=True, forbid_unknown_fields=True):
    ahead: int
    early: int
    late: int
    days: int
    notice: int
    at_most: int


class QueueRules(Struct, frozen=True, forbid_unknown_fields=True):
    opens_before: int
    closes_before: int
    long_wait: int
    back_within: int
    measured: int
    enough: int


class Point(Struct, frozen=True, forbid_unknown_fields=True):
    """A point of the checklist of spot checks."""

    key: str
    vi: str
    en: str


class Rules(Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    since: str
    priorities: tuple[Priority, ...]
    booking: BookingRules
    queue: QueueRules
    checks: tuple[Point, ...]

    def priority(self, key: str) -> Priority | None:
        return next((one for one in self.priorities if one.key == key), None)


@cache
def rules() -> Rules:
    """Those of the file. Raises: DefinitionError, with file and line."""
    return load_document(FILE, Rules).value


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a ticket stands in the calling: smaller `at` first; before `ready` only when nobody else waits."""

    at: datetime
    ready: datetime


def turn(come: datetime, priority: Priority | None = None, booked: datetime | None = None) -> Turn:
    """The turn of somebody who came at `come`.

    With priority: as if come earlier. Booked for `booked` and here in time: from the slot on before whoever came in the
    hour before it; too late for the slot: as anybody. Who has both gets the better of the two.
    Source: NĐ 61/2018/NĐ-CP Điều 31 (help for vulnerable groups); the minutes are the city's (rules.yaml).
    """
    own = come - timedelta(minutes=priority.ahead if priority else 0)
    booking = rules().booking
    if booked is None or come > booked + timedelta(minutes=booking.late):
        return Turn(own, come)
    by_slot = booked - timedelta(minutes=booking.ahead)
    ready = booked - timedelta(minutes=booking.early)
    if own <= by_slot or ready <= come:
        return Turn(min(own, by_slot), come)
    return Turn(by_slot, ready)


@dataclass(frozen=True, slots=True)
class Estimate:
    """From how long to how long, in minutes, in steps of five."""

    low: int
    high: int


def estimate(ahead: int, shares: Sequence[float], services_s: Sequence[int], enough: int) -> Estimate | None:
    """How long a person with `ahead` people before may have to wait.

    `shares`: for each open counter of the group, which part of its work the group is (counters serve several groups).
    `services_s`: measured services in seconds. The lower end: every counter works for this group alone and people are
    quick (lower quartile); the upper: counters share their time, one more is being served, people are slow (upper
    quartile). None when no counter is open or too little was measured: then nothing honest can be said.
    """
    if not shares or len(services_s) < enough:
        return None
    sorted_s = sorted(services_s)
    quick, slow = sorted_s[len(sorted_s) // 4], sorted_s[(3 * len(sorted_s)) // 4]
    low = ahead * quick / len(shares) / 60
    high = (ahead + 1) * slow / max(sum(shares), 0.1) / 60
    return Estimate(
        floor(low / STEP_MINUTES) * STEP_MINUTES, max(ceil(high / STEP_MINUTES), 1) * STEP_MINUTES
    )


def shares_of(group: int, counters: Iterable[Iterable[int]], waiting: dict[int, int]) -> list[float]:
    """For each counter that serves `group`: the group's part among all that wait for that counter."""
    found = []
    for served in counters:
        groups = list(served)
        if group in groups:
            found.append((waiting.get(group, 0) + 1) / (sum(waiting.get(one, 0) for one in groups) + 1))
    return found


@dataclass(frozen=True, slots=True)
class Doors:
    """Whether tickets are given at a moment: `open`, else from when (`opens`), None if not in the coming days."""

    open: bool
    opens: datetime | None = None
    until: datetime | None = None


LOOK_AHEAD_DAYS = 40


def doors(calendar: Calendar, at: datetime) -> Doors:
    """Tickets are given from a little before the day's opening to a little before its last closing, lunch included."""
    queue, local = rules().queue, at.astimezone(calendar.tz)
    for ahead in range(LOOK_AHEAD_DAYS):
        day = local.date() + timedelta(days=ahead)
        hours = calendar.hours_on(day)
        if not hours:
            continue
        first = datetime.combine(day, hours[0][0], calendar.tz) - timedelta(minutes=queue.opens_before)
        last = datetime.combine(day, hours[-1][1], calendar.tz) - timedelta(minutes=queue.closes_before)
        if first <= local < last:
            return Doors(True, until=last)
        if local < first:
            return Doors(False, opens=first + timedelta(minutes=queue.opens_before))
    return Doors(False)


def slots(calendar: Calendar, day: date, minutes: int) -> list[tuple[datetime, datetime]]:
    """The spans of a day that can be booked: whole ones within the opening hours."""
    found = []
    for begins, ends in calendar.hours_on(day):
        start, end = datetime.combine(day, begins, calendar.tz), datetime.combine(day, ends, calendar.tz)
        while start + timedelta(minutes=minutes) <= end:
            found.append((start, start + timedelta(minutes=minutes)))
            start += timedelta(minutes=minutes)
    return found


def bookable_days(calendar: Calendar, today: date) -> list[date]:
    """Open days on which slots are offered, from today on."""
    return [
        day
        for ahead in range(rules().booking.days + 1)
        if calendar.is_working_day(day := today + timedelta(days=ahead))
    ]


def still_free_to_change(starts_at: datetime, at: datetime) -> bool:
    """Whether a slot can still be booked, moved or cancelled by the resident."""
    return at <= starts_at - timedelta(minutes=rules().booking.notice)
