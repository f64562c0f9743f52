"""A chunk of lines into the register: one transaction with its checkpoint, so that a killed import goes on where it stood.

Lines go in by COPY. Where a rule of the database refuses one (a key, a unique value, an overlap), the chunk is taken back to
a savepoint and goes in by INSERT … ON CONFLICT DO NOTHING, which tells which rows did not get in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

import psycopg
from django.db import IntegrityError, connection, transaction
from psycopg import sql

from motcua.records.registers import storage
from motcua.records.registers.definition import RegisterDefinition
from motcua.records.registers.importing.classes import CLASSES, Level, Note
from motcua.records.registers.importing.made import COLUMNS, Issue, Lines, Made, issue
from motcua.records.registers.importing.models import ImportChunk, ImportRun
from motcua.records.registers.writing import series

BLOCK = 200
"""Lines that are handed to COPY at once: some 200 kB."""
PENDING_KB = 32_768
"""Keys that an index over words may gather before it sorts them in; larger is quicker to import, slower to search."""


class Moved(RuntimeError):
    """Somebody else has written this chunk: the import is run twice."""


@dataclass(slots=True)
class Manner:
    """How the chunks of a run go in: `careful` once a rule has refused a line, so that the work is not done twice again.

    `fresh`: a first load. Nobody looks beforehand which keys the register holds; the index of the keys says so if any.
    """

    careful: bool = False
    fresh: bool = False


@transaction.atomic
def write(run: ImportRun, kept: RegisterDefinition, made: Made, manner: Manner) -> ImportChunk:
    """Write a chunk and move the checkpoint. Raises: Moved."""
    table = storage.record_table(kept.register)
    with connection.cursor() as cursor:
        cursor.execute(
            "select checkpoint, state from register_imports_importrun where id = %s for update", [run.pk]
        )
        checkpoint, state = cursor.fetchone()
        if checkpoint != run.checkpoint or state != ImportRun.State.RUNNING:
            raise Moved(str(run.pk))
        # A server that falls forgets the last chunks together with their checkpoint: nobody waits for its disk.
        cursor.execute(
            f"set local gin_pending_list_limit = {PENDING_KB}; set local work_mem = '128MB';"
            " set local synchronous_commit = off"
        )
        lines = made.lines if manner.fresh else _new(cursor, table, made)
        people = _people(cursor, lines)
        ids = _ids(cursor, len(lines))
        try:
            with transaction.atomic(savepoint=not manner.careful):
                if manner.careful:
                    lines, ids = _careful(cursor, table, kept, lines, ids, made)
                else:
                    _copy(cursor, table, kept.register, lines, ids)
        except (IntegrityError, psycopg.IntegrityError):  # COPY's own errors are not Django's
            if manner.fresh:  # it held something after all
                manner.fresh = False
                lines = _new(cursor, table, made)
                ids = ids[: len(lines)]
            else:
                manner.careful = True
            lines, ids = _careful(cursor, table, kept, lines, ids, made)
        linked = _copy_people(cursor, kept.register, lines, ids, people)
        _carry_numbers(cursor, kept, lines)
    rows_of = _rows_by_level(made.issues)
    refused = len(rows_of[Level.REFUSED])
    accepted = made.rows - refused
    corrected = len(rows_of[Level.CORRECTED] - rows_of[Level.REFUSED])
    doubtful = len(rows_of[Level.DOUBTFUL] - rows_of[Level.REFUSED])
    chunk = ImportChunk.objects.create(
        run=run, number=ImportChunk.objects.filter(run=run).count(), first_row=made.first, last_row=made.last,
        first_id=ids[0] if ids else None, last_id=ids[-1] if ids else None, accepted=len(lines),
        issues=[_kept(one) for one in made.issues],
    )  # fmt: skip
    assert accepted == len(lines), "every row is a record or has been refused"
    run.checkpoint = made.last
    run.rows += made.rows
    run.accepted += accepted
    run.corrected += corrected
    run.doubtful += doubtful
    run.refused += refused
    run.named += linked
    run.save(update_fields=["checkpoint", "rows", "accepted", "corrected", "doubtful", "refused", "named"])
    return chunk


def _kept(one: Issue) -> list[int | str]:
    """An issue as it is kept: words that its class says already are left out."""
    known = CLASSES[one.code]
    vi, en = ("", "") if one.vi == f"{known.vi}." else (one.vi, one.en)
    return [one.row, str(one.level), one.code, one.field, one.raw, one.shown, vi, en]


def _rows_by_level(issues: Sequence[Issue]) -> dict[Level, set[int]]:
    found: dict[Level, set[int]] = {level: set() for level in Level}
    for one in issues:
        found[one.level].add(one.row)
    return found


def _new(cursor: Any, table: str, made: Made) -> Lines:
    """The lines whose key no record in force bears; the others are refused."""
    cursor.execute(
        f"select key from {table} where state = 'in_force' and key = any(%s)",
        [made.lines.keys],
    )
    held = {key for (key,) in cursor.fetchall()}
    if not held:
        return made.lines
    lines = made.lines
    for row, key in zip(lines.rows, lines.keys, strict=True):
        if key in held:
            made.issues.append(issue(row, Note(Level.REFUSED, "HELD", key), "", ""))
    return lines.where([key not in held for key in lines.keys])


def _people(cursor: Any, lines: Lines) -> dict[str, int]:
    """The persons whom the lines name: by number, else by name and birth date where only one person bears both."""
    whom = set[str]().union(*lines.people.values()) - {""}
    named = {one for one in whom if "|" in one}
    found: dict[str, int] = {}
    if pins := whom - named:
        cursor.execute("select pin, id from city_person where pin <> '' and pin = any(%s)", [list(pins)])
        found |= dict(cursor.fetchall())
    if named:
        pairs = [one.rpartition("|") for one in named]
        cursor.execute(
            "select w.name || '|' || w.born, min(p.id) from unnest(%s::text[], %s::date[]) as w (name, born)"
            " join city_person p on p.search_key = w.name and p.birth_date = w.born"
            " group by w.name, w.born having count(*) = 1",
            [[name for name, _, _ in pairs], [born for _, _, born in pairs]],
        )
        found |= dict(cursor.fetchall())
    return found


def _ids(cursor: Any, count: int) -> list[int]:
    cursor.execute(
        "select array_agg(nextval('registers_record_id_seq')) from generate_series(1, %s)", [count]
    )
    return list(cursor.fetchone()[0] or ())


def _copy(cursor: Any, table: str, register: str, lines: Lines, ids: Sequence[int]) -> None:
    with cursor.copy(sql.SQL(f"copy {table} ({', '.join(COLUMNS)}) from stdin")) as copy:
        begins = register.encode() + b"\t%d%b"
        for block in batched(zip(ids, lines.texts, strict=True), BLOCK, strict=False):
            copy.write(b"".join(map(begins.__mod__, block)))


def _careful(
    cursor: Any, table: str, kept: RegisterDefinition, lines: Lines, ids: Sequence[int], made: Made
) -> tuple[Lines, list[int]]:
    """The lines that got in, with their ids; the others are refused by the rule that stands against them."""
    cursor.execute(
        f"create temporary table if not exists register_import (like {table} including defaults) on commit drop"
    )
    cursor.execute("truncate register_import")
    _copy(cursor, "register_import", kept.register, lines, ids)
    cursor.execute(
        f"insert into {table} select * from register_import order by id on conflict do nothing returning id"
    )
    went_in = {pk for (pk,) in cursor.fetchall()}
    for row, key, pk in zip(lines.rows, lines.keys, ids, strict=True):
        if pk not in went_in:
            vi, en = _against(cursor, table, kept, pk)
            made.issues.append(issue(row, Note(Level.REFUSED, "RULE", key, vi, en), "", ""))
    return lines.where([pk in went_in for pk in ids]), [pk for pk in ids if pk in went_in]


def _against(cursor: Any, table: str, kept: RegisterDefinition, pk: int) -> tuple[str, str]:
    """The words of the rule that refused a line: which record in force agrees with it."""
    for rule in storage.rules(kept).values():
        if rule.kind == "key":
            condition = "r.key = t.key"
        else:
            condition = " and ".join(f"r.data->>'{name}' = t.data->>'{name}'" for name in rule.fields)
            if rule.kind == "overlap":
                condition += " and daterange(r.valid_from, r.valid_to) && daterange(t.valid_from, t.valid_to)"
        cursor.execute(
            f"select r.key from register_import t join {table} r on r.state = 'in_force' and r.id <> t.id and {condition}"
            " where t.id = %s limit 1",
            [pk],
        )
        if (row := cursor.fetchone()) is not None:
            if rule.kind == "key":
                return f"Bản ghi {row[0]}.", f"Record {row[0]}."
            message = (kept.unique if rule.kind == "unique" else kept.no_overlap)[rule.number].message
            return f"{message.vi} (bản ghi {row[0]})", f"{message.en} (record {row[0]})"
    return "", ""


def _copy_people(cursor: Any, register: str, lines: Lines, ids: Sequence[int], people: dict[str, int]) -> int:
    if not people:
        return 0
    named = {
        (pk, role, people[one]): None
        for role, whom in lines.people.items()
        for pk, one in zip(ids, whom, strict=True)
        if one in people
    }
    if named:
        table = storage.table("registers_part", register)
        with cursor.copy(sql.SQL(f"copy {table} (register, record_id, role, person_id) from stdin")) as copy:
            copy.write("".join([f"{register}\t{pk}\t{role}\t{person}\n" for pk, role, person in named]))
    return len(named)


def _carry_numbers(cursor: Any, kept: RegisterDefinition, lines: Lines) -> None:
    """What is numbered next comes after what was brought in. Series in the order of their names, as everybody locks."""
    if kept.numbering != "year":
        return
    last: dict[tuple[bytes, bytes], int] = {}
    for text in lines.texts:
        _, agency_id, year, _, _, number, _ = text.split(b"\t", 6)
        if int(number) > last.get((agency_id, year), 0):
            last[agency_id, year] = int(number)
    if last:
        highest = {
            series(kept.register, int(agency_id), int(year)): n for (agency_id, year), n in last.items()
        }
        names = sorted(highest)
        cursor.execute(
            "insert into foundation_numberseries (key, last)"
            " select * from unnest(%s::text[], %s::bigint[]) on conflict (key)"
            " do update set last = greatest(foundation_numberseries.last, excluded.last)",
            [names, [highest[name] for name in names]],
        )
