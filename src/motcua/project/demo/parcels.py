"""Invented parcels inside the real boundaries of communes: streets with lots on both sides. Pure: one seed, one map.

Only the boundary of the commune is real. Streets, lots, sheets, numbers, areas and types of land are invented; corners are
WGS84, as maps show them. The cadastral map itself is drawn in VN-2000 with the meridian of the city.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sin
from random import Random
from typing import Any

METRES_A_DEGREE = 111_320.0
"""Of latitude; of longitude times the cosine of the latitude."""
A_SHEET = 40
"""Parcels on one map sheet."""
FRONT_M, DEPTH_M = (4.0, 7.5), (11.0, 19.0)
"""Width and depth of a lot in a street of tube houses."""
ROW = 20
"""Lots on one side of a street."""
STREET_M = 7.5
PROJECTION = "VN-2000, kinh tuyến trục 105°00', múi chiếu 3°"
"""Of Hà Nội's cadastral maps."""

Ring = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A lot: its commune, its sheet and number, corners (closed ring of longitude and latitude), area in m² with one decimal, the
    number of its house in the street."""

    unit_code: str
    unit_name: str
    sheet: int
    number: int
    corners: tuple[tuple[float, float], ...]
    area_m2: float
    street: int
    house: int

    @property
    def middle(self) -> tuple[float, float]:
        """A point within."""
        inner = self.corners[:-1]
        return (
            round(sum(lon for lon, _ in inner) / len(inner), 7),
            round(sum(lat for _, lat in inner) / len(inner), 7),
        )

    @property
    def area(self) -> dict[str, Any]:
        """The boundary as GeoJSON."""
        return {"type": "Polygon", "coordinates": [[list(corner) for corner in self.corners]]}


def lay(seed: int, feature: dict[str, Any], count: int) -> Iterator[Parcel]:
    """`count` parcels in a commune (a feature of its boundary), or fewer where it is too small."""
    properties, rings = feature["properties"], outer_rings(feature["geometry"])
    rng = Random(f"parcels {seed} {properties['code']}")
    here = (properties["label_lon"], properties["label_lat"])
    made = 0
    for street in range(1, 400):
        if made >= count:
            return
        angle = rng.random() * pi
        reach = 60 + 28 * street
        turn = street * 2.4  # streets lie around the middle as seeds of a sunflower do: they do not touch
        start = _moved(here, reach * cos(turn) * 2.2, reach * sin(turn) * 2.2)
        for house, (corners, area) in enumerate(_street(rng, start, angle), 1):
            if made >= count:
                return
            if all(inside(corner, rings) for corner in corners):
                made += 1
                yield Parcel(
                    properties["code"], properties["name"], (made - 1) // A_SHEET + 1, (made - 1) % A_SHEET + 1,
                    corners, area, street, house,
                )  # fmt: skip


def _street(
    rng: Random, start: tuple[float, float], angle: float
) -> Iterator[tuple[tuple[tuple[float, float], ...], float]]:
    """Lots on both sides of a street that runs from `start`: corners and area in m²."""
    for side in (1, -1):
        along, depth = 0.0, rng.uniform(*DEPTH_M)
        for _ in range(ROW // 2):
            front = round(rng.uniform(*FRONT_M), 1)
            near, far = side * STREET_M / 2, side * (STREET_M / 2 + depth)
            local = ((along, near), (along + front, near), (along + front, far), (along, far), (along, near))
            corners = tuple(
                _moved(start, x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle))
                for x, y in local
            )
            yield corners, round(front * depth, 1)
            along += front


def outer_rings(geometry: dict[str, Any]) -> list[Ring]:
    """The outer rings of a polygon or of several."""
    several = geometry["type"] == "MultiPolygon"
    polygons = geometry["coordinates"] if several else [geometry["coordinates"]]
    return [polygon[0] for polygon in polygons]


def inside(point: tuple[float, float], rings: Sequence[Ring]) -> bool:
    """Whether a point lies within one of the rings (a ray to the east meets its sides an odd number of times)."""
    return any(_within(point, ring) for ring in rings)


def _within(point: tuple[float, float], ring: Ring) -> bool:
    x, y = point
    odd = False
    for (x1, y1, *_), (x2, y2, *_) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            odd = not odd
    return odd


def _moved(start: tuple[float, float], east_m: float, north_m: float) -> tuple[float, float]:
    lon, lat = start
    return (
        round(lon + east_m / (METRES_A_DEGREE * cos(radians(lat))), 7),
        round(lat + north_m / METRES_A_DEGREE, 7),
    )
