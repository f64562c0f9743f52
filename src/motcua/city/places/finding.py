"""The index over the city's units, kept in memory, and the words that stand beside an old place."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from motcua.city.models import Agency, Unit, UnitSuccessor
from motcua.city.places.index import COMMUNE, Fate, Index, Link, Place, build
from motcua.foundation.text import fold

KEEP_S = 600.0
"""A process knows a unit that was written meanwhile after ten minutes; units change on a few days in a decade."""

_kept: tuple[float, Index] | None = None


def index() -> Index:
    """Every unit of the country by its names. Two queries (about 24,000 rows), none for ten minutes after."""
    if _kept is not None and _kept[0] > time.monotonic():
        return _kept[1]
    known = _read()
    keep(known)
    return known


def keep(known: Index) -> None:
    """For the next ten minutes these are the units: those just read, or those of the city in which a test begins."""
    global _kept
    _kept = (time.monotonic() + KEEP_S, known)


def forget() -> None:
    """Read anew: after units were written, and between tests."""
    global _kept
    _kept = None


def find(typed: str, on: date, limit: int = 12) -> list[Fate]:
    """Places that fit what was typed, each with what it is called on `on`."""
    known = index()
    return [known.fate(place, on) for place in known.find(typed, on, limit)]


def fate_of(unit: Unit | int, on: date) -> Fate | None:
    """What became of a unit; None for one that was written after the index was read."""
    known = index()
    place = known.places.get(unit if isinstance(unit, int) else unit.pk)
    return known.fate(place, on) if place else None


@dataclass(frozen=True, slots=True)
class Today:
    """What an old place is called now, in words; `certain` only where there is one answer."""

    vi: str
    en: str
    certain: bool


def today(unit: Unit | int, on: date) -> Today | None:
    """What to write beside the name of a unit that is no more. None while it is in force or when nothing is known."""
    fate = fate_of(unit, on)
    return words_of(fate, on) if fate else None


def today_of_address(address: str, on: date) -> Today | None:
    """The same for an address written out with commune and district; None when it names no old commune for sure."""
    known = index()
    place = known.in_text(address, on)
    return words_of(known.fate(place, on), on) if place else None


def words_of(fate: Fate, on: date) -> Today | None:
    """ "nay là Phường Cầu Giấy", or the choices of a split one: which of them cannot be told from the name."""
    if fate.place.in_force(on) or not fate.now:
        return None
    names = [one.place.name for one in fate.now]
    if fate.certain:
        return Today(f"nay là {names[0]}", f"now {names[0]}", True)
    if not fate.split:
        return Today(f"một phần nay thuộc {names[0]}", f"in part now in {names[0]}", False)
    listed_vi = f"{', '.join(names[:-1])} hoặc {names[-1]}"
    listed_en = f"{', '.join(names[:-1])} or {names[-1]}"
    return Today(
        f"nay thuộc {listed_vi}, tùy địa chỉ", f"now in {listed_en}, depending on the address", False
    )


def old_names(unit: Unit | int) -> list[str]:
    """The names of the units from which this one was formed, folded: what an old address may say. No query once kept."""
    known = index()
    place = known.places.get(unit if isinstance(unit, int) else unit.pk)
    return [fold(old.name) for old, _ in known.before(place)] if place else []


def units_by_any_name(typed: str, on: date, limit: int = 4) -> set[int]:
    """Ids of the units of today and before that a name of either time means: the place, its heirs, and what formed it."""
    known = index()
    found = set[int]()
    for place in known.find(typed, on, limit):
        found.add(place.id)
        found |= {one.place.id for one in known.fate(place, on).now}
        if place.in_force(on):
            found |= {old.id for old, _ in known.before(place)}
    return found


def committees(units: Sequence[int], on: date) -> dict[int, Agency]:
    """The people's committee of each commune on a day, by unit. One query."""
    rows = Agency.objects.on(on).filter(kind=Agency.Kind.COMMUNE, unit_id__in=units)
    return {row.unit_id: row for row in rows if row.unit_id is not None}


def _read() -> Index:
    rows = Unit.objects.values_list(
        "id", "code", "level", "kind", "full_name_vi", "name_vi", "parent_id", "valid_from", "valid_to"
    )
    places = [
        Place(row[0], row[1], row[2], row[3], row[4], fold(row[5]), row[6], row[7], row[8]) for row in rows
    ]
    links = [
        Link(old, new, relation == "whole", main, stated, confidence)
        for old, new, relation, main, stated, confidence in UnitSuccessor.objects.values_list(
            "old_id", "new_id", "relation", "main", "stated", "confidence"
        )
    ]
    return build(places, links, settings.CITY_CODE)


__all__ = [
    "COMMUNE", "Fate", "Index", "Today", "committees", "fate_of", "find", "forget", "index", "keep", "old_names",
    "today", "today_of_address", "units_by_any_name", "words_of",
]  # fmt: skip
