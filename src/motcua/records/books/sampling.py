"""Sampling of a lot: how many entries are looked at again, which, and whether the lot is accepted. Pure.

The tables are dated data (`sampling.yaml`); the entries are chosen by a seed that is kept, so that anybody can draw
the same sample again and nobody can choose it.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from msgspec import Struct

from motcua.foundation.definitions import load_document
from motcua.foundation.definitions.words import Text

FILE = Path(__file__).with_name("sampling.yaml")


class Letter(Struct, frozen=True, forbid_unknown_fields=True):
    up_to: int
    letter: str


class Table(Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    """The plans in force from a day on."""

    since: str
    name: Text
    basis: Text
    quality_limit: str
    letters: tuple[Letter, ...]
    plans: dict[str, dict[str, tuple[int, ...]]]


@dataclass(frozen=True, slots=True)
class Plan:
    """`size` entries are looked at; up to `accept` faulty ones the lot is accepted, from one more it goes back."""

    size: int
    accept: int
    quality_limit: str

    @property
    def reject(self) -> int:
        return self.accept + 1


@cache
def tables() -> tuple[Table, ...]:
    """All tables, the newest first."""
    read = load_document(FILE, list[Table]).value
    return tuple(sorted(read, key=lambda one: one.since, reverse=True))


def table(on: date) -> Table:
    """The table of a day. Raises LookupError before the first one."""
    for one in tables():
        if date.fromisoformat(one.since) <= on:
            return one
    raise LookupError(f"no sampling table on {on}")


def plan(lot: int, on: date, quality_limit: str = "") -> Plan:
    """The plan for a lot of this many entries; a sample as large as the lot means that all are looked at.

    Raises ValueError for an empty lot, one beyond the tables, or a quality limit without a table.
    """
    found = table(on)
    limit = quality_limit or found.quality_limit
    if limit not in found.plans:
        raise ValueError(f"no plan for the quality limit {limit}")
    letter = next((one.letter for one in found.letters if lot <= one.up_to), None)
    if lot < 1 or letter is None:
        raise ValueError(f"no plan for a lot of {lot}")
    size, accept = found.plans[limit][letter]
    return Plan(min(size, lot), accept, limit)


def draw(seed: str, entries: Iterable[int], size: int) -> list[int]:
    """`size` of the entries in an order that only the seed decides: each set of that size is as likely as any other."""
    ordered = sorted(entries, key=lambda entry: hashlib.sha256(f"{seed}:{entry}".encode()).digest())
    return ordered[:size]


def accepted(plan: Plan, faulty: int, looked_at: int) -> bool | None:
    """Whether the lot is accepted; None while what is not yet looked at can still decide it."""
    if faulty >= plan.reject:
        return False
    return True if looked_at >= plan.size else None
