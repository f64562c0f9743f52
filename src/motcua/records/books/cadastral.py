"""Classes of old cadastral files: does the certificate agree with the map, the register and its holder. Pure.

The classes are those of the land campaign's work sheet [design]; an entry bears every class that is true of it, and the gravest
decides what becomes of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from motcua.foundation.text import fold
from motcua.records.books.quality import Quality, Reason

TOLERANCE_PERCENT = 2
"""How far the area of a certificate may lie from the map's before somebody looks: measuring was coarser then. [design]"""


class Cadastral(StrEnum):
    MATCH = "KHOP"
    HOLDER = "LECH_CHU"
    PARCEL = "LECH_THUA"
    NO_CERTIFICATE = "CHUA_CO_GCN"
    DOUBLE = "GCN_TRUNG"
    HOLDER_DEAD = "CHU_DA_CHET"


WORDS: dict[Cadastral, tuple[str, str]] = {
    Cadastral.MATCH: ("KHOP: khớp bản đồ, sổ và chủ", "KHOP: agrees with map, register and holder"),
    Cadastral.HOLDER: ("LECH_CHU: chủ khác với sổ", "LECH_CHU: the register names another holder"),
    Cadastral.PARCEL: (
        "LECH_THUA: thửa, tờ hoặc diện tích khác bản đồ",
        "LECH_THUA: parcel, sheet or area differs",
    ),
    Cadastral.NO_CERTIFICATE: (
        "CHUA_CO_GCN: thửa chưa có giấy chứng nhận",
        "CHUA_CO_GCN: no certificate yet",
    ),
    Cadastral.DOUBLE: (
        "GCN_TRUNG: số phát hành hoặc thửa đã có giấy khác",
        "GCN_TRUNG: a second certificate",
    ),
    Cadastral.HOLDER_DEAD: ("CHU_DA_CHET: người đứng tên đã chết", "CHU_DA_CHET: the holder has died"),
}
QUALITY: dict[Cadastral, Quality] = {
    Cadastral.MATCH: Quality.A,
    Cadastral.HOLDER: Quality.C,
    Cadastral.PARCEL: Quality.C,
    Cadastral.HOLDER_DEAD: Quality.C,
    Cadastral.DOUBLE: Quality.D,
    Cadastral.NO_CERTIFICATE: Quality.E,
}
GRAVITY = "ABFCDE"
"""Qualities from what goes into the register to what stays out longest."""


@dataclass(frozen=True, slots=True)
class File:
    """What the file says beside what the city knows. `on_map`: whether the map has the parcel; areas in m², none where not
    told; `held_by`: whom the register names as holders of the parcel's certificate; `serial_elsewhere`: the serial stands
    at another parcel; `other_serial`: the parcel has a certificate of another serial."""

    serial: str
    holder: str
    on_map: bool
    area: Decimal | None = None
    area_on_map: Decimal | None = None
    held_by: Sequence[str] = ()
    serial_elsewhere: bool = False
    other_serial: bool = False
    holder_dead: bool = False


def classes_of(file: File) -> tuple[Cadastral, ...]:
    """Every class that is true, the gravest first; `MATCH` alone when none is."""
    found = []
    if not file.serial:
        found.append(Cadastral.NO_CERTIFICATE)
    if file.serial and (file.serial_elsewhere or file.other_serial):
        found.append(Cadastral.DOUBLE)
    if not file.on_map or _apart(file.area, file.area_on_map):
        found.append(Cadastral.PARCEL)
    if file.held_by and fold(file.holder) not in {fold(name) for name in file.held_by}:
        found.append(Cadastral.HOLDER)
    if file.holder_dead:
        found.append(Cadastral.HOLDER_DEAD)
    return tuple(found) or (Cadastral.MATCH,)


def weighed(found: Sequence[Cadastral], person: Quality) -> Quality:
    """The quality that follows from the classes and from who the holder is: the graver of the two."""
    return max([person, *(QUALITY[one] for one in found)], key=lambda one: GRAVITY.index(one))


def reasons(found: Sequence[Cadastral]) -> tuple[Reason, ...]:
    return tuple(Reason(f"{WORDS[one][0]}.", f"{WORDS[one][1]}.") for one in found)


def _apart(area: Decimal | None, on_map: Decimal | None) -> bool:
    return area is not None and on_map is not None and abs(area - on_map) * 100 > on_map * TOLERANCE_PERCENT
