"""The storage of a register, made from its definition: a partition of each table, and the indexes that it asks for.

No migration: a register that is new, or asks for other indexes, is brought in by `bring_in`.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from motcua.records.registers import keys
from motcua.records.registers.checking import LONGEST_KEY
from motcua.records.registers.definition import RegisterDefinition

TABLES = ("registers_record", "registers_revision", "registers_part")
_LOCK = 7_206_001
"""Two processes that bring in registers at once wait for each other."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that the database holds: the name of its index or constraint, and which part of the definition it is."""

    kind: str
    number: int
    fields: tuple[str, ...]


def table(base: str, register: str) -> str:
    """The partition of `base` that keeps this register."""
    return f"{base}_{register.replace('-', '_')}"


def record_table(register: str) -> str:
    return table("registers_record", register)


def text_of(field: str) -> str:
    """A field as text in SQL; ids are letters, digits and `_` only."""
    return f"(data->>'{field}')"


def link_text(definition: RegisterDefinition, field: str) -> str:
    """A field as a part of another record's key, in SQL: capitals; of an address its unit."""
    found = definition.named(field)
    if found is not None and found.kind == "address":
        return f"upper(coalesce(data->'{field}'->>'unit', ''))"
    return f"upper(coalesce(data->>'{field}', ''))"


def rules(definition: RegisterDefinition) -> dict[str, Rule]:
    """What the database itself refuses, by the name of the constraint."""
    found = {_name(definition, "key", ""): Rule("key", 0, definition.identity)}
    for number, one in enumerate(definition.unique):
        found[_name(definition, "unique", ",".join(one.fields))] = Rule("unique", number, one.fields)
    for number, overlap in enumerate(definition.no_overlap):
        found[_name(definition, "overlap", ",".join(overlap.fields))] = Rule(
            "overlap", number, overlap.fields
        )
    return found


def wanted(definition: RegisterDefinition) -> dict[str, str]:
    """The statements that make each index and constraint of the register's records, by its name."""
    on = record_table(definition.register)
    made: dict[str, str] = {}
    for name, rule in rules(definition).items():
        if rule.kind == "key":
            made[name] = f"create unique index {name} on {on} (key) where state = 'in_force'"
        elif rule.kind == "unique":
            columns = ", ".join(f"({text_of(field)})" for field in rule.fields)
            made[name] = f"create unique index {name} on {on} ({columns}) where state = 'in_force'"
        else:
            made[name] = (
                f"alter table {on} add constraint {name} exclude using gist ({overlap_range(rule.fields)} with &&, "
                f"daterange(valid_from, valid_to) with &&) where (state = 'in_force')"
            )
    listed = _name(definition, "listed", "")
    made[listed] = f"create index {listed} on {on} (agency_id, entered_on desc, id desc)"
    if definition.numbering == "year":
        entry = _name(definition, "entry", "")
        made[entry] = f"create index {entry} on {on} (number, year) where state = 'in_force'"
    dossier = _name(definition, "dossier", "")
    made[dossier] = f"create index {dossier} on {on} (dossier_code) where dossier_code <> ''"
    if keys.plan_of(definition).any:
        words = _name(definition, "words", "")
        made[words] = f"create index {words} on {on} using gin (words) where state = 'in_force'"
    if definition.place:
        place = _name(definition, "place", "")
        made[place] = f"create index {place} on {on} (unit_code, id) where state = 'in_force'"
    for link in definition.links:
        fields = [name for name in link.by.values() if definition.named(name)]
        name = _name(definition, "link", link.id + ":" + ",".join(fields))
        columns = ", ".join(f"({link_text(definition, one)})" for one in fields)
        made[name] = f"create index {name} on {on} ({columns}) where state = 'in_force'"
    for field in definition.fields:
        if field.search == "number":
            # Most old entries lack most numbers: those without one are not looked for by it.
            name, text = _name(definition, "number", field.id + ":held"), text_of(field.id)
            made[name] = (
                f"create index {name} on {on} ({text}) where state = 'in_force' and {text} is not null"
            )
    return made


def overlap_range(fields: tuple[str, ...]) -> str:
    """The agreeing fields as a range of one text, or null when one of them is empty: then nothing is compared."""
    joined = " || '/' || ".join(f"replace({text_of(field)}, '/', '%2F')" for field in fields)
    return f"(case when {joined} is not null then registers_text_range({joined}, {joined}, '[]') end)"


def lacking(definition: RegisterDefinition, kind: str) -> dict[str, str]:
    """The statements, by name, of those indexes of a kind (`using gin`) that are not there."""
    found = {name: statement for name, statement in wanted(definition).items() if kind in statement}
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relname = any(%s)", [list(found)])
        there = {name for (name,) in cursor.fetchall()}
    return {name: statement for name, statement in found.items() if name not in there}


def make(definition: RegisterDefinition, *, but: Collection[str] = ()) -> None:
    """Make what is not there yet, drop the indexes that are no longer asked for. In the caller's transaction.

    `but`: indexes that somebody else is making just now.

    The partition is attached, not created in place: the other registers are read and written meanwhile.
    Raises ValueError for a key that is too long.
    """
    register = definition.register
    if len(register) > LONGEST_KEY:
        raise ValueError(f"the key {register!r} is longer than {LONGEST_KEY}")
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        for base in TABLES:
            _partition(cursor, base, register)
        cursor.execute(
            "select c.relname, k.conname is not null from pg_index i join pg_class c on c.oid = i.indexrelid"
            " left join pg_constraint k on k.conindid = i.indexrelid and k.contype = 'x'"
            " where i.indrelid = to_regclass(%s) and c.relname like %s",
            [record_table(register), r"rx\_%"],
        )
        there = dict(cursor.fetchall())
        asked = wanted(definition)
        for name, is_constraint in there.items():
            if name not in asked:
                dropping = (
                    f"alter table {record_table(register)} drop constraint" if is_constraint else "drop index"
                )
                cursor.execute(f"{dropping} {name}")
        for name, statement in asked.items():
            if name not in there and name not in but:
                cursor.execute(statement)


def holds_older(definition: RegisterDefinition) -> bool:
    """Whether a record of an older version stands in the register. Reads the whole register when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select exists (select 1 from {record_table(definition.register)} where schema < %s)",
            [definition.version],
        )
        return bool(cursor.fetchone()[0])


def _partition(cursor, base: str, register: str) -> None:
    name = table(base, register)
    cursor.execute("select to_regclass(%s)", [name])
    if cursor.fetchone()[0] is not None:
        return
    cursor.execute(f"create table {name} (like {base} including defaults including constraints)")
    cursor.execute(f"alter table {name} add constraint rx_only check (register = '{register}')")
    cursor.execute(f"alter table {base} attach partition {name} for values in ('{register}')")
    cursor.execute(f"alter table {name} drop constraint rx_only")


def _name(definition: RegisterDefinition, what: str, of: str) -> str:
    """A name that changes with what the index is about, within PostgreSQL's 63 letters."""
    digest = hashlib.sha256(f"{definition.register}:{what}:{of}".encode()).hexdigest()[:8]
    return f"rx_{definition.register.replace('-', '_')}_{what}_{digest}"
