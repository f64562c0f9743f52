"""Counting of money: notes by their value, what a drawer should hold, what of a shortage is the city's. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from motcua.foundation.refusals import Faulty

NOTES = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500)
"""Notes and coins that are counted, in đồng, the largest first. A city that takes others adds them here."""
MOST_PIECES = 9_999
"""Of one value in one drawer: a hundred bundles. More is a typing slip."""
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Counted:
    """How many pieces of each value lie there; only those that do."""

    pieces: tuple[tuple[int, int], ...]

    @property
    def total(self) -> int:
        """In đồng."""
        return sum(value * count for value, count in self.pieces)

    def as_json(self) -> dict[str, int]:
        return {str(value): count for value, count in self.pieces}


def read_count(typed: Mapping[str, str]) -> Counted:
    """A count as typed: keys are the values of the notes, texts how many; an empty text is none.

    Raises: Faulty with everything that is no whole number from 0 to `MOST_PIECES`, by field `n-<value>`.
    """
    faults: dict[str, tuple[str, str]] = {}
    pieces = []
    for value in NOTES:
        text = typed.get(str(value), "").strip().replace(".", "")
        if not text:
            continue
        if not re.fullmatch(r"[0-9]{1,7}", text, re.ASCII):
            faults[f"n-{value}"] = (
                "Ghi số tờ bằng chữ số, không âm.",
                "Write how many, in digits, none below 0.",
            )
        elif int(text) > MOST_PIECES:
            faults[f"n-{value}"] = (
                f"Nhiều nhất {MOST_PIECES:,} tờ một mệnh giá.".replace(",", "."),
                f"At most {MOST_PIECES:,} of one value.",
            )
        elif int(text):
            pieces.append((value, int(text)))
    if faults:
        raise Faulty(faults)
    return Counted(tuple(pieces))


def of_json(pieces: Mapping[str, int]) -> Counted:
    """A count as it was kept, the largest value first."""
    return Counted(tuple(sorted(((int(value), count) for value, count in pieces.items()), reverse=True)))


@dataclass(frozen=True, slots=True)
class Result:
    """What a count of a drawer says, in đồng. `given` goes on; the float `kept` stays for the next day."""

    expected: int
    counted: int
    shortage: int
    surplus: int
    given: int
    kept: int


def result(float_amount: int, moved: int, counted: int) -> Result:
    """Compare a count with what should be there: the float and what went in less what went out.

    The float is lent to the officer and stands in no fee account: a shortage is booked only up to what was collected, the
    rest is missing from the float, which is `kept` as far as it is there.
    """
    expected = float_amount + moved
    shortage = min(max(expected - counted, 0), max(moved, 0))
    kept = min(counted, float_amount)
    return Result(expected, counted, shortage, max(counted - expected, 0), counted - kept, kept)
