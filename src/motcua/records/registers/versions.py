"""Records of older versions of a register, read under the newest by the definition's own rules."""

from collections.abc import Mapping
from typing import Any

from motcua.foundation import expressions
from motcua.records.registers import definitions
from motcua.records.registers.check import cel_values
from motcua.records.registers.definition import RegisterDefinition
from motcua.records.registers.models import Record


def data_now(kept: RegisterDefinition, record: Record) -> dict[str, Any]:
    """The record's values under `kept`: the fields that it declares. No query."""
    return split(kept, record.data, record.schema)[0]


def under_newest(record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
    """The record's values under the newest definition of its register, and those of fields that are gone. No query."""
    return split(definitions.definition_of(record.register), record.data, record.schema)


def split(
    kept: RegisterDefinition, data: Mapping[str, Any], schema: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values under `kept`, and those of fields that are gone (`earlier`).

    The rules of every version after `schema` are applied one after the other: each gives fields by CEL over the
    values that were there before it. A rule that cannot tell leaves its field as it was.
    """
    now = dict(data)
    if schema < kept.version:
        for migration in sorted(kept.migrations, key=lambda one: one.version):
            if schema < migration.version <= kept.version:
                now |= _moved(kept, migration.set, now)
    known = {field.id for field in kept.fields}
    return (
        {name: value for name, value in now.items() if name in known},
        {name: value for name, value in now.items() if name not in known},
    )


def _moved(kept: RegisterDefinition, rules: Mapping[str, str], values: dict[str, Any]) -> dict[str, Any]:
    """What the rules of one version give."""
    before = cel_values(kept, values)
    found = {}
    for name, source in rules.items():
        value = expressions.compile(source, expressions_over(kept, values), expressions.DYN).evaluate(before)
        if value is not None:
            found[name] = value.isoformat() if hasattr(value, "isoformat") else value
    return found


def expressions_over(kept: RegisterDefinition, values: Mapping[str, Any]) -> dict[str, expressions.Type]:
    """Names that a rule may use: fields of any version; those that are gone may hold anything."""
    return dict.fromkeys({*values, *(field.id for field in kept.fields)}, expressions.DYN)
