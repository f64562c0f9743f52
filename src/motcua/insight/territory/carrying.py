"""Old figures on the new map: what went as a whole is added up, what was divided is attributed to nobody. Pure.

No source gives weights for divided communes: area is not people, and people are not dossiers. Figures of a divided unit are
therefore shown beside the places that took a part of it, as "at most so many more", and counted once for the city.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Count(NamedTuple):
    """Dossiers received, handled, and handled in time, in a period."""

    received: int = 0
    handled: int = 0
    in_time: int = 0

    def __add__(self, other: "Count") -> "Count":  # type: ignore[override]  # a sum, not a longer tuple
        return Count(
            self.received + other.received, self.handled + other.handled, self.in_time + other.in_time
        )

    @property
    def share(self) -> float | None:
        """Percent handled in time; None where nothing was handled."""
        return 100 * self.in_time / self.handled if self.handled else None


NOTHING = Count()


@dataclass(slots=True)
class Carried:
    """A unit of today: its own figures, those of units that lie in it as a whole, and what may belong to it besides."""

    own: Count = NOTHING
    whole: Count = NOTHING
    at_most: Count = NOTHING
    whole_from: list[int] = field(default_factory=list)
    parts_of: list[int] = field(default_factory=list)

    @property
    def certain(self) -> Count:
        return self.own + self.whole

    @property
    def comparable(self) -> bool:
        """Whether its territory is made of whole old units: then its figures before and after are those of one place."""
        return not self.parts_of


@dataclass(frozen=True, slots=True)
class Map:
    """Figures on the map of today. `nobodys`: of divided units, by old unit; `total` is all of it, each dossier once."""

    units: Mapping[int, Carried]
    nobodys: Mapping[int, Count]

    @property
    def certain(self) -> Count:
        return total(one.certain for one in self.units.values())

    @property
    def unattributed(self) -> Count:
        return total(self.nobodys.values())

    @property
    def total(self) -> Count:
        return self.certain + self.unattributed


def carry(figures: Mapping[int, Count], today: Iterable[int], heirs: Mapping[int, Sequence[int]]) -> Map:
    """Figures by unit, of any time, on the map of `today`. `heirs`: for an old unit every unit of today that took of it.

    An old unit without heirs, or with several, is nobody's. What is added up is each figure exactly once.
    """
    units = {unit: Carried() for unit in today}
    nobodys: dict[int, Count] = {}
    for unit, heads in heirs.items():
        if len(heads) > 1:
            for head in heads:
                if head in units:
                    units[head].parts_of.append(unit)
    for unit, count in figures.items():
        if unit in units:
            units[unit].own += count
            continue
        heads = [head for head in heirs.get(unit, ()) if head in units]
        if len(heads) == 1 and len(heirs[unit]) == 1:
            units[heads[0]].whole += count
            units[heads[0]].whole_from.append(unit)
            continue
        nobodys[unit] = count
        for head in heads:
            units[head].at_most += count
    return Map(units, nobodys)


def total(counts: Iterable[Count]) -> Count:
    found = Count()
    for count in counts:
        found += count
    return found


def grouped(figures: Mapping[int, Count], above: Mapping[int, int]) -> dict[int, Count]:
    """Figures of units added up by the unit above them (the districts of the old map)."""
    found: dict[int, Count] = defaultdict(Count)
    for unit, count in figures.items():
        found[above.get(unit, unit)] += count
    return dict(found)
