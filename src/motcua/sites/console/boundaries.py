"""Borders of communes as drawings: read once from GeoJSON, kept small, drawn on the server as SVG.

Points are laid on a grid that all borders share, so that what two neighbours have in common stays common and
no gaps open between them.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from motcua.sites.console.models import MapSheet

WIDE = 640
"""Steps of the grid from the western to the eastern end; the finer it is, the larger the page."""
COMMUNES = "communes"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawing: its size, and for each unit code the path and the spot where its name goes."""

    wide: int
    high: int
    paths: Mapping[str, str]
    spots: Mapping[str, tuple[int, int]]


def draw(features: Iterable[Mapping[str, Any]]) -> Sheet:
    """Paths of GeoJSON features (WGS84) with the properties `code`, `label_lon` and `label_lat`. Pure."""
    features = list(features)
    points = [point for feature in features for ring in _rings(feature) for point in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    # a degree of longitude is shorter than one of latitude away from the equator
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = WIDE / ((east - west) * squeeze)

    def spot(lon: float, lat: float) -> tuple[int, int]:
        return round((lon - west) * squeeze * scale), round((north - lat) * scale)

    paths, spots = {}, {}
    for feature in features:
        known = feature["properties"]
        rings = (_thin([spot(lon, lat) for lon, lat, *_ in ring]) for ring in _rings(feature))
        paths[known["code"]] = "".join(_path(ring) for ring in rings if len(ring) > 2)
        spots[known["code"]] = spot(known["label_lon"], known["label_lat"])
    return Sheet(WIDE, math.ceil((north - south) * scale), paths, spots)


def keep(features: Iterable[Mapping[str, Any]]) -> Sheet:
    """Draw the communes and keep the drawing in place of an earlier one."""
    sheet = draw(features)
    MapSheet.objects.update_or_create(
        key=COMMUNES,
        defaults={
            "wide": sheet.wide, "high": sheet.high, "paths": dict(sheet.paths), "spots": dict(sheet.spots),
        },
    )  # fmt: skip
    forget()
    return sheet


def forget() -> None:
    """Read anew: after the drawing changed, and between tests."""
    _read.cache_clear()


def communes() -> Sheet | None:
    """The drawing of the communes; None in a city that has loaded no borders. One query, then none."""
    sheet = _read()
    if sheet is None:
        forget()  # borders may be loaded later, by another process
    return sheet


@lru_cache(maxsize=1)
def _read() -> Sheet | None:
    row = MapSheet.objects.filter(key=COMMUNES).first()
    if row is None:
        return None
    return Sheet(row.wide, row.high, row.paths, {code: tuple(spot) for code, spot in row.spots.items()})


def _rings(feature: Mapping[str, Any]) -> Iterable[Sequence[Sequence[float]]]:
    geometry = feature["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return (ring for polygon in polygons for ring in polygon)


def _thin(ring: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The ring without the points that fell onto the one before."""
    found = [point for i, point in enumerate(ring) if i == 0 or point != ring[i - 1]]
    return found[:-1] if len(found) > 1 and found[0] == found[-1] else found


def _path(ring: list[tuple[int, int]]) -> str:
    """An SVG path of small steps from point to point: half as long as one of whole coordinates."""
    x, y = ring[0]
    steps = []
    for to_x, to_y in ring[1:]:
        dx, dy = to_x - x, to_y - y
        steps.append(f"{dx}{' ' if dy >= 0 else ''}{dy}")
        x, y = to_x, to_y
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps)}z"
