"""Where a unit stands among units like it. Pure.

Only units with enough dossiers behind their share are compared: a share of three dossiers says nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from motcua.insight.totals import ENOUGH_TO_RANK, Totals


@dataclass(frozen=True, slots=True)
class Placing[K]:
    """The units that can be compared, best first, with their shares; and how many had too few dossiers."""

    ranked: tuple[tuple[K, float], ...]
    too_few: int

    @property
    def median(self) -> float | None:
        return median(share for _, share in self.ranked) if self.ranked else None

    def rank(self, key: K) -> int | None:
        """The place of a unit: 1 is the best; units with the same share (one decimal) have the same place."""
        own = next((share for unit, share in self.ranked if unit == key), None)
        if own is None:
            return None
        return 1 + sum(round(share, 1) > round(own, 1) for _, share in self.ranked)


def placing[K](units: Mapping[K, Totals], enough: int = ENOUGH_TO_RANK) -> Placing[K]:
    """By the on-time share; `units` are of one kind."""
    ranked, too_few = list[tuple[K, float]](), 0
    for key, totals in units.items():
        share = totals.on_time_share
        if share is None or totals.handled < enough:
            too_few += 1
        else:
            ranked.append((key, share))
    ranked.sort(key=lambda one: -one[1])
    return Placing(tuple(ranked), too_few)
