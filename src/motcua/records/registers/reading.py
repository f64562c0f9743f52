"""Records as they are: by id, by key, by person; and as they were: at a moment, on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import orjson
from django.db import connection

from motcua.foundation.statements import Prepared
from motcua.records.registers import definitions, storage
from motcua.records.registers.models import Record
from motcua.records.registers.rows import COLUMNS, columns, record_of


@dataclass(frozen=True, slots=True)
class Held:
    """What the city held for true about a record from `recorded_at` until `replaced_at` (None: until now)."""

    register: str
    record_id: int
    revision: int
    data: dict[str, Any]
    schema: int
    valid_from: date
    valid_to: date | None
    state: str
    recorded_at: datetime
    replaced_at: datetime | None
    origin: str
    origin_ref: str
    reason: str
    by: dict[str, Any]


def get(register: str, pk: int) -> Record | None:
    """The record of this id, in whatever state; None when there is none. One query."""
    return _one(register, "id", pk)


def by_key(register: str, key: str) -> Record | None:
    """The record in force under this key (`identity.key_of`); None when there is none. One query."""
    return _one(register, "key", key)


def of_dossier(register: str, code: str) -> list[Record]:
    """The records in force that a dossier wrote, oldest first. One query."""
    return _several(register, "dossier_code = %s and state = 'in_force' order by id", [code])


def of_year(
    register: str, year: int, agencies: Iterable[int] = (), *, number: int | None = None, limit: int = 2000
) -> list[Record]:
    """The records in force of a year's books at these agencies (all, when none is said), newest first. One query."""
    conditions = ["year = %s", "state = 'in_force'", "entered_on between %s and %s"]
    values: list[Any] = [year, date(year, 1, 1), date(year, 12, 31)]
    places = list(agencies)
    if places:
        conditions.append("agency_id = any(%s)")
        values.append(places)
    if number is not None:
        conditions.append("number = %s")
        values.append(number)
    order = " order by entered_on desc, number desc limit %s"
    return _several(register, " and ".join(conditions) + order, [*values, limit])


def about(
    person_id: int, registers: Iterable[str] | None = None, on: date | None = None, limit: int | None = None
) -> list[Record]:
    """The records in force that name a person, newest first; those that count on a day when `on` is given.

    One query, by the person's index.
    """
    conditions, values = ["p.person_id = %s", "r.state = 'in_force'"], list[Any]([person_id])
    if registers is not None:
        wanted = list(registers)
        conditions.append("p.register = any(%s) and r.register = any(%s)")
        values += [wanted, wanted]
    if on is not None:
        conditions.append("r.valid_from <= %s and (r.valid_to is null or r.valid_to > %s)")
        values += [on, on]
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {columns('r')} from registers_record r"
            " join (select distinct p.register, p.record_id, p.person_id from registers_part p"
            "       where p.person_id = %s) p on r.register = p.register and r.id = p.record_id"
            f" where {' and '.join(conditions)} order by r.entered_on desc, r.id desc"
            + (" limit %s" if limit is not None else ""),
            [person_id, *values, *([limit] if limit is not None else [])],
        )
        return [record_of(row) for row in cursor.fetchall()]


def about_each(people: Iterable[int], register: str, on: date) -> dict[int, list[Record]]:
    """The records of one register that are in force on a day, by the person whom they name, newest first. One query."""
    wanted = sorted(set(people))
    found: dict[int, list[Record]] = {person: [] for person in wanted}
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(
                f"select {columns('r')}, p.person_id from {storage.record_table(register)} r"
                f" join (select distinct person_id, record_id from {storage.table('registers_part', register)}"
                "        where person_id = any(%s)) p on p.record_id = r.id"
                " where r.state = 'in_force' and r.valid_from <= %s and (r.valid_to is null or r.valid_to > %s)"
                " order by r.entered_on desc, r.id desc",
                [wanted, on, on],
            )
            for row in cursor.fetchall():
                found[row[-1]].append(record_of(row[:-1]))
    return found


def people_of(records: Sequence[Record]) -> dict[tuple[str, int], dict[str, int]]:
    """Person ids by role, by record. One query, none for no records."""
    found: dict[tuple[str, int], dict[str, int]] = {(one.register, one.id): {} for one in records}
    if found:
        with connection.cursor() as cursor:
            cursor.execute(
                "select register, record_id, role, person_id from registers_part"
                " where register = any(%s) and record_id = any(%s) order by role, person_id",
                [sorted({register for register, _ in found}), [pk for _, pk in found]],
            )
            for register, pk, role, person in cursor.fetchall():
                if (register, pk) in found:
                    found[register, pk].setdefault(role, person)
    return found


_HELD = (
    "revision", "data", "schema", "valid_from", "valid_to", "state", "recorded_at", "origin", "origin_ref", "reason",
    "by",
)  # fmt: skip


def history(register: str, pk: int) -> list[Held]:
    """Every revision of a record, oldest first; the last one is what holds now. One query; empty for no record."""
    return _held(register, pk, "true", [])


def as_of(register: str, pk: int, at: datetime) -> Held | None:
    """What the city held at a moment; None before the record was entered. One query.

    A revision that was replaced in the same moment was never held.
    """
    found = _held(register, pk, "recorded_at <= %s and (replaced_at is null or replaced_at > %s)", [at, at])
    return found[-1] if found else None


def on_day(records: Iterable[Record], day: date) -> list[Record]:
    """Those of the records that are in force and count on a day. No query."""
    return [
        one
        for one in records
        if one.state == "in_force" and one.valid_from <= day and (one.valid_to is None or day < one.valid_to)
    ]


def number_text(record: Record) -> str:
    """The number as papers state it, for instance `08/2026`: below ten with a leading zero."""
    return f"{record.number:02d}/{record.year}" if record.number is not None else record.key


def _held(register: str, pk: int, condition: str, values: list[Any]) -> list[Held]:
    definitions.definition_of(register)
    names = ", ".join(_HELD)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select * from (select {names}, replaced_at from {storage.table('registers_revision', register)}"
            " where register = %s and record_id = %s"
            f" union all select {names}, null from {storage.record_table(register)}"
            f" where register = %s and id = %s) held where {condition} order by revision",
            [register, pk, register, pk, *values],
        )
        rows = cursor.fetchall()
    found = []
    for row in rows:
        named = dict(zip((*_HELD, "replaced_at"), row, strict=True))
        for name in ("data", "by"):
            if isinstance(named[name], str | bytes):
                named[name] = orjson.loads(named[name])
        found.append(Held(register=register, record_id=pk, **named))
    return found


def _one(register: str, by: str, value: Any) -> Record | None:
    """By a statement that is planned once for a connection: a register has a dozen indexes that a plan looks at."""
    definitions.definition_of(register)
    row = _statement(register, by).first({by: value})
    return None if row is None else record_of(row)


@lru_cache(maxsize=500)
def _statement(register: str, by: str) -> Prepared:
    condition = {"id": "id = %(id)s", "key": "key = %(key)s and state = 'in_force'"}[by]
    return Prepared(f"select {COLUMNS} from {storage.record_table(register)} where {condition}")


def _several(register: str, condition: str, values: list[Any]) -> list[Record]:
    definitions.definition_of(register)
    with connection.cursor() as cursor:
        cursor.execute(f"select {COLUMNS} from {storage.record_table(register)} where {condition}", values)
        return [record_of(row) for row in cursor.fetchall()]
