"""The folded keys by which a record is found. Pure."""

from collections.abc import Mapping
from typing import Any

from motcua.foundation.text import fold
from motcua.records.registers.definition import RegisterDefinition


def words_for(definition: RegisterDefinition, data: Mapping[str, Any]) -> list[str]:
    """The folded values of the fields that are searched by name, place or words, sorted."""
    found = set()
    for field in definition.fields:
        value = data.get(field.id)
        if field.search in ("no", "number") or value is None:
            continue
        found.add(fold(str(value.get("line", "")) if isinstance(value, Mapping) else str(value)))
    return sorted(found - {""})
