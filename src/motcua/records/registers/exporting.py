"""A register as a file: CSV as it streams, Parquet by DuckDB. Only what the officer may read for the purpose, and logged.

What is sensitive stays out unless it is asked for, and the register names a purpose that shows it. Every person whom a record
names sees the look in the list of who read what; the whole export is one event.
"""

import csv
import hashlib
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import duckdb
import orjson
from django.db import connection, transaction

from motcua.city.models import Agency
from motcua.foundation import audit, events
from motcua.foundation.actor import Actor
from motcua.records.registers import access, definitions, storage
from motcua.records.registers.access import NotReadable
from motcua.records.registers.definition import RegisterDefinition
from motcua.records.registers.models import Record
from motcua.records.registers.reading import people_of
from motcua.records.registers.rows import COLUMNS, record_of
from motcua.records.registers.versions import split
from motcua.records.registers.writing import chain

Format = Literal["csv", "parquet"]
BATCH = 2000
MEMORY = "512MB"
"""Of DuckDB, whatever the file's size."""
OWN = (
    ("key", "VARCHAR"), ("agency", "VARCHAR"), ("year", "SMALLINT"), ("number", "INTEGER"), ("book", "VARCHAR"),
    ("page", "VARCHAR"), ("entered_on", "DATE"), ("valid_from", "DATE"), ("valid_to", "DATE"), ("revision", "INTEGER"),
    ("origin", "VARCHAR"),
)  # fmt: skip
"""Columns beside the fields, with their types in Parquet."""
TYPES = {
    "date": "DATE",
    "integer": "BIGINT",
    "money": "BIGINT",
    "yes_no": "BOOLEAN",
    "decimal": "DECIMAL(27,9)",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: records in force of a register, of these agencies (all that may be read, when none is said), entered
    within these days. `sensitive`: with the fields that are left out otherwise."""

    register: str
    purpose: str
    agencies: frozenset[int] | None = None
    entered_from: date | None = None
    entered_to: date | None = None
    sensitive: bool = False


@dataclass(slots=True)
class Export:
    """An export that may go ahead: `fields` that it shows; `rows` counts while it is read."""

    wanted: Wanted
    definition: RegisterDefinition
    fields: tuple[str, ...]
    agencies: frozenset[int] | None
    by: Actor
    at: datetime
    rows: int = 0
    sha256: str = ""


def allow(wanted: Wanted, *, by: Actor, at: datetime) -> Export:
    """The export with what the officer may read of it. Raises: NotReadable, NoSuchRegister."""
    kept = definitions.definition_of(wanted.register)
    mine = access.may_read(by, kept, at)
    grounds = [ground for ground in mine.grounds if wanted.purpose in ground.purposes]
    if not grounds:
        raise NotReadable(f"{wanted.register}: {wanted.purpose}")
    everywhere = any(ground.agencies is None for ground in grounds)
    reached = frozenset[int]().union(*(ground.agencies or frozenset() for ground in grounds))
    agencies = (
        wanted.agencies
        if everywhere
        else reached & wanted.agencies
        if wanted.agencies is not None
        else reached
    )
    # One table for records of several agencies shows what may be read of each of them.
    shown = frozenset[str]().union(
        *(ground.fields for ground in grounds if ground.agencies is None or not everywhere)
    )
    fields = tuple(
        field.id for field in kept.fields if field.id in shown and (wanted.sensitive or not field.sensitive)
    )
    return Export(wanted, kept, fields, agencies, by, at)


def headings(export: Export) -> list[str]:
    """Names of the columns: an export can be brought in again by them."""
    return [*(name for name, _ in OWN), *export.fields]


def csv_blocks(export: Export) -> Iterator[bytes]:
    """The file in blocks, as a page streams it. Excel reads it as UTF-8; a cell that would compute there is quoted."""
    digest = hashlib.sha256()
    block = "\ufeff" + _lines([headings(export)])
    yield _counted(block, digest)
    for rows in _batches(export):
        yield _counted(_lines([[_guarded(cell) for cell in row] for row in rows]), digest)
    export.sha256 = digest.hexdigest()
    _tell(export, "csv")


def write(export: Export, path: Path, form: Format = "csv") -> Export:
    """Write the file; the export then knows its rows and the file's hash."""
    if form == "csv":
        with path.open("wb") as file:
            for block in csv_blocks(export):
                file.write(block)
        return export
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as table:
        table.write(_lines([headings(export)]))
        for rows in _batches(export):
            table.write(_lines(rows))
        table.flush()
        _to_parquet(export, Path(table.name), path)
    export.sha256 = _hash(path)
    _tell(export, "parquet")
    return export


def _to_parquet(export: Export, table: Path, path: Path) -> None:
    types = dict(OWN) | {
        field.id: TYPES.get(field.kind, "VARCHAR")
        for field in export.definition.fields
        if field.id in export.fields
    }
    columns = ", ".join(f"'{name}': '{types[name]}'" for name in headings(export))
    with duckdb.connect() as line:
        line.execute(f"set memory_limit = '{MEMORY}'; set threads = 2; set enable_progress_bar = false")
        line.execute(
            f"copy (select * from read_csv(?, header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '',"
            f" auto_detect = false, columns = {{{columns}}})) to '{_quoted(path)}' (format parquet, compression zstd)",
            [str(table)],
        )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _counted(text: str, digest: Any) -> bytes:
    block = text.encode()
    digest.update(block)
    return block


def _lines(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _guarded(cell: str) -> str:
    """Text that a spreadsheet would take for a formula, with the apostrophe that says it is text."""
    bare = cell[1:].replace(".", "").replace(",", "")
    return f"'{cell}" if cell.startswith(_FORMULA) and not bare.isdecimal() else cell


def _batches(export: Export) -> Iterator[list[list[str]]]:
    """Rows of the file, some thousand at a time, in the order in which they were entered; each look is logged."""
    codes = dict(Agency.objects.values_list("id", "code"))
    wanted = export.wanted
    conditions, values = ["state = 'in_force'"], list[Any]()
    if export.agencies is not None:
        conditions.append("agency_id = any(%s)")
        values.append(list(export.agencies))
    for text, day in (("entered_on >= %s", wanted.entered_from), ("entered_on <= %s", wanted.entered_to)):
        if day is not None:
            conditions.append(text)
            values.append(day)
    table = storage.record_table(wanted.register)
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"select {COLUMNS} from {table} where register = %s and id > %s and {' and '.join(conditions)}"
                f" order by id limit {BATCH}",
                [wanted.register, last, *values],
            )
            records = [record_of(row) for row in cursor.fetchall()]
        if not records:
            return
        last = records[-1].id
        named = people_of(records)
        audit.log_read(
            export.by, sorted({person for people in named.values() for person in people.values()}),
            purpose=wanted.purpose, what=f"register-export:{wanted.register}", code="export", at=export.at,
        )  # fmt: skip
        export.rows += len(records)
        yield [_row(export, record, codes) for record in records]


def _row(export: Export, record: Record, codes: dict[int, str]) -> list[str]:
    data, _ = split(export.definition, record.data, record.schema)
    own = (
        record.key, codes.get(record.agency_id, ""), record.year, record.number, record.volume, record.page, record.entered_on,
        record.valid_from, record.valid_to, record.revision, record.origin,
    )  # fmt: skip
    return [*map(_text, own), *(_text(data.get(name)) for name in export.fields)]


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case dict() | list():
            return orjson.dumps(value).decode()
        case _:
            return str(value)


@transaction.atomic
def _tell(export: Export, form: Format) -> None:
    agency = next(iter(export.agencies)) if export.agencies is not None and len(export.agencies) == 1 else 0
    events.record(
        chain(export.wanted.register, agency), "register.exported", at=export.at, actor=export.by,
        data={
            "register": export.wanted.register, "purpose": export.wanted.purpose, "rows": export.rows, "format": form,
            "fields": list(export.fields), "sha256": export.sha256,
        },
    )  # fmt: skip
