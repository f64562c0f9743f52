"""The numbers of a book: which are missing in the run, and which stand twice. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers from `first` to `last` that no entry bears."""

    first: int
    last: int

    @property
    def words(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


@dataclass(frozen=True, slots=True)
class Run:
    """What the sequence of a book shows. Numbers restart at 1 each year for each kind of book (5.2)."""

    gaps: tuple[Gap, ...]
    doubles: tuple[int, ...]
    outside: tuple[int, ...]
    count: int


def look(numbers: Iterable[int], first: int, last: int | None, coming: Collection[int] = ()) -> Run:
    """Gaps and doubles of a book that runs from `first` to `last` (its closing note; None: to the highest found).

    `coming`: numbers of pages that are still to be keyed, which are not missing.
    """
    found = Counter(numbers)
    end = last if last is not None else max(found, default=first - 1)
    inside = sorted(number for number in found if first <= number <= end)
    gaps: list[Gap] = []
    expected = first
    for number in [*sorted({*inside, *(one for one in coming if first <= one <= end)}), end + 1]:
        if number > expected:
            gaps.append(Gap(expected, number - 1))
        expected = number + 1
    doubles = tuple(sorted(number for number, times in found.items() if times > 1))
    outside = tuple(sorted(number for number in found if not first <= number <= end))
    return Run(tuple(gaps), doubles, outside, found.total())
