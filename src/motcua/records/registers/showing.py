"""Values of records in words, as papers and pages show them: Vietnamese, or English where there is such a word."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.city import units
from motcua.city.models import Unit
from motcua.records.documents import words
from motcua.records.population.ethnic_groups import ethnic_group
from motcua.records.registers.definition import RegisterDefinition, RegisterField
from motcua.records.registers.places import told_by, unit_days

YES_NO = {True: ("Có", "Yes"), False: ("Không", "No")}


def value_words(field: RegisterField, value: Any, on: date, *, english: bool = False) -> str:
    """One value in words; `on`: the record's day, which decides what a unit's code means. Empty for shapes on a map.

    A query for a unit or address.
    """
    if value in (None, "", []):
        return ""
    match field.kind:
        case "date" | "partial_date":
            return "/".join(reversed(str(value).split("-")))
        case "choice" | "choices":
            chosen = value if isinstance(value, list) else [value]
            labels = {one.value: one.en if english else one.vi for one in field.options}
            return ", ".join(labels.get(one, str(one)) for one in chosen)
        case "yes_no":
            return YES_NO[bool(value)][english]
        case "money":
            return f"{int(value):,}".replace(",", ".") + " đồng"
        case "integer" | "decimal":
            return f"{str(value).replace('.', ',')} {field.unit}".strip()
        case "unit":
            return _place(str(value), "", on)
        case "address":
            return _place(str(value.get("unit", "")), str(value.get("line", "")), on)
        case "ethnic_group":
            return ethnic_group(words.ETHNIC_LIST, value) or str(value)
        case "country":
            return words.COUNTRIES.get(value, value)
        case "rows":
            return "; ".join(_row(field, row, on, english) for row in value)
        case "point" | "area":
            return ""
    return str(value)


def _place(code: str, line: str, on: date) -> str:
    """A place as its unit was called on a day. Of a day before the unit bore its code (an old book entered under today's
    commune), as the first that bore it; a code that nobody ever bore stands as it is."""
    if not code:
        return line
    try:
        return words.address_words({"unit": code, "line": line}, on)
    except units.UnknownUnit:
        borne = unit_days([code]).get(code)
    if borne is None:
        return ", ".join(part for part in (line, code) if part)
    return units.full_address(line, Unit.objects.get(pk=borne.units[told_by(borne, on)]))


def _row(field: RegisterField, row: Mapping[str, Any], on: date, english: bool) -> str:
    told = (value_words(one, row.get(one.id), on, english=english) for one in field.rows)
    return ", ".join(text for text in told if text)


def lines(
    kept: RegisterDefinition, data: Mapping[str, Any], on: date, *, english: bool = False
) -> list[tuple[str, str]]:
    """(label, words) of every value that is there and can be said in words, in the order of the definition."""
    found = []
    for field in kept.fields:
        text = value_words(field, data.get(field.id), on, english=english)
        if text:
            found.append((field.label.en if english else field.label.vi, text))
    return found


def title_of(kept: RegisterDefinition, data: Mapping[str, Any], on: date, *, english: bool = False) -> str:
    """The name of a record in lists: "A1 · Chợ Nghĩa Tân"."""
    parts = (kept.named(name) for name in kept.title)
    told = [value_words(one, data.get(one.id), on, english=english) for one in parts if one is not None]
    return " · ".join(text for text in told if text)
