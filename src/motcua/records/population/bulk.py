"""Golden records of a matching run become the register: a file in, a few set-based statements, all or nothing.

The file never passes through Python row by row: DuckDB reads and checks it, PostgreSQL takes it by COPY. Only the keys by which
names are found and sorted are made in Python, once for each distinct name.
"""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from motcua.foundation import events, first_load
from motcua.foundation.actor import SYSTEM, Actor
from motcua.foundation.text import canonical_name, fold, given_name_sort_key
from motcua.records.population import bulk_sql

CHUNK = 1 << 20
NAMES_AT_ONCE = 200_000
FIRST_LOAD_FROM = 100_000
"""New people from which on taking indexes off pays."""
COLUMNS = {
    "key": "VARCHAR", "person_id": "BIGINT", "pin": "VARCHAR", "cmnd": "VARCHAR", "full_name": "VARCHAR",
    "birth": "DATE", "birth_precision": "VARCHAR", "sex": "VARCHAR", "unit_code": "VARCHAR", "address": "VARCHAR",
    "household_no": "VARCHAR", "head_relation": "VARCHAR", "father_pin": "VARCHAR", "mother_pin": "VARCHAR",
    "spouse_pin": "VARCHAR", "marital_status": "VARCHAR", "ethnic_code": "VARCHAR", "nationality": "VARCHAR",
    "phone": "VARCHAR", "died": "DATE",
}  # fmt: skip
"""Columns of the file and their types. `key`, `full_name`, `birth` must be there; a missing other one says nothing."""
REQUIRED = ("key", "full_name", "birth")


class NotPublishable(ValueError):
    """The file is not one of people: the message names the column."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did. `refused`: rows that were left out, by reason; `ids`: Parquet of `key`, `person_id`."""

    created: int
    updated: int
    same: int
    refused: dict[str, int] = field(default_factory=dict)
    ids: Path | None = None


def publish(
    people: Path,
    *,
    source: str,
    on: date,
    at: datetime,
    by: Actor = SYSTEM,
    ids: Path | None = None,
    known: Callable[[], None] = lambda: None,
    told: Callable[[str], None] = lambda step: None,
    memory: str = "2GB",
) -> Published:
    """Create and update the people of a Parquet file (columns: `COLUMNS`) in the register. All or nothing.

    A row is the person `person_id` names, else the one who has its `pin` (or had it before the number was replaced), else
    a new one. `on`: the day whose state the file gives; `source`: `load:<uuid>` or the like, kept with every row. An empty value
    of the file erases nothing; a person's values that the file does not have stay. What an update replaces stands in
    `PopulationChange`. Codes of communes are today's. Refused, counted and left out: rows without name, day of birth or sex
    (where the number does not say it), of a number that is no number, of a key, number or person that comes twice (all of them:
    which is right is for people to say).

    `ids`: where to write which person each key became; `known` is called once that is written, before the register is.
    `told` hears of each step. `memory`: DuckDB's limit.
    Raises: NotPublishable when a required column is missing. A statement each of some twenty steps, whatever the size.
    """
    import duckdb

    with tempfile.TemporaryDirectory(prefix="motcua-publish-") as folder:
        lines = Path(folder) / "people.csv"
        con = duckdb.connect(config={"memory_limit": memory, "temp_directory": folder})
        try:
            refused = _prepare(con, people, lines)
        finally:
            con.close()
        told("prepared")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(bulk_sql.STAGING)
            with cursor.copy(bulk_sql.COPY_IN) as copy:
                for part in _parts(lines):
                    copy.write(part)
            told("copied")
            values: dict[str, Any] = {"source": source, "on": on, "at": at, "by": _json(by)}
            for name, statement in bulk_sql.RESOLVE:
                cursor.execute(statement, values)
                told(name)
            cursor.execute(bulk_sql.TWICE)
            twice = cursor.fetchone()[0]
            if twice:
                refused["person_twice"] = twice
                cursor.execute(bulk_sql.WITHOUT_TWICE)
            if ids is not None:
                _write_ids(cursor, ids, Path(folder))
                told("ids")
            known()
            loose = _loosened(cursor)
            done: dict[str, int] = {}
            for name, statement in bulk_sql.WRITE:
                cursor.execute(statement, values)
                done[name] = max(cursor.rowcount, 0)
                told(name)
            for statement in loose:
                cursor.execute(statement)
                told(statement.split(" ON ")[0][:60])
            cursor.execute("select count(*) from pop_resolved")
            every = cursor.fetchone()[0]
            cursor.execute("select count(*) from pop_changed")
            updated = cursor.fetchone()[0]
            created = done["persons"]
            published = Published(created, updated, every - created - updated, refused, ids)
            events.record(
                "population/register",
                "population_published",
                at=at,
                actor=by,
                data={"source": source, "on": on.isoformat(), "created": created, "updated": updated},
            )
        told("done")
    return published


def _loosened(cursor: Any) -> list[str]:
    """Indexes and references of the tables are taken off for a first load; the statements that put them back."""
    cursor.execute(bulk_sql.HOW_MANY)
    fresh = cursor.fetchone()[0]
    enough = max(int(fresh / bulk_sql.FIRST_LOAD), 1)
    cursor.execute(bulk_sql.HOW_MANY_THERE, [enough])
    if fresh < FIRST_LOAD_FROM or cursor.fetchone()[0] == enough:
        return []
    return first_load.taken_off(cursor, bulk_sql.TABLES)


def keys_of(name: str, words: dict[str, tuple[str, str, str]]) -> tuple[str, str]:
    """`search_key` and `sort_key` of a name as `Person.save` makes them; `words` remembers each word."""
    parts = name.split()
    if len(parts) < 2 or not name.replace(" ", "").isalpha():
        return fold(name), given_name_sort_key(name)
    found = []
    for word in parts:
        known = words.get(word)
        if known is None:
            letters, _, tones = given_name_sort_key(canonical_name(word)).partition(" ")
            # tones of a word end without its trailing zeros; within a middle name they are needed
            known = words[word] = (fold(word), letters, tones.ljust(_letters_in(letters), "0"))
        found.append(known)
    given, surname, middle = found[-1], found[0], found[1:-1]
    levels = [given[1], given[2].rstrip("0"), surname[1], surname[2].rstrip("0")]
    levels += ["-".join(one[1] for one in middle), "0".join(one[2] for one in middle).rstrip("0")]
    return " ".join(one[0] for one in found), " ".join(levels).rstrip()


def _letters_in(letters: str) -> int:
    """How many letters a collation key has: a mark (`{|~`) belongs to the letter before it."""
    return sum(1 for char in letters if char not in "{|}~")


def _prepare(con: Any, people: Path, lines: Path) -> dict[str, int]:
    """The file as lines for COPY, with keys; how many rows were refused, by reason."""
    source = str(people).replace("'", "''")
    there = {row[0] for row in con.execute(f"describe select * from read_parquet('{source}')").fetchall()}
    for name in REQUIRED:
        if name not in there:
            raise NotPublishable(f"column {name!r} is missing")
    picked = ", ".join(
        f"cast({name} as {kind}) as {name}" if name in there else f"cast(null as {kind}) as {name}"
        for name, kind in COLUMNS.items()
    )
    con.execute(f"create view given as select {picked} from read_parquet('{source}')")
    con.execute(bulk_sql.CHECKED)
    refused = dict(
        con.execute("select why, count(*) from checked where why is not null group by why").fetchall()
    )
    with lines.with_suffix(".names").open("w", encoding="utf-8") as out:
        for name, search, order in _keys(con):
            out.write(f"{name}\t{search}\t{order}\n")
    names = str(lines.with_suffix(".names")).replace("'", "''")
    con.execute(bulk_sql.LINES.format(names=names, lines=str(lines).replace("'", "''")))
    return refused


def _keys(con: Any) -> Iterator[tuple[str, str, str]]:
    words: dict[str, tuple[str, str, str]] = {}
    found = con.execute("select distinct full_name from checked where why is null")
    while rows := found.fetchmany(NAMES_AT_ONCE):
        for (name,) in rows:
            yield name, *keys_of(name, words)


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as lines:
        while part := lines.read(CHUNK):
            yield part


def _write_ids(cursor: Any, ids: Path, folder: Path) -> None:
    """`key`, `person_id` of every row that is in the register now."""
    import duckdb

    lines = folder / "ids.csv"
    with lines.open("wb") as out, cursor.copy(bulk_sql.COPY_IDS) as copy:
        for part in copy:
            out.write(part)
    said = (str(lines).replace("'", "''"), str(ids).replace("'", "''"))
    with duckdb.connect() as con:
        con.execute(bulk_sql.IDS.format(*said))


def _json(by: Actor) -> str:
    import orjson

    return orjson.dumps(by.as_data()).decode()
