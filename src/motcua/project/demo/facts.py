"""Packed public facts of `motcua/project/data`, read as they are. Codes are text."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

HANOI = "01"
KINDS = {
    "Thành phố": "city",
    "Tỉnh": "province",
    "Quận": "urban_district",
    "Huyện": "district",
    "Thị xã": "town",
    "Phường": "ward",
    "Xã": "commune",
    "Thị trấn": "township",
    "Đặc khu": "special_zone",
}


def rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of a packed table, for instance `rows("surnames")`."""
    yield from csv.DictReader(io.StringIO(_read(f"{name}.csv.gz"), newline=""))


def hanoi_communes() -> list[tuple[str, str]]:
    """Code and kind (`ward`, `commune`) of Hà Nội's 126 units since 2025-07-01, by code."""
    return [(row["code"], KINDS[row["type_vi"]]) for row in rows("units-2025") if row["parent_code"] == HANOI]


@cache
def boundaries(what: str) -> dict[str, Any]:
    """GeoJSON (WGS84) of `hanoi` communes or `provinces` of 2025; feature ids are unit codes.

    Provinces include Hoàng Sa (Đà Nẵng) and Trường Sa (Khánh Hòa). A reference map, not legal boundaries.
    """
    return json.loads(_read(f"boundaries-{what}-2025.geojson.gz"))


def _read(name: str) -> str:
    packed = resources.files("motcua.project").joinpath("data", name).read_bytes()
    return gzip.decompress(packed).decode("utf-8")
