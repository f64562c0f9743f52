"""The colours of the house and how well words stand on them, computed from the table that the style sheet is made of."""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).parent / "static" / "shell" / "colours.json"
LOOKS = ("light", "dark", "light_high", "dark_high")
HIGH = {"light_high", "dark_high"}


class Pair(NamedTuple):
    """What stands on what. `least`: the contrast that WCAG 2.2 asks for (4.5 for words, 3 for edges and marks)."""

    over: str
    under: str
    least: float
    ratios: dict[str, float]


@cache
def colours() -> list[dict[str, str]]:
    """Name, meaning (`vi`, `en`) and the value in each look."""
    return list(json.loads(TABLE.read_text("utf-8"))["colours"])


@cache
def pairs() -> list[Pair]:
    """Every pair that pages use, with its contrast in each look where it is used."""
    values = {one["name"]: one for one in colours()}
    found = []
    for over, under, least, *where in json.loads(TABLE.read_text("utf-8"))["pairs"]:
        looks = where[0].split() if where else LOOKS
        ratios = {look: contrast(values[over][look], values[under][look]) for look in looks}
        found.append(Pair(over, under, least, ratios))
    return found


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours `#rrggbb`, between 1 and 21. Source: WCAG 2.2, contrast ratio, relative luminance."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` in sRGB, between 0 and 1. ValueError for another form."""
    if len(colour) != 7 or colour[0] != "#":
        raise ValueError(colour)
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
