"""Working days of a span of years, precomputed, so that a limit of any length costs a few look-ups.

A moment is a pair (row, clock): the working day's number in the index and microseconds since midnight.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from datetime import date

Intervals = tuple[tuple[int, int], ...]
"""Office hours of a day: opening and closing in microseconds since midnight."""


class DayIndex:
    """Rows of working days with the working time before each; never changed after it is built."""

    __slots__ = ("before", "days", "first_year", "intervals", "last_year")

    def __init__(
        self,
        first_year: int,
        last_year: int,
        working_days: Callable[[date, date], Iterable[tuple[int, Intervals]]],
    ) -> None:
        self.first_year, self.last_year = first_year, last_year
        self.days: list[int] = []
        self.intervals: list[Intervals] = []
        # before[row] = working microseconds before that row; one entry more than rows.
        self.before: list[int] = [0]
        total = 0
        for ordinal, intervals in working_days(date(first_year, 1, 1), date(last_year, 12, 31)):
            self.days.append(ordinal)
            self.intervals.append(intervals)
            total += sum(closes - opens for opens, closes in intervals)
            self.before.append(total)

    def row_from(self, ordinal: int) -> int:
        """The first working day on or after the ordinal; `len(days)` when there is none in the index."""
        return bisect_left(self.days, ordinal)

    def open_moment(self, ordinal: int, clock: int) -> tuple[int, int]:
        """The moment itself while the office is open, else the next opening. Closing time still is open."""
        row = self.row_from(ordinal)
        if row < len(self.days) and self.days[row] == ordinal:
            intervals = self.intervals[row]
            if clock <= intervals[-1][1]:
                return row, clock_within(intervals, clock)
            row += 1
        return row, self.intervals[row][0][0] if row < len(self.days) else 0

    def position(self, ordinal: int, clock: int) -> int:
        """Working microseconds from the start of the index up to the moment."""
        row = self.row_from(ordinal)
        total = self.before[row]
        if row < len(self.days) and self.days[row] == ordinal:
            for opens, closes in self.intervals[row]:
                if clock <= opens:
                    break
                total += min(clock, closes) - opens
        return total

    def moment_ending(self, position: int) -> tuple[int, int]:
        """Where the working time `position` has just been used up: a closing rather than the next opening."""
        row = bisect_left(self.before, position) - 1
        left = position - self.before[row]
        for opens, closes in self.intervals[row]:
            if left <= closes - opens:
                return row, opens + left
            left -= closes - opens
        raise AssertionError("the row holds more time than its intervals")

    def moment_starting(self, position: int) -> tuple[int, int]:
        """Where the working time after `position` begins: an opening rather than the closing before."""
        row = bisect_right(self.before, position) - 1
        left = position - self.before[row]
        for opens, closes in self.intervals[row]:
            if left < closes - opens:
                return row, opens + left
            left -= closes - opens
        raise AssertionError("the row holds more time than its intervals")


def clock_within(intervals: Intervals, clock: int) -> int:
    """The clock moved into the office hours of a day: forward out of a break, back from after closing."""
    for opens, closes in intervals:
        if clock <= closes:
            return max(clock, opens)
    return intervals[-1][1]
