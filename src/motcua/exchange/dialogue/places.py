"""Where things are on the map: distances and boxes, in metres and degrees (WGS84). Pure."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_M = 6_371_000.0
METRES_A_DEGREE = 111_195.0
LATITUDES, LONGITUDES = (8.0, 23.5), (102.0, 118.0)
"""Việt Nam with its islands, roughly: what lies outside is a slip."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Box:
    """Between two latitudes and two longitudes."""

    south: float
    north: float
    west: float
    east: float


def metres(a: Point, b: Point) -> float:
    """The distance over the ground; good to 0.5 %."""
    half_lat, half_lon = radians(b.lat - a.lat) / 2, radians(b.lon - a.lon) / 2
    h = sin(half_lat) ** 2 + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(half_lon) ** 2
    return 2 * EARTH_M * asin(sqrt(min(1.0, h)))


def box_around(point: Point, radius_m: float) -> Box:
    """A box that holds every point within `radius_m` metres."""
    north = radius_m / METRES_A_DEGREE * 1.01
    east = north / max(0.1, cos(radians(point.lat)))
    return Box(point.lat - north, point.lat + north, point.lon - east, point.lon + east)


def point_of(lat: str, lon: str) -> Point | None:
    """The point that two texts name (dot or comma as decimal mark); None for anything outside Việt Nam."""
    try:
        point = Point(float(lat.strip().replace(",", ".")), float(lon.strip().replace(",", ".")))
    except ValueError:
        return None
    inside = LATITUDES[0] <= point.lat <= LATITUDES[1] and LONGITUDES[0] <= point.lon <= LONGITUDES[1]
    return point if inside else None
