"""One run on the DuckDB file of the city: everything, or what changed against everything. No Django.

What a run leaves in the file (people, counts of names, model, thresholds, who is whom) is what the next run of changes needs.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from motcua.records.quality.matching import blocking, deciding, keys, scoring
from motcua.records.quality.matching import model as models
from motcua.records.quality.matching.clusters import cluster
from motcua.records.quality.matching.definition import Definition, definition
from motcua.records.quality.matching.keys import number

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SAID_WEIGHT, CERTAIN_WEIGHT, EARLIER_WEIGHT = 2000.0, 1000.0, 900.0
"""In this order edges are taken where a group would hold two numbers."""


class NotLearned(RuntimeError):
    """A run of changes needs a full run before it: there is no model in the file."""


class Outdated(NotLearned):
    """The file was made under other rules of comparison: a full run has to make it anew before changes."""


@dataclass
class Outcome:
    """What a run did. `seconds` by step; tables of the file: `whose(uid, person)`, `review`, `automatic`, `certain_links`."""

    kind: str
    records: int
    pairs: int = 0
    certain: int = 0
    automatic: int = 0
    refused: int = 0
    review: int = 0
    thresholds: dict[str, Any] = field(default_factory=dict)
    model: dict[str, Any] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def figures(self) -> dict[str, Any]:
        return {
            key: value
            for key, value in msgspec.to_builtins(self).items()
            if key not in ("model", "thresholds")
        }


VERDICTS = "source_l varchar, record_l varchar, source_r varchar, record_r varchar, same boolean"
"""Columns of `said`: what people decided about pairs. A machine never overrules them."""


def match_all(
    con: "DuckDBPyConnection", staged: str = "staged", *, wanted: Definition | None = None, seed: int = 7,
    told: Callable[[str], None] = lambda step: None,
) -> Outcome:  # fmt: skip
    """Match all records of `staged` with one another. The file's earlier state is replaced; `said` is heeded if there."""
    wanted = wanted or definition()
    out = Outcome("full", 0)
    step = _Clock(out, told)
    out.records = keys.make(con, staged)
    step("people")
    out.certain = blocking.certain(con)
    step("certain")
    learned = models.train(con, wanted, seed=seed)
    step("learned")
    out.pairs = blocking.block(con, wanted)
    step("pairs")
    near = keys.narrow(con, "pairs")
    scoring.score(con, wanted, learned, near)
    step("weighed")
    deciding.weigh(con, wanted, learned, near)
    con.execute(f"drop table {near}")
    found = deciding.settle(con, wanted, learned)
    _keep(con, wanted, learned, found)
    _finish(con, out, wanted, learned, found, room=int(out.records * wanted.decision.review_share))
    con.execute("create or replace table whose as select uid, person from clustered")
    step("decided")
    return out


def match_changes(
    con: "DuckDBPyConnection", staged: str, *, wanted: Definition | None = None,
    told: Callable[[str], None] = lambda step: None,
) -> Outcome:  # fmt: skip
    """Match the records of `staged` (new ones, or new states of known ones) with all others, by the kept model.

    Links of a record whose state changed are looked at anew; all others stay. Raises: NotLearned, Outdated.
    """
    wanted = wanted or definition()
    learned, found = _kept(con, wanted)
    out = Outcome("incremental", 0)
    step = _Clock(out, told)
    _replace(con, staged)
    out.records = number(con, "select count(*) from changed")
    step("people")
    out.pairs = blocking.block(con, wanted, "changed")
    # from here on only the records of these pairs are read: those that the rules of identity link share a number, too
    near = keys.narrow(con, "pairs")
    out.certain = blocking.certain(con, "(from near semi join changed using (uid))", near)
    step("pairs")
    scoring.score(con, wanted, learned, near)
    step("weighed")
    deciding.weigh(con, wanted, learned, near)
    con.execute(f"drop table {near}")
    _finish(con, out, wanted, learned, found, room=max(int(out.records * wanted.decision.review_share), 20))
    con.execute("delete from whose where uid in (select uid from clustered)")
    con.execute("insert into whose select uid, person from clustered")
    step("decided")
    return out


def _finish(
    con: "DuckDBPyConnection",
    out: Outcome,
    wanted: Definition,
    learned: models.Model,
    found: deciding.Thresholds,
    room: int,
) -> None:
    """Decide and join: `clustered(uid, person)` of every record that has another; refused links go to review."""
    counts = deciding.decide(con, wanted, found, room=room)
    _heed(con)
    con.execute(f"""
        create or replace table edges_now as
        select uid_l, uid_r, {CERTAIN_WEIGHT} as match_weight from certain_links
        anti join said_pairs s using (uid_l, uid_r)
        union all select uid_l, uid_r, match_weight from automatic anti join said_pairs s using (uid_l, uid_r)
        union all select uid_l, uid_r, {SAID_WEIGHT} from said_pairs where same
    """)
    # links of earlier runs between records that did not change hold the groups together
    earlier = (
        f"select w.uid as uid_l, w.person as uid_r, {EARLIER_WEIGHT} as match_weight from whose w"
        " where w.person in (select person from whose where uid in"
        " (select uid_l from edges_now union select uid_r from edges_now)) and w.uid <> w.person"
        if out.kind == "incremental"
        else f"select 0 as uid_l, 0 as uid_r, {EARLIER_WEIGHT} as match_weight where false"
    )
    edges = con.execute(f"select * from edges_now union all {earlier}").fetchnumpy()
    left, right = edges["uid_l"].astype(np.int64), edges["uid_r"].astype(np.int64)

    def numbers(records: np.ndarray) -> list[str | None]:
        import pyarrow as pa

        con.register("asked", pa.table({"uid": records, "place": np.arange(len(records))}))
        rows = con.execute("select p.sure from asked a join people p using (uid) order by a.place").fetchall()
        con.unregister("asked")
        return [row[0] for row in rows]

    done = cluster(left, right, edges["match_weight"].astype(float), numbers, firm=SAID_WEIGHT)
    import pyarrow as pa

    con.register("done", pa.table({"uid": done.records, "person": done.people}))
    con.execute(
        "create or replace table clustered as select uid::integer as uid, person::integer as person from done"
    )
    con.unregister("done")
    con.register("torn", pa.table({"uid_l": left[done.refused], "uid_r": right[done.refused]}))
    con.execute(f"""
        insert into review by name
        select w.* exclude (held), 0.5 as probability, '{deciding.CLUSTER}' as why
        from weighed w join torn t on w.uid_l = t.uid_l and w.uid_r = t.uid_r
    """)
    con.unregister("torn")
    con.execute(
        "delete from review where exists (from said_pairs s where s.uid_l = review.uid_l and s.uid_r = review.uid_r)"
    )
    # a pair that the links joined meanwhile needs nobody any more
    con.execute("""
        delete from review where exists (from clustered l join clustered r using (person) where l.uid = uid_l and r.uid = uid_r)
    """)
    out.automatic, out.refused = counts["automatic"], len(done.refused)
    out.review = number(con, "select count(*) from review")
    out.thresholds, out.model = found.as_data(), learned.as_data()


def _heed(con: "DuckDBPyConnection") -> None:
    """`said_pairs(uid_l, uid_r, same)`: what people decided, by the numbers of this file."""
    con.execute(f"create table if not exists said ({VERDICTS})")
    con.execute("""
        create or replace table said_pairs as
        select least(l.uid, r.uid) as uid_l, greatest(l.uid, r.uid) as uid_r, bool_and(same) as same
        from said s join people l on l.source = s.source_l and l.record = s.record_l
            join people r on r.source = s.source_r and r.record = s.record_r
        group by 1, 2
    """)


def _replace(con: "DuckDBPyConnection", staged: str) -> None:
    """`changed`: the staged records with the numbers of the known ones; `people` and `whose` without the old states."""
    highest = number(con, "select max(uid) from people")
    everybody = number(con, "select count(*) from people")
    con.execute(f"create or replace temp table arriving as {keys.select(staged, highest, everybody)}")
    con.execute("""
        create or replace table changed as
        select a.* replace (coalesce(p.uid, a.uid) as uid) from arriving a
        left join (select uid, source, record from people) p using (source, record)
    """)
    # a group whose smallest member changed keeps its name: the others are told the next smallest
    con.execute("""
        create or replace temp table renamed as
        select person, min(uid) filter (where uid not in (select uid from changed)) as first from whose
        where person in (select person from whose where uid in (select uid from changed)) group by person
    """)
    con.execute("delete from whose where uid in (select uid from changed)")
    con.execute("update whose set person = r.first from renamed r where whose.person = r.person")
    con.execute("delete from people where uid in (select uid from changed)")
    con.execute("insert into people by name select * from changed")


def rules_of(wanted: Definition) -> str:
    """What a file of matches depends on: the columns compared, how they are compared and paired. Thresholds are not of it."""
    whole = wanted.as_data()
    parts = [
        keys.select("staged", 0, 1),
        *(whole[one] for one in ("blocking", "blocking_bare", "comparisons")),
    ]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def _keep(
    con: "DuckDBPyConnection", wanted: Definition, learned: models.Model, found: deciding.Thresholds
) -> None:
    con.execute("create or replace table learned (model varchar, thresholds varchar, rules varchar)")
    con.execute(
        "insert into learned values (?, ?, ?)",
        [
            msgspec.json.encode(learned.as_data()).decode(),
            msgspec.json.encode(found.as_data()).decode(),
            rules_of(wanted),
        ],
    )


def _kept(con: "DuckDBPyConnection", wanted: Definition) -> tuple[models.Model, deciding.Thresholds]:
    columns = "select count(*) from duckdb_columns() where table_name = 'learned'"
    if not number(con, columns):
        raise NotLearned("no full run has been made on this file: run `motcua match` once")
    told = con.execute("select rules from learned").fetchall()[0][0] if number(con, columns) > 2 else ""
    if told != rules_of(wanted):
        raise Outdated(
            "the rules of comparison have changed since the last full run: run `motcua match` once (without --changes);"
            " the records of these loads are matched with it when they are their source's current load"
        )
    model, thresholds = con.execute("select model, thresholds from learned").fetchall()[0]
    return models.Model.of(msgspec.json.decode(model)), deciding.Thresholds(**msgspec.json.decode(thresholds))


class _Clock:
    """Seconds of each step, told as they pass."""

    def __init__(self, out: Outcome, told: Callable[[str], None]) -> None:
        self.out, self.told, self.last = out, told, time.perf_counter()

    def __call__(self, step: str) -> None:
        now = time.perf_counter()
        self.out.seconds[step] = round(now - self.last, 2)
        self.last = now
        self.told(step)
