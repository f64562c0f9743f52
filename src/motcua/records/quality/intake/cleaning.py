"""A raw file becomes the table `staged`: one row a record, values read, keys made, classes of errors named. No Django.

Set-based: what a load has few different ones of (days, sexes, communes, words of names) is read once each by plain Python and
joined back; plain numbers are read in SQL, odd ones by `foundation.identifiers`. Nothing is decided here: proposals stand beside
the values, originals that were changed in `…_was`.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from motcua.foundation.identifier_tables import PIN_PROVINCES
from motcua.records.quality.intake import checks, names, values
from motcua.records.quality.intake.opening import Opened, opened
from motcua.records.quality.intake.places import OLD_WORDS, Places
from motcua.records.quality.rules import bit, rules

COLUMNS = (
    "source", "record", "pin", "cmnd", "full_name", "name_key", "name_ascii", "family", "given", "birth", "birth_year",
    "birth_precision", "sex", "father_key", "mother_key", "unit_code", "address", "address_key", "phone", "insurance_no",
    "card_no", "died", "changed_at", "flags",
)  # fmt: skip
"""What others may build upon."""
KEPT = ("name_was", "pin_was", "pin_proposed", "birth_was", "birth_proposed", "unit_was", "unit_proposed")
"""Beside them, mostly NULL: originals that were changed, and proposals."""
NAMES_AT_A_TIME = 500_000
FILLER_DAY_SHARE = 0.03
"""More first of Januaries than that in a file: they stand for "only the year is known" (DQ08)."""


@dataclass(frozen=True, slots=True)
class CleanFigures:
    """What cleaning did. `by_rule`: records by class of error; `first_of_january`: their share among whole birth dates."""

    rows: int
    flagged: int
    blocked: int
    by_rule: dict[str, int]
    first_of_january: float
    seconds: float
    parts: dict[str, float] = field(default_factory=dict)


def clean(
    con: duckdb.DuckDBPyConnection,
    raw_path: Path | str,
    source: str,
    on: date,
    *,
    places: Places | None = None,
    reference: Path | str | None = None,
    name: str = "",
    encoding: str = "",
) -> CleanFigures:
    """Make `staged` in `con` from a raw file that gives the state of the day `on`. Replaces an earlier one.

    `places` reads communes of any time (without it a code of five digits is taken as it stands). `reference`: the staged Parquet
    of the population source, with which other sources are compared (DQ12, DQ21). Same file, same day: same table.
    Raises: Unreadable.
    """
    with opened(con, Path(raw_path), name=name, encoding=encoding) as raw:
        return clean_raw(con, raw, source, on, places=places, reference=reference)


def clean_raw(
    con: duckdb.DuckDBPyConnection,
    raw: Opened,
    source: str,
    on: date,
    *,
    places: Places | None = None,
    reference: Path | str | None = None,
) -> CleanFigures:
    """The same for a relation `raw` that is open already."""
    began = time.monotonic()
    parts: dict[str, float] = {}

    def step(name: str, work: Callable[[], Any]) -> Any:
        started = time.monotonic()
        done = work()
        parts[name] = round(time.monotonic() - started, 2)
        return done

    con.execute("SET preserve_insertion_order = false")
    step("repeated", lambda: _repeated(con))
    step("names", lambda: _read_names(con))
    share = step("days", lambda: _read_days(con))
    step("numbers", lambda: _read_numbers(con, on))
    step("places", lambda: _read_places(con, places or Places(on, on)))
    step("rows", lambda: _stage(con, source, on, share > FILLER_DAY_SHARE))
    step("checks", lambda: checks.run(con, source, on, reference))
    step("flags", lambda: _view(con))
    by_rule = count_by_rule(con)
    flagged, blocked = _count(con)
    for table in _TABLES:
        con.execute(f"DROP TABLE IF EXISTS {table}")
    return CleanFigures(
        raw.rows, flagged, blocked, by_rule, round(share, 4), round(time.monotonic() - began, 2), parts
    )


_TABLES = (
    "read_name",
    "read_day",
    "read_moment",
    "read_sex",
    "read_number",
    "read_unit",
    "read_tail",
    "repeated",
)


def _repeated(con: duckdb.DuckDBPyConnection) -> None:
    """Keys that stand twice: of each the newest row is kept."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE repeated AS SELECT record, max(changed_at) AS newest FROM raw"
        " GROUP BY record HAVING count(*) > 1"
    )


def _read_names(con: duckdb.DuckDBPyConnection) -> None:
    """The different names of people and parents, each read once."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE read_name ({_ARROW_COLUMNS})")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE written_name AS SELECT DISTINCT written FROM ("
        " SELECT full_name AS written FROM raw UNION ALL SELECT father FROM raw UNION ALL SELECT mother FROM raw)"
        " WHERE written IS NOT NULL"
    )
    known = names.Words()
    total = _one(con, "SELECT count(*) FROM written_name")
    for begin in range(0, total, NAMES_AT_A_TIME):
        asked = con.sql(
            f"SELECT written FROM written_name WHERE rowid >= {begin} AND rowid < {begin + NAMES_AT_A_TIME}"
        )
        written = asked.to_arrow_table().column(0).combine_chunks()
        con.register("arriving", pa.Table.from_batches([known.read(written)]))
        con.execute("INSERT INTO read_name SELECT * FROM arriving")
        con.unregister("arriving")
    con.execute("DROP TABLE written_name")


_ARROW_COLUMNS = "written VARCHAR, name VARCHAR, name_key VARCHAR, name_ascii VARCHAR, family VARCHAR, given VARCHAR, mask BIGINT"


def _read_days(con: duckdb.DuckDBPyConnection) -> float:
    """Birth dates, days of death, moments and sexes. Returns the share of first of Januaries among whole birth dates."""
    counted = con.execute("SELECT birth, count(*) FROM raw WHERE birth IS NOT NULL GROUP BY birth").fetchall()
    read = {written: values.read_birth(written) for written, _ in counted}
    whole = sum(times for written, times in counted if read[written].day)
    firsts = sum(
        times for written, times in counted if (day := read[written].day) and (day.month, day.day) == (1, 1)
    )
    _fill(
        con, "read_day", "written VARCHAR, day DATE, year SMALLINT, precision VARCHAR, mask BIGINT, proposal VARCHAR",
        ((written, one.day, one.year, one.precision, one.mask, one.proposal or None) for written, one in read.items()),
    )  # fmt: skip
    moments = _different(con, "died") | _different(con, "changed_at")
    _fill(
        con, "read_moment", "written VARCHAR, day DATE, moment TIMESTAMP",
        ((text, values.read_day(text), values.read_moment(text)) for text in moments),
    )  # fmt: skip
    _fill(
        con, "read_sex", "written VARCHAR, sex VARCHAR", ((text, values.read_sex(text)) for text in _different(con, "sex"))
    )  # fmt: skip
    return firsts / whole if whole else 0.0


def _read_numbers(con: duckdb.DuckDBPyConnection, on: date) -> None:
    """Numbers that are not twelve digits of right form."""
    odd = con.execute(
        f"SELECT DISTINCT pin FROM raw WHERE pin IS NOT NULL AND NOT {plain_pin('pin', on)}"
    ).fetchall()
    rows = ((text, values.read_number(text, on)) for (text,) in odd)
    _fill(
        con, "read_number", "written VARCHAR, pin VARCHAR, cmnd VARCHAR, mask BIGINT, proposal VARCHAR",
        ((text, one.pin, one.cmnd, one.mask, one.proposal or None) for text, one in rows),
    )  # fmt: skip


def plain_pin(column: str, on: date) -> str:
    """SQL: twelve digits, a province of the 63 or a country, a birth year that has come (`identifiers.parse_pin` in a set)."""
    provinces = ", ".join(f"'{code}'" for code in PIN_PROVINCES)
    return (
        f"(regexp_full_match({column}, '[0-9]{{12}}')"
        f" AND (substr({column}, 1, 3) BETWEEN '101' AND '399' OR substr({column}, 1, 3) IN ({provinces}))"
        f" AND {pin_year(column)} <= {on.year})"
    )


def pin_year(column: str) -> str:
    """SQL: the birth year that a plain number says."""
    # TRY: of a text that is no number the other conditions say so, in whatever order they are looked at
    return f"(1900 + 100 * ((ascii(substr({column}, 4, 1)) - 48) // 2) + try_cast(substr({column}, 5, 2) AS INTEGER))"


def _read_places(con: duckdb.DuckDBPyConnection, places: Places) -> None:
    shape = "written VARCHAR, code VARCHAR, mask BIGINT, proposal VARCHAR"
    read = ((text, places.unit(text)) for text in _different(con, "unit"))
    _fill(con, "read_unit", shape, ((text, one.code, one.mask, one.proposal or None) for text, one in read))
    tails: set[str] = set()
    if places.index is not None:
        asked = con.execute(f"SELECT DISTINCT {_TAIL} FROM raw WHERE {_SPEAKS_OLD}").fetchall()
        tails = {text for (text,) in asked if text}
    told = ((text, places.tail(text)) for text in tails)
    _fill(con, "read_tail", shape, ((text, one.code, one.mask, one.proposal or None) for text, one in told))


_TAIL = "array_to_string(list_slice(string_split(address, ','), -3, -1), ',')"
_SPEAKS_OLD = f"address IS NOT NULL AND regexp_matches(lower(address), '{OLD_WORDS}')"


def _stage(con: duckdb.DuckDBPyConnection, source: str, on: date, firsts_are_fillers: bool) -> None:
    """The one pass over all rows."""
    filler_day = (
        "(d.precision = 'day' AND month(d.day) = 1 AND day(d.day) = 1)" if firsts_are_fillers else "false"
    )
    conditions = " | ".join(
        [f"(CASE WHEN {rule.when.replace(':on', _day(on))} THEN {bit(rule.id)} ELSE 0 END)"
         for rule in rules() if rule.when and rule.looks_at(source)] or ["0"]
    )  # fmt: skip
    # taking eight million addresses apart is not free: only where one of them speaks of a district
    tail = _TAIL.replace("address", "r.address") if _one(con, "SELECT count(*) FROM read_tail") else "NULL"
    con.execute("DROP VIEW IF EXISTS staged")
    con.execute(
        f"""
        CREATE OR REPLACE TABLE staged_rows AS
        SELECT * EXCLUDE (mask, pin_year), mask | {conditions} AS mask
        FROM (SELECT *, {pin_year("pin")} AS pin_year FROM (
            SELECT
                '{source}' AS source, r.record,
                CASE WHEN o.written IS NULL THEN r.pin ELSE o.pin END AS pin,
                coalesce(CASE WHEN regexp_full_match(r.cmnd, '[0-9]{{9}}|[0-9]{{12}}') THEN r.cmnd END, o.cmnd) AS cmnd,
                n.name AS full_name, n.name_key, n.name_ascii, n.family, n.given,
                CASE WHEN NOT {filler_day} THEN d.day END AS birth,
                d.year AS birth_year,
                CASE WHEN {filler_day} THEN 'year' ELSE d.precision END AS birth_precision,
                s.sex, f.name_key AS father_key, m.name_key AS mother_key,
                coalesce(u.code, t.code) AS unit_code,
                r.address, {address_key("r.address")} AS address_key,
                {phone("r.phone")} AS phone,
                nullif(regexp_replace(upper(r.insurance_no), '[^0-9A-Z]', '', 'g'), '') AS insurance_no,
                nullif(upper(trim(r.card_no)), '') AS card_no,
                x.day AS died, c.moment AS changed_at,
                CASE WHEN n.name IS DISTINCT FROM r.full_name THEN r.full_name END AS name_was,
                CASE WHEN o.written IS NOT NULL AND o.pin IS NULL THEN r.pin END AS pin_was,
                o.proposal AS pin_proposed,
                CASE WHEN d.precision IS DISTINCT FROM 'day' OR {filler_day} THEN r.birth END AS birth_was,
                d.proposal AS birth_proposed,
                CASE WHEN coalesce(u.code, t.code) IS DISTINCT FROM r.unit THEN r.unit END AS unit_was,
                coalesce(u.proposal, t.proposal) AS unit_proposed,
                coalesce(n.mask, 0) | coalesce(d.mask, 0) | coalesce(o.mask, 0) | coalesce(u.mask, t.mask, 0)
                | (CASE WHEN r.pin IS NULL THEN {bit("DQ01")} ELSE 0 END)
                | (CASE WHEN {filler_day} THEN {bit("DQ08")} ELSE 0 END)
                | (CASE WHEN w.record IS NOT NULL THEN {bit("MC09")} ELSE 0 END) AS mask
            FROM raw r
            LEFT JOIN read_name n ON n.written = r.full_name
            LEFT JOIN (SELECT written, name_key FROM read_name) f ON f.written = r.father
            LEFT JOIN (SELECT written, name_key FROM read_name) m ON m.written = r.mother
            LEFT JOIN read_day d ON d.written = r.birth
            LEFT JOIN read_moment x ON x.written = r.died
            LEFT JOIN read_moment c ON c.written = r.changed_at
            LEFT JOIN read_sex s ON s.written = r.sex
            LEFT JOIN read_number o ON o.written = r.pin
            LEFT JOIN read_unit u ON u.written = r.unit
            LEFT JOIN read_tail t ON t.written = {tail}
            LEFT JOIN repeated w ON w.record = r.record
            WHERE w.record IS NULL OR r.changed_at IS NOT DISTINCT FROM w.newest
        ))
        """
    )
    if _one(con, "SELECT count(*) FROM repeated"):
        # rows of one key that are equally new: one of them stays, always the same
        con.execute(
            "DELETE FROM staged_rows WHERE rowid IN (SELECT rowid FROM (SELECT rowid, row_number() OVER"
            " (PARTITION BY record ORDER BY pin NULLS LAST, name_key NULLS LAST, birth NULLS LAST, address NULLS LAST) AS nth"
            " FROM staged_rows WHERE record IN (SELECT record FROM repeated)) WHERE nth > 1)"
        )


def address_key(column: str) -> str:
    """SQL: `foundation.text.fold` of an address in Vietnamese; a test holds both equal."""
    plain = f"strip_accents(lower(replace(replace(nfc_normalize({column}), 'Ð', 'Đ'), 'Ɖ', 'Đ')))"
    return f"nullif(trim(regexp_replace(replace({plain}, 'đ', 'd'), '[^a-z0-9]+', ' ', 'g')), '')"


def phone(column: str) -> str:
    """SQL: ten digits beginning with 0 (+84 read as 0); anything else is none."""
    digits = f"regexp_replace({column}, '[^0-9]', '', 'g')"
    inner = f"CASE WHEN starts_with({digits}, '84') AND length({digits}) = 11 THEN '0' || substr({digits}, 3) ELSE {digits} END"
    return f"CASE WHEN regexp_full_match({inner}, '0[1-9][0-9]{{8,9}}') THEN {inner} END"


def _view(con: duckdb.DuckDBPyConnection) -> None:
    """`staged`: the rows with the names of their classes instead of a number."""
    masks = [mask for (mask,) in con.execute("SELECT DISTINCT mask FROM staged_rows").fetchall()]
    con.execute("CREATE OR REPLACE TABLE staged_flags (mask BIGINT, flags VARCHAR[])")
    if masks:
        con.executemany("INSERT INTO staged_flags VALUES (?, ?)", [[mask, flags_of(mask)] for mask in masks])
    chosen = ", ".join(f"r.{column}" for column in COLUMNS if column != "flags")
    kept = ", ".join(f"r.{column}" for column in KEPT)
    con.execute(
        f"CREATE OR REPLACE VIEW staged AS SELECT {chosen}, s.flags, {kept} FROM staged_rows r JOIN staged_flags s USING (mask)"
    )


def flags_of(mask: int) -> list[str]:
    """The ids of the classes in a row's number."""
    return [rule.id for at, rule in enumerate(rules()) if mask >> at & 1]


def count_by_rule(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Records of the staged table by class of error."""
    rows = con.execute("SELECT mask, count(*) FROM staged_rows GROUP BY mask").fetchall()
    counted: dict[str, int] = {}
    for mask, times in rows:
        for id in flags_of(mask):
            counted[id] = counted.get(id, 0) + times
    return dict(sorted(counted.items()))


def _count(con: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """Records that somebody has to look at, and those among them that must wait."""
    listed = sum(bit(rule.id) for rule in rules() if rule.listed)
    blocks = sum(bit(rule.id) for rule in rules() if rule.severity == "blocks")
    ((flagged, blocked),) = con.execute(
        f"SELECT count(*) FILTER (mask & {listed} <> 0), count(*) FILTER (mask & {blocks} <> 0) FROM staged_rows"
    ).fetchall()
    return int(flagged), int(blocked)


def _one(con: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(con.execute(query).fetchall()[0][0])


def _different(con: duckdb.DuckDBPyConnection, column: str) -> set[str]:
    return {
        text
        for (text,) in con.execute(f"SELECT DISTINCT {column} FROM raw WHERE {column} IS NOT NULL").fetchall()
    }


def _fill(con: duckdb.DuckDBPyConnection, table: str, shape: str, rows: Iterable[tuple[Any, ...]]) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({shape})")
    columns = [part.split()[0] for part in shape.split(", ")]
    kinds = [_ARROW[part.split()[1]] for part in shape.split(", ")]
    for chunk in _chunks(rows, 200_000):
        made = [
            pa.array(column, type=kind) for column, kind in zip(zip(*chunk, strict=True), kinds, strict=True)
        ]
        con.register("arriving", pa.Table.from_arrays(made, names=columns))
        con.execute(f"INSERT INTO {table} SELECT * FROM arriving")
        con.unregister("arriving")


_ARROW = {
    "VARCHAR": pa.string(),
    "DATE": pa.date32(),
    "SMALLINT": pa.int16(),
    "BIGINT": pa.int64(),
    "TIMESTAMP": pa.timestamp("us"),
}


def _chunks(rows: Iterable[tuple[Any, ...]], size: int) -> Iterator[list[tuple[Any, ...]]]:
    chunk: list[tuple[Any, ...]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _day(on: date) -> str:
    return f"DATE '{on.isoformat()}'"
