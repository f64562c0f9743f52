"""Records of one commune on the map and in a list: parcels by their boundary, permits by their parcel."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from motcua.city.models import Agency, Unit
from motcua.foundation.worktime import VN
from motcua.records import registers
from motcua.records.registers import access, storage, versions
from motcua.records.registers.definition import RegisterDefinition
from motcua.records.registers.models import Record
from motcua.records.registers.rows import COLUMNS, record_of
from motcua.sites.registers.frame import Reader, communes, frame, register_page
from motcua.sites.registers.search import line
from motcua.sites.registers.showing import title_of
from motcua.sites.shell.language import pick, say

PAGE = 200
"""Records that stand on the map at once, newest first; the next page shows older ones."""
SHAPES = ("area", "point")


@require_safe
@register_page
def page(request: HttpRequest, reader: Reader) -> HttpResponse:
    """A register and a commune chosen; the map, and the same records as a list. Eight queries at most."""
    kept, commune, known = _chosen(request, reader)
    records, older = _records(reader, kept, commune, request.GET.get("truoc", "")) if kept else ([], "")
    today = reader.officer.now.astimezone(VN).date()
    seen = _seen(reader, records)
    chosen = {"so": kept.register if kept else "", "xa": commune}
    these = urlencode({**chosen, "truoc": request.GET.get("truoc", "")})
    context = frame(
        reader,
        kept=kept,
        mapped=_mapped(reader),
        commune=commune,
        communes=known,
        rows=[line(one, today) for one in seen],
        points=f"{reverse('registers:points')}?{these}",
        outline=f"{reverse('registers:outline')}?{these}",
        older="?" + urlencode({**chosen, "truoc": older}) if older else "",
        newer="?" + urlencode(chosen) if request.GET.get("truoc") else "",
    )
    return render(request, "registers/map.html", context)


@require_safe
@register_page
def points(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The same records as points (GeoJSON), as far as anything says where they lie. The page logged the look."""
    kept, commune, _ = _chosen(request, reader)
    records, _ = _records(reader, kept, commune, request.GET.get("truoc", "")) if kept else ([], "")
    places = places_of(records)
    features = []
    for record in records:
        where = places.get((record.register, record.id))
        if where is None:
            continue
        own = registers.definition_of(record.register)
        shown = reader.readable[record.register].fields(record.agency_id, reader.purpose)
        data = {name: value for name, value in versions.data_now(own, record).items() if name in shown}
        features.append(
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [round(where[0], 6), round(where[1], 6)]},
                "properties": {
                    "label": title_of(own, data, record),
                    "note": f"{pick(own.record)} · {registers.number_text(record)}",
                    "tone": "accent"
                    if record.valid_to is None or record.valid_to > reader.officer.now.date()
                    else "quiet",
                    "icon": "pin",
                    "href": reverse("registers:record", args=[record.register, record.id]),
                    "link": say("Mở bản ghi", "Open the record"),
                },
            }
        )
    return JsonResponse({"type": "FeatureCollection", "features": features})


@require_safe
@register_page
def outline(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The commune, and the boundaries of the same records inside it (GeoJSON): what the map draws and fits itself to."""
    kept, commune, _ = _chosen(request, reader)
    records, _ = _records(reader, kept, commune, request.GET.get("truoc", "")) if kept else ([], "")
    features = [one for one in _communes() if one["properties"]["code"] == commune]
    for record in records:
        own = registers.definition_of(record.register)
        shown = reader.readable[record.register].fields(record.agency_id, reader.purpose)
        data = {name: value for name, value in versions.data_now(own, record).items() if name in shown}
        for field in own.fields:
            if field.kind == "area" and data.get(field.id):
                lon, lat = middle(data[field.id])  # nameless: the point on it says what it is
                features.append(
                    {
                        "type": "Feature",
                        "properties": {
                            "code": f"{record.register}/{record.id}",
                            "name": "",
                            "at": [lat, lon],
                        },
                        "geometry": data[field.id],
                    }
                )
    return JsonResponse({"type": "FeatureCollection", "features": features})


@cache
def _communes() -> tuple[dict[str, Any], ...]:
    """The outlines of the city's communes, as the map of the whole city has them; none where none were made."""
    found = finders.find(f"shell/map/{getattr(settings, 'CITY_CODE', '01')}.json")
    return tuple(json.loads(Path(found).read_bytes())["features"]) if found else ()


def _mapped(reader: Reader) -> list[RegisterDefinition]:
    """The registers that are read for the present purpose and stand on a map; those whose records have a point first."""
    placed = [one for one in reader.definitions() if one.place] if reader.purpose else []
    return sorted(
        placed, key=lambda one: not (one.links or any(field.kind in SHAPES for field in one.fields))
    )


def _chosen(request: HttpRequest, reader: Reader) -> tuple[RegisterDefinition | None, str, list[Unit]]:
    """The register and the commune asked for; else the first register, and the commune of the officer's agency."""
    mapped = _mapped(reader)
    kept = next(
        (one for one in mapped if one.register == request.GET.get("so", "")), mapped[0] if mapped else None
    )
    known = communes()
    wanted = request.GET.get("xa", "")
    if wanted not in {one.code for one in known}:
        own = (
            Agency.objects.filter(id=reader.officer.post.agency_id)
            .values_list("unit__code", flat=True)
            .first()
        )
        wanted = own if own and any(one.code == own for one in known) else (known[0].code if known else "")
    return kept, wanted, known


def _records(reader: Reader, kept: RegisterDefinition, commune: str, before: str) -> tuple[list[Record], str]:
    """The records in force of a commune that the officer reads for its purpose, newest first; where older ones begin."""
    mine = reader.readable[kept.register]
    grounds = [ground for ground in mine.grounds if reader.purpose in ground.purposes]
    conditions, values = ["unit_code = %s", "state = 'in_force'"], list[Any]([commune])
    if all(ground.agencies is not None for ground in grounds):
        conditions.append("agency_id = any(%s)")
        values.append(sorted(frozenset[int]().union(*(ground.agencies or frozenset() for ground in grounds))))
    if before.isdecimal() and len(before) < 19:
        conditions.append("id < %s")
        values.append(int(before))
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {COLUMNS} from {storage.record_table(kept.register)} where {' and '.join(conditions)}"
            f" order by id desc limit {PAGE + 1}",
            values,
        )
        found = [record_of(row) for row in cursor.fetchall()]
    return found[:PAGE], str(found[PAGE - 1].id) if len(found) > PAGE else ""


def _seen(reader: Reader, records: Sequence[Record]) -> list[access.Seen]:
    """The records as the officer may see them; the look is logged."""
    if not records:
        return []
    what = f"register-map:{records[0].register}"
    return access.read(
        reader.officer.actor, records, purpose=reader.purpose, at=reader.officer.now, what=what
    )


def places_of(records: Iterable[Record]) -> dict[tuple[str, int], tuple[float, float]]:
    """Longitude and latitude of records: of their own shape, else of the record that a link leads to.

    One query for each register that links lead to.
    """
    found: dict[tuple[str, int], tuple[float, float]] = {}
    elsewhere: dict[str, dict[str, list[tuple[str, int]]]] = {}
    for record in records:
        kept = registers.definition_of(record.register)
        data = versions.data_now(kept, record)
        own = _of_shape(kept, data)
        if own is not None:
            found[record.register, record.id] = own
            continue
        for link in kept.links:
            target = registers.definition_of(link.register)
            key = registers.key_of(target, {part: _part(data.get(field)) for part, field in link.by.items()})
            elsewhere.setdefault(link.register, {}).setdefault(key, []).append((record.register, record.id))
    for register, wanted in elsewhere.items():
        target = registers.definition_of(register)
        for key, record in _by_keys(register, list(wanted)):
            place = _of_shape(target, versions.data_now(target, record))
            if place is not None:
                found |= dict.fromkeys(wanted[key], place)
    return found


def _part(value: Any) -> Any:
    """An address stands for its commune in the key of what it links to."""
    return value.get("unit") if isinstance(value, Mapping) else value


def _by_keys(register: str, keys: list[str]) -> list[tuple[str, Record]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {COLUMNS} from {storage.record_table(register)} where key = any(%s) and state = 'in_force'",
            [keys],
        )
        return [(record.key, record) for record in map(record_of, cursor.fetchall())]


def _of_shape(kept: RegisterDefinition, data: Mapping[str, Any]) -> tuple[float, float] | None:
    """The point of a record, or the middle of its boundary. Pure."""
    for field in kept.fields:
        shape = data.get(field.id)
        if field.kind == "point" and shape:
            return shape["coordinates"][0], shape["coordinates"][1]
        if field.kind == "area" and shape:
            return middle(shape)
    return None


def middle(shape: Mapping[str, Any]) -> tuple[float, float]:
    """The centroid of a polygon's outer ring (of the first polygon of several), in the units of its coordinates."""
    rings = shape["coordinates"] if shape["type"] == "Polygon" else shape["coordinates"][0]
    ring = rings[0]
    x0, y0 = ring[0][0], ring[0][1]
    twice = cx = cy = 0.0
    for (ax, ay), (bx, by) in pairwise(ring):
        cross = (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
        twice += cross
        cx += (ax + bx - 2 * x0) * cross
        cy += (ay + by - 2 * y0) * cross
    if not twice:
        return x0, y0
    return x0 + cx / (3 * twice), y0 + cy / (3 * twice)
