"""Agencies as this room needs them, kept in memory for a short while: names, calendars, who is in charge of a place."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from motcua.city import agencies, units
from motcua.city.models import Agency, Unit
from motcua.exchange.dialogue.kinds import Category, Kind, rules
from motcua.foundation.worktime import Calendar

KEEP_S = 30.0
_kept: dict[int, tuple[float, "Office"]] = {}
BY_PLACE = {"commune": Agency.Kind.COMMUNE, "police": Agency.Kind.POLICE}
WORKING_KINDS = (
    Agency.Kind.COMMUNE, Agency.Kind.DEPARTMENT, Agency.Kind.POLICE, Agency.Kind.CENTRE, Agency.Kind.PEOPLE_COMMITTEE,
)  # fmt: skip
"""Kinds of bodies to which a message can be passed on."""


@dataclass(frozen=True, slots=True)
class Office:
    """An agency: its names and its working hours."""

    id: int
    key: str
    name_vi: str
    name_en: str
    calendar: Calendar


def office(agency_id: int) -> Office:
    """An agency by id; one query when it is not in memory. Raises Agency.DoesNotExist."""
    kept = _kept.get(agency_id)
    if kept is None or kept[0] <= time.monotonic():
        row = Agency.objects.select_related("calendar").get(id=agency_id)
        made = Office(row.id, row.key, row.name_vi, row.name_en, Calendar.from_data(row.calendar.data))
        kept = _kept[agency_id] = (time.monotonic() + KEEP_S, made)
    return kept[1]


def offices(agency_ids: set[int]) -> Mapping[int, Office]:
    """Several at once: at most one query."""
    now = time.monotonic()
    missing = {one for one in agency_ids if one not in _kept or _kept[one][0] <= now}
    if missing:
        for row in Agency.objects.select_related("calendar").filter(id__in=missing):
            made = Office(row.id, row.key, row.name_vi, row.name_en, Calendar.from_data(row.calendar.data))
            _kept[row.id] = (now + KEEP_S, made)
    return {one: _kept[one][1] for one in agency_ids if one in _kept}


def forget() -> None:
    """Look everything up again: after a reorganisation, and between tests."""
    _kept.clear()


def route(kind: Kind, category: Category, unit: Unit | None, at: datetime) -> tuple[Agency, bool]:
    """Who gets a new message, and whether that is sure; when not, the coordinating centre has to decide.

    A body that was dissolved meanwhile is followed to its heir.
    """
    if kind.route == "office":
        return _standing(rules().office[kind.kind], at), True
    try:
        if category.agency in BY_PLACE and unit is not None:
            return agencies.competent(BY_PLACE[category.agency], unit, at), True
        if category.agency and category.agency not in BY_PLACE:
            return _standing(category.agency, at), True
    except (LookupError, Agency.DoesNotExist):
        pass
    return _standing(rules().coordinator, at), False


def _standing(key: str, at: datetime) -> Agency:
    return agencies.heir(agencies.by_key(key), at)


def choices(at: datetime, unit: Unit | None = None) -> QuerySet[Agency]:
    """Where a message can be passed on to: bodies of the city, and those of the commune where it happened."""
    of_city = Q(kind__in=(Agency.Kind.DEPARTMENT, Agency.Kind.CENTRE, Agency.Kind.PEOPLE_COMMITTEE))
    of_place = Q(kind__in=(Agency.Kind.COMMUNE, Agency.Kind.POLICE))
    if unit is not None:
        of_place &= Q(unit=unit)
    return Agency.objects.on(agencies.day(at)).filter(of_city | of_place).order_by("kind", "sort_key")


def working(agency_id: int, at: datetime) -> Agency | None:
    """The agency of this id if messages can be passed on to it on the day. One query."""
    rows = Agency.objects.on(agencies.day(at)).filter(kind__in=WORKING_KINDS)
    return rows.filter(id=agency_id).first()


def commune(code: str, at: datetime) -> Unit | None:
    """The commune of this code on the day; None for anything else. One query."""
    try:
        return units.at(code, agencies.day(at), Unit.Level.COMMUNE) if code.isdecimal() else None
    except LookupError:
        return None
