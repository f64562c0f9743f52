"""What the registers answer about a person in later forms, and which papers they make needless (ask once).

Nothing here is written by hand for a register: `answers` and `stands_for` of its definition say it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import connection

from motcua.city import identities
from motcua.city.models import Agency
from motcua.foundation.statements import Prepared
from motcua.records.registers import definitions, storage, versions
from motcua.records.registers.definition import Answer, RegisterDefinition, RegisterField
from motcua.records.registers.models import Record, RecordPart
from motcua.records.registers.places import UnitDays, today_of, unit_days
from motcua.records.registers.reading import number_text
from motcua.records.registers.rows import COLUMNS, record_of

ANY = "any"
"""As a role: whoever the record names."""
MOST = 200
"""Records of one person that are looked at; who stands in more is not a resident who fills in a form."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A value for a form, and the record that says so. `field`: the register's field, or what of the entry it is;
    `role`: of the person whom the field describes, empty when it describes none."""

    source: str
    value: Any
    register: str
    record_id: int
    revision: int
    number: str
    field: str
    role: str
    entered_on: date
    recorded_at: datetime


def answers_for(person_id: int, *, on: date) -> dict[str, Answered]:
    """First values by prefill source, as the records in force on a day say them. Two queries, one more each for places of
    entries and for addresses.

    Sources of one beginning (`child.name`, `child.birth_date`) come from one record, the newest: a form never mixes
    two children.
    """
    kept = {one.register: one for one in definitions.all_definitions() if one.answers}
    records = _named(person_id, list(kept), on) if kept else []
    chosen: dict[str, Record] = {}
    found: dict[str, tuple[Record, Answer]] = {}
    for record, roles in records:
        for answer in kept[record.register].answers:
            beginning = answer.source.partition(".")[0]
            if (answer.role == ANY or answer.role in roles) and chosen.setdefault(
                beginning, record
            ) is record:
                found.setdefault(answer.source, (record, answer))
    units = _units({record for record, answer in found.values() if answer.field == "entry_unit"})
    told = {
        source: _value(kept[record.register], record, answer, units)
        for source, (record, answer) in found.items()
    }
    places = unit_days({code for value in told.values() if (code := _unit_of(value))})
    answers = {}
    for source, (record, answer) in found.items():
        value = _today(told[source], places, record.entered_on, on)
        if value not in (None, "", []):
            answers[source] = Answered(
                source, value, record.register, record.id, record.revision, number_text(record), answer.field,
                _described(kept[record.register], answer.field), record.entered_on, record.recorded_at,
            )  # fmt: skip
    return answers


def people_behind(answers: Iterable[Answered]) -> set[int]:
    """The persons whom these values describe. One query, none when they describe nobody."""
    wanted = {(one.register, one.record_id, one.role) for one in answers if one.role}
    if not wanted:
        return set()
    rows = RecordPart.objects.filter(
        register__in={register for register, _, _ in wanted}, record_id__in={pk for _, pk, _ in wanted}
    ).values_list("register", "record_id", "role", "person_id")
    return {person for *part, person in rows if tuple(part) in wanted}


def stands_for(person_id: int, *, on: date, parents: Collection[int] = ()) -> frozenset[str]:
    """Data about a person that make papers needless on a day, with those that count for children of `parents`.

    Two queries, one more when there are parents.
    """
    kept = {one.register: one for one in definitions.all_definitions() if one.stands_for}
    found = {
        source
        for record, roles in (_named(person_id, list(kept), on) if kept else [])
        for source, role in kept[record.register].stands_for.items()
        if role == ANY or role in roles
    }
    return frozenset(found | _of_parents(parents, on))


def _of_parents(parents: Collection[int], on: date) -> set[str]:
    """What records about the parents say for their children."""
    wanted = [
        (one.register, role, source)
        for one in definitions.all_definitions()
        for source, role in one.stands_for_children.items()
    ]
    if not parents or not wanted:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct p.register, p.role from registers_part p"
            " join registers_record r on r.register = p.register and r.id = p.record_id"
            " where p.person_id = any(%s) and p.register = any(%s) and r.register = any(%s) and p.role = any(%s)"
            "   and r.state = 'in_force' and r.valid_from <= %s and (r.valid_to is null or r.valid_to > %s)",
            [
                list(parents),
                *[[register for register, _, _ in wanted]] * 2,
                [r for _, r, _ in wanted],
                on,
                on,
            ],
        )
        there = set(cursor.fetchall())
    return {source for register, role, source in wanted if (register, role) in there}


_PARTS = Prepared(
    "select array_agg(register), array_agg(record_id), array_agg(role) from registers_part where person_id = any(%(people)s)"
)
"""Where a person stands, in one row. Planned once: to plan over every register costs more than to look."""


def _named(person_id: int, registers: list[str], on: date) -> list[tuple[Record, set[str]]]:
    """The records in force on a day that name the person, newest first, each with the person's roles.

    Three statements: who the person was merged with, where they stand, then the registers in which that is; two when it is
    nowhere.
    """
    row = _PARTS.first({"people": list(identities.together(person_id))})
    roles: dict[tuple[str, int], set[str]] = {}
    wanted = set(registers)
    for register, pk, role in zip(*(column or () for column in row), strict=True) if row else ():
        if register in wanted:
            roles.setdefault((register, pk), set()).add(role)
    by_register: dict[str, list[int]] = {}
    for register, pk in roles:
        by_register.setdefault(register, []).append(pk)
    if not by_register:
        return []
    parts = [
        f"(select {COLUMNS} from {storage.record_table(register)} where id = any(%s) and state = 'in_force'"
        f" and valid_from <= %s and (valid_to is null or valid_to > %s) order by entered_on desc, id desc limit {MOST})"
        for register in by_register
    ]
    values = [value for ids in by_register.values() for value in (ids, on, on)]
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(parts), values)
        records = [record_of(row) for row in cursor.fetchall()]
    records.sort(key=lambda one: (one.entered_on, one.id), reverse=True)
    return [(record, roles[record.register, record.id]) for record in records[:MOST]]


def _described(kept: RegisterDefinition, field: str) -> str:
    """The role of the person whose name, number or birth a field is."""
    parts = (part.role for part in kept.people if field in (part.name, part.pin, part.birth))
    return next(parts, "")


def _units(records: set[Record]) -> dict[int, str]:
    """The communes of the agencies that keep these records, by agency."""
    wanted = {record.agency_id for record in records}
    if not wanted:
        return {}
    rows = Agency.objects.filter(id__in=wanted, unit__isnull=False).values_list("id", "unit__code")
    return dict(rows)


def _unit_of(value: Any) -> str:
    """The unit that an address names; empty for other values."""
    return str(value.get("unit", "")) if isinstance(value, Mapping) else ""


def _today(value: Any, places: Mapping[str, UnitDays], told_on: date, today: date) -> Any:
    """An address as it is written today; nothing where it is not certain in which commune it lies now."""
    code = _unit_of(value)
    if not code:
        return None if isinstance(value, Mapping) else value
    now = today_of(places[code], told_on, today) if code in places else ""
    return {**value, "unit": now} if now else None


def _value(kept: RegisterDefinition, record: Record, answer: Answer, units: dict[int, str]) -> Any:
    match answer.field:
        case "entry_number":
            return number_text(record)
        case "entry_year":
            return record.year
        case "entry_date":
            return record.entered_on
        case "entry_unit":
            return units.get(record.agency_id)
    field = kept.named(answer.field)
    return None if field is None else _for_a_form(field, versions.data_now(kept, record).get(field.id))


def _for_a_form(field: RegisterField, value: Any) -> Any:
    """A kept value as forms take it: a full day as a date, an area in whole units as forms ask for it."""
    if value is None:
        return None
    if field.kind in ("date", "partial_date"):
        return date.fromisoformat(value) if len(value) == 10 else None
    if field.kind == "decimal":
        return int(Decimal(value).quantize(Decimal(1), ROUND_HALF_UP))
    return value
