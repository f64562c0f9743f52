"""The figures by which sessions and passwords live, as dated data. Pure."""

from datetime import date
from functools import cache
from pathlib import Path

from msgspec import Struct

from motcua.foundation.definitions import load_document

FILE = Path(__file__).with_name("limits.yaml")


class PasswordLimits(Struct, frozen=True, forbid_unknown_fields=True):
    """`length` characters of `classes` of four classes; `history` earlier ones may not return; `days` until a new one."""

    length: int
    classes: int
    history: int
    days: int


class Limits(Struct, frozen=True, forbid_unknown_fields=True, rename={"begins": "from"}):
    """What counts from a day on. Names tell the unit."""

    begins: str
    idle_minutes: int
    warn_minutes: int
    absolute_hours: int
    sessions: int
    sign_in_minutes: int
    proof_minutes: int
    failures: int
    pause_minutes: int
    password: PasswordLimits


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    limits: tuple[Limits, ...]


def limits_on(day: date) -> Limits:
    """The figures in force on a day; the first ones before there were any.

    Source: TCVN 11930:2017; Thông tư 12/2022/TT-BTTTT (level 3), as far as they name a number.
    """
    entries = sorted(_read().limits, key=lambda one: date.fromisoformat(one.begins))
    begun = [one for one in entries if date.fromisoformat(one.begins) <= day]
    return begun[-1] if begun else entries[0]


@cache
def _read() -> _File:
    return load_document(FILE, _File).value
