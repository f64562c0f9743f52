"""An old commune is typed, the new one is shown with its office; of a split one all choices, and how to find out."""

from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from motcua.city.models import Agency, Unit
from motcua.city.places import finding
from motcua.city.places.index import COMMUNE, DISTRICT, PROVINCE, Fate, Index, Now, Place
from motcua.foundation import clock
from motcua.foundation.worktime import VN

SHOWN = 10
"""So many places for one name; whoever sees more adds the district."""
EXAMPLES = ("Dịch Vọng, Cầu Giấy", "Phúc Xá", "thi tran Phung")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What a place of either time is called. Two queries once the units are known, two more in the first look."""
    on = clock.now().astimezone(VN).date()
    typed = request.GET.get("q", "").strip()[:120]
    found = finding.find(typed, on, SHOWN + 1) if typed else []
    context = {
        "typed": typed,
        "places": shown(found[:SHOWN], on),
        "more": len(found) > SHOWN,
        "examples": EXAMPLES,
    }
    return render(request, "territory/addresses.html", context)


def shown(found: list[Fate], on: date) -> list[dict[str, Any]]:
    """The places as the page and the machine interface tell them. Two queries."""
    known = finding.index()
    below = {
        fate.place.id: [known.fate(place, on) for place in known.communes_of(fate.place)]
        for fate in found
        if fate.place.level == DISTRICT and not fate.place.in_force(on)
    }
    everywhere = [*found, *(one for rows in below.values() for one in rows)]
    heirs = {one.place.id for fate in everywhere for one in fate.now if one.place.level == COMMUNE}
    offices, branches = finding.committees(sorted(heirs), on), _branches(heirs, on)
    slugs = dict(Unit.objects.filter(id__in=offices).values_list("id", "slug"))

    def choice(now: Now) -> dict[str, Any]:
        place, office = now.place, offices.get(now.place.id)
        return {
            "code": place.code,
            "name": place.name,
            "full": known.full_name(place),
            "main": now.main is True,
            "office": office,
            "branch": branches.get(place.id),
            "href": reverse("public:commune", args=[slugs[place.id]]) if office else "",
        }

    def row(fate: Fate) -> dict[str, Any]:
        place = fate.place
        return {
            "code": place.code,
            "name": place.name,
            "around": ", ".join(one.name for one in known.above(place)),
            "until": place.valid_to if not place.in_force(on) else None,
            "since": place.valid_from,
            "certain": fate.certain,
            "split": fate.split,
            "choices": [choice(now) for now in fate.now if now.place.id != place.id],
            "formed_from": _formed_from(known, place) if place.in_force(on) else [],
            "here": choice(fate.now[0]) if place.in_force(on) else None,
            "communes": [row(one) for one in below.get(place.id, ())],
            "district": place.level == DISTRICT,
            "province": place.level == PROVINCE,
        }

    return [row(fate) for fate in found]


def _formed_from(known: Index, place: Place) -> list[dict[str, Any]]:
    return [
        {"name": old.name, "around": ", ".join(one.name for one in known.above(old)), "whole": link.whole}
        for old, link in known.before(place)
    ]


def _branches(units: set[int], on: date) -> dict[int, Agency]:
    """The branch of the service centre that serves each unit. Two queries."""
    served = Unit.objects.filter(id__in=units).only("id")
    rows = Agency.objects.on(on).filter(kind=Agency.Kind.CENTRE_BRANCH, serves__in=units).distinct()
    found = {}
    for branch in rows.prefetch_related(Prefetch("serves", queryset=served)):
        for unit in branch.serves.all():
            found[unit.pk] = branch
    return found
