"""Pairs with their weights, by Splink on DuckDB."""

import math
from typing import TYPE_CHECKING

from motcua.records.quality.matching.definition import Definition
from motcua.records.quality.matching.keys import number
from motcua.records.quality.matching.model import Model, compared

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LOWEST = -12.0
"""Weight (log2 odds) under which nobody will ever look at a pair."""


def score(
    con: "DuckDBPyConnection",
    wanted: Definition,
    model: Model,
    people: str = "people",
    *,
    above: float = LOWEST,
) -> int:
    """`scored(uid_l, uid_r, match_weight, gamma_…)`: every pair of `pairs` whose weight exceeds `above`. How many.

    `gamma_…` are places of levels as the definition orders them, -1 where a side is missing.
    """
    found = compared(con, wanted, model, people, "pairs", above)
    gammas = ", ".join(
        f'(case when f."gamma_{one.id}" < 0 then -1 else {len(one.levels) - 1} - f."gamma_{one.id}" end)::tinyint'
        f" as gamma_{one.id}"
        for one in wanted.comparisons
    )
    con.execute(
        f"create or replace table scored as select f.uid_l, f.uid_r, f.match_weight, {gammas} from {found} f"
    )
    con.execute(f"drop table {found}")
    return number(con, "select count(*) from scored")


def probability(weight: float) -> float:
    """The probability of a weight (log2 of the odds)."""
    return 1 / (1 + math.exp2(-max(min(weight, 1000.0), -1000.0)))
