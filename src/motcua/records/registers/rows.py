"""Rows of the tables as objects, without a second query: the kernel writes and reads its partitions by plain SQL."""

from collections.abc import Sequence
from typing import Any

import orjson

from motcua.records.registers.models import Record

FIELDS = tuple(field.attname for field in Record._meta.concrete_fields)
COLUMNS = ", ".join(FIELDS)
_JSON = [place for place, name in enumerate(FIELDS) if name in ("data", "by")]


def columns(alias: str) -> str:
    """The columns of a record in the order of `record_of`."""
    return ", ".join(f"{alias}.{name}" for name in FIELDS)


def record_of(row: Sequence[Any]) -> Record:
    """A record from a row of `COLUMNS`."""
    values = list(row)
    for place in _JSON:
        if isinstance(values[place], str | bytes):
            values[place] = orjson.loads(values[place])
    return Record.from_db("default", FIELDS, values)


def loaded(record: Record) -> Record:
    """Say that a record that was just written is in the database."""
    record._state.adding = False
    record._state.db = "default"
    return record
