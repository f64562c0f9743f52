"""A point or an area as somebody types it: GeoJSON, WKT, or corners of the cadastral map in VN-2000. Pure.

Corners stand one on a line, north and east in metres in either order: in this country a north is never below 900,000, an east of
a three-degree zone never above 800,000.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import orjson

from motcua.records.registers import vn2000
from motcua.records.registers.values import Wrong

LEAST_NORTH, MOST_EAST = 900_000, 800_000
COUNTRY = (102.0, 7.0, 118.0, 24.0)
"""West, south, east, north: with the islands."""
MOST_LETTERS = 400_000
_NUMBERS = re.compile(r"-?\d+(?:[.,]\d+)?")
_WKT = re.compile(
    r"(?:SRID=\d+;)?\s*(POINT|POLYGON|MULTIPOLYGON)\s*Z?\s*(\(.*\))\s*", re.IGNORECASE | re.DOTALL
)


def read_shape(text: str, kind: str, meridian: float | None) -> dict[str, Any]:
    """GeoJSON in WGS 84 of what was typed for a field of this kind (`point`, `area`). `meridian`: of the city's maps, when it
    is known. Raises: Wrong."""
    text = text.strip()
    if len(text) > MOST_LETTERS:
        raise Wrong("Hình quá dài.", "The shape is too long.")
    if text.startswith("{"):
        shape = _geojson(text)
    elif match := _WKT.fullmatch(text):
        shape = _wkt(match[1].upper(), match[2])
    elif meridian is None:
        raise Wrong(
            "Chưa khai kinh tuyến trục của thành phố.", "The city's central meridian is not declared."
        )
    else:
        shape = _corners(text, kind, meridian)
    wanted = ("Point",) if kind == "point" else ("Polygon", "MultiPolygon")
    if shape.get("type") not in wanted:
        raise Wrong(
            "Cần một điểm." if kind == "point" else "Cần một vùng khép kín.",
            "A point is needed." if kind == "point" else "A closed area is needed.",
        )
    for lon, lat in _positions(shape.get("coordinates")):
        if not (COUNTRY[0] <= lon <= COUNTRY[2] and COUNTRY[1] <= lat <= COUNTRY[3]):
            raise Wrong(
                f"Điểm {lat:.5f}, {lon:.5f} nằm ngoài lãnh thổ: kiểm tra thứ tự kinh độ, vĩ độ và kinh tuyến trục.",
                f"{lat:.5f}, {lon:.5f} is not in the country: check the order and the central meridian.",
            )
    if kind == "area":
        for ring in _rings(shape):
            if _crosses(ring):
                raise Wrong(
                    "Ranh giới tự cắt: kiểm tra thứ tự các đỉnh.",
                    "The boundary crosses itself: check the order.",
                )
    return shape


def written(shape: dict[str, Any] | None) -> str:
    """A shape as it stands in the field to be changed: GeoJSON, one corner a line."""
    if not shape:
        return ""
    text = orjson.dumps(shape).decode()
    return text.replace("],[", "],\n[")


def square_metres(shape: dict[str, Any]) -> float:
    """The area, to compare with what the certificate says; holes are taken off."""
    total = 0.0
    for polygon in [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]:
        for n, ring in enumerate(polygon):
            total += _ring_area(ring) * (1 if n == 0 else -1)
    return total


def _geojson(text: str) -> dict[str, Any]:
    try:
        read: Any = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Wrong("Không đọc được GeoJSON.", "The GeoJSON cannot be read.") from None
    if read.get("type") == "FeatureCollection" and len(read.get("features") or ()) == 1:
        read = read["features"][0]
    if isinstance(read, dict) and read.get("type") == "Feature":
        read = read.get("geometry") or {}
    if not isinstance(read, dict) or "coordinates" not in read:
        raise Wrong("GeoJSON không có tọa độ.", "The GeoJSON has no coordinates.")
    return {"type": read.get("type"), "coordinates": read["coordinates"]}


def _wkt(kind: str, body: str) -> dict[str, Any]:
    if kind == "POINT":
        numbers = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", body)]
        return {"type": "Point", "coordinates": numbers[:2]}
    quoted = re.sub(r"(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)(?:\s+-?\d+(?:\.\d+)?)?", r"[\1,\2]", body)
    try:
        read = orjson.loads(quoted.replace("(", "[").replace(")", "]"))
    except orjson.JSONDecodeError:
        raise Wrong("Không đọc được WKT.", "The WKT cannot be read.") from None
    return {"type": "Polygon" if kind == "POLYGON" else "MultiPolygon", "coordinates": read}


def _corners(text: str, kind: str, meridian: float) -> dict[str, Any]:
    """Lines of two numbers of the grid (a number of the corner before them is left out)."""
    found = []
    for n, line in enumerate((one for one in text.splitlines() if one.strip()), start=1):
        numbers = [float(one.replace(",", ".")) for one in _NUMBERS.findall(line)][-2:]
        if len(numbers) < 2:
            raise Wrong(
                f"Dòng {n} cần hai số: X (bắc) và Y (đông).", f"Line {n} needs two numbers: north and east."
            )
        north, east = max(numbers), min(numbers)
        if north < LEAST_NORTH or not 0 < east < MOST_EAST:
            raise Wrong(
                f"Dòng {n} không phải tọa độ VN-2000 (mét).", f"Line {n} is no position of VN-2000 (metres)."
            )
        lon, lat = vn2000.to_wgs84(east, north, meridian)
        found.append([round(lon, 9), round(lat, 9)])
    if kind == "point":
        if len(found) != 1:
            raise Wrong("Điểm chỉ có một dòng tọa độ.", "A point has one line.")
        return {"type": "Point", "coordinates": found[0]}
    if len(found) < 3:
        raise Wrong("Vùng cần ít nhất ba đỉnh.", "An area needs three corners at least.")
    if found[0] != found[-1]:
        found.append(found[0])
    return {"type": "Polygon", "coordinates": [found]}


def _positions(coordinates: Any) -> list[tuple[float, float]]:
    """Every position, however deep. Raises: Wrong."""
    if isinstance(coordinates, Sequence) and not isinstance(coordinates, str):
        if len(coordinates) >= 2 and all(
            isinstance(n, int | float) and not isinstance(n, bool) for n in coordinates
        ):
            return [(float(coordinates[0]), float(coordinates[1]))]
        return [position for one in coordinates for position in _positions(one)]
    raise Wrong("Tọa độ không hợp lệ.", "The coordinates are not valid.")


def _rings(shape: dict[str, Any]) -> list[list[Any]]:
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    return [ring for polygon in polygons for ring in polygon if isinstance(ring, list)]


MOST_COMPARED = 400
"""Corners up to which a ring is looked at for crossings: parcels have dozens, a commune's boundary thousands."""


def _crosses(ring: Sequence[Any]) -> bool:
    """Whether two sides that are not neighbours cross."""
    sides = list(pairwise(ring))
    if len(sides) > MOST_COMPARED:
        return False

    def turn(a: Any, b: Any, c: Any) -> float:
        return float((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))

    for i, (a, b) in enumerate(sides):
        for j in range(i + 2, len(sides)):
            if i == 0 and j == len(sides) - 1:
                continue
            c, d = sides[j]
            if turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0:
                return True
    return False


def _ring_area(ring: Sequence[Any]) -> float:
    wide, high = vn2000.metres_per_degree(ring[0][1])
    x0, y0 = ring[0][0], ring[0][1]
    twice = 0.0
    for a, b in pairwise(ring):
        twice += ((a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0)) * wide * high
    return abs(twice) / 2
