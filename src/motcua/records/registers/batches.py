"""Many records of one register at once, by COPY: checked and keyed as single ones are, told as one event.

For what comes from elsewhere in one piece (the demo's books, a list that another office hands over). Files of people's
making go through `importing`, which reports row by row.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import orjson
from django.db import connection

from motcua.foundation import events, numbering, worktime
from motcua.foundation.actor import Actor
from motcua.records.registers import definitions, storage
from motcua.records.registers.check import check, check_units, units_of
from motcua.records.registers.definition import RegisterDefinition
from motcua.records.registers.errors import NotAccepted, Problem
from motcua.records.registers.identity import key_of, missing_of
from motcua.records.registers.models import State
from motcua.records.registers.places import UnitDays, today_of, unit_days
from motcua.records.registers.transactions import in_one
from motcua.records.registers.words import words_for
from motcua.records.registers.writing import Source, series

COLUMNS = (
    "register", "id", "agency_id", "year", "volume", "number", "key", "data", "schema", "entered_on", "valid_from",
    "valid_to", "state", "unit_code", "words", "recorded_at", "origin", "origin_ref", "by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One record to be written. `people`: person ids by role; nobody is looked up by name here."""

    agency_id: int
    on: date
    data: Mapping[str, Any]
    people: Mapping[str, int] = field(default_factory=dict)
    valid_from: date | None = None
    valid_to: date | None = None
    volume: str = ""
    number: int | None = None


@in_one
def enter_many(register: str, entries: Sequence[Entry], *, source: Source, by: Actor, at: datetime) -> int:
    """Write all or none; how many. Without a number of its own an entry takes the next of its agency's year.

    Each record says `source.ref` and its place in the list, from 1. Raises: NotAccepted with the problems of the first
    entry that is refused, its place before them; IntegrityError when one is there already.
    """
    if not entries:
        return 0
    kept = definitions.definition_of(register)
    checked = [check(kept, one.data, on=one.on) for one in entries]
    known = unit_days({code for one in checked for code in units_of(kept, one.data).values()})
    today = at.astimezone(worktime.VN).date()
    numbers = _numbers(kept, entries)
    ids = _ids(len(entries))
    who = orjson.dumps(by.as_data()).decode()
    records, parts = [], []
    for place, (one, found, number, pk) in enumerate(zip(entries, checked, numbers, ids, strict=True), 1):
        named = units_of(kept, found.data)
        days = {code: known[code].stretches for code in named.values() if code in known}
        problems = [*found.problems, *check_units(named, days, one.on)]
        problems += [
            Problem(part, "Thiếu mục nhận biết bản ghi.", "A part of the record's key is missing.")
            for part in missing_of(kept, found.data, number)
        ]
        if problems:
            raise NotAccepted([Problem("", f"Bản ghi thứ {place}:", f"Entry {place}:"), *problems])
        key = key_of(
            kept, found.data, agency_id=one.agency_id, year=one.on.year, volume=one.volume, number=number
        )
        records.append(
            (
                register, pk, one.agency_id, one.on.year, one.volume, number, key,
                orjson.dumps(found.data).decode(), kept.version, one.on, one.valid_from or one.on, one.valid_to,
                State.IN_FORCE.value, _unit(kept, named, known, one.on, today), words_for(kept, found.data), at,
                str(source.origin), f"{source.ref}:{place}", who,
            )
        )  # fmt: skip
        parts += [(register, pk, role, person) for role, person in sorted(one.people.items())]
    _copy(storage.record_table(register), COLUMNS, records)
    parted = storage.table("registers_part", register)
    _copy(parted, ("register", "record_id", "role", "person_id"), parts)
    events.record(
        f"register:{register}:{entries[0].agency_id}",
        "register.brought",
        at=at,
        actor=by,
        data={"register": register, "records": len(records), "origin": str(source.origin), "origin_ref": source.ref},
    )  # fmt: skip
    return len(records)


def _numbers(kept: RegisterDefinition, entries: Sequence[Entry]) -> list[int | None]:
    """The number of each entry: its own, else the next of its agency's year. One statement each agency and year."""
    if kept.numbering != "year":
        return [one.number for one in entries]
    turns = [(one.agency_id, one.on.year) for one in entries]
    given: dict[tuple[int, int], int] = {}
    missing: Counter[tuple[int, int]] = Counter()
    for turn, one in zip(turns, entries, strict=True):
        if one.number is None:
            missing[turn] += 1
        else:
            given[turn] = max(given.get(turn, 0), one.number)
    for (agency, year), last in given.items():
        numbering.reach(series(kept.register, agency, year), last)
    free = {
        turn: iter(numbering.take_many(series(kept.register, *turn), count))
        for turn, count in missing.items()
    }
    return [
        one.number if one.number is not None else next(free[turn])
        for turn, one in zip(turns, entries, strict=True)
    ]


def _ids(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('registers_record_id_seq') from generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]


def _unit(
    kept: RegisterDefinition, named: Mapping[str, str], known: Mapping[str, UnitDays], on: date, today: date
) -> str:
    code = named.get(kept.place or "", "")
    return today_of(known[code], on, today) if code else ""


def _copy(table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy {table} ({', '.join(columns)}) from stdin") as copy,
    ):
        for row in rows:
            copy.write_row(row)
