"""The QR text of an identity card, read into fields of a form.

The QR is not signed: it fills a form and proves nothing. Its address is evidence of the card, not of where
the person lives today.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from motcua.foundation.identifiers import PinResult, Sex, parse_pin
from motcua.foundation.legacy_text import repair_mojibake
from motcua.foundation.text import canonical_name, fold

FIELDS = 7
_SEXES: dict[str, Sex] = {"nam": "male", "male": "male", "nu": "female", "female": "female"}
_DISTRICT = re.compile(r"(quan|huyen|thi xa|tx|q|h) \S")
_CITY_UNDER_PROVINCE = re.compile(r"(thanh pho|tp) \S")


class CardQrError(ValueError):
    """The text is not that of an identity card; `code` is QR_LAYOUT."""

    code = "QR_LAYOUT"


@dataclass(frozen=True)
class PartialDate:
    """A date as a card states it: a whole day, or only the year. The missing part is never invented."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def precision(self) -> Literal["day", "year"]:
        """How much of the date is known."""
        return "year" if self.day is None else "day"

    def as_date(self) -> date | None:
        """The day, or None when only the year is known."""
        if self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)


@dataclass(frozen=True)
class CardData:
    """What a card's QR says. Fields after the seventh exist on cards since 2024-07-01 only."""

    pin: PinResult
    cmnd: str | None
    full_name: str
    birth_date: PartialDate | None
    sex: Sex | None
    address: str
    issued_on: PartialDate | None
    cancelled_pin: str | None = None
    father: str | None = None
    mother: str | None = None
    flags: tuple[str, ...] = ()


def parse_card_qr(payload: str, today: date) -> CardData:
    """The fields of a card's QR text; raises CardQrError when it is no card's.

    Flags: those of the number (PIN_SEX, PIN_YEAR …); DQ15 where mojibake was repaired; DQ09 for a date that
    cannot be; DQ19 for an address with a district, a level that ended on 2025-07-01; QR_SEX when the sex is
    unreadable. Empty and additional trailing fields never fail.
    Source: layout of the chip card as public readers know it; TT 16/2024/TT-BCA for the further fields.
    """
    fields = [field.strip() for field in payload.strip("\r\n\ufeff").split("|")]
    if len(fields) < FIELDS:
        raise CardQrError(f"{len(fields)} fields, at least {FIELDS} expected")
    if not re.fullmatch(r"([0-9]{9}|[0-9]{12})?", fields[1]):
        raise CardQrError("the second field is no earlier number")
    flags: list[str] = []
    name, sex_text, address = (_readable(fields[n], flags) for n in (2, 4, 5))
    more = [_readable(field, flags) or None for field in fields[FIELDS:]] + [None] * 3
    sex = _SEXES.get(fold(sex_text))
    if sex is None:
        flags.append("QR_SEX")
    birth_date = _read_date(fields[3], flags)
    issued_on = _read_date(fields[6], flags)
    pin = parse_pin(fields[0], today, sex, birth_date.year if birth_date else None)
    if names_a_district(address):
        flags.append("DQ19")
    return CardData(
        pin=pin,
        cmnd=fields[1] or None,
        full_name=" ".join(name.split()),
        birth_date=birth_date,
        sex=sex,
        address=address,
        issued_on=issued_on,
        cancelled_pin=more[0],
        father=more[1],
        mother=more[2],
        flags=tuple(dict.fromkeys([*pin.flags, *flags])),
    )


def names_a_district(address: str) -> bool:
    """Whether an address names a district, town or city under a province: the level ended on 2025-07-01."""
    parts = [fold(part) for part in canonical_name(address).split(",")]
    if any(_DISTRICT.match(part) for part in parts):
        return True
    # A city in the last place is the province-level city itself.
    return any(_CITY_UNDER_PROVINCE.match(part) for part in parts[:-1])


def _readable(text: str, flags: list[str]) -> str:
    repaired = repair_mojibake(text)
    flags.extend(repaired.flags)
    return repaired.text


def _read_date(text: str, flags: list[str]) -> PartialDate | None:
    """`ddMMyyyy`, `yyyy` or `0000yyyy`; None when empty, or with flag DQ09 when it cannot be a date."""
    if not text:
        return None
    if re.fullmatch(r"(0000)?[0-9]{4}", text) and int(text[-4:]) > 0:
        return PartialDate(int(text[-4:]))
    if re.fullmatch(r"[0-9]{8}", text):
        day, month, year = int(text[:2]), int(text[2:4]), int(text[4:])
        try:
            date(year, month, day)
        except ValueError:
            pass
        else:
            return PartialDate(year, month, day)
    flags.append("DQ09")
    return None
