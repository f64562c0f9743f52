"""One answer: from what a browser or a partner sent to a clean, JSON-ready value, or a reasoned refusal.

Text arrives as typed or as JSON; both are accepted. Clean values: text NFC without odd characters, dates ISO,
numbers int, yes_no bool, choices a list, address {unit, line}. None means no answer.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from motcua.foundation.identifiers import parse_pin

from ..definition import Field
from .messages import refuse

MAX_LENGTH = {"longtext": 5000, "person_name": 100, "text": 500}
MAX_NUMBER = 10**15
"""Above any count or sum of đồng that a form can mean, and exact in every database and in JavaScript."""

_PHONE = re.compile(r"0(?:[35789]\d{8}|2\d{9})|\+(?!84)[1-9]\d{7,14}", re.ASCII)
_EMAIL = re.compile(
    r"[^@\s\"(),:;<>\[\\\]]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_VN_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_GROUPED = re.compile(r"-?\d{1,3}(?:[., \u00a0]\d{3})+|-?\d+")
_YES, _NO = {"yes", "true", "1", "on", "co", "có"}, {"no", "false", "0", "off", "khong", "không"}
_COUNTRY = re.compile(r"[A-Z]{2}")
_UNIT = re.compile(r"[0-9]{5}")
ETHNIC_GROUPS = frozenset(f"{code:02d}" for code in range(1, 57))
"""Codes of QĐ 421/1979: 54 peoples, 55 foreigner, 56 not known."""


def clean_text(raw: Any, limit: int, *, lines: bool = False) -> str | None:
    """NFC, outer space off, runs of space made one. Numbers count as text. Raises: Refused."""
    if raw is None:
        return None
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        raw = str(raw) if abs(raw) < MAX_NUMBER else "x" * (limit + 1)
    if not isinstance(raw, str):
        raise refuse("TEXT")
    if len(raw) > limit * 4 + 100:
        raise refuse("TEXT_LONG", limit)
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.isprintable() and any(_odd(char, lines) for char in text):
        raise refuse("TEXT_CONTROL")
    if lines:
        text = "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
    else:
        text = " ".join(text.split())
    if len(text) > limit:
        raise refuse("TEXT_LONG", limit)
    return text or None


def _odd(char: str, lines: bool) -> bool:
    """Control, surrogate, unassigned and direction-changing characters; a tab or line end is space."""
    if char in "\t\n":
        return False
    return unicodedata.category(char) in ("Cc", "Cs", "Cn", "Co") or char in "\u202a\u202b\u202c\u202d\u202e"


def parse_answer(item: Field, raw: Any, *, today: date, options: frozenset[str]) -> Any:
    """The clean value of one answer, or None for an empty one. Raises: Refused.

    `options` are the values that may be chosen now.
    """
    match item.kind:
        case "choices":
            return _choices(item, raw, options)
        case "address":
            return _address(raw)
        case "yes_no":
            return _yes_no(raw)
        case "integer" | "money":
            return _number(item, raw)
    limit = item.max_length or MAX_LENGTH.get(item.kind, 500)
    text = clean_text(raw, limit, lines=item.kind == "longtext")
    if text is None:
        return None
    if item.kind == "date":
        return _date(item, text, today)
    if item.kind == "choice":
        if text not in options:
            raise refuse("CHOICE")
        return text
    text = _BY_KIND.get(item.kind, _same)(text, today)
    if item.pattern is not None and not re.fullmatch(item.pattern, text):
        raise refuse("PATTERN", f" ({item.example})" if item.example else "")
    return text


def _same(text: str, today: date) -> str:
    return text


def _person_name(text: str, today: date) -> str:
    if not all(char.isalpha() or unicodedata.category(char) == "Mn" or char in " -'’." for char in text):
        raise refuse("NAME")
    if not any(char.isalpha() for char in text):
        raise refuse("NAME")
    return text


def _pin(text: str, today: date) -> str:
    result = parse_pin(text, today)
    if not result.is_valid or result.value is None:
        old_card = result.value is not None
        raise refuse("PIN_LENGTH" if old_card or "PIN_LENGTH" in result.flags else "PIN")
    return result.value


def _phone(text: str, today: date) -> str:
    digits = re.sub(r"[ .()\u00a0-]", "", text)
    if digits.startswith(("+84", "0084")):
        digits = "0" + digits[3 if digits[0] == "+" else 4 :].removeprefix("0")
    if not _PHONE.fullmatch(digits):
        raise refuse("PHONE")
    return digits


def _email(text: str, today: date) -> str:
    local, _, domain = text.rpartition("@")
    if (
        len(text) > 254
        or not _EMAIL.fullmatch(text)
        or ".." in local
        or local[:1] == "."
        or local[-1:] == "."
    ):
        raise refuse("EMAIL")
    return f"{local}@{domain.lower()}"


def _code(pattern: re.Pattern[str], code: str) -> Any:
    def check(text: str, today: date) -> str:
        if not pattern.fullmatch(text):
            raise refuse(code)
        return text

    return check


def _ethnic_group(text: str, today: date) -> str:
    if text not in ETHNIC_GROUPS:
        raise refuse("ETHNIC_GROUP")
    return text


_BY_KIND = {
    "person_name": _person_name,
    "pin": _pin,
    "phone": _phone,
    "email": _email,
    "unit": _code(_UNIT, "UNIT"),
    "country": _code(_COUNTRY, "COUNTRY"),
    "ethnic_group": _ethnic_group,
}


def read_date(text: str) -> date | None:
    """27/3/2019, 27-03-2019, 27.3.2019 or 2019-03-27."""
    try:
        if _ISO_DATE.fullmatch(text):
            return date.fromisoformat(text)
        if found := _VN_DATE.fullmatch(text):
            day, month, year = map(int, found.groups())
            return date(year, month, day)
    except ValueError:
        return None
    return None


def _date(item: Field, text: str, today: date) -> str:
    day = read_date(text)
    if day is None:
        raise refuse("DATE")
    low, high = _bound(item.min, today), _bound(item.max, today)
    if low is not None and day < low:
        raise refuse("DATE_EARLY", f"{low:%d/%m/%Y}")
    if high is not None and day > high:
        raise refuse("DATE_LATE", f"{high:%d/%m/%Y}")
    if not date(1850, 1, 1) <= day <= today + timedelta(days=36_525):
        raise refuse("DATE")
    return day.isoformat()


def _bound(value: int | str | None, today: date) -> date | None:
    if not isinstance(value, str):
        return None
    return today if value == "today" else date.fromisoformat(value)


def _number(item: Field, raw: Any) -> int | None:
    code = "MONEY" if item.kind == "money" else "INTEGER"
    if isinstance(raw, (bool, list, tuple, Mapping)):
        raise refuse(code)
    if isinstance(raw, float):
        if not raw.is_integer():
            raise refuse(code)
        raw = int(raw)
    if not isinstance(raw, int):
        text = clean_text(raw, 40)
        if text is None:
            return None
        text = re.sub(r"\s*(đồng|đ|₫|VND)$", "", text, flags=re.IGNORECASE)
        if not _GROUPED.fullmatch(text) or not text.isascii():
            raise refuse(code)
        raw = int(re.sub(r"[., \u00a0]", "", text))
    if isinstance(item.min, int) and raw < item.min:
        raise refuse("MIN", item.min)
    if isinstance(item.max, int) and raw > item.max:
        raise refuse("MAX", item.max)
    if item.kind == "money" and raw < 0:
        raise refuse("MIN", 0)
    if abs(raw) > MAX_NUMBER:
        raise refuse(code)
    return raw


def _yes_no(raw: Any) -> bool | None:
    if raw is None or isinstance(raw, bool):
        return raw
    text = clean_text(raw, 10)
    if text is None:
        return None
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise refuse("YES_NO")


def _choices(item: Field, raw: Any, options: frozenset[str]) -> list[str] | None:
    if raw is None or raw == "":
        return None
    listed = raw if isinstance(raw, (list, tuple)) else [raw]
    if len(listed) > 200 or not all(isinstance(value, str) and value in options for value in listed):
        raise refuse("CHOICES")
    chosen = list(dict.fromkeys(listed))
    if isinstance(item.min, int) and 0 < len(chosen) < item.min:
        raise refuse("CHOICES_MIN", item.min)
    if isinstance(item.max, int) and len(chosen) > item.max:
        raise refuse("CHOICES_MAX", item.max)
    return chosen or None


def _address(raw: Any) -> dict[str, str] | None:
    """Both parts or neither. A refusal of one part is told under its own path by `validate`."""
    if raw is None or raw == "":
        return None
    if not isinstance(raw, Mapping):
        raise refuse("UNIT")
    unit = clean_text(raw.get("unit"), 10)
    line = clean_text(raw.get("line"), 200)
    if unit is None and line is None:
        return None
    if unit is None or not _UNIT.fullmatch(unit):
        raise refuse("UNIT")
    if line is None:
        raise refuse("ADDRESS_LINE")
    return {"unit": unit, "line": line}
