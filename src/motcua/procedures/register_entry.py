"""What a result writes into its register: the fields that the definition names, the rest by equal ids. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.foundation.definitions import did_you_mean
from motcua.foundation.expressions import DYN, TEXT, Expression, Type

from .binding import Notes
from .definition import ProcedureDefinition
from .sources import register_fields, registers_known

NUMBER = "result_number"
"""The name under which an entry sees the number of the paper."""


def compile_entry(
    definition: ProcedureDefinition, env: Mapping[str, Type], notes: Notes
) -> Mapping[str, Expression]:
    """The expressions of the entry, bound; a register or a field that there is not is noted."""
    result = definition.result
    fields = register_fields(result.register) if result.register else frozenset[str]()
    if result.register and fields is None and registers_known():
        vi, en = did_you_mean(result.register, registers_known())
        notes.report(
            "result.register",
            "ENTRY_REGISTER",
            f"Không có sổ “{result.register}”.{vi}",
            f'There is no register "{result.register}".{en}',
        )
    found = {}
    for name, source in result.entry.items():
        path = f"result.entry.{name}"
        if not result.register or (fields is not None and name not in fields):
            vi, en = did_you_mean(name, fields or ())
            notes.report(
                path,
                "ENTRY_FIELD",
                f"Sổ không có mục “{name}”.{vi}",
                f'The register has no field "{name}".{en}',
            )
        bound = notes.bind(source, {**env, NUMBER: TEXT}, DYN, path)
        if bound is not None:
            found[name] = bound
    return found


def fill_entry(
    register: str,
    entry: Mapping[str, Expression],
    values: Mapping[str, Any],
    *,
    answers: Mapping[str, Any],
    officer: Mapping[str, Any],
    number: str,
) -> dict[str, Any]:
    """The fields of a register's record, ready for JSON. `values`: as `CompiledProcedure.values` gives them."""
    known = register_fields(register) or frozenset()
    same = {
        name: value
        for source in (officer, answers)
        for name, value in source.items()
        if name in known and value not in (None, "", [])
    }
    seen = {**values, NUMBER: number}
    named = {name: _plain(expression.evaluate(seen)) for name, expression in entry.items()}
    return same | {name: value for name, value in named.items() if value not in (None, "", [])}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return value
