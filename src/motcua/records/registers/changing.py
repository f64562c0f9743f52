"""What happens to a record later: corrected, ended, replaced, cancelled, withdrawn. What it was stays as a revision."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, Final

import orjson
from django.db import IntegrityError, connection, transaction

from motcua.foundation.actor import Actor
from motcua.records.registers import definitions, storage
from motcua.records.registers.definition import RegisterDefinition
from motcua.records.registers.errors import ChangedMeanwhile, NoSuchRecord, NotAccepted, NotInForce, Problem
from motcua.records.registers.identity import key_of
from motcua.records.registers.links import own_parts
from motcua.records.registers.models import Record, State
from motcua.records.registers.rows import COLUMNS, record_of
from motcua.records.registers.transactions import in_one
from motcua.records.registers.versions import data_now
from motcua.records.registers.writing import (
    BACKWARDS,
    Source,
    prepared,
    refusal,
    require_key,
    require_links,
    tell,
)

Ref = Record | tuple[str, int]
"""A record that was read, or its register and id."""


class _Same(Enum):
    SAME = 0


SAME: Final = _Same.SAME
"""The day stays as it is (None means: without end)."""


@in_one
def correct(
    ref: Ref,
    changes: Mapping[str, Any],
    *,
    reason: str,
    source: Source,
    by: Actor,
    at: datetime,
    expected_revision: int | None = None,
    people: Mapping[str, int] | None = None,
    valid_from: date | _Same = SAME,
    valid_to: date | _Same | None = SAME,
) -> Record:
    """Give fields other values (None: none); the old values stay in the record's history with who changed them, why.

    A record of an older version is brought under the newest definition first. `expected_revision`: what the person
    saw. Raises: NotAccepted, ChangedMeanwhile, NotInForce, NoSuchRecord.
    """
    _reasoned(reason)
    record = _locked(ref, expected_revision)
    _in_force(record)
    before = list(_people(record))
    kept = definitions.definition_of(record.register)
    held = data_now(kept, record)
    values = {name: value for name, value in {**held, **changes}.items() if value is not None}
    written = prepared(kept, values, _given(kept, before, changes, people or {}), on=record.entered_on, at=at)
    require_key(kept, written.data, record.number)
    require_links(kept, written.data, own_parts(record))
    begins = record.valid_from if isinstance(valid_from, _Same) else valid_from
    ends = record.valid_to if isinstance(valid_to, _Same) else valid_to
    if ends is not None and ends < begins:
        raise NotAccepted([BACKWARDS])
    key = key_of(
        kept,
        written.data,
        agency_id=record.agency_id,
        year=record.year,
        volume=record.volume,
        page=record.page,
        number=record.number,
    )
    now = {
        "data": written.data,
        "schema": kept.version,
        "key": key,
        "unit_code": written.unit_code,
        "words": written.words,
        "valid_from": begins,
        "valid_to": ends,
    }
    changed = sorted(name for name in values.keys() | held.keys() if held.get(name) != written.data.get(name))
    _write(record, now, reason=reason, source=source, by=by, at=at)
    if written.people != before:
        _name(record, written.people)
    people_then = sorted({person for _, person in before} | {person for _, person in written.people})
    tell("register.corrected", record, people_then, by=by, at=record.recorded_at, fields=changed)
    return record


def end(
    ref: Ref,
    on: date,
    *,
    reason: str,
    source: Source,
    by: Actor,
    at: datetime,
    expected_revision: int | None = None,
) -> Record:
    """It no longer counts from `on` (a permit that ran out, an allowance that stopped); it stays in force for before.

    Raises: NotAccepted, ChangedMeanwhile, NotInForce, NoSuchRecord.
    """

    def last(record: Record) -> dict[str, Any]:
        if on < record.valid_from:
            raise NotAccepted([BACKWARDS])
        return {"valid_to": on}

    return _change(ref, "register.ended", last, reason, source, by, at, expected_revision)


def replace(
    ref: Ref,
    on: date,
    *,
    reason: str,
    source: Source,
    by: Actor,
    at: datetime,
    expected_revision: int | None = None,
) -> Record:
    """Another record stands in its place from `on` (a paper was issued anew). Raises: as `end`."""

    def replaced(record: Record) -> dict[str, Any]:
        return {"state": State.CORRECTED, "valid_to": max(on, record.valid_from)}

    return _change(ref, "register.replaced", replaced, reason, source, by, at, expected_revision)


def cancel(
    ref: Ref, *, reason: str, source: Source, by: Actor, at: datetime, expected_revision: int | None = None
) -> Record:
    """It should never have counted: a decision cancelled it. Raises: as `end`."""
    state = {"state": State.CANCELLED}
    return _change(ref, "register.cancelled", lambda _: state, reason, source, by, at, expected_revision)


def withdraw(
    ref: Ref, *, reason: str, source: Source, by: Actor, at: datetime, expected_revision: int | None = None
) -> Record:
    """It was brought in by mistake: an import is undone. Raises: as `end`."""
    state = {"state": State.WITHDRAWN}
    return _change(ref, "register.withdrawn", lambda _: state, reason, source, by, at, expected_revision)


@in_one
def _change(
    ref: Ref,
    kind: str,
    becomes: Callable[[Record], dict[str, Any]],
    reason: str,
    source: Source,
    by: Actor,
    at: datetime,
    expected_revision: int | None,
) -> Record:
    _reasoned(reason)
    record = _locked(ref, expected_revision)
    _in_force(record)
    _write(record, becomes(record), reason=reason, source=source, by=by, at=at)
    tell(kind, record, [person for _, person in _people(record)], by=by, at=record.recorded_at)
    return record


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise NotAccepted(
            [Problem("reason", "Cần ghi lý do thay đổi.", "A reason for the change is needed.")]
        )


def _in_force(record: Record) -> None:
    if record.state != State.IN_FORCE:
        raise NotInForce(record.state)


def _locked(ref: Ref, expected_revision: int | None) -> Record:
    """The record as it is now; others who change it wait. One query."""
    register, pk = (ref.register, ref.id) if isinstance(ref, Record) else ref
    definitions.definition_of(register)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {COLUMNS} from {storage.record_table(register)} where register = %s and id = %s for update",
            [register, pk],
        )
        row = cursor.fetchone()
    if row is None:
        raise NoSuchRecord(f"{register} {pk}")
    record = record_of(row)
    if expected_revision is not None and record.revision != expected_revision:
        raise ChangedMeanwhile(record.revision)
    return record


_KEEP = """
insert into {revisions} (register, record_id, revision, data, schema, valid_from, valid_to, state, recorded_at,
                         replaced_at, origin, origin_ref, reason, by)
select register, id, revision, data, schema, valid_from, valid_to, state, recorded_at, %s, origin, origin_ref,
       reason, by
from {records} where register = %s and id = %s
"""


def _write(
    record: Record, now: Mapping[str, Any], *, reason: str, source: Source, by: Actor, at: datetime
) -> None:
    """The revision until now goes to the history, the new one takes its place. Two statements.

    A clock that lags behind the last revision's does not turn history round: the moments never fall.
    """
    moment = max(at, record.recorded_at)
    values = {
        **now,
        "revision": record.revision + 1,
        "recorded_at": moment,
        "origin": str(source.origin),
        "origin_ref": source.ref,
        "reason": reason,
        "by": by.as_data(),
    }
    if source.paper_id is not None:
        values["paper_id"] = source.paper_id
    kept, records = definitions.definition_of(record.register), storage.record_table(record.register)
    sent = [orjson.dumps(v).decode() if name in ("data", "by") else v for name, v in values.items()]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                _KEEP.format(revisions=storage.table("registers_revision", record.register), records=records),
                [moment, record.register, record.id],
            )
            cursor.execute(
                f"update {records} set {', '.join(f'{name} = %s' for name in values)}"
                " where register = %s and id = %s",
                [*sent, record.register, record.id],
            )
    except IntegrityError as refused:
        name = getattr(getattr(refused.__cause__, "diag", None), "constraint_name", None)
        rule = storage.rules(kept).get(name or "")
        if rule is None:
            raise
        raise NotAccepted([refusal(kept, rule)]) from refused
    for field, value in values.items():
        setattr(record, field, value)


def _people(record: Record) -> list[tuple[str, int]]:
    """(role, person) as the record names them. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select role, person_id from {storage.table('registers_part', record.register)}"
            " where register = %s and record_id = %s order by role, person_id",
            [record.register, record.id],
        )
        return list(cursor.fetchall())


def _given(
    kept: RegisterDefinition,
    before: list[tuple[str, int]],
    changes: Mapping[str, Any],
    people: Mapping[str, int],
) -> dict[str, int]:
    """Who stays named: everybody whose own fields were not changed, and whom the caller names."""
    moved = {part.role for part in kept.people if {part.name, part.pin, part.birth} & set(changes) - {None}}
    return {role: person for role, person in before if role not in moved} | dict(people)


@in_one
def name_person(record: Record, role: str, person_id: int) -> None:
    """Name a person whom the entry itself made known (a child that is registered). Part of writing it: no revision.

    Whoever stood there by a name alone does no longer. One statement.
    """
    parts = storage.table("registers_part", record.register)
    with connection.cursor() as cursor:
        cursor.execute(
            f"with gone as (delete from {parts} where register = %s and record_id = %s and role = %s"
            " and person_id <> %s)"
            f" insert into {parts} (register, record_id, role, person_id)"
            " values (%s, %s, %s, %s) on conflict do nothing",
            [record.register, record.id, role, person_id] * 2,
        )


def _name(record: Record, people: list[tuple[str, int]]) -> None:
    """Write whom the record names now. Two statements."""
    parts = storage.table("registers_part", record.register)
    with connection.cursor() as cursor:
        cursor.execute(
            f"delete from {parts} where register = %s and record_id = %s", [record.register, record.id]
        )
        cursor.execute(
            f"insert into {parts} (register, record_id, role, person_id)"
            " select %s, %s, p.role, p.person_id from unnest(%s::text[], %s::bigint[]) as p (role, person_id)"
            " on conflict do nothing",
            [record.register, record.id, [role for role, _ in people], [person for _, person in people]],
        )
