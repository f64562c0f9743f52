"""Packed public tables of `motcua/project/data`, without the demo city (and Django) around them."""

import csv
import gzip
import io
from collections.abc import Iterator
from importlib import resources

HANOI = "01"


def rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of a packed table, for instance `rows("surnames")`. Codes are text."""
    packed = resources.files("motcua.project").joinpath("data", f"{name}.csv.gz").read_bytes()
    yield from csv.DictReader(io.StringIO(gzip.decompress(packed).decode("utf-8"), newline=""))


def hanoi_communes() -> list[str]:
    """Codes of Hà Nội's communes of today."""
    return [row["code"] for row in rows("units-2025") if row["parent_code"] == HANOI]
