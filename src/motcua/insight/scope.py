"""Which figures are meant: agencies, procedures and fields, and the smallest level of sums that can answer.

Pure. A leader's powers and what was chosen on a page both become a `Scope`; `reading` asks it for the rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db.models import Q

from motcua.city.authority import PowerSet

SEE = "see_statistics"

Level = Literal["city", "procedure", "agency", "place", "cell"]
KEPT: dict[Level, tuple[str, ...]] = {
    "city": (),
    "procedure": ("procedure_code", "field_key"),
    "agency": ("agency_id",),
    "place": ("agency_id", "intake_id"),
}
"""What the rows of a level of sums still tell apart; all else is summed over (0 and "" in its columns).

`place` is there because an agency sees what it decides and what it receives for others: a sum over deciding
agencies alone could not answer that.
"""

By = Literal["", "agency", "procedure"]


@dataclass(frozen=True, slots=True)
class Reach:
    """Figures of these agencies (deciding or receiving; None: all), of a procedure, of a field."""

    places: frozenset[int] | None = None
    procedure: str = ""
    field: str = ""

    @property
    def everything(self) -> bool:
        return self.places is None and not self.procedure and not self.field

    def q(self) -> Q:
        """The condition on rows of figures or courses; empty for everything."""
        condition = Q()
        if self.places is not None:
            ids = sorted(self.places)
            condition &= Q(agency_id__in=ids) | Q(intake_id__in=ids)
        if self.procedure:
            condition &= Q(procedure_code=self.procedure)
        if self.field:
            condition &= Q(field_key=self.field)
        return condition


@dataclass(frozen=True, slots=True)
class Scope:
    """What lies in any part of `reach`, and in all of `within`. An empty `reach` holds nothing."""

    reach: tuple[Reach, ...]
    within: tuple[Reach, ...] = ()

    def narrowed(self, to: Reach) -> "Scope":
        return self if to.everything else Scope(self.reach, (*self.within, to))

    @property
    def everything(self) -> bool:
        """Whether it is the whole city with all its procedures."""
        return not self.within and any(part.everything for part in self.reach)

    def q(self) -> Q:
        """The condition on rows that tell agency, intake, procedure and field apart."""
        condition = Q(pk__in=[])
        for part in self.reach:
            if part.everything:
                condition = Q()
                break
            condition |= part.q()
        for part in self.within:
            condition &= part.q()
        return condition

    def level(self, by: By = "") -> Level:
        """The level with the fewest rows that tells apart what the scope and the grouping need."""
        parts = [*self._limits(), *self.within]
        places = any(part.places is not None for part in parts)
        procedures = by == "procedure" or any(part.procedure or part.field for part in parts)
        if procedures:
            return "cell" if places or by == "agency" else "procedure"
        if places:
            return "place"
        return "agency" if by == "agency" else "city"

    def _limits(self) -> Iterable[Reach]:
        return () if any(part.everything for part in self.reach) else self.reach


EVERYTHING = Scope((Reach(),))


def scope_of(powers: PowerSet) -> Scope:
    """The figures for which the powers let their holder see statistics. No query.

    A branch that receives for others sees what it received; the root of the city sees everything.
    """
    found = []
    for grant in powers.grants:
        if grant.power != SEE:
            continue
        places: frozenset[int] | None = grant.agencies
        if grant.wide and grant.only is None and grant.agency_path.count("/") == 1:
            places = None
        found.append(Reach(places, grant.procedure_code, grant.field))
    if any(part.everything for part in found):
        return EVERYTHING
    return Scope(tuple(dict.fromkeys(found)))
