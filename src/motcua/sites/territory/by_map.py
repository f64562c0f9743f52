"""Figures of a period by the old map, by the new one, or carried over: table, map, and what cannot be attributed, in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString

from motcua.city.models import Agency
from motcua.city.places import finding
from motcua.city.places.index import COMMUNE, DISTRICT, Index
from motcua.city.units import REFORM
from motcua.foundation.text import sort_key
from motcua.foundation.worktime import VN
from motcua.insight.reading import later
from motcua.insight.territory import carrying, reading
from motcua.insight.territory.carrying import Count, Map
from motcua.insight.totals import ENOUGH_TO_RANK, tone
from motcua.sites.console import boundaries, city_map
from motcua.sites.console.leader import Leader, frame, leader_page
from motcua.sites.shell.language import say
from motcua.sites.shell.wording import number_words

MAPS = {
    "quy-ve": ("Quy về bản đồ mới", "Carried over to the new map"),
    "moi": ("Theo bản đồ mới", "By the new map"),
    "cu": ("Theo bản đồ cũ", "By the old map"),
}
MONTHS = 24
"""The longest period: more is two reports."""
BEFORE = 6
"""Months before the reform with which the first look begins: both maps are in it."""


def _whole_city(leader: Leader) -> bool:
    return leader.sees and leader.scope.everything


@leader_page(_whole_city)
def by_map(request: HttpRequest, leader: Leader) -> HttpResponse:
    """Five queries once the units and the drawing are known, whatever the number of dossiers."""
    today = leader.now.astimezone(VN).date()
    first, last = _period(request.GET, today)
    chosen = request.GET.get("ban-do", "")
    chosen = chosen if chosen in MAPS else "quy-ve"
    figures = reading.by_unit(leader.scope, first, last)
    found = reading.carried(figures, settings.CITY_CODE, today)
    rows = {"quy-ve": _carried, "moi": _new, "cu": _old}[chosen](figures, found, today)
    sheet = boundaries.communes() if chosen != "cu" else None
    context = frame(
        leader, reverse("territory:by-map"),
        which=chosen, first=first, last=last, rows=rows, total=found.total, certain=found.certain,
        unattributed=found.unattributed, divided=_divided(found), districts=_of_districts(found),
        enough=ENOUGH_TO_RANK, reform=REFORM,
        share=_percent(found.certain.received, found.total.received),
        months=_months(today), drawing=_drawing(sheet, rows) if sheet and rows else "",
        tabs=[
            {"label": {"vi": vi, "en": en}, "current": key == chosen,
             "href": f"?{urlencode({'ban-do': key, 'tu': f'{first:%Y-%m}', 'den': f'{last:%Y-%m}'})}"}
            for key, (vi, en) in MAPS.items()
        ],
    )  # fmt: skip
    return render(request, "territory/by_map.html", context)


def _carried(figures: Mapping[int, Count], found: Map, today: date) -> list[dict[str, Any]]:
    keys = _keys(found, today)
    known = finding.index()
    rows = [
        _row(known, unit, one.certain, keys.get(unit, ""))
        | {"at_most": one.at_most.received, "comparable": one.comparable}
        for unit, one in found.units.items()
        if one.certain.received or one.certain.handled or one.at_most.received or unit in keys
    ]
    return _sorted(rows)


def _new(figures: Mapping[int, Count], found: Map, today: date) -> list[dict[str, Any]]:
    keys = _keys(found, today)
    known = finding.index()
    rows = [
        _row(known, unit, one.own, keys.get(unit, ""))
        for unit, one in found.units.items()
        if unit in keys or one.own.received
    ]
    return _sorted(rows)


def _keys(found: Map, today: date) -> dict[int, str]:
    """The key of the committee of each commune of today, by unit. One query."""
    rows = Agency.objects.on(today).filter(kind=Agency.Kind.COMMUNE, unit_id__in=found.units)
    return {unit: key for unit, key in rows.values_list("unit_id", "key") if unit is not None}


def _old(figures: Mapping[int, Count], found: Map, today: date) -> list[dict[str, Any]]:
    """Old communes with figures below their district, each with what it is called now; a district's own line first."""
    known = finding.index()
    old = {unit: count for unit, count in figures.items() if unit not in found.units and unit in known.places}
    above = {
        unit: known.places[unit].parent_id or unit for unit in old if known.places[unit].level == COMMUNE
    }
    sums = carrying.grouped(old, above)
    rows = []
    for group in sorted(sums, key=lambda unit: sort_key(known.places[unit].name)):
        place = known.places[group]
        rows.append(_row(known, group, sums[group]) | {"group": place.level == DISTRICT, "now": ""})
        below = [unit for unit in old if above.get(unit) == group and unit != group]
        for unit in sorted(below, key=lambda unit: sort_key(known.places[unit].name)):
            told = finding.today(unit, today)
            rows.append(_row(known, unit, old[unit]) | {"now": say(told.vi, told.en) if told else ""})
        if group in old and below:
            rows.append(
                _row(known, group, old[group])
                | {"name": say("Riêng cấp huyện", "The district itself"), "now": ""}
            )
    return rows


def _row(known: Index, unit: int, count: Count, key: str = "") -> dict[str, Any]:
    """A line of the table; with the unit's code and a tone, so that the map can draw it."""
    place = known.places[unit]
    enough = count.handled >= ENOUGH_TO_RANK
    share = f"{number_words(count.share, 1)}\u00a0%" if enough and count.share is not None else ""
    return {
        "unit": place.code,
        "name": place.name,
        "received": count.received,
        "handled": count.handled,
        "share": share,
        "figure": share or say("ít hồ sơ", "few dossiers"),
        "tone": (tone(count.share) or "none") if enough else "none",
        "href": f"{reverse('console:home')}?{urlencode({'co-quan': key})}"
        if key
        else reverse("territory:addresses"),
        "key": key,
    }


def _sorted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: sort_key(row["name"].split(" ", 1)[-1]))


def _drawing(sheet: boundaries.Sheet, rows: list[dict[str, Any]]) -> SafeString:
    title = say("Tỷ lệ đúng hạn theo xã, phường ngày nay", "On-time share by the communes of today")
    return city_map.drawing(sheet, rows, title)


def _divided(found: Map) -> int:
    known = finding.index()
    return sum(known.places[unit].level == COMMUNE for unit in found.nobodys if unit in known.places)


def _of_districts(found: Map) -> int:
    known = finding.index()
    return sum(known.places[unit].level == DISTRICT for unit in found.nobodys if unit in known.places)


def _percent(part: int, whole: int) -> str:
    return number_words(100 * part / whole, 1) if whole else ""


def _period(query: Mapping[str, str], today: date) -> tuple[date, date]:
    """First and last month of an address; what is not understood is the year around the reform."""
    this = today.replace(day=1)
    first = _month(query.get("tu", "")) or later(REFORM, -BEFORE)
    last = _month(query.get("den", "")) or min(this, later(REFORM, BEFORE - 1))
    first, last = min(first, this), min(last, this)
    if first > last:
        first, last = last, first
    return max(first, later(last, 1 - MONTHS)), last


def _month(raw: str) -> date | None:
    year, _, number = raw.partition("-")
    if (
        len(year) == 4
        and year.isdecimal()
        and number.isdecimal()
        and 1 <= int(number) <= 12
        and int(year) > 1999
    ):
        return date(int(year), int(number), 1)
    return None


def _months(today: date) -> list[dict[str, str]]:
    """The months to choose from, newest first: back to the first of which anything is known."""
    this = today.replace(day=1)
    first = min(reading.months_with_figures() or later(REFORM, -BEFORE), later(REFORM, -BEFORE))
    found = list[dict[str, str]]()
    while this >= first and len(found) < 240:
        found.append({"value": f"{this:%Y-%m}", "label": f"{this:%m/%Y}"})
        this = later(this, -1)
    return found
