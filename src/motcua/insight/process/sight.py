"""Whose figures of a process somebody may see. Pure.

A leader of the whole city sees everything; one of a commune what the commune decides, wherever the work was done; one
of a branch of the one-stop centre the work that the branch did, because it decides nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from motcua.insight.scope import Scope

Level = Literal["all", "deciding", "doing"]
HANDS_ON = frozenset({"centre", "centre_branch"})


@dataclass(frozen=True, slots=True)
class Sight:
    """The level of figures and its agencies; agency 0 where all of the city are meant together."""

    level: Level
    agencies: frozenset[int]

    @property
    def everything(self) -> bool:
        return self.level == "all"


CITY = Sight("all", frozenset({0}))


def sight(scope: Scope, procedure: str, field: str, kinds: Mapping[int, str]) -> Sight | None:
    """What of a procedure lies in a scope; None for nothing. `kinds`: the kind of each agency by its id."""
    admitted = [
        part for part in scope.reach if part.procedure in ("", procedure) and part.field in ("", field)
    ]
    if not admitted:
        return None
    places: frozenset[int] | None = None
    if all(part.places is not None for part in admitted):
        places = frozenset[int]().union(*(part.places or () for part in admitted))
    for part in scope.within:
        if part.procedure not in ("", procedure) or part.field not in ("", field):
            return None
        if part.places is not None:
            places = part.places if places is None else places & part.places
    if places is None:
        return CITY
    if not places:
        return None
    hands_on = all(kinds.get(place, "") in HANDS_ON for place in places)
    return Sight("doing" if hands_on else "deciding", places)
