"""Pseudonyms and k-anonymity of exports for statistics. Pure.

A pseudonym is an HMAC under a key of one export: the same person has the same code in that file and another one in any other.
A row whose combination of generalised values fewer than k people share is left out and counted.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

CODE_LENGTH = 20
"""Hexadecimal digits: 80 bits, so that among eight million people two meet with a chance of about 3 in 10^11."""


def pseudonym(key: bytes, person_id: int) -> str:
    """The code of a person in the export of this key. Raises ValueError for a key of less than 32 bytes."""
    if len(key) < 32:
        raise ValueError("the key of an export has 32 bytes")
    return hmac.new(key, str(person_id).encode(), hashlib.sha256).hexdigest()[:CODE_LENGTH]


def age_group(born: date, on: date, width: int = 5) -> str:
    """The age in whole years as a group of `width` years: "30-34"; "90+" from ninety on."""
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    if age < 0:
        return ""
    if age >= 90:
        return "90+"
    begin = age // width * width
    return f"{begin}-{begin + width - 1}"


@dataclass(frozen=True, slots=True)
class Report:
    """What k-anonymity did to a file: rows and people kept and left out, the smallest group that is left, groups in all."""

    k: int
    rows: int
    kept: int
    people: int
    people_kept: int
    groups: int
    groups_left_out: int
    smallest: int

    @property
    def left_out(self) -> int:
        return self.rows - self.kept


def suppressed[R: Mapping[str, str]](
    rows: Sequence[R], quasi: Sequence[str], k: int, person: str = "code"
) -> tuple[list[R], Report]:
    """The rows whose values of `quasi` at least `k` different people share, and the report. Counts people, not rows.

    One person with many rows does not hide among oneself. Raises ValueError for k below 2.
    """
    if k < 2:
        raise ValueError("k is at least 2")
    people: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        people.setdefault(_key(row, quasi), set()).add(row[person])
    sizes = Counter({key: len(found) for key, found in people.items()})
    kept = [row for row in rows if sizes[_key(row, quasi)] >= k]
    left = {key: size for key, size in sizes.items() if size >= k}
    report = Report(
        k=k,
        rows=len(rows),
        kept=len(kept),
        people=len({row[person] for row in rows}),
        people_kept=len({row[person] for row in kept}),
        groups=len(sizes),
        groups_left_out=len(sizes) - len(left),
        smallest=min(left.values(), default=0),
    )
    return kept, report


def _key(row: Mapping[str, str], quasi: Iterable[str]) -> tuple[str, ...]:
    return tuple(row[name] for name in quasi)
