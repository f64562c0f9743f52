"""A small city's records, cleaned and matched once: 2,000 of the population source, a hundred and twenty of them second ones."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest
from msgspec.structs import replace

from motcua.project.synthetic import Made, make_people
from motcua.records.quality.intake import cleaning
from motcua.records.quality.matching import engine, keys
from motcua.records.quality.matching.definition import Definition, definition

ON = date(2026, 11, 1)
RECORDS = 2_000


class Matched(NamedTuple):
    con: duckdb.DuckDBPyConnection
    outcome: engine.Outcome
    wanted: Definition
    made: Made


def small() -> Definition:
    """The definition that ships, with a small sample of random pairs."""
    wanted = definition()
    return replace(wanted, training=replace(wanted.training, random_pairs=20_000))


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Made:
    return make_people(tmp_path_factory.mktemp("people"), RECORDS, seed=3)


@pytest.fixture(scope="session")
def staged(made, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("staged") / "staged.parquet"
    with duckdb.connect() as con:
        cleaning.clean(con, made.files["population"], "population", ON)
        con.execute(f"copy (select * from staged) to '{path}' (format parquet)")
    return path


@pytest.fixture(scope="session")
def matched(made, staged) -> Iterator[Matched]:
    with duckdb.connect() as con:
        keys.tune(con, memory="1GB")
        con.execute(f"create view staged as select * from '{staged}'")
        outcome = engine.match_all(con, wanted=small())
        con.execute(f"create table truth as select * from '{made.truth}'")
        yield Matched(con, outcome, small(), made)


@pytest.fixture
def changes(matched) -> Iterator[Matched]:
    """The matched city in a transaction of its own: what a test changes is rolled back."""
    matched.con.execute("begin")
    try:
        yield matched
    finally:
        matched.con.execute("rollback")


def arrive(con: duckdb.DuckDBPyConnection, *people: dict[str, Any]) -> None:
    """The view `arriving_people`: staged records with these values; what is not named is that of nobody else."""
    con.execute("create or replace table arriving_people as select * from staged limit 0")
    for place, person in enumerate(people):
        name = person.pop("name", "Nguyễn Thị Thanh Tâm")
        from motcua.foundation.text import ascii_key, name_key

        row = {
            "source": "population", "record": f"X{place}", "full_name": name, "name_key": name_key(name),
            "name_ascii": ascii_key(name), "family": ascii_key(name).split()[0], "given": ascii_key(name).split()[-1],
            "birth": date(1987, 4, 23), "birth_precision": "day", "sex": "female", "father_key": "NGUYỄN VĂN QUẢNG",
            "mother_key": "TRỊNH THỊ THƠM", "unit_code": "00004", "address": "Số 7 phố Hoa, Ba Đình",
            "address_key": "so 7 pho hoa ba dinh", "phone": "0911000111", "changed_at": "2026-01-01 00:00:00",
        } | person  # fmt: skip
        row.setdefault("birth_year", row["birth"].year if row["birth"] else 1987)
        columns = ", ".join(row)
        con.execute(
            f"insert into arriving_people ({columns}) values ({', '.join('?' * len(row))})",
            list(row.values()),
        )


def together(con: duckdb.DuckDBPyConnection, one: str, other: str) -> bool:
    """Whether two records are one person now."""
    return bool(
        con.execute(
            "select count(*) from whose a join people p using (uid) join whose b on a.person = b.person"
            " join people q on q.uid = b.uid where p.record = ? and q.record = ?",
            [one, other],
        ).fetchall()[0][0]
    )


def reasons(con: duckdb.DuckDBPyConnection) -> dict[frozenset[str], str | None]:
    """Why each pair of the review list is there."""
    rows = con.execute(
        "select l.record, r.record, w.why from review w join people l on l.uid = w.uid_l join people r on r.uid = w.uid_r"
    ).fetchall()
    return {frozenset(row[:2]): row[2] for row in rows}
