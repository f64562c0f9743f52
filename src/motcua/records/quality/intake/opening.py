"""A raw file as the DuckDB relation `raw`: text columns by their ids, whatever it was written in. No Django.

CSV in UTF-8 and Parquet are read where they lie; other encodings, sheets and JSON lines become a CSV in UTF-8 first, old fonts
decoded cell by cell (`registers.importing.tables`).
"""

import csv
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from motcua.foundation.text import nfc
from motcua.records.quality.intake.sources import columns, mapping, titles
from motcua.records.registers.importing import tables
from motcua.records.registers.importing.tables import Layout, Unreadable

BLOCK = 1 << 22


@dataclass(frozen=True, slots=True)
class Opened:
    """How the file was read. `broken`: lines whose number of cells is wrong, with a few of them in `examples`;
    `cut`: the last line is one of them. `unknown`: headings that mean nothing to us."""

    rows: int
    encoding: str
    known: tuple[str, ...]
    unknown: tuple[str, ...]
    broken: int = 0
    cut: bool = False
    examples: tuple[str, ...] = field(default=())


@contextmanager
def opened(
    con: duckdb.DuckDBPyConnection, path: Path, *, name: str = "", encoding: str = ""
) -> Iterator[Opened]:
    """The relation `raw` for as long as the block lasts. Raises: Unreadable, with words in both languages."""
    with tempfile.TemporaryDirectory(prefix="motcua-load-") as folder:
        try:
            if _is_parquet(path):
                found = _parquet(con, path)
            else:
                found = _text(con, path, name, encoding, Path(folder))
            yield found
        finally:
            _drop(con, "raw")


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def _parquet(con: duckdb.DuckDBPyConnection, path: Path) -> Opened:
    try:
        headings = [
            row[0] for row in con.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
        ]
    except duckdb.Error as error:
        raise Unreadable(
            "Tệp Parquet bị hỏng hoặc bị cắt ngang.", "The Parquet file is damaged or cut off."
        ) from error
    at = mapping(headings)
    chosen = {id: f"{_quoted(headings[place])}::VARCHAR" for id, place in at.items()}
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW raw AS SELECT {_selected(chosen, 'file_row_number')}"
        f" FROM read_parquet({_literal(str(path))}, file_row_number = true)"
    )
    return Opened(_count(con), "", tuple(at), _strange(headings, at))


def _text(con: duckdb.DuckDBPyConnection, path: Path, name: str, encoding: str, folder: Path) -> Opened:
    how = tables.layout(path, name=name, encoding=encoding, known=titles())
    if not how.sure:
        raise Unreadable(how.evidence_vi, how.evidence_en)
    csv_path, header, delimiter = path, how.header_line, how.delimiter
    if how.kind != "csv" or how.encoding in ("tcvn3", "vni"):
        csv_path, header, delimiter = _cell_by_cell(path, how, folder), 1, ","
    elif how.encoding != "utf-8":
        csv_path = _recoded(path, how.codec, folder)
    at = mapping(how.columns)
    try:
        return _csv(con, csv_path, how, at, header, delimiter)
    except duckdb.Error as error:
        if "utf" not in str(error).lower() or csv_path is not path:
            raise Unreadable("Không đọc được bảng.", "The table cannot be read.") from error
    # A few bytes are not what the rest is: read with marks in their place, which the profile counts.
    return _csv(con, _recoded(path, "utf-8", folder), how, at, header, delimiter)


def _csv(
    con: duckdb.DuckDBPyConnection, path: Path, how: Layout, at: dict[str, int], header: int, delimiter: str
) -> Opened:
    for table in ("reject_errors", "reject_scans"):
        con.execute(f"DROP TABLE IF EXISTS {table}")
    named = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(len(how.columns)))
    chosen = {id: f"c{place}" for id, place in at.items()}
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE raw AS SELECT {_selected(chosen, 'row_number() OVER ()')}"
        f" FROM read_csv({_literal(str(path))}, auto_detect = false, header = true, skip = {header - 1},"
        f" delim = {_literal(delimiter)}, quote = '\"', escape = '\"', columns = {{{named}}},"
        f" store_rejects = true, rejects_limit = 1000, max_line_size = 4000000)"
    )
    broken = con.execute("SELECT line, left(csv_line, 200) FROM reject_errors ORDER BY line").fetchall()
    rows = _count(con)
    lines = {line for line, _ in broken}
    return Opened(
        rows,
        how.encoding,
        tuple(at),
        _strange(list(how.columns), at),
        len(lines),
        bool(lines) and max(lines) >= rows + len(lines) + header,
        tuple(text for _, text in broken[:3]),
    )


def _selected(chosen: dict[str, str], number: str) -> str:
    """Every column of the raw table, NULL where the file has none; a row without a key is known by its number."""
    parts = [f"nullif({chosen[one.id]}, '') AS {one.id}" if one.id in chosen else f"NULL::VARCHAR AS {one.id}"
             for one in columns() if one.id != "record"]  # fmt: skip
    key = f"nullif({chosen['record']}, '')" if "record" in chosen else "NULL"
    return ", ".join([f"coalesce({key}, 'dòng ' || ({number})) AS record", *parts])


def _cell_by_cell(path: Path, how: Layout, folder: Path) -> Path:
    target = folder / "cells.csv"
    width = len(how.columns)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(how.columns)
        writer.writerows(
            (nfc(cell) for cell in row) if len(row) != width else row for _, row in tables.rows(path, how)
        )
    return target


def _recoded(path: Path, codec: str, folder: Path) -> Path:
    target = folder / "recoded.csv"
    with (
        path.open("r", encoding=codec, errors="replace", newline="") as old,
        target.open("w", encoding="utf-8", newline="") as new,
    ):
        # by whole lines: a letter of cp1258 and its tone are two characters that belong together
        while lines := old.readlines(BLOCK):
            new.write(nfc("".join(lines)) if codec == "cp1258" else "".join(lines))
    return target


def _strange(headings: list[str], at: dict[str, int]) -> tuple[str, ...]:
    taken = set(at.values())
    return tuple(heading for place, heading in enumerate(headings) if place not in taken)


def _count(con: duckdb.DuckDBPyConnection) -> int:
    return int(con.execute("SELECT count(*) FROM raw").fetchall()[0][0])


def _drop(con: duckdb.DuckDBPyConnection, name: str) -> None:
    kinds = con.execute(
        "SELECT 'VIEW' FROM duckdb_views() WHERE view_name = ? UNION ALL"
        " SELECT 'TABLE' FROM duckdb_tables() WHERE table_name = ?", [name, name]
    ).fetchall()  # fmt: skip
    for (kind,) in kinds:
        con.execute(f"DROP {kind} {name}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
