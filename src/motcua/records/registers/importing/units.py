"""The country's units as rows of an import need them, from the index of places that is kept in memory."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from motcua.city.places import finding
from motcua.city.places.index import COMMUNE, Index, Place
from motcua.foundation.text import fold
from motcua.records.registers.importing.made import Units


def units(today: date) -> Units:
    """Codes with their days, what they are today, and names that mean one unit only."""
    index = finding.index()
    by_code: dict[str, list[Place]] = defaultdict(list)
    for place in index.places.values():
        by_code[place.code].append(place)
    for places in by_code.values():
        places.sort(key=lambda place: place.valid_from)
    return Units(
        stretches={
            code: [(one.valid_from, one.valid_to) for one in places] for code, places in by_code.items()
        },
        today=_today(index, by_code, today),
        named=_named(index),
    )


def _today(index: Index, by_code: dict[str, list[Place]], today: date) -> Callable[[str, date], str]:
    @lru_cache(200_000)
    def code_of(code: str, on: date) -> str:
        places = by_code.get(code, [])
        then = next((one for one in places if one.in_force(on)), places[0] if places else None)
        if then is None:
            return ""
        fate = index.fate(then, today)
        return fate.now[0].place.code if fate.certain else ""

    return code_of


def _named(index: Index) -> Callable[[str], str | None]:
    codes: dict[str, set[str]] = defaultdict(set)

    def named(name: str) -> str | None:
        if not codes:
            for place in index.places.values():
                if place.level == COMMUNE:
                    codes[fold(place.name)].add(place.code)
                    codes[fold(index.full_name(place))].add(place.code)
        found = codes.get(fold(name), set())
        return next(iter(found)) if len(found) == 1 else None

    return named
