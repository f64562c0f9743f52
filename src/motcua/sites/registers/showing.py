"""A record in words: its values by kind, its name in lists, who wrote it and what said so."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse

from motcua.records.documents import words
from motcua.records.population.ethnic_groups import ethnic_group
from motcua.records.population.facts import COUNTRIES
from motcua.records.registers.access import Seen
from motcua.records.registers.definition import RegisterDefinition, RegisterField
from motcua.records.registers.models import Origin, Record, State
from motcua.sites.shell import language
from motcua.sites.shell.templatetags.motcua import dong, number

ORIGINS = {
    Origin.DOSSIER: ("Hồ sơ", "Dossier"),
    Origin.PAPER: ("Giấy tờ", "Paper"),
    Origin.IMPORT: ("Nhập từ tệp", "Import"),
    Origin.BOOK: ("Sổ giấy đã số hóa", "Digitised book"),
    Origin.MESSAGE: ("Thông điệp của cơ quan khác", "Message of another agency"),
    Origin.OFFICER: ("Cán bộ ghi", "Written by an officer"),
}
STATES = {
    State.IN_FORCE: ("ok", "check", "Có hiệu lực", "In force"),
    State.CORRECTED: ("quiet", "refresh", "Đã thay bằng bản ghi khác", "Replaced"),
    State.CANCELLED: ("danger", "cross", "Đã hủy", "Cancelled"),
    State.WITHDRAWN: ("quiet", "undo", "Đã rút", "Withdrawn"),
}
ETHNIC = "QD121-1979"


def both(vi: str, en: str) -> dict[str, str]:
    return {"vi": vi, "en": en}


def value_words(field: RegisterField, value: Any, on: date) -> Any:
    """A value as people read it. `on`: the record's day, which says what a code of a unit meant."""
    match field.kind:
        case "choice":
            return _option(field, value)
        case "choices":
            chosen = [_option(field, one) for one in value]
            return both(
                *(", ".join(str(language_of(one, tongue)) for one in chosen) for tongue in ("vi", "en"))
            )
        case "yes_no":
            return both("Có", "Yes") if value else both("Không", "No")
        case "date" | "partial_date":
            return day_text(str(value))
        case "money":
            return dong(value)
        case "integer" | "decimal":
            # without a unit it is no quantity: a year, a sheet, a storey
            shown = (
                number(value)
                if field.kind == "integer" and field.unit
                else str(Decimal(value)).replace(".", ",")
            )
            return f"{shown} {field.unit}".strip()
        case "unit" | "address":
            with words.codes_told_on(on):
                return words.address_words(value, on)
        case "ethnic_group":
            return ethnic_group(ETHNIC, str(value)) or value
        case "country":
            return COUNTRIES.get(value, value)
        case "point":
            lon, lat = value["coordinates"][:2]
            return f"{lat:.5f}, {lon:.5f}"
        case "area":
            return both("Ranh giới trên bản đồ", "Boundary on the map")
        case "rows":
            return [
                [
                    (one.label, value_words(one, row[one.id], on))
                    for one in field.rows
                    if row.get(one.id) is not None
                ]
                for row in value
            ]
    return value


def _option(field: RegisterField, value: Any) -> Any:
    return next((both(one.vi, one.en) for one in field.options if one.value == value), value)


def language_of(words_: Any, tongue: str) -> str:
    return str(words_[tongue] if isinstance(words_, Mapping) else words_)


def day_text(text: str) -> str:
    """`1958` stays, `1958-03` is 03/1958, a day is 12/03/1958."""
    return "/".join(reversed(text.split("-")))


def lines(kept: RegisterDefinition, seen: Seen) -> list[dict[str, Any]]:
    """The values of a record in the definition's order; those that are not shown say so."""
    rows = []
    hidden = set(seen.hidden)
    for field in kept.fields:
        if field.id in hidden:
            rows.append({"field": field, "hidden": True})
        elif field.id in seen.data:
            words_ = value_words(field, seen.data[field.id], seen.record.entered_on)
            rows.append({"field": field, "value": words_, "rows": words_ if field.kind == "rows" else None})
    return rows


def title_of(kept: RegisterDefinition, data: Mapping[str, Any], record: Record) -> str:
    """What a record is called in a list: the values that the definition names, else its key."""
    parts = []
    for name in kept.title:
        field = kept.named(name)
        if field is not None and data.get(name) is not None:
            shown = value_words(field, data[name], record.entered_on)
            parts.append(str(language.pick(shown) if isinstance(shown, Mapping) else shown))
    return " · ".join(parts) or record.key


def columns_of(kept: RegisterDefinition, data: Mapping[str, Any], record: Record) -> list[tuple[Any, Any]]:
    """(label, words) of the fields that stand in lists and are not in the title."""
    return [
        (field.label, value_words(field, data[field.id], record.entered_on))
        for field in kept.fields
        if field.column and field.id not in kept.title and data.get(field.id) is not None
    ]


def origin_words(origin: str, ref: str) -> dict[str, Any]:
    """What said so, with a link where there is a page of it."""
    vi, en = ORIGINS.get(Origin(origin), ("", "")) if origin in Origin.values else (origin, origin)
    return {"words": both(vi, en), "ref": ref, "href": _page_of(origin, ref)}


def _page_of(origin: str, ref: str) -> str:
    if origin == Origin.DOSSIER and ref:
        try:
            return reverse("desk:dossier", args=[ref])
        except NoReverseMatch:
            return ""
    return ""


def state_of(record: Record, today: date) -> dict[str, Any]:
    """How a record stands today, for its tag."""
    if record.state == State.IN_FORCE and record.valid_to is not None and record.valid_to <= today:
        return {"tone": "quiet", "icon": "clock", "words": both("Đã hết hiệu lực", "No longer valid")}
    tone, icon, vi, en = STATES[State(record.state)]
    return {"tone": tone, "icon": icon, "words": both(vi, en)}


def changed(
    kept: RegisterDefinition, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterable[RegisterField]:
    """Fields whose values differ, in the definition's order."""
    return (field for field in kept.fields if before.get(field.id) != after.get(field.id))
