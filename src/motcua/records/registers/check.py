"""Whether the values of a record may be kept: every field by its kind, then the conditions over them. Pure.

Units are looked up by the caller; unique values and overlaps are the database's to refuse.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from motcua.foundation import expressions
from motcua.records.registers.definition import RegisterDefinition
from motcua.records.registers.errors import Problem
from motcua.records.registers.values import Wrong, read

UnitDays = Mapping[str, Iterable[tuple[date, date | None]]]
"""By code, the stretches in which a unit bore it."""

CEL_TYPES = {
    "text": expressions.TEXT,
    "longtext": expressions.TEXT,
    "name": expressions.TEXT,
    "pin": expressions.TEXT,
    "date": expressions.DATE,
    "partial_date": expressions.TEXT,
    "integer": expressions.INT,
    "money": expressions.INT,
    "yes_no": expressions.BOOL,
    "unit": expressions.TEXT,
    "ethnic_group": expressions.TEXT,
    "country": expressions.TEXT,
}
"""Types of fields in conditions; a choice is text of its options, other kinds may be asked for being there only."""


@dataclass(slots=True)
class Checked:
    """What was read, field by field, and everything that is wrong with it."""

    data: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def check(definition: RegisterDefinition, raw: Mapping[str, Any], *, on: date) -> Checked:
    """Read all values; problems are told all at once. Units must still be checked by `check_units`."""
    found = Checked()
    for one in definition.fields:
        try:
            value = read(one, raw.get(one.id), on)
        except Wrong as wrong:
            found.problems.append(Problem(one.id, wrong.vi, wrong.en))
            continue
        if value is not None:
            found.data[one.id] = value
        elif one.required:
            found.problems.append(
                Problem(one.id, f"Thiếu {one.label.vi.lower()}.", f"{one.label.en} is missing.")
            )
    for name in raw:
        if definition.named(name) is None:
            found.problems.append(
                Problem(name, f"Sổ không có mục “{name}”.", f'The register has no field "{name}".')
            )
    if not found.problems:
        found.problems.extend(conditions(definition, found.data))
    return found


def conditions(definition: RegisterDefinition, data: Mapping[str, Any]) -> list[Problem]:
    """The conditions that do not hold. One whose values are missing is not asked."""
    if not definition.checks:
        return []
    values = cel_values(definition, data)
    return [
        Problem("", one.message.vi, one.message.en)
        for one in definition.checks
        if compiled(definition, one.expr).evaluate(values) is False
    ]


def compiled(definition: RegisterDefinition, source: str, returns: Any = expressions.BOOL) -> Any:
    """A condition over the fields of this definition. Raises: ExpressionError."""
    return expressions.compile(source, environment(definition), returns)


def environment(definition: RegisterDefinition) -> dict[str, expressions.Type]:
    """The names and types that expressions over the fields may use."""
    return {
        one.id: expressions.text_of({option.value for option in one.options})
        if one.kind == "choice"
        else CEL_TYPES.get(one.kind, expressions.DYN)
        for one in definition.fields
    }


def cel_values(definition: RegisterDefinition, data: Mapping[str, Any]) -> dict[str, Any]:
    """Kept values as expressions take them: dates are dates."""
    dates = {one.id for one in definition.fields if one.kind == "date"}
    return {
        name: date.fromisoformat(value) if name in dates and isinstance(value, str) else value
        for name, value in data.items()
    }


def units_of(definition: RegisterDefinition, data: Mapping[str, Any]) -> dict[str, str]:
    """The units that a record names, by field."""
    found = {}
    for one in definition.fields:
        value = data.get(one.id)
        if one.kind == "unit" and isinstance(value, str):
            found[one.id] = value
        elif one.kind == "address" and isinstance(value, Mapping) and value.get("unit"):
            found[one.id] = value["unit"]
    return found


def check_units(wanted: Mapping[str, str], known: UnitDays, on: date) -> list[Problem]:
    """Units must have borne their codes on the record's day; of a day before all that is known of a code, it is enough
    that the code is known: the city's list does not reach back for ever."""
    problems = []
    for name, code in wanted.items():
        days = list(known.get(code, ()))
        held = any(begin <= on and (end is None or on < end) for begin, end in days)
        if not held and not (days and on < min(begin for begin, _ in days)):
            problems.append(
                Problem(
                    name,
                    f"Không có đơn vị hành chính mã {code} vào ngày {on:%d/%m/%Y}.",
                    f"There was no unit of code {code} on {on:%d/%m/%Y}.",
                )
            )
    return problems
