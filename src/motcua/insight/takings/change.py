"""What changed in what was taken, and where: this month against the same days of the month before. Pure."""

from calendar import monthrange
from collections.abc import Hashable, Mapping
from datetime import date, timedelta

MOST = 4


def same_days_before(begin: date, end: date) -> tuple[date, date]:
    """The days of the month before that match the first of a month to `end`; the whole month before for a whole month.

    1 to 23 November goes with 1 to 23 October; 1 to 30 November with 1 to 31 October; 1 to 31 March with all of February.
    """
    last = begin - timedelta(days=1)
    whole_month = end.day == monthrange(end.year, end.month)[1]
    return last.replace(day=1), last if whole_month else last.replace(day=min(end.day, last.day))


def parts[K: Hashable](
    now: Mapping[K, int], before: Mapping[K, int], most: int = MOST
) -> list[tuple[K, int]]:
    """Who added most to the change, in đồng with its sign, the largest first; those that did not change are left out."""
    told = ((key, now.get(key, 0) - before.get(key, 0)) for key in {*now, *before})
    return sorted(((key, sum_) for key, sum_ in told if sum_), key=lambda one: (-abs(one[1]), str(one[0])))[
        :most
    ]
