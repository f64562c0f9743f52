"""The weights: learned from samples of the records themselves, completed by exact counts, kept as data.

Splink compares the sampled pairs; the counting here is expectation maximisation over the patterns that came out, which are
few however many pairs there are. (Splink's own training asks the pairs once a comparison and ten times over, and cannot see
levels that chance meets once in a million pairs.)
"""

import logging
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from motcua.records.quality.matching.definition import Comparison, Definition
from motcua.records.quality.matching.keys import narrow, number

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SMALLEST = 1e-12
UNSEEN = 2e-4
"""m of a level that no pair of the sample showed: rarer than one in five thousand."""
FEW = 2.0
"""Observations that every level is lent, so that a level seen once or never gets no boundless weight."""
DUPLICATES_GUESSED = 0.05
"""Share of records that have another of the same person: only where learning begins."""
ROUNDS = 40


@dataclass(frozen=True)
class Model:
    """`prior`: probability that two random records are one person. `m` and `u` by comparison and level, in order."""

    prior: float
    m: dict[str, list[float]]
    u: dict[str, list[float]]
    records: int

    def as_data(self) -> dict[str, Any]:
        return {"prior": self.prior, "m": self.m, "u": self.u, "records": self.records}

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Model":
        return cls(data["prior"], data["m"], data["u"], data["records"])


def settings(wanted: Definition, model: Model) -> dict[str, Any]:
    """Splink's settings: the definition's comparisons with the model's weights."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "uid",
        "match_weight_column_prefix": "mw_",
        "retain_matching_columns": True,  # else Splink drops the gammas
        "retain_intermediate_calculation_columns": False,
        "probability_two_random_records_match": model.prior,
        "comparisons": [_comparison(one, model) for one in wanted.comparisons],
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": " and ".join(f"l.{column} = r.{column}" for column in columns)}
            for columns in wanted.blocking
        ],
    }


def _comparison(one: Comparison, model: Model) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": one.unless, "label_for_charts": "missing", "is_null_level": True}
    ]
    for place, level in enumerate(one.levels):
        levels.append({
            "sql_condition": level.when or "ELSE", "label_for_charts": level.id,
            "m_probability": model.m[one.id][place], "u_probability": model.u[one.id][place],
        })  # fmt: skip
    return {"output_column_name": one.id, "comparison_levels": levels}


def compared(
    con: "DuckDBPyConnection", wanted: Definition, model: Model, people: str, pairs: str, above: float | None
) -> str:
    """The table in which Splink leaves `pairs` (join_key_l, join_key_r, match_key) compared: gamma and mw columns."""
    from splink.internals.duckdb.database_api import DuckDBAPI
    from splink.internals.linker import Linker

    logging.getLogger("splink").setLevel(
        logging.ERROR
    )  # it tells its progress; a job's log needs the outcome only
    api = DuckDBAPI(connection=con)
    linker = Linker(api.register(people), settings(wanted, model))
    linker.table_management.register_blocked_pairs_for_predict(api.register(pairs))
    return str(linker.inference.predict(threshold_match_weight=above, warning_mode="never").physical_name)


def train(con: "DuckDBPyConnection", wanted: Definition, people: str = "people", *, seed: int = 7) -> Model:
    """Learn the weights from `people`: u from random pairs and exact counts, m by expectation maximisation on samples."""
    records = number(con, f"select count(*) from {people}")
    guess = Model(
        DUPLICATES_GUESSED / records,
        {one.id: _guess(len(one.levels)) for one in wanted.comparisons},
        {one.id: [1 / len(one.levels)] * len(one.levels) for one in wanted.comparisons},
        records,
    )
    u = _chances(con, wanted, guess, people, seed)
    many = {one.id: np.zeros(len(one.levels)) for one in wanted.comparisons}
    step = max(1, records // wanted.training.records)
    for session in wanted.training.sessions:
        agree = " and ".join(f"l.{column} = r.{column}" for column in session.agree)
        con.execute(f"""
            create or replace table sampled_pairs as
            select l.uid as join_key_l, r.uid as join_key_r, '0' as match_key
            from (from {people} where hash(uid + {seed}) % {step} = 0) l join {people} r on {agree} and l.uid <> r.uid
                and (l.uid < r.uid or hash(r.uid + {seed}) % {step} <> 0)
        """)
        # a country's five sources agree more often than learning needs
        if (
            often := math.ceil(number(con, "select count(*) from sampled_pairs") / wanted.training.pairs)
        ) > 1:
            con.execute(f"delete from sampled_pairs where hash(join_key_l, join_key_r) % {often} <> 0")
        patterns, counts = _patterns(con, wanted, guess, people)
        if not len(counts):
            continue
        for key, seen in _maximise(wanted, patterns, counts, guess.m, u, session.silent).items():
            many[key] += seen
    con.execute("drop table if exists sampled_pairs")
    m = {}
    for one in wanted.comparisons:
        seen = many[one.id] + FEW * np.array(guess.m[one.id])
        share = np.maximum(seen / seen.sum(), UNSEEN)
        m[one.id] = (share / share.sum()).tolist()
    return Model(guess.prior, m, u, records)


def _guess(levels: int) -> list[float]:
    """Where learning begins: most true pairs agree fully."""
    weights = [0.5**place for place in range(levels)]
    weights[0] *= 4
    return [weight / sum(weights) for weight in weights]


def _patterns(
    con: "DuckDBPyConnection", wanted: Definition, model: Model, people: str
) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes of all comparisons of the sampled pairs (place of the level, -1 = missing) and how often each came."""
    table = compared(con, wanted, model, narrow(con, "sampled_pairs", people), "sampled_pairs", None)
    columns = ", ".join(f'"gamma_{one.id}"' for one in wanted.comparisons)
    rows = con.execute(f"select {columns}, count(*) from {table} group by all").fetchall()
    con.execute(f"drop table {table}")
    found = np.array(rows, dtype=np.int64).reshape(-1, len(wanted.comparisons) + 1)
    levels = np.array([len(one.levels) for one in wanted.comparisons])
    # Splink counts from the last level (0) up to the first
    gammas = found[:, :-1]
    return np.where(gammas < 0, -1, levels - 1 - gammas), found[:, -1]


def _chances(
    con: "DuckDBPyConnection", wanted: Definition, guess: Model, people: str, seed: int
) -> dict[str, list[float]]:
    """u: how often two random people show each level. What a sample cannot see is stated or counted exactly."""
    side = max(10, round(wanted.training.random_pairs**0.5))
    con.execute(f"""
        create or replace table sampled_pairs as
        with a as (select uid from {people} order by hash(uid + {seed}) limit {side}),
             b as (select uid from {people} order by hash(uid + {seed + 1}) limit {side})
        select a.uid as join_key_l, b.uid as join_key_r, '0' as match_key from a join b on a.uid <> b.uid
    """)
    patterns, counts = _patterns(con, wanted, guess, people)
    u: dict[str, list[float]] = {}
    for place, one in enumerate(wanted.comparisons):
        seen = np.array(
            [counts[patterns[:, place] == level].sum() for level in range(len(one.levels))], float
        )
        share = seen / max(seen.sum(), 1)
        for level_place, level in enumerate(one.levels):
            exact = (
                _counted(con, people, level.counted_on) if level.counted_on else level.chance / guess.records
            )
            if exact:
                share[level_place] = exact
            elif seen[level_place] < FEW:
                share[level_place] = FEW / max(seen.sum(), FEW) / 4
        u[one.id] = np.maximum(share, SMALLEST).tolist()
    return u


def _counted(con: "DuckDBPyConnection", people: str, columns: list[str]) -> float:
    """The probability that two random records agree in all `columns`, from the sizes of all groups."""
    known = " and ".join(f"{column} is not null" for column in columns)
    keys = ", ".join(columns)
    agreeing, everybody = con.execute(
        f"select sum(n * (n - 1)), sum(n) from (select count(*) as n from {people} where {known} group by {keys})"
    ).fetchall()[0]
    return float(agreeing) / float(everybody) ** 2 if agreeing else 0.0


def _maximise(
    wanted: Definition, patterns: np.ndarray, counts: np.ndarray, m: dict[str, list[float]], u: dict[str, list[float]],
    silent: list[str],
) -> dict[str, np.ndarray]:  # fmt: skip
    """Expected true pairs at each level of each comparison that may speak, u held."""
    speaking = [(place, one) for place, one in enumerate(wanted.comparisons) if one.id not in silent]
    now = {one.id: np.array(m[one.id]) for _, one in speaking}
    chance = {one.id: np.array(u[one.id]) for _, one in speaking}
    share, expected = 0.5, counts.astype(float)
    for _ in range(ROUNDS):
        odds = np.full(len(counts), np.log(share / (1 - share)))
        for place, one in speaking:
            ratio = np.append(np.log(now[one.id] / chance[one.id]), 0.0)  # the last place is for -1: missing
            odds += ratio[patterns[:, place]]
        expected = counts / (1 + np.exp(-np.clip(odds, -60, 60)))
        share = float(np.clip(expected.sum() / counts.sum(), 1e-9, 1 - 1e-9))
        for place, one in speaking:
            seen = np.array([expected[patterns[:, place] == level].sum() for level in range(len(one.levels))])
            seen += FEW * np.array(m[one.id])
            now[one.id] = np.maximum(seen / seen.sum(), UNSEEN / 10)
    return {
        one.id: np.array([expected[patterns[:, place] == level].sum() for level in range(len(one.levels))])
        for place, one in speaking
    }
