"""Two keyings of one page, field by field, and what a third person decides. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from motcua.records.books.entry_form import Asked
from motcua.records.books.values import same, tidy

type Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """One entry of a page as two clerks keyed it. `differing`: ids of fields; `missing`: the round that has no such
    entry (1, 2), else 0."""

    slot: int
    values: dict[str, str]
    differing: tuple[str, ...]
    missing: int = 0
    compared: int = 0


def compare(asked: Iterable[Asked], first: Typed | None, other: Typed | None, slot: int) -> Compared:
    """The entry with what both agree on; where they differ the first clerk's value stands until it is decided."""
    fields = tuple(asked)
    if first is None or other is None:
        there = first if first is not None else other
        return Compared(slot, dict(there or {}), (), 1 if first is None else 2)
    values = {one.id: tidy(first.get(one.id, "")) for one in fields}
    twice = [one for one in fields if one.twice]
    differing = tuple(
        one.id
        for one in twice
        if not same(one.kind, first.get(one.id, ""), other.get(one.id, ""), one.options)
    )
    return Compared(slot, values, differing, 0, len(twice))


def compare_page(
    asked: Iterable[Asked], first: Mapping[int, Typed], other: Mapping[int, Typed]
) -> list[Compared]:
    """All entries of a page by their order on it; one that only one clerk saw is a difference of its own."""
    fields = tuple(asked)
    return [
        compare(fields, first.get(slot), other.get(slot), slot)
        for slot in sorted(first.keys() | other.keys())
    ]
