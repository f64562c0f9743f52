"""Shapes of communes from GeoJSON: one SVG path each, and which communes lie beside one another.

A reference map, not legal boundaries. `shape` and `neighbours` are pure.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from motcua.city.models import Unit
from motcua.exchange.publishing.models import Outline

SIDE = 1000
type Ring = Sequence[Sequence[float]]


def shape(geometry: Mapping[str, Any], side: int = SIDE) -> str:
    """The path of a (multi)polygon in a square of `side`, north up, middle in the middle, true to its proportions."""
    rings = _rings(geometry)
    points = [point for ring in rings for point in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    narrowing = math.cos(
        math.radians((south + north) / 2)
    )  # a degree of longitude is shorter than one of latitude
    width, height = (east - west) * narrowing, north - south
    scale = side / max(width, height)
    left, top = (side - width * scale) / 2, (side - height * scale) / 2
    parts = []
    for ring in rings:
        drawn: list[tuple[int, int]] = []
        for lon, lat in ((p[0], p[1]) for p in ring):
            x, y = round(left + (lon - west) * narrowing * scale), round(top + (north - lat) * scale)
            if not drawn or abs(x - drawn[-1][0]) + abs(y - drawn[-1][1]) >= 3:
                drawn.append((x, y))
        if len(drawn) >= 3:
            parts.append("M" + "L".join(f"{x} {y}" for x, y in drawn) + "Z")
    return "".join(parts)


def neighbours(geometries: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    """Which shapes share a stretch of border (two corners at least), by key."""
    at_corner: dict[tuple[float, float], set[str]] = defaultdict(set)
    for key, geometry in geometries.items():
        for ring in _rings(geometry):
            for point in ring:
                at_corner[round(point[0], 6), round(point[1], 6)].add(key)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for keys in at_corner.values():
        for one in keys:
            for other in keys:
                if one != other:
                    shared[one, other] += 1
    found: dict[str, list[str]] = {key: [] for key in geometries}
    for (one, other), corners in sorted(shared.items()):
        if corners >= 2:
            found[one].append(other)
    return found


@transaction.atomic
def load(collection: Mapping[str, Any], on: date) -> int:
    """Write the outlines of a GeoJSON collection whose features carry a `code`; how many units were known."""
    features = {feature["properties"]["code"]: feature for feature in collection["features"]}
    units = {
        unit.code: unit
        for unit in Unit.objects.on(on).filter(level=Unit.Level.COMMUNE, code__in=list(features))
    }
    beside = neighbours({code: feature["geometry"] for code, feature in features.items()})
    Outline.objects.filter(unit__in=units.values()).delete()
    Outline.objects.bulk_create(
        Outline(
            unit=unit,
            path=shape(features[code]["geometry"]),
            area_km2=features[code]["properties"]["area_km2"],
            neighbours=[units[other].pk for other in beside[code] if other in units],
        )
        for code, unit in units.items()
    )
    return len(units)


def _rings(geometry: Mapping[str, Any]) -> list[Ring]:
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [ring for polygon in polygons for ring in polygon]
