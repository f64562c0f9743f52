"""One record looked at by the same rules as a whole load: for the record's page and for forms. No Django."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

from motcua.records.quality.intake import cleaning
from motcua.records.quality.intake.opening import Opened
from motcua.records.quality.intake.places import Places
from motcua.records.quality.intake.sources import columns
from motcua.records.quality.rules import Rule, rule

FILE_WIDE = frozenset({"MC07", "MC12"})
"""Classes that say nothing about a record of the register itself: its commune and its age are known otherwise."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule finds in one record; `proposal` empty where it has none."""

    rule: Rule
    value: str
    proposal: str


def check_person(
    said: Mapping[str, str], on: date, *, source: str = "population", places: Places | None = None
) -> list[Found]:
    """Findings in one record, given by the columns of a raw file (`pin`, `full_name`, `birth`, `sex` …). Some 50 ms."""
    with duckdb.connect(config={"threads": 1}) as con:
        named = ", ".join(f"CAST(? AS VARCHAR) AS {one.id}" for one in columns() if one.id != "record")
        values = [(said.get(one.id) or "").strip() or None for one in columns() if one.id != "record"]
        con.execute(f"CREATE TEMP TABLE raw AS SELECT '1' AS record, {named}", values)
        cleaning.clean_raw(con, Opened(1, "", tuple(said), ()), source, on, places=places)
        ((flags,),) = con.execute("SELECT flags FROM staged").fetchall()
        found = []
        for one in (rule(id) for id in flags if id not in FILE_WIDE):
            proposal = one.proposal or "''"
            ((value, proposed),) = con.execute(
                f"SELECT ({one.value})::VARCHAR, ({proposal})::VARCHAR FROM"
                f" (SELECT *, {cleaning.pin_year('pin')} AS pin_year FROM staged_rows)"
            ).fetchall()
            found.append(Found(one, value or "", proposed or ""))
        return found
