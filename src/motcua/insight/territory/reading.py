"""Figures by unit in a period: those that events keep up, at the unit of the deciding agency, and imported ones."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Min, Sum

from motcua.city.models import Agency
from motcua.city.places import finding
from motcua.city.places.index import COMMUNE
from motcua.insight import reading
from motcua.insight.models import FigureSum
from motcua.insight.scope import Scope
from motcua.insight.territory.carrying import Count, Map, carry
from motcua.insight.territory.models import FormerFigure

KINDS = (Agency.Kind.COMMUNE, Agency.Kind.DISTRICT)
"""Bodies whose figures are those of a territory; what a department decides is the whole city's."""


def by_unit(scope: Scope, first: date, last: date) -> dict[int, Count]:
    """What each unit's committee received and handled, both months included, by unit id. Three queries.

    Imported figures are of whole units: they are left out where the scope is narrowed to a procedure or field.
    """
    units = dict(Agency.objects.filter(kind__in=KINDS, unit__isnull=False).values_list("id", "unit_id"))
    found: dict[int, Count] = {}
    for agency, sums in reading.totals(scope, first, last, "agency").items():
        unit = units.get(agency)
        if unit is not None:
            count = Count(sums.received, sums.handled, sums["early"] + sums["on_time"])
            found[unit] = found.get(unit, Count()) + count
    if not scope.everything:
        return found
    rows = FormerFigure.objects.filter(month__gte=first, month__lte=last).values("unit_id").annotate(
        r=Sum("received"), h=Sum("handled"), t=Sum("in_time")
    )  # fmt: skip
    for row in rows:
        found[row["unit_id"]] = found.get(row["unit_id"], Count()) + Count(row["r"], row["h"], row["t"])
    return found


def carried(figures: dict[int, Count], province: str, on: date) -> Map:
    """The figures on the map of `on`. No query once the units are known."""
    known = finding.index()
    today = [
        place.id
        for place in known.places.values()
        if place.level == COMMUNE and place.in_force(on) and _under(place.id, province)
    ]
    old = {
        place.id
        for place in known.places.values()
        if not place.in_force(on) and place.level == COMMUNE and _under(place.id, province)
    }
    return carry(figures, today, {unit: heirs(unit, on) for unit in {*old, *figures} - set(today)})


def heirs(unit: int, on: date) -> list[int]:
    """Units of `on` that took of an old one; a district's are those of its communes."""
    known = finding.index()
    place = known.places.get(unit)
    if place is None:
        return []
    if place.level == COMMUNE:
        return [one.place.id for one in known.fate(place, on).now]
    found: Iterable[int] = (
        one.place.id for below in known.communes_of(place) for one in known.fate(below, on).now
    )
    return list(dict.fromkeys(found))


def months_with_figures() -> date | None:
    """The first month of which anything is known. Two queries."""
    kept = FigureSum.objects.filter(level="city").aggregate(first=Min("month"))["first"]
    imported = FormerFigure.objects.aggregate(first=Min("month"))["first"]
    return min((month for month in (kept, imported) if month), default=None)


def _under(unit: int, province: str) -> bool:
    known = finding.index()
    return any(above.code == province and above.level == 1 for above in known.above(known.places[unit]))
