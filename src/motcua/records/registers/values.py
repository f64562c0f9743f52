"""One value of a record by its kind: read from what a form, an import or a paper gives, or refused with words. Pure.

What is kept is plain JSON: dates as ISO text, decimals as text (no digit is lost), money and integers as numbers.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from motcua.foundation.identifiers import PinKind, parse_pin
from motcua.foundation.text import nfc
from motcua.records.registers.definition import RegisterField

LONGEST = {"text": 400, "name": 120, "longtext": 20_000}
"""Characters of a text when the field does not say."""
LONGEST_LINE = 300
MOST_POINTS = 5_000
"""Corners of an area: a ward's boundary has fewer."""
_WHOLE = re.compile(r"-?\d{1,18}")
_DECIMAL = re.compile(r"-?\d{1,18}(\.\d{1,9})?")
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_UNIT = re.compile(r"\d{2,5}")
_COUNTRY = re.compile(r"[A-Z]{2}")


class Wrong(ValueError):
    """The value does not fit its field; says why in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


def read(field: RegisterField, raw: Any, on: date) -> Any:
    """The value as it is kept, or None when there is none. `on`: the record's day. Raises: Wrong."""
    if isinstance(raw, str):
        raw = nfc(raw).replace("\x00", "").strip()
    if raw is None or raw == "" or raw == {} or raw == []:
        return None
    return _BY_KIND[field.kind](field, raw, on)


def _text(field: RegisterField, raw: Any, on: date) -> str:
    if not isinstance(raw, str):
        raise Wrong("Giá trị này phải là chữ.", "This must be text.")
    value = raw if field.kind == "longtext" else " ".join(raw.split())
    longest = field.max_length or LONGEST[field.kind]
    if len(value) > longest:
        raise Wrong(f"Tối đa {longest} ký tự.", f"At most {longest} characters.")
    if field.pattern and not re.fullmatch(field.pattern, value):
        raise Wrong("Không đúng dạng quy định.", "It does not have the right form.")
    return value


def _pin(field: RegisterField, raw: Any, on: date) -> str:
    found = parse_pin(str(raw), date.max)
    if found.value is None or found.kind is PinKind.INVALID:
        raise Wrong(
            "Số định danh có 12 chữ số (CMND cũ: 9 chữ số) theo quy định.",
            "A personal number has 12 digits (an old identity card 9) of the prescribed form.",
        )
    return found.value


def _date(field: RegisterField, raw: Any, on: date) -> str:
    try:
        value = raw if isinstance(raw, date) else date.fromisoformat(str(raw)[:10])
    except ValueError:
        raise Wrong("Không có ngày này.", "There is no such day.") from None
    return _within(field, value.isoformat()[:10], on)


def _partial_date(field: RegisterField, raw: Any, on: date) -> str:
    text = raw.isoformat()[:10] if isinstance(raw, date) else str(raw)
    found = _PARTIAL.fullmatch(text)
    if found is None:
        raise Wrong("Ghi năm, tháng năm hoặc ngày tháng năm.", "Write a year, a month of it, or a day.")
    try:
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        raise Wrong("Không có ngày này.", "There is no such day.") from None
    return _within(field, text, on)


TODAY = "today"
"""As a bound: the record's day."""


def _within(field: RegisterField, value: str, on: date) -> str:
    low, high = (on.isoformat() if bound == TODAY else bound for bound in (field.min, field.max))
    if isinstance(low, str) and value < low[: len(value)]:
        raise Wrong(f"Sớm nhất là {low}.", f"Not before {low}.")
    if isinstance(high, str) and value > high:
        raise Wrong(f"Muộn nhất là {high}.", f"Not after {high}.")
    return value


def _integer(field: RegisterField, raw: Any, on: date) -> int:
    if isinstance(raw, bool) or not _WHOLE.fullmatch(str(raw)):
        raise Wrong("Giá trị này phải là số nguyên.", "This must be a whole number.")
    return int(_bounded(field, Decimal(int(raw))))


def _decimal(field: RegisterField, raw: Any, on: date) -> str:
    text = format(raw, "f") if isinstance(raw, Decimal) else str(raw)
    if isinstance(raw, bool) or not _DECIMAL.fullmatch(text):
        raise Wrong("Giá trị này phải là số.", "This must be a number.")
    return format(_bounded(field, Decimal(text)), "f")


def _bounded(field: RegisterField, value: Decimal) -> Decimal:
    try:
        low = None if field.min is None else Decimal(str(field.min))
        high = None if field.max is None else Decimal(str(field.max))
    except InvalidOperation:
        return value
    if low is not None and value < low:
        raise Wrong(f"Nhỏ nhất là {low}.", f"At least {low}.")
    if high is not None and value > high:
        raise Wrong(f"Lớn nhất là {high}.", f"At most {high}.")
    return value


def _yes_no(field: RegisterField, raw: Any, on: date) -> bool:
    if not isinstance(raw, bool):
        raise Wrong("Giá trị này phải là có hoặc không.", "This must be yes or no.")
    return raw


def _choice(field: RegisterField, raw: Any, on: date) -> str:
    if raw not in {option.value for option in field.options}:
        listed = ", ".join(option.value for option in field.options)
        raise Wrong(f"Chỉ nhận: {listed}.", f"Only these: {listed}.")
    return str(raw)


def _choices(field: RegisterField, raw: Any, on: date) -> list[str]:
    """Several options, in the order of the definition; an import may write them with semicolons between."""
    given = [one.strip() for one in raw.split(";")] if isinstance(raw, str) else raw
    if not isinstance(given, list | tuple):
        raise Wrong("Giá trị này phải là danh sách.", "This must be a list.")
    chosen = {_choice(field, one, on) for one in given if one != ""}
    return [option.value for option in field.options if option.value in chosen]


MOST_ROWS = 500


def _rows(field: RegisterField, raw: Any, on: date) -> list[dict[str, Any]]:
    """Rows of values by their own fields; a problem says in which row it lies."""
    if not isinstance(raw, list | tuple) or len(raw) > MOST_ROWS:
        raise Wrong(f"Danh sách tối đa {MOST_ROWS} dòng.", f"A list of at most {MOST_ROWS} rows.")
    return [_row(field, number, row, on) for number, row in enumerate(raw, 1)]


def _row(field: RegisterField, number: int, row: Any, on: date) -> dict[str, Any]:
    known = {one.id: one for one in field.rows}
    if not isinstance(row, Mapping) or not set(row) <= known.keys():
        raise Wrong(f"Dòng {number} có mục lạ.", f"Row {number} has an item that does not belong.")
    kept = {}
    for name, one in known.items():
        try:
            value = read(one, row.get(name), on)
        except Wrong as wrong:
            raise Wrong(
                f"Dòng {number}, {one.label.vi.lower()}: {wrong.vi}",
                f"Row {number}, {one.label.en}: {wrong.en}",
            ) from None
        if value is None and one.required:
            raise Wrong(
                f"Dòng {number}: thiếu {one.label.vi.lower()}.", f"Row {number}: {one.label.en} is missing."
            )
        if value is not None:
            kept[name] = value
    return kept


def _unit(field: RegisterField, raw: Any, on: date) -> str:
    if not isinstance(raw, str) or not _UNIT.fullmatch(raw):
        raise Wrong("Mã đơn vị hành chính có 2 đến 5 chữ số.", "A unit's code has 2 to 5 digits.")
    return raw


def _address(field: RegisterField, raw: Any, on: date) -> dict[str, str]:
    """`{unit, line}`; an address written in one line has no unit."""
    if isinstance(raw, str):
        raw = {"line": raw}
    if not isinstance(raw, Mapping) or not set(raw) <= {"unit", "line"}:
        raise Wrong("Địa chỉ gồm mã đơn vị và dòng địa chỉ.", "An address has a unit and a line.")
    line = " ".join(nfc(str(raw.get("line") or "")).split())
    if len(line) > LONGEST_LINE:
        raise Wrong(f"Tối đa {LONGEST_LINE} ký tự.", f"At most {LONGEST_LINE} characters.")
    unit = raw.get("unit") or ""
    return {"unit": _unit(field, unit, on) if unit else "", "line": line}


def _ethnic_group(field: RegisterField, raw: Any, on: date) -> str:
    """The code of the list of 1979, or the group's name as written in an old book."""
    return _text_up_to(raw, 40)


def _country(field: RegisterField, raw: Any, on: date) -> str:
    if not isinstance(raw, str) or not _COUNTRY.fullmatch(raw):
        raise Wrong("Mã nước gồm hai chữ cái (VN).", "A country's code has two letters (VN).")
    return raw


def _text_up_to(raw: Any, longest: int) -> str:
    if not isinstance(raw, str) or len(raw) > longest:
        raise Wrong(f"Chữ, tối đa {longest} ký tự.", f"Text of at most {longest} characters.")
    return raw


def _point(field: RegisterField, raw: Any, on: date) -> dict[str, Any]:
    if not isinstance(raw, Mapping) or raw.get("type") != "Point" or not _position(raw.get("coordinates")):
        raise Wrong("Điểm phải là kinh độ, vĩ độ (WGS84).", "A point is longitude and latitude (WGS84).")
    return {"type": "Point", "coordinates": list(raw["coordinates"])[:2]}


def _area(field: RegisterField, raw: Any, on: date) -> dict[str, Any]:
    """A polygon, or several; rings closed."""
    kind = raw.get("type") if isinstance(raw, Mapping) else None
    polygons = {"Polygon": lambda: [raw["coordinates"]], "MultiPolygon": lambda: raw["coordinates"]}
    try:
        rings = [ring for polygon in polygons[str(kind)]() for ring in polygon]
        good = bool(rings) and all(
            len(ring) >= 4 and list(ring[0]) == list(ring[-1]) and all(map(_position, ring)) for ring in rings
        )
    except (KeyError, TypeError, IndexError):
        good, rings = False, []
    if not good or sum(map(len, rings)) > MOST_POINTS:
        raise Wrong(
            "Vùng phải là đa giác khép kín theo kinh độ, vĩ độ (WGS84).",
            "An area is a closed polygon of longitudes and latitudes (WGS84).",
        )
    return {"type": kind, "coordinates": raw["coordinates"]}


def _position(raw: Any) -> bool:
    numbers = isinstance(raw, list | tuple) and len(raw) >= 2
    if not numbers or not all(isinstance(n, int | float) and not isinstance(n, bool) for n in raw):
        return False
    return -180 <= raw[0] <= 180 and -90 <= raw[1] <= 90


_BY_KIND: dict[str, Callable[[RegisterField, Any, date], Any]] = {
    "text": _text,
    "longtext": _text,
    "name": _text,
    "pin": _pin,
    "date": _date,
    "partial_date": _partial_date,
    "integer": _integer,
    "decimal": _decimal,
    "money": _integer,
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _choices,
    "rows": _rows,
    "unit": _unit,
    "address": _address,
    "ethnic_group": _ethnic_group,
    "country": _country,
    "point": _point,
    "area": _area,
}
