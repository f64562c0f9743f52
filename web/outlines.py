"""Makes the outlines that maps are drawn on: `python3 web/outlines.py`. Standard library only.

A city's communes become one light GeoJSON; borders that two communes share stay shared, for they are simplified once.
The whole country, Hoàng Sa and Trường Sa included, becomes the little picture in the corner of every map.
"""

import gzip
import json
import math
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src/motcua/project/data"
TARGET = ROOT / "web/public/map"
CITY = "01"
TOLERANCE_CITY = 0.0006  # degrees, about 65 m: a third of a pixel on the map of the whole city
TOLERANCE_COUNTRY = 0.03
WIDE, HIGH = 146, 156

Point = tuple[float, float]
Ring = list[Point]


def read(name: str) -> list[dict]:
    with gzip.open(SOURCE / f"boundaries-{name}-2025.geojson.gz", "rt", encoding="utf-8") as file:
        return json.load(file)["features"]


def rings(feature: dict) -> list[list[Ring]]:
    """Polygons of a feature, each a list of rings, each an open list of points."""
    shape = feature["geometry"]
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return [[[(x, y) for x, y, *_ in ring[:-1]] for ring in polygon] for polygon in polygons]


def junctions(all_rings: list[Ring]) -> set[Point]:
    """Points where more than two borders meet: they must stay."""
    beside: dict[Point, set[Point]] = {}
    for ring in all_rings:
        for i, point in enumerate(ring):
            beside.setdefault(point, set()).update((ring[i - 1], ring[(i + 1) % len(ring)]))
    return {point for point, others in beside.items() if len(others) > 2}


def simplified(line: list[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker. The ends stay."""
    if len(line) < 3:
        return line
    (x1, y1), (x2, y2) = line[0], line[-1]
    long = math.hypot(x2 - x1, y2 - y1)

    def away(point: Point) -> float:
        x, y = point
        if long == 0:
            return math.hypot(x - x1, y - y1)
        return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / long

    far, at = max((away(point), i) for i, point in enumerate(line[1:-1], 1))
    if far <= tolerance:
        return [line[0], line[-1]]
    return simplified(line[: at + 1], tolerance)[:-1] + simplified(line[at:], tolerance)


def lighter(ring: Ring, fixed: set[Point], tolerance: float) -> Ring:
    """A ring with fewer points, closed. Each border between two junctions is walked in one direction, whoever asks."""
    starts = [i for i, point in enumerate(ring) if point in fixed]
    if len(starts) < 2:
        far = max(range(len(ring)), key=lambda i: math.dist(ring[0], ring[i]))
        starts = sorted({0, far} | set(starts))
    made: Ring = []
    for one, two in zip(starts, [*starts[1:], starts[0] + len(ring)], strict=True):
        arc = [ring[i % len(ring)] for i in range(one, two + 1)]
        if arc[0] <= arc[-1]:
            made += simplified(arc, tolerance)[:-1]
        else:
            made += simplified(arc[::-1], tolerance)[::-1][:-1]
    return [*made, made[0]]


def city(code: str) -> None:
    features = read("hanoi")
    fixed = junctions([ring for feature in features for polygon in rings(feature) for ring in polygon])
    made = []
    for feature in features:
        kept = feature["properties"]
        shapes = []
        for polygon in rings(feature):
            light = [lighter(ring, fixed, TOLERANCE_CITY) for ring in polygon]
            light = [[[round(x, 4), round(y, 4)] for x, y in ring] for ring in light if len(ring) > 3]
            if light:
                shapes.append(light)
        made.append(
            {
                "type": "Feature",
                "properties": {
                    "code": kept["code"],
                    "name": kept["name"],
                    "at": [round(kept["label_lat"], 4), round(kept["label_lon"], 4)],
                },
                "geometry": {"type": "MultiPolygon", "coordinates": shapes},
            }
        )
    text = json.dumps(
        {"type": "FeatureCollection", "features": made}, ensure_ascii=False, separators=(",", ":")
    )
    (TARGET / f"{code}.json").write_text(text + "\n", "utf-8")
    print(code, len(text), "bytes,", len(gzip.compress(text.encode())), "compressed")


def country() -> None:
    """Drawn in plate carrée; islands too small for the scale become dots, so that none is lost."""
    scale, west, north = 9.0, 101.8, 23.6
    paths, dots = [], []
    for feature in read("provinces"):
        for polygon in rings(feature):
            ring = polygon[0]
            wide = max(x for x, _ in ring) - min(x for x, _ in ring)
            cx, cy = sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)
            at = (round((cx - west) * scale, 1), round((north - cy) * scale, 1))
            out_at_sea = cx > 109.6 and cy < 18.2 and wide < 1
            if out_at_sea:
                dots.append(at)
            if out_at_sea or wide < 0.1:
                continue
            light = lighter(ring, set(), TOLERANCE_COUNTRY)
            steps = [f"{(x - west) * scale:.1f} {(north - y) * scale:.1f}" for x, y in light[:-1]]
            paths.append("M" + "L".join(steps) + "Z")
    seen: list[tuple[float, float]] = []
    for dot in dots:
        if all(math.dist(dot, other) > 1.1 for other in seen):
            seen.append(dot)
    land = "".join(paths)
    islands = "".join(f"M{x} {y}h0" for x, y in seen)
    box = f'viewBox="0 0 {WIDE} {HIGH}"'
    (TARGET / "viet-nam.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg">\n<symbol id="land" {box}><path d="{land}"/></symbol>\n'
        f'<symbol id="islands" {box}><path d="{islands}"/></symbol>\n</svg>\n',
        "utf-8",
    )
    print("country", len(land), "bytes,", len(seen), "dots")


if __name__ == "__main__":
    TARGET.mkdir(parents=True, exist_ok=True)
    city(CITY)
    country()
