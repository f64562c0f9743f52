"""How limits are counted on a working calendar: due times, pauses, restarts, apologies, transfers.

Rule letters (N D H C M S R P L) are those of the one-stop mechanism's counting rules. Moments are aware
datetimes; results are in the calendar's time zone.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import MAXYEAR, date, datetime, time, timedelta
from decimal import Decimal

from motcua.foundation.worktime.calendar import Calendar, CalendarError
from motcua.foundation.worktime.day_index import DayIndex, clock_within
from motcua.foundation.worktime.spans import (
    MICROSECONDS_A_WORKING_DAY,
    MICROSECONDS_AN_HOUR,
    Span,
    Unit,
    working_days,
)

_MINUTE_US = 60_000_000


class NaiveTime(ValueError):
    """A moment without a time zone: nobody can say when that is."""


def normalise(at: datetime, cal: Calendar) -> datetime:
    """When a receipt starts to count (rule N): itself in office hours, else the next opening.

    Before opening -> opening; in the lunch break -> afternoon; after closing or on a day off -> the next
    working day's opening.
    """
    ordinal, clock, year = _split(at, cal)
    index, row, clock = _open_moment(ordinal, clock, year, cal)
    return _join(index.days[row], clock, cal)


def due(at: datetime, span: Span, cal: Calendar) -> datetime:
    """When a limit that starts by a receipt at `at` ends.

    D  working days keep the receipt's clock: day 0 is the day of receipt. A clock outside that day's hours
       moves into them; a fraction is counted in hours of an 8-hour day.
    H  working hours use up office hours only and may end at closing time.
    C, M  calendar days, months and years end with the office's closing on the last day, or on the next
       working day if that day is off (Bộ luật Dân sự, Điều 147-148). A month without the day ends on its
       last one.
    S  same day: received by 15:00 -> closing of that day, else of the next working day
       (NĐ 23/2015, Điều 7; Luật Hộ tịch).
    Every limit starts at the normalised receipt (rule N).
    """
    ordinal, clock, year = _split(at, cal)
    unit = span.unit
    if unit is Unit.WORKING_DAY:
        index, row, clock = _open_moment(ordinal, clock, year, cal)
        return _shift(index, row, clock, span.whole, span.microseconds, cal)
    if unit is Unit.WORKING_HOUR:
        index, row, clock = _open_moment(ordinal, clock, year, cal)
        return _use_up(index, row, clock, span.microseconds, cal)
    if unit is Unit.SAME_DAY:
        index, row, clock = _open_moment(ordinal, clock, year, cal)
        if clock > _microseconds_of(cal.same_day_until):
            index, row = _ahead(index, row, 1, cal)
        return _join(index.days[row], index.intervals[row][-1][1], cal)
    index, row, clock = _open_moment(ordinal, clock, year, cal)
    return closing_on_or_after(_calendar_end(date.fromordinal(index.days[row]), span), cal)


def closing_on_or_after(day: date, cal: Calendar) -> datetime:
    """The office's closing time on `day`, or on the next working day when `day` is off."""
    index, row, _ = _open_moment(day.toordinal(), 0, day.year, cal)
    return _join(index.days[row], index.intervals[row][-1][1], cal)


def working_minutes(a: datetime, b: datetime, cal: Calendar) -> int:
    """Office minutes between two moments, negative when `b` is earlier.

    Each moment counts to the whole minute below it, so minutes from a to b and from b to c add up to a to c.
    """
    start, end = _positions(a, b, cal)
    return end // _MINUTE_US - start // _MINUTE_US


def add_working_minutes(at: datetime, n: int, cal: Calendar) -> datetime:
    """The moment when `n` office minutes after `at` are used up; with `n` < 0, the moment so long before."""
    ordinal, clock, year = _split(at, cal)
    index, row, clock = _open_moment(ordinal, clock, year, cal)
    return _use_up(index, row, clock, n * _MINUTE_US, cal)


def remaining(now: datetime, due_at: datetime, cal: Calendar) -> int:
    """Office minutes left until `due_at`; negative says how many minutes late."""
    return working_minutes(now, due_at, cal)


def remaining_after(received: datetime, paused: datetime, span: Span, cal: Calendar) -> Span:
    """What is left of a limit when its clock stops for a payment or a third party (rule P).

    Used working days are whole shifts of the receipt's clock plus the hours after them. Calendar limits
    leave days. A same-day limit stays one. Nothing less than zero is left: a dossier that was late already
    gets no time back on resuming. At resumption the new end is `due(resumed, left, cal)`.
    """
    start, stop = normalise(received, cal), paused.astimezone(cal.tz)
    if span.unit is Unit.SAME_DAY or stop <= start:
        return span
    if span.unit is Unit.WORKING_HOUR:
        began, stopped = _positions(start, stop, cal)
        left = span.amount - Decimal(stopped - began) / MICROSECONDS_AN_HOUR
        return Span(max(left, Decimal(0)), Unit.WORKING_HOUR)
    if span.unit is Unit.WORKING_DAY:
        left = span.amount - _used_working_days(start, stop, cal)
        return Span(max(left, Decimal(0)), Unit.WORKING_DAY)
    end = _calendar_end(start.date(), span)
    return Span(Decimal(max((end - stop.date()).days, 0)), Unit.DAY)


def restart(complete: datetime, span: Span, cal: Calendar) -> datetime:
    """The new end after a supplement (rule R): the whole limit, from when the dossier became complete."""
    return due(complete, span, cal)


def linked_start(at: datetime, cal: Calendar) -> datetime:
    """When a linked set starts (rule L): received in the last working hour -> the next working day's opening.

    Source: NĐ 297/2025. On the hour itself still counts as today.
    """
    ordinal, clock, year = _split(at, cal)
    index, row, clock = _open_moment(ordinal, clock, year, cal)
    if clock <= index.intervals[row][-1][1] - MICROSECONDS_AN_HOUR:
        return _join(index.days[row], clock, cal)
    return _opening_after(index, row, cal)


def afternoon_start(at: datetime, cal: Calendar) -> datetime:
    """When an electronic set starts that is received after 15:00: the next working day's opening.

    Source: NĐ 63/2024 (birth and death sets).
    """
    ordinal, clock, year = _split(at, cal)
    index, row, clock = _open_moment(ordinal, clock, year, cal)
    if clock <= _microseconds_of(cal.same_day_until):
        return _join(index.days[row], clock, cal)
    return _opening_after(index, row, cal)


def phase_ends(start: datetime, spans: Iterable[Span], cal: Calendar) -> list[datetime]:
    """The end of each step or phase when one starts where the one before ended."""
    ends: list[datetime] = []
    for span in spans:
        start = due(start, span, cal)
        ends.append(start)
    return ends


def transfer_due(at: datetime, cal: Calendar, electronic: bool) -> datetime:
    """When a received file must be with the competent agency.

    Electronic: at once, or at the next working day's opening if received after 15:00. Paper: one working day.
    Source: NĐ 118/2025.
    """
    return afternoon_start(at, cal) if electronic else due(at, working_days(1), cal)


def latest_apology(due_at: datetime, cal: Calendar) -> datetime:
    """The last moment to announce lateness: the last closing that is at least one full day before the end.

    The decree says one day before the end and not which kind of day; this moment satisfies both readings.
    For limits of a day or less it lies before the receipt: such a limit leaves no time for an apology.
    Source: NĐ 61/2018, Điều 19.9 (continued by NĐ 118/2025).
    """
    limit = due_at - timedelta(days=1)
    ordinal, clock, year = _split(limit, cal)
    first_year = year
    while True:
        index = cal.index(first_year, year)
        row = index.row_from(ordinal + 1) - 1
        if row >= 0 and index.days[row] == ordinal and index.intervals[row][-1][1] > clock:
            row -= 1
        if row >= 0:
            return _join(index.days[row], index.intervals[row][-1][1], cal)
        first_year = index.first_year - 1


def _split(at: datetime, cal: Calendar) -> tuple[int, int, int]:
    if at.tzinfo is None:
        raise NaiveTime(f"{at.isoformat()} has no time zone")
    local = at if at.tzinfo is cal.tz else at.astimezone(cal.tz)
    return local.toordinal(), _microseconds_of(local), local.year


def _microseconds_of(clock: datetime | time) -> int:
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1_000_000 + clock.microsecond


def _join(ordinal: int, clock: int, cal: Calendar) -> datetime:
    seconds, microseconds = divmod(clock, 1_000_000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    day = date.fromordinal(ordinal)
    return datetime(day.year, day.month, day.day, hour, minute, second, microseconds, cal.tz)


def _open_moment(ordinal: int, clock: int, year: int, cal: Calendar) -> tuple[DayIndex, int, int]:
    last_year = year
    while True:
        index = cal.index(year, last_year)
        row, moved = index.open_moment(ordinal, clock)
        if row < len(index.days):
            return index, row, moved
        last_year = index.last_year + 1


def _ahead(index: DayIndex, row: int, steps: int, cal: Calendar) -> tuple[DayIndex, int]:
    """The row `steps` working days later, in an index that holds it."""
    day = index.days[row]
    while row + steps >= len(index.days):
        # Another thread may have grown the index towards the past: find the row again.
        index = cal.index(index.first_year, _years_on(index, steps // 366 + 1))
        row = index.row_from(day)
    return index, row + steps


def _years_on(index: DayIndex, more: int) -> int:
    return max(min(index.last_year + more, MAXYEAR), index.last_year + 1)


def _opening_after(index: DayIndex, row: int, cal: Calendar) -> datetime:
    index, row = _ahead(index, row, 1, cal)
    return _join(index.days[row], index.intervals[row][0][0], cal)


def _shift(index: DayIndex, row: int, clock: int, whole: int, fraction: int, cal: Calendar) -> datetime:
    index, row = _ahead(index, row, whole, cal)
    moved = clock_within(index.intervals[row], clock)
    end = _join(index.days[row], moved, cal)
    if not fraction:
        return end
    # A fraction never reaches past the next full day, also where an office day is shorter than 8 hours.
    following, next_row = _ahead(index, row, 1, cal)
    full = _join(following.days[next_row], clock_within(following.intervals[next_row], clock), cal)
    return min(_use_up(index, row, moved, fraction, cal), full)


def _use_up(index: DayIndex, row: int, clock: int, amount: int, cal: Calendar) -> datetime:
    day = index.days[row]
    if not amount:
        return _join(day, clock, cal)
    while True:
        target = index.position(day, clock) + amount
        if target < 0:
            index = cal.index(index.first_year - 1, index.last_year)
        elif target > index.before[-1]:
            index = cal.index(index.first_year, index.last_year + 1)
        else:
            break
    row, clock = index.moment_ending(target) if amount > 0 else index.moment_starting(target)
    return _join(index.days[row], clock, cal)


def _positions(a: datetime, b: datetime, cal: Calendar) -> tuple[int, int]:
    first_day, first_clock, first_year = _split(a, cal)
    last_day, last_clock, last_year = _split(b, cal)
    index = cal.index(min(first_year, last_year), max(first_year, last_year))
    return index.position(first_day, first_clock), index.position(last_day, last_clock)


def _used_working_days(start: datetime, stop: datetime, cal: Calendar) -> Decimal:
    """Working days used from a normalised start: whole shifts of its clock, then hours, at most one day's."""
    first_day, clock, year = _split(start, cal)
    last_day, last_clock, last_year = _split(stop, cal)
    index = cal.index(year, last_year)
    row, stop_row = index.row_from(first_day), index.row_from(last_day + 1) - 1
    if index.days[stop_row] == last_day and clock_within(index.intervals[stop_row], clock) > last_clock:
        stop_row -= 1
    since = index.position(index.days[stop_row], clock_within(index.intervals[stop_row], clock))
    left_over = min(index.position(last_day, last_clock) - since, MICROSECONDS_A_WORKING_DAY)
    return stop_row - row + Decimal(left_over) / MICROSECONDS_A_WORKING_DAY


def _calendar_end(day: date, span: Span) -> date:
    """The last day of a calendar limit, working or not. Raises CalendarError past the year 9999."""
    try:
        if span.unit is Unit.DAY:
            return day + timedelta(days=span.whole)
        total = day.year * 12 + day.month - 1 + span.whole * (12 if span.unit is Unit.YEAR else 1)
        year, month = divmod(total, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError) as error:
        raise CalendarError(f"{span.amount} {span.unit} after {day} is past the last year") from error
