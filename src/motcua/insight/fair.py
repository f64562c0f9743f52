"""Which days of two months may be compared. Pure: a calendar and a day in, two ends out."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from motcua.foundation.worktime import Calendar


@dataclass(frozen=True, slots=True)
class Compared:
    """Two stretches, each from the first of its month to a day (included).

    `running`: the later month is not over; then both stretches hold the same number of working days
    (`working_days`), as far as the earlier month has so many.
    """

    this_until: date
    before_until: date
    running: bool
    working_days: int

    @property
    def this(self) -> date:
        return self.this_until.replace(day=1)

    @property
    def before(self) -> date:
        return self.before_until.replace(day=1)


def compared(month: date, today: date, calendar: Calendar) -> Compared | None:
    """How `month` (its first day) is compared with the month before it, as seen `today`.

    A month that is over is compared whole. One that is not is compared up to yesterday, the last day that is
    over, with the earlier month up to the same working day: 13 working days with 13 working days. Days off
    after that working day belong to both or to neither. None while no working day of the month is over:
    nothing can be compared yet.
    """
    before = (month - timedelta(days=1)).replace(day=1)
    last, last_before = _last(month), _last(before)
    if today > last:
        return Compared(last, last_before, False, _working_days(month, last, calendar))
    until = today - timedelta(days=1)
    number = _working_days(month, until, calendar) if until >= month else 0
    if not number:
        return None
    day, seen = before, int(calendar.is_working_day(before))
    while seen < number and day < last_before:
        day += timedelta(days=1)
        seen += calendar.is_working_day(day)
    if not calendar.is_working_day(until):
        while day < last_before and not calendar.is_working_day(day + timedelta(days=1)):
            day += timedelta(days=1)
    return Compared(until, day, True, number)


def _working_days(first: date, last: date, calendar: Calendar) -> int:
    return sum(calendar.is_working_day(first + timedelta(days=n)) for n in range((last - first).days + 1))


def _last(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])
