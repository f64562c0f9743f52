"""Which weighed pairs are linked by machine, which people must look at, which neither.

The threshold comes from the records. People who agree by chance do so whether their numbers are known or not. Where both numbers
are known and differ, the pair shows itself as chance; so those pairs, counted, say how many of the pairs without two numbers
are chance too, at every weight and for every pattern of agreement. (A few people do have two numbers: how many is seen where
everything else agrees so well that it cannot be chance, and taken off.)
"""

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from motcua.records.quality.matching.definition import Definition
from motcua.records.quality.matching.keys import number
from motcua.records.quality.matching.model import Model

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STEPS = 4
"""Thresholds are tried in quarters of a bit."""
LOWEST_AUTOMATIC = 7.0
"""No threshold below this weight (odds of 128 to 1), however well a small file behaves."""
BEYOND_CHANCE = 40.0
"""Weight of the other evidence at which two numbers are one person's second number, not two people."""
SEEN_OFTEN = 1000
"""Pairs beyond chance from which on their own share of second numbers counts; of fewer, the learned one."""
PATTERN_FROM = 0.99
"""Pairs of a pattern that is right more seldom than that are not linked by machine."""
LENT = 5.0
"""Pairs of the model's opinion that each pattern's own record is mixed with."""

TWO_NUMBERS, SLIPPED_NUMBER, OTHER_GIVEN, YEAR_ONLY, PATTERN, CLUSTER = (
    "two_numbers", "slipped_number", "other_given", "year_only", "pattern", "cluster",
)  # fmt: skip
"""Why a pair with a high weight goes to people: see `docs/matching.md`."""


@dataclass(frozen=True)
class Thresholds:
    """`automatic`: weight from which on pairs are linked; `shift`: what the number of matches found adds to the prior.

    `second`: people with a second number for each with one; `odds`: pairs without two numbers for each pair with two, by
    chance; `expected_wrong`: links expected to be wrong at the threshold, of `links`.
    """

    automatic: float
    shift: float
    second: float
    odds: float
    expected_wrong: float
    links: int

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def _place(wanted: Definition, comparison: str, *levels: str) -> str:
    """SQL list of the places of levels, so that the definition may be reordered."""
    one = next(one for one in wanted.comparisons if one.id == comparison)
    places = [str(place) for place, level in enumerate(one.levels) if level.id in levels]
    if len(places) != len(levels):
        raise ValueError(f"{comparison} lacks one of the levels {levels}")
    return ", ".join(places)


def weigh(con: "DuckDBPyConnection", wanted: Definition, model: Model, people: str = "people") -> None:
    """`weighed`: the scored pairs with the weight of everything but the number, what two sure numbers prove, why held."""
    name = _place(
        wanted, "name", "same_rare", "same", "same_common", "plain_rare", "plain", "spelling", "order"
    )
    number_weights = " ".join(
        f"when {place} then {_bits(model, 'number', place)!r}" for place in range(len(model.m["number"]))
    )
    same, slip = (_place(wanted, "number", level) for level in ("same", "slip"))
    firm_birth = _place(wanted, "birth", "same", "swapped", "slip")
    same_old, same_insurance = _place(wanted, "old_number", "same"), _place(wanted, "insurance", "same")
    same_birth = _place(wanted, "birth", "same")
    relatives = _place(wanted, "parents", "both", "mother", "father", "one_slip")
    home = _place(wanted, "home", "household", "phone")
    known = f"(s.gamma_old_number = {same_old} or s.gamma_insurance = {same_insurance})"
    con.execute(f"""
        create or replace table weighed as
        select s.*, s.match_weight - (case s.gamma_number {number_weights} else 0 end) as other_weight,
            case when l.sure is null or r.sure is null then null
                 when s.gamma_number in ({same}, {slip}) then 1 else 0 end::tinyint as proved,
            exists (from certain_links c where c.uid_l = s.uid_l and c.uid_r = s.uid_r) as certain,
            case
                when s.gamma_number = {slip} and not (s.gamma_name in ({name}) and s.gamma_birth = {same_birth}
                     and (s.gamma_parents in ({relatives}) or s.gamma_home in ({home}) or {known})) then '{SLIPPED_NUMBER}'
                when s.gamma_number <> {same} and not {known} and l.bag <> r.bag
                     and split_part(l.name_key, ' ', -1) <> split_part(r.name_key, ' ', -1)
                     and (l.given <> r.given or (l.marked = 1 and r.marked = 1)) then '{OTHER_GIVEN}'
                when s.gamma_birth not in ({firm_birth}) and s.gamma_number <> {same} and not {known} then '{YEAR_ONLY}'
            end as held
        from scored s join {people} l on l.uid = s.uid_l join {people} r on r.uid = s.uid_r
    """)


def _bits(model: Model, comparison: str, place: int) -> float:
    return math.log2(model.m[comparison][place] / model.u[comparison][place])


def settle(con: "DuckDBPyConnection", wanted: Definition, model: Model, people: str = "people") -> Thresholds:
    """The threshold and the prior's correction, from `weighed`; the patterns' own record goes to `patterns`."""
    shift = _shift(con, model)
    bare = con.execute(f"select count(*) filter (where sure is null) / count(*) from {people}").fetchall()[0][
        0
    ]
    odds = 1 / max((1 - bare) ** 2, 0.01) - 1
    top_good, top_bad = con.execute(f"""
        select count(*) filter (where proved = 1), count(*) filter (where proved = 0) from weighed
        where proved is not null and held is null and other_weight >= {BEYOND_CHANCE}
    """).fetchall()[0]
    other = model.m["number"][int(_place(wanted, "number", "other"))]
    second = top_bad / top_good if top_good > SEEN_OFTEN else other / (1 - other)
    certain = number(con, "select count(*) from certain_links")
    tried = con.execute(f"""
        select floor(other_weight * {STEPS}) / {STEPS} as weight, count(*) filter (where proved = 1),
            count(*) filter (where proved = 0), count(*) filter (where proved is null and not certain)
        from weighed where held is null group by 1 order by 1 desc
    """).fetchall()
    automatic, chance, links = BEYOND_CHANCE, 0.0, certain
    best = (0.0, certain)
    for weight, good, bad, unproved in tried:
        if weight < BEYOND_CHANCE:
            chance += bad - second * good
        links += unproved
        wrong = max(chance, 0.0) * odds
        if weight < BEYOND_CHANCE and wrong <= (1 - wanted.decision.precision) * links:
            automatic, best = float(weight), (wrong, links)
    columns = [f"gamma_{one.id}" for one in wanted.comparisons if one.id != "number"]
    gammas = ", ".join(columns)
    con.execute(f"""
        create or replace table patterns as
        select {gammas}, count(*) filter (where proved is null) as seen, count(*) filter (where proved = 0) as bad,
            {second!r}::double * count(*) filter (where proved = 1) as twice,
            {odds!r}::double * greatest(bad - twice, 0) as chance
        from weighed where held is null group by all having count(*) filter (where proved = 0) > 0
    """)
    return Thresholds(max(automatic, LOWEST_AUTOMATIC), shift, second, odds, *best)


def _shift(con: "DuckDBPyConnection", model: Model) -> float:
    """How many bits the pairs themselves add to the guessed prior: it is made to expect as many matches as it finds."""
    bars = con.execute("select round(match_weight * 2) / 2, count(*) from weighed group by 1").fetchall()
    shift = 0.0
    pairs = model.records * (model.records - 1) / 2
    for _ in range(20):
        expected = sum(n / (1 + 2 ** -max(min(weight + shift, 60), -60)) for weight, n in bars)
        shift = math.log2(max(expected, 0.5) / pairs / model.prior)
    return max(min(shift, 6.0), -6.0)


def decide(con: "DuckDBPyConnection", wanted: Definition, found: Thresholds, *, room: int) -> dict[str, int]:
    """`automatic(uid_l, uid_r, match_weight, probability)` and `review(… , why)` with at most `room` pairs.

    A pair of a pattern that chance was seen to make has the pattern's probability, mixed with the model's. A pair with two
    numbers is one person as often as people with two numbers show that pattern.
    """
    gammas = [f"gamma_{one.id}" for one in wanted.comparisons if one.id != "number"]
    same = " and ".join(f"w.{gamma} = p.{gamma}" for gamma in gammas)
    model_p = f"1 / (1 + pow(2.0, -greatest(least(w.match_weight + {found.shift!r}::double, 60), -60)))"
    con.execute(f"""
        create or replace table judged as
        select * exclude (held), case when proved = 0 then '{TWO_NUMBERS}' when held is not null then held
            when proved is null and probability < {PATTERN_FROM} then '{PATTERN}' end as why
        from (
            select w.*, case
                when w.proved = 0 then (coalesce(p.twice, 0) + {found.second!r}::double * ({model_p})) / (coalesce(p.bad, 0) + 1)
                when w.proved = 1 or p.seen is null then {model_p}
                else 1 - least((p.chance + {LENT}::double * (1 - {model_p})) / (p.seen + {LENT}), 1) end as probability
            from weighed w left join patterns p on {same} where not w.certain
        )
    """)
    linked = f"(why is null and match_weight >= {found.automatic!r})"
    con.execute(f"""
        create or replace table automatic as select uid_l, uid_r, match_weight, probability from judged where {linked}
    """)
    con.execute(f"""
        create or replace table review as
        select * from judged where not {linked} and probability >= {wanted.decision.review_from!r}
        order by probability desc, match_weight desc, uid_l, uid_r limit {int(room)}
    """)
    con.execute("drop table judged")
    return {
        "automatic": number(con, "select count(*) from automatic"),
        "review": number(con, "select count(*) from review"),
    }
