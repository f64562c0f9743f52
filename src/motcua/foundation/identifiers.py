"""Personal numbers, agency codes and dossier codes: reading, checking and writing them.

Checks form only. Whether a person or an agency of that number exists is for the registers above.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from motcua.foundation.identifier_tables import CENTRAL_BODIES, PIN_PROVINCES, PROVINCE_BODIES

Sex = Literal["male", "female"]

DOSSIER_CODE = re.compile(r"[A-Z0-9]+(\.[A-Z0-9]+)*-(\d{6}|\d{8})-\d{4,}", re.ASCII)
"""Every form of a dossier code in use; for `fullmatch`."""

QD20_CODE = re.compile(r"[A-Z][0-9]{2}(\.[A-Z0-9]{1,10}){0,4}")
QD20_LENGTH = 35

_DROPPED = dict.fromkeys(
    [*range(0x2010, 0x2016), *map(ord, "-. "), 0x200B, 0x200C, 0x200D, 0xFEFF, 0x00AD, 0x2060]
)
_LEVEL_1 = re.compile(r"[A-Z][0-9]{2}")
_GROUP = re.compile(r"[A-Z0-9]{1,10}")
_QCVN102_WIDTHS = (2, 2, 3)


class PinKind(StrEnum):
    """What a number turned out to be."""

    PIN = "pin"
    CMND9 = "cmnd9"
    INVALID = "invalid"


@dataclass(frozen=True)
class PinResult:
    """A number that somebody gave, read.

    `value` is the cleaned number, None when invalid; `flags` say why or what to look at; `repair` is a number
    to propose to a person, never to take silently.
    """

    value: str | None
    kind: PinKind
    flags: tuple[str, ...] = ()
    province: str | None = None
    sex: Sex | None = None
    birth_year: int | None = None
    repair: str | None = None

    @property
    def province_name(self) -> str | None:
        """Name of the province (of the 63) where the birth was registered; None for births abroad."""
        return PIN_PROVINCES.get(self.province or "")

    @property
    def is_valid(self) -> bool:
        """Whether it is a personal number of right form; soft flags may still stop automatic acceptance."""
        return self.kind is PinKind.PIN


class AgencyCodeError(ValueError):
    """A text that is no agency code; the message says why."""


class DossierCodeError(ValueError):
    """A text that is no dossier code, or parts that make none."""


def parse_pin(raw: str, today: date, sex: Sex | None = None, birth_year: int | None = None) -> PinResult:
    """A personal identification number, cleaned, checked and compared with the record if that is given.

    Hard flags (kind INVALID): PIN_NONDIGIT, PIN_LENGTH, PIN_PROVINCE, PIN_FUTURE. Soft flags: PIN_ABROAD,
    PIN_SEX, PIN_YEAR and DQ07 when the years differ by exactly a century. There is no check digit.
    Source: NĐ 137/2015, Điều 13; TT 59/2021/TT-BCA, Điều 4; Luật Căn cước 2023, Điều 12.
    """
    digits = "".join(unicodedata.normalize("NFKC", raw).translate(_DROPPED).split())
    if not re.fullmatch("[0-9]*", digits):
        return PinResult(None, PinKind.INVALID, ("PIN_NONDIGIT",))
    if len(digits) == 9:
        return PinResult(digits, PinKind.CMND9)
    if len(digits) != 12:
        return PinResult(None, PinKind.INVALID, ("PIN_LENGTH",), repair=_repair(digits, today))
    province = digits[:3]
    abroad = 101 <= int(province) <= 399
    if province not in PIN_PROVINCES and not abroad:
        return PinResult(None, PinKind.INVALID, ("PIN_PROVINCE",))
    year = 1900 + 100 * (int(digits[3]) // 2) + int(digits[4:6])
    if year > today.year:
        return PinResult(None, PinKind.INVALID, ("PIN_FUTURE",), province=province)
    says: Sex = "female" if int(digits[3]) % 2 else "male"
    flags = ["PIN_ABROAD"] if abroad else []
    if sex is not None and sex != says:
        flags.append("PIN_SEX")
    if birth_year is not None and birth_year != year:
        flags.append("PIN_YEAR")
        if abs(birth_year - year) == 100:
            flags.append("DQ07")
    return PinResult(digits, PinKind.PIN, tuple(flags), province, says, year)


def make_pin(province: str, sex: Sex, birth_year: int, serial: int) -> str:
    """A personal number of right form for an invented person. Raises ValueError for parts that make none."""
    if province not in PIN_PROVINCES:
        raise ValueError(f"no province {province!r}")
    if not 1900 <= birth_year <= 2399 or not 0 <= serial <= 999_999:
        raise ValueError(f"birth year {birth_year} or serial {serial} out of range")
    century = (birth_year - 1900) // 100 * 2 + (sex == "female")
    return f"{province}{century}{birth_year % 100:02d}{serial:06d}"


def _repair(digits: str, today: date) -> str | None:
    if not digits or len(digits) > 12:
        return None
    padded = digits.zfill(12)
    return padded if parse_pin(padded, today).is_valid else None


@dataclass(frozen=True)
class AgencyCode:
    """An agency's code in the form of QĐ 20/2020 (most general group first), the one form for comparing.

    `scheme` is the form it was written in; `qcvn102` the older form, None where that has no room for it.
    """

    qd20: str
    scheme: Literal["QD20", "QCVN102"]

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups from level 1 down."""
        return tuple(self.qd20.split("."))

    @property
    def level(self) -> int:
        """1 for a ministry or province, up to 5."""
        return len(self.groups)

    @property
    def body(self) -> str | None:
        """Name of the province or central body of level 1, as listed before the mergers of 2025."""
        return PROVINCE_BODIES.get(self.groups[0]) or CENTRAL_BODIES.get(self.groups[0])

    @property
    def qcvn102(self) -> str | None:
        """`V1V2V3.Z1Z2.Y1Y2.MX1X2`, unused levels zero."""
        lower = self.groups[1:]
        if len(lower) > 3 or any(len(g) > w for g, w in zip(lower, _QCVN102_WIDTHS, strict=False)):
            return None
        padded = [*lower, *("" for _ in range(3 - len(lower)))]
        filled = [group.zfill(width) for group, width in zip(padded, _QCVN102_WIDTHS, strict=True)]
        return ".".join([*reversed(filled), self.groups[0]])


def parse_agency_code(raw: str) -> AgencyCode:
    """An agency code in either form, also the short one without leading zero groups. Strict about case.

    The group `letter + 2 digits` tells the direction: last -> QCVN 102:2016, first -> QĐ 20/2020.
    Raises AgencyCodeError.
    """
    groups = raw.split(".")
    if not all(_GROUP.fullmatch(group) for group in groups):
        raise AgencyCodeError(f"{raw!r}: groups of A-Z and 0-9 separated by dots expected")
    first, last = (_LEVEL_1.fullmatch(group) is not None for group in (groups[0], groups[-1]))
    if len(groups) > 1 and first and last:
        raise AgencyCodeError(f"{raw!r}: two groups of level 1")
    if not first and not last:
        raise AgencyCodeError(f"{raw!r}: no group of level 1 (a letter and two digits)")
    scheme: Literal["QD20", "QCVN102"] = "QD20" if first else "QCVN102"
    if scheme == "QCVN102":
        groups = _levels_used(groups, raw)
    elif any(not group.strip("0") for group in groups):
        raise AgencyCodeError(f"{raw!r}: unused levels are not written in this form")
    code = ".".join(groups)
    if not QD20_CODE.fullmatch(code) or len(code) > QD20_LENGTH:
        raise AgencyCodeError(f"{raw!r}: at most 5 levels and {QD20_LENGTH} characters")
    level_1 = groups[0]
    if level_1[1:] == "00" or (level_1[0] == "H" and level_1 not in PROVINCE_BODIES):
        raise AgencyCodeError(f"{raw!r}: unknown body {level_1}")
    return AgencyCode(code, scheme)


def to_qd20(raw: str) -> str:
    """The code in the form of QĐ 20/2020, whichever form it came in. Raises AgencyCodeError."""
    return parse_agency_code(raw).qd20


def to_qcvn102(raw: str) -> str:
    """The code in the form of QCVN 102:2016. Raises AgencyCodeError, also where it does not fit."""
    code = parse_agency_code(raw).qcvn102
    if code is None:
        raise AgencyCodeError(f"{raw!r} does not fit the form of QCVN 102")
    return code


def _levels_used(groups: list[str], raw: str) -> list[str]:
    """QCVN 102 groups from level 1 down without the unused (zero) ones."""
    if len(groups) > 4:
        raise AgencyCodeError(f"{raw!r}: at most 4 levels")
    downwards = groups[::-1]
    used = [group for group in downwards if group.strip("0")]
    if downwards[: len(used)] != used:
        raise AgencyCodeError(f"{raw!r}: a level is set below an unused one")
    return used


@dataclass(frozen=True)
class DossierCode:
    """The parts of a dossier code: agency in the form of QĐ 20, day of receipt, running number of that day.

    The `number` of a centrally run service starts with two digits of the system's owner; they cannot be told
    apart.
    """

    agency: str
    received_on: date
    number: int


def scanned(text: str) -> str:
    """The code in what a scanner reads from a slip of the city: the address of the look-up with the code, or the code alone."""
    return text.partition("?ma=")[2].partition("&")[0] if "?ma=" in text else text


def is_dossier_code(s: str) -> bool:
    """Whether a text has the form of a dossier code, of whichever year."""
    return DOSSIER_CODE.fullmatch(s) is not None


def format_dossier_code(agency_code: str, received_on: date, n: int) -> str:
    """The code of the n-th dossier of a day: `H26.100.05-261118-0042`.

    The agency may be given in either form. Raises AgencyCodeError, DossierCodeError.
    Source: TT 04/2025/TT-VPCP.
    """
    if n < 1:
        raise DossierCodeError(f"dossiers are numbered from 1, not {n}")
    if not 2000 <= received_on.year <= 2099:
        raise DossierCodeError(f"{received_on} has no two-digit year")
    return f"{to_qd20(agency_code)}-{received_on:%y%m%d}-{n:04d}"


def parse_dossier_code(code: str) -> DossierCode:
    """The parts of a dossier code of any form in use (QCVN 102 and QĐ 20 agencies, 6- and 8-digit days).

    Raises DossierCodeError. The code itself never changes; this is for showing and searching.
    """
    if not is_dossier_code(code):
        raise DossierCodeError(f"{code!r} does not have the form of a dossier code")
    agency, day, number = code.split("-")
    if len(day) == 6:
        day = f"20{day}"
    try:
        return DossierCode(to_qd20(agency), date(int(day[:4]), int(day[4:6]), int(day[6:])), int(number))
    except ValueError as error:
        raise DossierCodeError(f"{code!r}: {error}") from error
