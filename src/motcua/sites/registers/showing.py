"""A record in words: its values by kind, its name in lists, who wrote it and what said so."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse

from motcua.records.registers import showing
from motcua.records.registers.access import Seen
from motcua.records.registers.definition import RegisterDefinition, RegisterField
from motcua.records.registers.models import Origin, Record, State
from motcua.sites.shell import language
from motcua.sites.shell.language import both

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


def value_words(field: RegisterField, value: Any, on: date) -> Any:
    """A value as people read it, in the reader's language. `on`: the record's day, which says what a unit's code meant."""
    match field.kind:
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
    return showing.value_words(field, value, on, english=in_english())


def in_english() -> bool:
    """Whether the reader chose English."""
    return language.say("vi", "en") == "en"


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
    return showing.title_of(kept, data, record.entered_on, english=in_english()) or record.key


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
    if origin == Origin.BOOK:
        ref = (
            ""  # ids of the book and its entry say nothing to people: volume, page and number stand beside it
        )
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
