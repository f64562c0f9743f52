"""Named checks that look at several records at once: each gives the rows it means, and their class is added. No Django."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

from motcua.foundation.text import NameMatch, compare_names
from motcua.records.quality.rules import bit, rules

Check = Callable[[str, date], str]
"""SQL of the `rowid`s of `staged_rows` that a check means, given the source and the day."""

MANY = 10
"""People who share a telephone before it says nothing about any of them."""

_OTHER_PERSON = (
    "count(DISTINCT name_ascii) > 1 OR min(birth_year) <> max(birth_year) OR count(DISTINCT birth) > 1"
)


def _of_several(column: str) -> Check:
    """Rows that share a value of `column` with somebody of another name or birth date."""
    return lambda source, on: (
        f"SELECT rowid FROM staged_rows WHERE {column} IN (SELECT {column} FROM staged_rows WHERE {column} IS NOT NULL"
        f" GROUP BY {column} HAVING count(*) > 1 AND ({_OTHER_PERSON}))"
    )


def _two_numbers(source: str, on: date) -> str:
    keys = "name_key, birth, coalesce(father_key, ''), coalesce(mother_key, '')"
    known = (
        "name_key IS NOT NULL AND birth IS NOT NULL AND (father_key IS NOT NULL OR mother_key IS NOT NULL)"
    )
    return (
        f"SELECT rowid FROM staged_rows WHERE {known} AND ({keys}) IN (SELECT ({keys}) FROM staged_rows WHERE {known}"
        f" GROUP BY {keys} HAVING count(*) > 1 AND count(DISTINCT coalesce(pin, cmnd)) > 1)"
    )


def _dead_but_active(source: str, on: date) -> str:
    # a register of people tells of the dead too: there only a change well after the death is odd
    since = "" if source in ("insurance", "school") else " + INTERVAL 90 DAY"
    return f"SELECT rowid FROM staged_rows WHERE died IS NOT NULL AND changed_at > died{since}"


def _father_elsewhere(source: str, on: date) -> str:
    return (
        "SELECT c.rowid FROM staged_rows c LEFT JOIN (SELECT DISTINCT address_key, name_key FROM staged_rows) h"
        f" ON h.address_key = c.address_key AND h.name_key = c.father_key WHERE c.birth_year > {on.year - 18}"
        " AND c.father_key IS NOT NULL AND c.address_key IS NOT NULL AND h.name_key IS NULL"
    )


def _phone_of_many(source: str, on: date) -> str:
    return (
        "SELECT rowid FROM staged_rows WHERE phone IN (SELECT phone FROM staged_rows WHERE phone IS NOT NULL"
        f" GROUP BY phone HAVING count(*) > {MANY})"
    )


CHECKS: dict[str, Check] = {
    "number_of_several": _of_several("pin"),
    "card_of_several": _of_several("card_no"),
    "insurance_of_several": _of_several("insurance_no"),
    "two_numbers": _two_numbers,
    "dead_but_active": _dead_but_active,
    "father_elsewhere": _father_elsewhere,
    "phone_of_many": _phone_of_many,
}
BY_REFERENCE = frozenset({"spelled_otherwise"})
"""Checks that need the population's own table beside the source's."""
BETWEEN_SOURCES = frozenset({
    "linked_birth", "linked_sex", "linked_name", "linked_pin", "linked_death", "linked_home",
})  # fmt: skip
"""Checks of what linked records say of one person, after matching (`matching.consistency`); no file alone shows it."""


def run(con: duckdb.DuckDBPyConnection, source: str, on: date, reference: Path | str | None) -> None:
    """Add what the checks find to the rows."""
    for rule in rules():
        if rule.check in CHECKS and rule.looks_at(source):
            _add(con, CHECKS[rule.check](source, on), bit(rule.id))
    if reference is not None and source != "population":
        _beside_the_population(con, str(reference))


def _add(con: duckdb.DuckDBPyConnection, rows: str, mask: int) -> None:
    con.execute(f"UPDATE staged_rows SET mask = mask | {mask} WHERE rowid IN ({rows})")


def _beside_the_population(con: duckdb.DuckDBPyConnection, reference: str) -> None:
    """Names that differ from the population's by i or y only, and people who are dead there and active here."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE beside AS SELECT s.rowid AS place, s.name_key AS here, p.name_key AS there,"
        " s.changed_at > p.died AND s.died IS NULL AS dead FROM staged_rows s"
        " JOIN read_parquet(?) p ON p.pin = s.pin WHERE s.name_key <> p.name_key OR p.died IS NOT NULL",
        [reference],
    )
    pairs = con.execute("SELECT DISTINCT here, there FROM beside WHERE here <> there").fetchall()
    variants = [pair for pair in pairs if compare_names(*pair) is NameMatch.VARIANT]
    con.execute("CREATE OR REPLACE TEMP TABLE variant (here VARCHAR, there VARCHAR)")
    if variants:
        con.executemany("INSERT INTO variant VALUES (?, ?)", variants)
    _add(con, "SELECT place FROM beside JOIN variant USING (here, there)", bit("DQ12"))
    _add(con, "SELECT place FROM beside WHERE dead", bit("DQ21"))
    con.execute("DROP TABLE beside")
    con.execute("DROP TABLE variant")
