"""Entering a record: checked, numbered, keyed, written with the people it names, and told as an event.

At most five statements: units, people, number, the record with its parts, the event; one more for each kind of link.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from django.db import connection

from motcua.foundation import events, numbering, worktime
from motcua.foundation.actor import Actor
from motcua.records.registers import definitions, links, storage
from motcua.records.registers.check import check, check_units, units_of
from motcua.records.registers.definition import RegisterDefinition
from motcua.records.registers.errors import NotAccepted, Problem
from motcua.records.registers.identity import key_of, missing_of
from motcua.records.registers.models import Origin, Record, State
from motcua.records.registers.naming import link_people
from motcua.records.registers.places import today_of, unit_days
from motcua.records.registers.rows import loaded
from motcua.records.registers.transactions import in_one
from motcua.records.registers.words import words_for


@dataclass(frozen=True, slots=True)
class Source:
    """What said so: a dossier's code, an import and its row, a message's id, a book and entry; the paper, if one."""

    origin: Origin | str
    ref: str = ""
    paper_id: int | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """The parts of a record that follow from its values."""

    data: dict[str, Any]
    unit_code: str
    words: list[str]
    people: list[tuple[str, int]]


def series(register: str, agency_id: int, year: int) -> str:
    """The number series of an agency's year; its name is older than the kernel, so that numbers go on."""
    return f"register:{register}:{agency_id}:{year}"


def chain(register: str, agency_id: int) -> str:
    """The chain of events of a register at one agency: offices do not wait for one another."""
    return f"register:{register}:{agency_id}"


@in_one
def enter(
    register: str,
    *,
    agency_id: int,
    on: date,
    data: Mapping[str, Any],
    source: Source,
    by: Actor,
    at: datetime,
    people: Mapping[str, int] | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    volume: str = "",
    page: str = "",
    number: int | None = None,
    reason: str = "",
) -> Record:
    """Write a record; `on` is the day of the entry, `people` who is named, by role, beside whom the fields identify.

    A register that numbers by the year takes the agency's next number, when none is given (as old books do).
    Raises: NotAccepted with every problem, NoSuchRegister.
    """
    kept = definitions.definition_of(register)
    begins = valid_from or on
    written = prepared(kept, data, people or {}, on=on, at=at)
    if valid_to is not None and valid_to < begins:
        raise NotAccepted([BACKWARDS])
    counted = kept.numbering == "year"
    require_key(kept, written.data, 0 if counted and number is None else number)
    require_links(
        kept,
        written.data,
        {"agency": agency_id, "year": on.year, "book": volume, "page": page, "number": number},
    )
    taken = numbering.take(series(register, agency_id, on.year)) if counted and number is None else None
    given, number = number, taken if number is None else number
    key = key_of(
        kept, written.data, agency_id=agency_id, year=on.year, volume=volume, page=page, number=number
    )
    record = Record(
        register=register,
        agency_id=agency_id,
        year=on.year,
        volume=volume,
        page=page,
        number=number,
        key=key,
        data=written.data,
        schema=kept.version,
        entered_on=on,
        valid_from=begins,
        valid_to=valid_to,
        state=State.IN_FORCE,
        unit_code=written.unit_code,
        words=written.words,
        dossier_code=source.ref if source.origin == Origin.DOSSIER else "",
        paper_id=source.paper_id,
        recorded_at=at,
        origin=str(source.origin),
        origin_ref=source.ref,
        reason=reason,
        by=by.as_data(),
    )
    try:
        _insert(kept, record, written.people)
    except NotAccepted:
        if taken is not None:
            numbering.give_back(series(register, agency_id, on.year), taken)
        raise
    if counted and given is not None:
        numbering.reach(series(register, agency_id, on.year), given)
    tell("register.entered", record, [person for _, person in written.people], by=by, at=at)
    return record


BACKWARDS = Problem(
    "", "Ngày hết hiệu lực phải sau ngày có hiệu lực.", "A record cannot end before it begins."
)


def prepared(
    kept: RegisterDefinition,
    data: Mapping[str, Any],
    people: Mapping[str, int],
    *,
    on: date,
    at: datetime,
) -> Written:
    """The values read, with what follows from them. Two queries at most. Raises: NotAccepted."""
    found = check(kept, data, on=on)
    named = units_of(kept, found.data)
    known = unit_days(set(named.values()))
    problems = [
        *found.problems,
        *check_units(named, {code: days.stretches for code, days in known.items()}, on),
    ]
    if problems:
        raise NotAccepted(problems)
    place = named.get(kept.place or "")
    return Written(
        data=found.data,
        unit_code=today_of(known[place], on, at.astimezone(worktime.VN).date()) if place else "",
        words=words_for(kept, found.data),
        people=link_people(kept, found.data, people),
    )


def problems_of(
    register: str, data: Mapping[str, Any], *, on: date, agency_id: int | None = None, dossier_code: str = ""
) -> list[Problem]:
    """What would refuse these values, were they entered on a day: to be asked before anything is signed or written.

    With `agency_id`, other records are looked at too, but for those of the dossier, which the new one replaces. One query,
    and one for each rule and required link.
    """
    kept = definitions.definition_of(register)
    found = check(kept, data, on=on)
    named = units_of(kept, found.data)
    known = {code: days.stretches for code, days in unit_days(set(named.values())).items()}
    problems = [*found.problems, *check_units(named, known, on)]
    if problems or agency_id is None:
        return problems
    own = {"agency": agency_id, "year": on.year, "book": "", "page": "", "number": None}
    numbered = "number" in kept.identity
    draft = Record(
        register=register,
        key="" if numbered else key_of(kept, found.data, agency_id=agency_id, year=on.year),
        data=found.data,
        valid_from=on,
    )
    return [
        *links.missing(kept, found.data, own),
        *conflicts(kept, draft, dossier_code=dossier_code, keyed=not numbered),
    ]


def require_key(kept: RegisterDefinition, data: Mapping[str, Any], number: int | None) -> None:
    """A record without a part of its key cannot be told from another. Raises: NotAccepted."""
    missing = missing_of(kept, data, number)
    if missing:
        raise NotAccepted(
            Problem(name, "Thiếu mục nhận biết bản ghi.", "A part of the record's key is missing.")
            for name in missing
        )


def require_links(kept: RegisterDefinition, data: Mapping[str, Any], own: Mapping[str, Any]) -> None:
    """What the record is about must stand in its register. One query a required link. Raises: NotAccepted."""
    problems = links.missing(kept, data, own)
    if problems:
        raise NotAccepted(problems)


_COLUMNS = (
    "register", "agency_id", "year", "volume", "page", "number", "key", "data", "schema", "entered_on", "valid_from",
    "valid_to", "state", "unit_code", "words", "dossier_code", "paper_id", "recorded_at", "origin", "origin_ref",
    "reason", "by",
)  # fmt: skip


def _insert(kept: RegisterDefinition, record: Record, people: list[tuple[str, int]]) -> None:
    """The record with its parts, in one statement. Raises: NotAccepted when a rule of the database refuses it."""
    values = [getattr(record, name) for name in _COLUMNS]
    for place, name in enumerate(_COLUMNS):
        if name in ("data", "by"):
            values[place] = orjson.dumps(values[place]).decode()
    with connection.cursor() as cursor:
        cursor.execute(
            f"with kept as (insert into {storage.record_table(record.register)} ({', '.join(_COLUMNS)})"
            f" values ({', '.join(['%s'] * len(_COLUMNS))}) on conflict do nothing returning id),"
            f" named as (insert into {storage.table('registers_part', record.register)}"
            " (register, record_id, role, person_id)"
            " select %s, kept.id, p.role, p.person_id from kept,"
            " unnest(%s::text[], %s::bigint[]) as p (role, person_id) on conflict do nothing)"
            " select id from kept",
            [*values, record.register, [role for role, _ in people], [person for _, person in people]],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotAccepted(refusals(kept, record))
    record.id = row[0]
    loaded(record)


def refusals(kept: RegisterDefinition, record: Record) -> list[Problem]:
    """Why the database has refused a record, in words."""
    return conflicts(kept, record) or [
        Problem("", "Vừa có bản ghi trùng. Hãy thử lại.", "Another record was written at the same time.")
    ]


def conflicts(
    kept: RegisterDefinition, record: Record, *, dossier_code: str = "", keyed: bool = True
) -> list[Problem]:
    """Which rules another record in force stands against, those of a dossier left out. One query a rule."""
    on = storage.record_table(kept.register)
    data = json.dumps(record.data, ensure_ascii=False)
    problems = []
    values: list[Any]
    for rule in storage.rules(kept).values():
        if rule.kind == "key" and not keyed:
            continue
        if rule.kind == "key":
            condition, values = "key = %s", [record.key]
        elif rule.kind == "unique":
            condition = " and ".join(f"{storage.text_of(field)} = %s::jsonb->>%s" for field in rule.fields)
            values = [part for field in rule.fields for part in (data, field)]
        else:
            condition = " and ".join(f"{storage.text_of(field)} = %s::jsonb->>%s" for field in rule.fields)
            condition += " and daterange(valid_from, valid_to) && daterange(%s, %s)"
            values = [part for field in rule.fields for part in (data, field)]
            values += [record.valid_from, record.valid_to]
        with connection.cursor() as cursor:
            cursor.execute(
                f"select 1 from {on} where state = 'in_force' and {condition}"
                " and (%s = '' or dossier_code <> %s) limit 1",
                [*values, dossier_code, dossier_code],
            )
            if cursor.fetchone() is not None:
                problems.append(refusal(kept, rule))
    return problems


def refusal(kept: RegisterDefinition, rule: storage.Rule) -> Problem:
    """The words of a rule, at the first field that it is about."""
    if rule.kind == "unique":
        message = kept.unique[rule.number].message
    elif rule.kind == "overlap":
        message = kept.no_overlap[rule.number].message
    else:
        field = next((part for part in rule.fields if kept.named(part)), "number")
        return Problem(
            field,
            "Sổ đã có bản ghi còn hiệu lực mang số này.",
            "The register holds a record in force under this number.",
        )
    return Problem(rule.fields[0], message.vi, message.en)


def tell(kind: str, record: Record, people: list[int], *, by: Actor, at: datetime, **more: Any) -> None:
    """The event of a change: which record, by what, about whom; its values stay in the register."""
    events.record(
        chain(record.register, record.agency_id),
        kind,
        at=at,
        actor=by,
        data={
            "register": record.register,
            "record": record.id,
            "key": record.key,
            "revision": record.revision,
            "agency_id": record.agency_id,
            "origin": record.origin,
            "origin_ref": record.origin_ref,
            "people": people,
            **more,
        },
    )
