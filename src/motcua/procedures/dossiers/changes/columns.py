"""A model's row as part of a statement of our own, so that new columns follow the model by themselves."""

import json
from typing import Any

from django.db.models import Model
from django.db.models.expressions import DatabaseDefault

_CASTS = {
    "JSONField": "jsonb",
    "DateTimeField": "timestamptz",
    "DecimalField": "numeric",
    "UUIDField": "uuid",
    "BigIntegerField": "bigint",
    "ForeignKey": "bigint",
    "SmallIntegerField": "smallint",
}


class Columns:
    """The columns of `model` without those that the statement finds itself; `prefix` keeps names apart."""

    def __init__(self, model: type[Model], *, found: frozenset[str], prefix: str = "") -> None:
        fields = [field for field in model._meta.concrete_fields if field.name not in found]
        self.names = ", ".join(f'"{field.column}"' for field in fields)
        self.marks = ", ".join(
            f"%({prefix}{field.column})s::{_CASTS.get(field.get_internal_type(), 'text')}" for field in fields
        )
        self._fields = [
            (
                f"{prefix}{field.column}",
                field.attname,
                field.get_internal_type() == "JSONField",
                getattr(field.db_default, "value", field.db_default) if field.has_db_default() else None,
            )
            for field in fields
        ]

    def values(self, row: Model) -> dict[str, Any]:
        """What the marks stand for in this row."""
        values = {}
        for name, attribute, is_json, default in self._fields:
            value = getattr(row, attribute)
            if isinstance(value, DatabaseDefault):
                value = default
            elif is_json and value is not None:
                value = json.dumps(value, ensure_ascii=False)
            values[name] = value
        return values
