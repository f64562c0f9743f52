"""Links between registers: the record that one of ours is about, and the records that are about one of ours."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from motcua.records.registers import definitions, storage
from motcua.records.registers.definition import Link, RegisterDefinition
from motcua.records.registers.errors import Problem
from motcua.records.registers.identity import OWN_PARTS, join
from motcua.records.registers.models import Record
from motcua.records.registers.reading import by_key
from motcua.records.registers.rows import COLUMNS, record_of
from motcua.records.registers.versions import data_now

MOST = 200
"""Records of one link that are shown: who asks for more searches the other register."""


def linked(record: Record) -> dict[str, Record | None]:
    """The records that this one names, by link; None where the key is there and no record in force bears it.

    A link whose fields are all empty is left out. One query a link.
    """
    kept = definitions.definition_of(record.register)
    data = data_now(kept, record)
    found = {}
    for link in kept.links:
        key = _key(link, definitions.definition_of(link.register), data, own_parts(record))
        if key is not None:
            found[link.id] = by_key(link.register, key)
    return found


def referring(record: Record) -> dict[tuple[str, str], list[Record]]:
    """The records in force that name this one, newest first, by (register, link). One query a link, by its index."""
    target = definitions.definition_of(record.register)
    own, data = own_parts(record), data_now(target, record)
    found = {}
    for kept in definitions.all_definitions():
        for link in kept.links:
            if link.register != record.register:
                continue
            rows = _naming(kept, link, target, own, data)
            if rows:
                found[kept.register, link.id] = rows
    return found


def missing(kept: RegisterDefinition, data: Mapping[str, Any], own: Mapping[str, Any]) -> list[Problem]:
    """Required links that lead nowhere. One query for each."""
    problems = []
    for link in kept.links:
        if not link.required:
            continue
        target = definitions.definition_of(link.register)
        key = _key(link, target, data, own)
        if key is None or by_key(link.register, key) is None:
            field = next((name for name in link.by.values() if kept.named(name)), "")
            problems.append(
                Problem(
                    field,
                    f"{link.label.vi}: {target.name.vi} không có bản ghi này.",
                    f"{link.label.en}: {target.name.en} holds no such record.",
                )
            )
    return problems


def own_parts(record: Record) -> dict[str, Any]:
    """The parts of a key that stand beside the fields."""
    return {
        "agency": record.agency_id, "year": record.year, "book": record.volume, "page": record.page,
        "number": record.number,
    }  # fmt: skip


def _key(
    link: Link, target: RegisterDefinition, data: Mapping[str, Any], own: Mapping[str, Any]
) -> str | None:
    """The key that the link's fields make in the other register; None when all of them are empty."""
    names = [link.by[part] for part in target.identity]
    values = [own[name] if name in OWN_PARTS else data.get(name) for name in names]
    if all(value in (None, "") for value in values):
        return None
    return join(values)


def _naming(
    kept: RegisterDefinition,
    link: Link,
    target: RegisterDefinition,
    own: Mapping[str, Any],
    data: Mapping[str, Any],
) -> list[Record]:
    conditions, values = [], []
    for part in target.identity:
        name, value = link.by[part], own[part] if part in OWN_PARTS else data.get(part)
        if isinstance(value, Mapping):
            value = value.get("unit", "")
        if name in OWN_PARTS:
            column = {"agency": "agency_id", "book": "volume"}.get(name, name)
            conditions.append(f"{column}::text = %s")
            values.append(str(value))
        else:
            conditions.append(f"{storage.link_text(kept, name)} = upper(%s)")
            values.append(str("" if value is None else value))
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {COLUMNS} from {storage.record_table(kept.register)} where state = 'in_force' and "
            + " and ".join(conditions)
            + " order by id desc limit %s",
            [*values, MOST],
        )
        return [record_of(row) for row in cursor.fetchall()]
