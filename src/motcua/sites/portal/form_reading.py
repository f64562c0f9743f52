"""From what a browser posted to answers as typed, and from those to what the form engine checks.

Answers as typed keep the pieces of a date `{day, month, year}` and of a place `{province, unit, line}`, right or
wrong, so that nothing a person wrote is lost. Names of inputs: `field`, in a repeated group `group-0-field`.
"""

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

from motcua.procedures.compile import CompiledField, CompiledGroup, CompiledPage, CompiledProcedure

LONGEST = 20_000
"""Characters kept of one answer: four times what any field accepts."""
MOST_ROWS = 200


def read_page(page: CompiledPage, post: QueryDict, typed: dict[str, Any]) -> dict[str, Any]:
    """`typed` with the answers of one page replaced by the posted ones.

    A question that was not on the page (hidden by a condition) keeps its earlier answer.
    """
    asked = set(post.getlist("_asked"))
    result = dict(typed)
    for item in page.items:
        if isinstance(item, CompiledGroup):
            if item.group.id in asked:
                result[item.group.id] = _rows(item, post, asked)
        elif item.id in asked and item.value is None:
            result[item.id] = _answer(item, item.id, post)
    return change_rows(page, post, result)


def change_rows(page: CompiledPage, post: QueryDict, typed: dict[str, Any]) -> dict[str, Any]:
    """Add or take away a row of a repeated group when its button was pressed."""
    result = dict(typed)
    for item in page.items:
        if not isinstance(item, CompiledGroup):
            continue
        key, repeat = item.group.id, item.group.repeat
        assert repeat is not None
        rows = rows_of(item, result)
        if f"_add-{key}" in post and len(rows) < repeat.max:
            result[key] = [*rows, {}]
        for index in range(len(rows)):
            if f"_remove-{key}-{index}" in post and len(rows) > max(repeat.min, 0):
                result[key] = rows[:index] + rows[index + 1 :]
    return result


def rows_changed(post: QueryDict) -> bool:
    """Whether the button that was pressed adds or removes a row."""
    return any(name.startswith(("_add-", "_remove-")) for name in post)


def rows_of(group: CompiledGroup, typed: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows to show: those typed, at least as many as the definition wants, and one to begin with."""
    assert group.group.repeat is not None
    kept = typed.get(group.group.id)
    rows = [row for row in kept if isinstance(row, dict)] if isinstance(kept, list) else None
    least = max(group.group.repeat.min, 1 if rows is None else 0)
    rows = rows or []
    return rows + [{} for _ in range(least - len(rows))]


def for_engine(compiled: CompiledProcedure, typed: dict[str, Any]) -> dict[str, Any]:
    """Answers as `forms.validate` takes them: dates as day/month/year, units as codes."""
    result: dict[str, Any] = {}
    for page in compiled.pages:
        for item in page.items:
            if isinstance(item, CompiledGroup):
                result[item.group.id] = [
                    {field.id: _plain(field, row.get(field.id)) for field in item.fields}
                    for row in typed.get(item.group.id) or []
                    if isinstance(row, dict)
                ]
            else:
                result[item.id] = _plain(item, typed.get(item.id))
    return result


def as_typed(kind: str, value: Any) -> Any:
    """A known value (of a register) in the shape of a typed one."""
    if kind == "date" and hasattr(value, "year"):
        return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
    return value


def input_name(item: CompiledField, row: int | None = None) -> str:
    return item.id if item.group is None else f"{item.group}-{row}-{item.id}"


def _rows(item: CompiledGroup, post: QueryDict, asked: Iterable[str]) -> list[dict[str, Any]]:
    numbers = sorted(
        {
            int(parts[1])
            for name in asked
            if len(parts := name.split("-", 2)) == 3 and parts[0] == item.group.id and parts[1].isdecimal()
        }
    )
    return [
        {
            field.id: _answer(field, name, post)
            for field in item.fields
            if field.value is None and (name := input_name(field, number)) in asked
        }
        for number in numbers[:MOST_ROWS]
    ]


def _answer(item: CompiledField, name: str, post: QueryDict) -> Any:
    match item.field.kind:
        case "date":
            return {part: _text(post, f"{name}-{part}") for part in ("day", "month", "year")}
        case "address":
            return {
                "province": _text(post, f"{name}-province"),
                "unit": _text(post, f"{name}-commune"),
                "line": _text(post, f"{name}-line"),
            }
        case "unit":
            return {"province": _text(post, f"{name}-province"), "unit": _text(post, f"{name}-commune")}
        case "choices":
            return [value.replace("\x00", "")[:200] for value in post.getlist(name)[:200]]
    return _text(post, name)


def _text(post: QueryDict, name: str) -> str:
    # No keyboard types NUL, and no column keeps it.
    return (post.get(name) or "").replace("\x00", "")[:LONGEST]


def _plain(item: CompiledField, value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    match item.field.kind:
        case "date":
            parts = [str(value.get(part) or "").strip() for part in ("day", "month", "year")]
            return "/".join(parts) if any(parts) else None
        case "address":
            return {"unit": value.get("unit"), "line": value.get("line")}
        case "unit":
            return value.get("unit") or None
    return value
