"""What matching writes into PostgreSQL: pairs for people; and what it reads there: verdicts and links. By COPY."""

import json
import math
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection
from psycopg import sql

from motcua.foundation import first_load
from motcua.records.quality.matching import engine
from motcua.records.quality.matching.definition import Definition
from motcua.records.quality.matching.explaining import explain
from motcua.records.quality.matching.keys import number
from motcua.records.quality.matching.model import Model
from motcua.records.quality.models import Link, MatchRun, Pair

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

AT_ONCE = 5_000
LINKS_OUT = (
    "copy (select source, record, person_id from quality_link where ended_at is null) to stdout (format csv)"
)
SIDE = (
    "source", "record", "full_name", "pin", "cmnd", "insurance_no", "birth", "birth_year", "sex", "father", "mother", "unit_code",
    "address", "phone", "died", "changed_at",
)  # fmt: skip
"""What is kept of each side, as it was seen."""


def bring_verdicts(con: "DuckDBPyConnection") -> int:
    """`said` in the matching file: every pair that people decided. How many."""
    import pyarrow as pa

    decided = Pair.objects.filter(state__in=[Pair.State.SAME, Pair.State.DIFFERENT]).values_list(
        "left_source", "left_record", "right_source", "right_record", "state"
    )
    con.execute(f"create or replace table said ({engine.VERDICTS})")
    many = 0
    for part in _parts(decided.iterator(chunk_size=AT_ONCE)):
        columns = list(zip(*part, strict=True))
        table = pa.table({
            "source_l": columns[0], "record_l": columns[1], "source_r": columns[2], "record_r": columns[3],
            "same": [state == Pair.State.SAME for state in columns[4]],
        })  # fmt: skip
        con.register("arriving_verdicts", table)
        con.execute("insert into said select * from arriving_verdicts")
        con.unregister("arriving_verdicts")
        many += len(part)
    return many


def write_pairs(con: "DuckDBPyConnection", run: MatchRun, wanted: Definition, *, full: bool) -> int:
    """The review list as `Pair` rows of `run`, known ones renewed unless somebody said something. How many are in the list."""
    model = Model.of(json.loads(con.execute("select model from learned").fetchall()[0][0]))
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists arriving_pair")
        cursor.execute(
            "create temp table arriving_pair on commit drop as select run_id, left_source, left_record, right_source,"
            ' right_record, "left", "right", weight, probability, explanation, unit_code, state from quality_pair limit 0'
        )
        with cursor.copy(
            'copy arriving_pair (run_id, left_source, left_record, right_source, right_record, "left", "right", weight,'
            " probability, explanation, unit_code, state) from stdin"
        ) as copy:
            for row in _reviewed(con, wanted, model):
                copy.write_row((run.pk, *row, Pair.State.OPEN))
        cursor.execute(
            'insert into quality_pair (run_id, left_source, left_record, right_source, right_record, "left", "right", weight,'
            " probability, explanation, unit_code, state)"
            ' select run_id, left_source, left_record, right_source, right_record, "left", "right", weight, probability,'
            " explanation, unit_code, state from arriving_pair"
            " on conflict (left_source, left_record, right_source, right_record) do update set run_id = excluded.run_id,"
            ' "left" = excluded."left", "right" = excluded."right", weight = excluded.weight, probability = excluded.probability,'
            " explanation = excluded.explanation, unit_code = excluded.unit_code where quality_pair.state = 'open'"
        )
        if full:
            cursor.execute(
                "delete from quality_pair p where p.state = 'open' and p.run_id <> %s"
                " and not exists (select 1 from quality_opinion o where o.pair_id = p.id)",
                [run.pk],
            )
    return number(con, "select count(*) from review")


def _reviewed(con: "DuckDBPyConnection", wanted: Definition, model: Model) -> Iterator[tuple[Any, ...]]:
    gammas = [f"gamma_{one.id}" for one in wanted.comparisons]
    sides = ", ".join(
        f"{side}.{column.replace('father', 'father_key').replace('mother', 'mother_key')} as {column}_{side}"
        for side in ("l", "r")
        for column in SIDE
    )
    cursor = con.execute(f"""
        select w.match_weight, w.probability, w.why, {", ".join("w." + gamma for gamma in gammas)}, {sides}
        from review w join people l on l.uid = w.uid_l join people r on r.uid = w.uid_r order by w.uid_l, w.uid_r
    """)
    names = [column[0] for column in cursor.description]
    while found := cursor.fetchmany(AT_ONCE):
        for values in found:
            row = dict(zip(names, values, strict=True))
            one, other = (_side(row, "l"), _side(row, "r"))
            if (one["source"], one["record"]) > (other["source"], other["record"]):
                one, other = other, one
            levels = {comparison.id: row[f"gamma_{comparison.id}"] for comparison in wanted.comparisons}
            ladder = explain(wanted, model, levels, one, other)
            yield (
                one["source"], one["record"], other["source"], other["record"], json.dumps(one, ensure_ascii=False),
                json.dumps(other, ensure_ascii=False), round(float(row["match_weight"]), 3),
                min(max(float(row["probability"]), 0.0), 1.0) if math.isfinite(row["probability"]) else 0.5,
                json.dumps(ladder, ensure_ascii=False), one.get("unit_code") or other.get("unit_code") or "",
            )  # fmt: skip


def _side(row: dict[str, Any], side: str) -> dict[str, Any]:
    values = {column: row[f"{column}_{side}"] for column in SIDE}
    kept = {
        key: value if isinstance(value, (str, int)) else str(value)
        for key, value in values.items()
        if value is not None
    }
    if "birth" not in kept and "birth_year" in kept:
        kept["birth"] = str(kept["birth_year"])
    kept.pop("birth_year", None)
    return kept


def write_links(run: MatchRun, lines: Path, at: Any) -> dict[str, int]:
    """Links of records to persons from a CSV (source, record, person, probability): new ones made, changed ones ended."""
    with connection.cursor() as cursor:
        cursor.execute("select not exists (select 1 from quality_link)")
        if cursor.fetchone()[0]:
            return {"made": _first_links(cursor, run, lines, at), "ended": 0}
        cursor.execute("drop table if exists arriving_link")
        cursor.execute(
            "create temp table arriving_link (source text, record text, person_id bigint, probability float8) on commit drop"
        )
        _copy(cursor, "arriving_link", lines)
        cursor.execute("analyze arriving_link")
        cursor.execute(
            "update quality_link l set ended_at = %s, ended_by = %s from arriving_link a where l.ended_at is null"
            " and l.source = a.source and l.record = a.record and l.person_id <> a.person_id and l.how = 'automatic'",
            [at, json.dumps({"kind": "system", "name": "matching", "run": str(run.uuid)})],
        )
        ended = cursor.rowcount
        cursor.execute(
            "insert into quality_link (person_id, source, record, how, probability, run_id, since)"
            " select person_id, source, record, 'automatic', probability, %s, %s from arriving_link a"
            " where not exists (select 1 from quality_link l where l.ended_at is null"
            " and l.source = a.source and l.record = a.record)",
            [run.pk, at],
        )
        return {"made": cursor.rowcount, "ended": ended}


def _first_links(cursor: Any, run: MatchRun, lines: Path, at: Any) -> int:
    """The lines straight into the empty table; what they all have in common is its default for as long as that takes."""
    common = {"how": Link.How.AUTOMATIC.value, "run_id": run.pk, "since": at.isoformat()}
    put_back = first_load.taken_off(cursor, ["quality_link"])
    for column, value in common.items():
        cursor.execute(
            sql.SQL("alter table quality_link alter {} set default {}").format(sql.Identifier(column), value)
        )
    made = _copy(cursor, "quality_link", lines)
    for column in common:
        cursor.execute(
            sql.SQL("alter table quality_link alter {} drop default").format(sql.Identifier(column))
        )
    for statement in put_back:
        cursor.execute(statement)
    return made


def _copy(cursor: Any, table: str, lines: Path) -> int:
    with (
        cursor.copy(f"copy {table} (source, record, person_id, probability) from stdin (format csv)") as copy,
        lines.open("rb") as file,
    ):
        while part := file.read(1 << 20):
            copy.write(part)
    return int(cursor.rowcount)


def bring_links(con: "DuckDBPyConnection") -> int:
    """`known_links(source, record, person_id)` in the matching file: whose each record is now. How many."""
    con.execute("create or replace temp table known_links (source varchar, record varchar, person_id bigint)")
    with tempfile.TemporaryDirectory(prefix="motcua-links-") as folder, connection.cursor() as cursor:
        path = Path(folder) / "links.csv"
        with (
            path.open("wb") as out,
            cursor.copy(LINKS_OUT) as copy,
        ):  # fmt: skip
            for part in copy:
                out.write(part)
        if path.stat().st_size:
            con.execute(
                f"insert into known_links select * from read_csv('{path}', header = false, auto_detect = false, columns ="
                " {'source': 'VARCHAR', 'record': 'VARCHAR', 'person_id': 'BIGINT'})"
            )
    return number(con, "select count(*) from known_links")


def _parts(rows: Any) -> Iterator[list[Any]]:
    part: list[Any] = []
    for row in rows:
        part.append(row)
        if len(part) == AT_ONCE:
            yield part
            part = []
    if part:
        yield part
