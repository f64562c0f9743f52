"""Values that repeat (days, sexes) and numbers that are odd: each different one is read once, in plain Python. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

from motcua.foundation.identifiers import PinKind, Sex, parse_pin
from motcua.foundation.text import fold
from motcua.records.quality.rules import bit
from motcua.records.registers.importing.cells import read_date

DQ01, DQ02, DQ08, DQ09, DQ23, DQ24 = (bit(id) for id in ("DQ01", "DQ02", "DQ08", "DQ09", "DQ23", "DQ24"))
Precision = Literal["day", "month", "year"]

_EIGHT = re.compile(r"[0-9]{8}")
_SPREADSHEET = re.compile(r"'?[0-9]+[.,]?[0-9]*E\+?[0-9]+", re.IGNORECASE)
_SEXES: dict[str, Sex] = {"nam": "male", "male": "male", "m": "male", "trai": "male", "1": "male",
                          "nu": "female", "female": "female", "f": "female", "gai": "female", "2": "female"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth date as it was written, read: a day, or only its year; a `proposal` is never taken by itself."""

    day: date | None = None
    year: int | None = None
    precision: Precision | None = None
    mask: int = 0
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A personal number that is not plainly in order, read."""

    pin: str | None = None
    cmnd: str | None = None
    mask: int = 0
    proposal: str = ""


def read_birth(written: str) -> Birth:
    """A birth date in any form in use: ISO, day first, `00/00/1950`, `1950`, eight digits (year first or day first)."""
    text = unicodedata.normalize("NFKC", written).strip().lstrip("'")
    if not any(map(str.isdigit, text)) or not text.strip("0/.- "):
        return Birth(mask=DQ24 if text else 0)
    if _EIGHT.fullmatch(text):
        year_first = 1850 <= int(text[:4]) <= 2099
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}" if year_first else f"{text[:2]}/{text[2:4]}/{text[4:]}"
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?", text):
        text = f"{found[3]}/{found[2]}/{found[1]}"
    value, notes = read_date(text, partial=True, agreed=())
    said = next((note.shown for note in notes if note.code == "DQ09"), "")
    if said:
        return _impossible(said[:4], said if _day(said) else "")
    if _day(value):
        return Birth(_day(value), int(value[:4]), "day")
    if re.fullmatch(r"[0-9]{4}", value):
        return Birth(None, int(value), "year", DQ08)
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{2})", value):
        return Birth(None, int(found[1]), "month" if 1 <= int(found[2]) <= 12 else "year", DQ08)
    if found := re.fullmatch(r"([0-9]{4})-[0-9]{2}-[0-9]{2}", value):
        return _impossible(found[1], "")
    return Birth(mask=DQ09)


def _impossible(year: str, proposal: str) -> Birth:
    return Birth(None, int(year), "year", DQ09, proposal)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def read_day(written: str) -> date | None:
    """A whole day (of death), None for anything less."""
    return read_birth(written).day


def read_moment(written: str) -> datetime | None:
    """When a record was last changed: ISO, or a day in any form in use."""
    try:
        moment = datetime.fromisoformat(written.strip())
    except ValueError:
        day = read_day(written)
        return datetime.combine(day, time()) if day else None
    return moment.replace(tzinfo=None)


def read_sex(written: str) -> Sex | None:
    """Words of both languages, and 1 male, 2 female (QCVN 109:2017); 0 and 3 say neither."""
    return _SEXES.get(fold(written).removesuffix(" gioi").replace(" 0", ""))


def read_number(written: str, on: date) -> Number:
    """A number that is not twelve plain digits of right form: cleaned, told apart, refused with its class."""
    text = written.strip().lstrip("'")
    if _SPREADSHEET.fullmatch(text):
        return Number(mask=DQ23)
    digits = "".join(char for char in text if char.isalnum())
    if (digits and not digits.strip("0") and len(digits) >= 5) or len(digits) < 3 or digits.isalpha():
        return Number(mask=DQ24 if text else 0)
    found = parse_pin(text, on)
    match found.kind:
        case PinKind.PIN:
            return Number(pin=found.value)
        case PinKind.CMND9:
            # nine digits are an old number; one that lost three zeros would be a number of a birth registered nowhere
            return Number(cmnd=found.value, mask=DQ01)
    if found.repair:
        return Number(mask=DQ23, proposal=found.repair)
    return Number(mask=DQ02)
