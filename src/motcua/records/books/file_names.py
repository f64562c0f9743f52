"""Names of image files: `<LOAI>_<MA_XA>_<NAM>_<QUYEN>_<SO>.pdf`, and the order of those that are named otherwise. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

_NAMED = re.compile(r"^([A-Z]{2,5})_(\d{5})_(\d{4})_(\d{2,3})_(\d{4,5})$")
_LAST_DIGITS = re.compile(r"(\d{1,5})\D*$")


@dataclass(frozen=True, slots=True)
class Named:
    """What a file name of the pattern says."""

    kind: str
    unit_code: str
    year: int
    volume: int
    number: int


def parse(name: str) -> Named | None:
    """The parts of a name that follows the pattern; None for any other name."""
    found = _NAMED.match(PurePosixPath(name.replace("\\", "/")).stem.upper())
    if found is None:
        return None
    kind, unit, year, volume, number = found.groups()
    return Named(kind, unit, int(year), int(volume), int(number))


def write(kind: str, unit_code: str, year: int, volume: int, number: int) -> str:
    """`KS_00004_1998_02_0137.pdf`: the name of an entry's PDF."""
    return f"{kind}_{unit_code}_{year}_{volume:02d}_{number:04d}.pdf"


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key by which `trang 9.jpg` comes before `trang 10.jpg`."""
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in re.findall(r"\d+|\D+", name.casefold())
    )


def page_of(name: str, pages: int) -> int | None:
    """The page that the last number of a name means, when the book has such a page."""
    found = _LAST_DIGITS.search(PurePosixPath(name.replace("\\", "/")).stem)
    number = int(found.group(1)) if found else 0
    return number if 1 <= number <= pages else None


def in_order(names: Iterable[str]) -> list[str]:
    return sorted(names, key=natural)
