"""Dossiers of a place by any of its names: those of every body that is, or ever was, in charge there."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from motcua.city.models import Unit
from motcua.city.places import finding
from motcua.city.places.finding import Today
from motcua.city.places.index import COMMUNE, Fate
from motcua.city.reform import lineage
from motcua.foundation import clock
from motcua.foundation.worktime import VN

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Meant:
    """A place that fits what was typed."""

    id: int
    name: str
    around: str
    today: Today | None
    heirs: tuple[int, ...]


def meant(words: str, now: datetime) -> list[Meant]:
    """Communes of that name, old and new. No query once the units are known."""
    on = now.astimezone(VN).date()
    return [_meant(fate, now) for fate in finding.find(words, on, SHOWN) if fate.place.level == COMMUNE]


def chosen(raw: str) -> Meant | None:
    """The place of an address; None for anything that is not one."""
    known = finding.index()
    place = known.places.get(int(raw)) if raw.isdecimal() and len(raw) < 10 else None
    if place is None or place.level != COMMUNE:
        return None
    now = clock.now()
    return _meant(known.fate(place, now.astimezone(VN).date()), now)


def lies_in(place: Meant) -> Q:
    """The condition on dossiers: decided by a body in charge of the place or of what became of it. A few queries."""
    ids = set[int]()
    for unit in Unit.objects.filter(id__in={place.id, *place.heirs}):
        ids |= lineage.ids_of_place(unit)
    return Q(competent_agency_id__in=ids)


def _meant(fate: Fate, now: datetime) -> Meant:
    known, on = finding.index(), now.astimezone(VN).date()
    return Meant(
        fate.place.id,
        fate.place.name,
        ", ".join(one.name for one in known.above(fate.place)),
        finding.words_of(fate, on),
        tuple(one.place.id for one in fate.now),
    )
