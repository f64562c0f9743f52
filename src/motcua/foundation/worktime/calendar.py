"""When an office is open: holidays, swapped days, working Saturdays and office hours, all from data.

Knows nothing of limits; counting.py counts on top of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from motcua.foundation.worktime.day_index import DayIndex, Intervals

VN = ZoneInfo("Asia/Ho_Chi_Minh")

Hours = tuple[tuple[time, time], ...]

OFFICE_HOURS: Hours = ((time(8), time(12)), (time(13), time(17)))
MONDAY_TO_FRIDAY = frozenset({0, 1, 2, 3, 4})
WEEKDAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

LONGEST_COUNT_YEARS = 300
"""Bounds the index in memory: a slip like a million working days must not build one of millennia."""


class CalendarError(ValueError):
    """The calendar's data contradict themselves, or a date is outside what a calendar can hold."""


@dataclass(frozen=True)
class Calendar:
    """The working calendar of one agency (and channel).

    `holidays` and `days_off` are closed; `working_days` are open although their weekday is not (swapped
    Saturdays) and keep the full `hours`; `weekday_hours` gives a weekday hours of its own. `doubtful` are
    listed days whose plan is not final, `known` the first and last day that the data speak about.
    Source: Bộ luật Lao động, Điều 111-112 and the yearly notices.
    """

    holidays: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()
    hours: Hours = OFFICE_HOURS
    tz: ZoneInfo = VN
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    days_off: frozenset[date] = frozenset()
    weekday_hours: tuple[tuple[int, Hours], ...] = ()
    same_day_until: time = time(15)
    doubtful: frozenset[date] = frozenset()
    known: tuple[date, date] | None = None
    name: str = ""
    _index: list[DayIndex] = field(default_factory=list, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= set(range(7)):
            raise CalendarError(f"weekdays must be some of 0 (Monday) to 6, not {sorted(self.weekdays)}")
        _check_hours(self.hours)
        for weekday, hours in self.weekday_hours:
            if weekday not in self.weekdays:
                raise CalendarError(
                    f"hours given for {WEEKDAY_NAMES[weekday]}, which is not a working weekday"
                )
            _check_hours(hours)
        both = self.working_days & (self.holidays | self.days_off)
        if both:
            raise CalendarError(f"both working and off: {', '.join(str(day) for day in sorted(both))}")

    @classmethod
    def from_data(cls, data: Mapping[str, Any], channel: str | None = None) -> Calendar:
        """A calendar from plain data (YAML or JSON); the bundled file shows every key.

        Yearly entries (`years: {2026: {closed: [...], working: [...]}}`) and the flat lists `holidays`,
        `days_off`, `working_days` may be mixed. `channel` applies the overrides of `channels: {name: ...}`.
        Raises CalendarError, naming what cannot be read.
        """
        merged: dict[str, Any] = dict(data)
        if channel is not None:
            channels = data.get("channels") or {}
            if channel not in channels:
                raise CalendarError(f"no channel {channel!r} in the calendar")
            merged.update(channels[channel])
        years = _read_years(merged.get("years") or {})
        weekdays = merged.get("weekdays")
        until = merged.get("same_day_until")
        return cls(
            holidays=frozenset(years.holidays) | _read_dates(merged, "holidays"),
            working_days=frozenset(years.working) | _read_dates(merged, "working_days"),
            hours=_read_hours(merged["hours"]) if merged.get("hours") else OFFICE_HOURS,
            tz=_read_zone(merged.get("timezone")),
            weekdays=MONDAY_TO_FRIDAY if weekdays is None else frozenset(map(_read_weekday, weekdays)),
            days_off=frozenset(years.days_off) | _read_dates(merged, "days_off"),
            weekday_hours=tuple(
                sorted(
                    (_read_weekday(name), _read_hours(hours))
                    for name, hours in (merged.get("weekday_hours") or {}).items()
                )
            ),
            same_day_until=time(15) if until is None else _read_time(until),
            doubtful=frozenset(years.doubtful) | _read_dates(merged, "doubtful"),
            known=years.known,
            name=_read_name(merged.get("name")),
        )

    def is_working_day(self, day: date) -> bool:
        """Whether the office opens at all on `day`."""
        if day in self.working_days:
            return True
        return day.weekday() in self.weekdays and day not in self.holidays and day not in self.days_off

    def hours_on(self, day: date) -> Hours:
        """Office hours of `day`; empty on a day off."""
        if not self.is_working_day(day):
            return ()
        if day not in self.working_days:
            for weekday, hours in self.weekday_hours:
                if weekday == day.weekday():
                    return hours
        return self.hours

    def is_open(self, at: datetime) -> bool:
        """Whether the office is open at this moment; the closing minute itself still counts."""
        local = at.astimezone(self.tz)
        clock = local.time()
        return any(opens <= clock <= closes for opens, closes in self.hours_on(local.date()))

    def is_provisional(self, first: date, last: date) -> bool:
        """Whether a count from `first` to `last` rests on days that the yearly notice has not settled."""
        if self.known is not None and (first < self.known[0] or last > self.known[1]):
            return True
        return any(first <= day <= last for day in self.doubtful)

    def index(self, first_year: int, last_year: int) -> DayIndex:
        """The precomputed working days, covering at least these years; built once, grown when needed."""
        if self._index:
            present = self._index[0]
            if present.first_year <= first_year and last_year <= present.last_year:
                return present
            joined = min(first_year, present.first_year), max(last_year, present.last_year)
            # One odd date far away must not make ordinary years unreachable: then the old index is dropped.
            if joined[1] - joined[0] <= LONGEST_COUNT_YEARS:
                first_year, last_year = joined
        if first_year < date.min.year or last_year > date.max.year:
            raise CalendarError(f"the count leaves the years {date.min.year} to {date.max.year}")
        if last_year - first_year > LONGEST_COUNT_YEARS:
            raise CalendarError(f"the count reaches over more than {LONGEST_COUNT_YEARS} years")
        # Threads may build twice; each assigns a whole index in one step, so none sees half of one.
        built = DayIndex(first_year, last_year, self._intervals_by_day)
        self._index[:] = [built]
        return built

    def _intervals_by_day(self, first: date, last: date) -> Iterable[tuple[int, Intervals]]:
        regular = {weekday: _as_microseconds(self.hours) for weekday in self.weekdays}
        regular |= {weekday: _as_microseconds(hours) for weekday, hours in self.weekday_hours}
        full = _as_microseconds(self.hours)
        off = {day.toordinal() for day in self.holidays | self.days_off}
        extra = {day.toordinal() for day in self.working_days}
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            if ordinal in extra:
                yield ordinal, full
            elif ordinal not in off:
                intervals = regular.get((ordinal + 6) % 7)
                if intervals is not None:
                    yield ordinal, intervals


def public_offices_data() -> dict[str, Any]:
    """The bundled yearly table of public offices, as plain data that a city may copy and change."""
    text = resources.files(__package__).joinpath("data/vn-public-offices.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


@lru_cache(maxsize=16)
def public_offices(channel: str | None = None) -> Calendar:
    """The bundled calendar of public offices (08:00-12:00, 13:00-17:00), for one channel if named."""
    return Calendar.from_data(public_offices_data(), channel)


@dataclass
class _Years:
    holidays: set[date] = field(default_factory=set)
    days_off: set[date] = field(default_factory=set)
    working: set[date] = field(default_factory=set)
    doubtful: set[date] = field(default_factory=set)
    known: tuple[date, date] | None = None


def _read_years(years: Mapping[Any, Any]) -> _Years:
    read = _Years()
    for key, entry in years.items():
        year = int(key)
        unknown = set(entry) - {"standing", "closed", "working"}
        if unknown:
            raise CalendarError(f"unknown keys in the year {year}: {sorted(map(str, unknown))}")
        for period in entry.get("closed") or ():
            days = _read_period(period)
            if any(day.year != year for day in days):
                raise CalendarError(f"{period!r} stands under the year {year}")
            (read.days_off if period.get("kind") == "swap" else read.holidays).update(days)
            if period.get("standing", entry.get("standing")) == "doubtful":
                read.doubtful.update(days)
        read.working.update(_read_date(day) for day in entry.get("working") or ())
    if years:
        numbers = [int(key) for key in years]
        read.known = (date(min(numbers), 1, 1), date(max(numbers), 12, 31))
    return read


def _read_period(period: Mapping[str, Any]) -> list[date]:
    if "day" in period:
        return [_read_date(period["day"])]
    try:
        first, last = _read_date(period["from"]), _read_date(period["to"])
    except KeyError as missing:
        raise CalendarError(f"a period needs `day`, or `from` and `to`: {period!r}") from missing
    if last < first:
        raise CalendarError(f"the period ends before it starts: {period!r}")
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _read_dates(data: Mapping[str, Any], key: str) -> frozenset[date]:
    return frozenset(_read_date(value) for value in data.get(key) or ())


def _read_date(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise CalendarError(f"not a date (YYYY-MM-DD): {value!r}") from error


def _read_time(value: Any) -> time:
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(str(value).strip())
    except ValueError as error:
        raise CalendarError(f"not a time of day (HH:MM): {value!r}") from error


def _read_hours(values: Iterable[Any]) -> Hours:
    hours = []
    for value in values:
        ends = value.split("-") if isinstance(value, str) else list(value)
        if len(ends) != 2:
            raise CalendarError(f"not office hours (HH:MM-HH:MM): {value!r}")
        hours.append((_read_time(ends[0]), _read_time(ends[1])))
    return tuple(hours)


def _read_weekday(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 6:
        return value
    if str(value).lower() in WEEKDAY_NAMES:
        return WEEKDAY_NAMES.index(str(value).lower())
    if str(value) in "0123456" and len(str(value)) == 1:
        return int(value)
    raise CalendarError(f"not a weekday (mon to sun): {value!r}")


def _read_zone(value: Any) -> ZoneInfo:
    if value is None:
        return VN
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise CalendarError(f"unknown time zone: {value!r}") from error


def _read_name(value: Any) -> str:
    return str(value.get("vi", "")) if isinstance(value, Mapping) else str(value or "")


def _check_hours(hours: Hours) -> None:
    edges = [edge for interval in hours for edge in interval]
    if not edges or any(later <= earlier for earlier, later in pairwise(edges)):
        raise CalendarError(f"office hours must follow one another: {hours}")
    if any(edge.second or edge.microsecond for edge in edges):
        raise CalendarError(f"office hours are whole minutes: {hours}")


def _as_microseconds(hours: Hours) -> Intervals:
    return tuple((_microseconds(opens), _microseconds(closes)) for opens, closes in hours)


def _microseconds(clock: time) -> int:
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1_000_000 + clock.microsecond
