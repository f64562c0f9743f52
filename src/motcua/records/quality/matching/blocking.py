"""Pairs worth comparing, and the pairs that need no weighing because the rules of identity decide them."""

from typing import TYPE_CHECKING

from motcua.records.quality.matching.definition import Definition
from motcua.records.quality.matching.keys import number

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CERTAIN = """
    l.pin = r.pin
    and (l.birth = r.birth or (l.birth_year = r.birth_year and (l.birth is null or r.birth is null)))
    and (l.name_key = r.name_key or (l.name_ascii = r.name_ascii and (l.marked = 0 or r.marked = 0))
         or (l.name_fold = r.name_fold and l.name_ascii <> r.name_ascii) or l.bag = r.bag and l.name_fold <> r.name_fold)
"""
"""The same number, the birth date equal at the poorer precision, the name equal, without marks, in i/y or in order."""


def certain(con: "DuckDBPyConnection", left: str = "people", right: str = "people") -> int:
    """`certain_links(uid_l, uid_r)`: pairs of `left` and `right` that the rules of identity link; how many."""
    order = "l.uid < r.uid" if left == right else "l.uid <> r.uid"
    con.execute(f"""
        create or replace table certain_links as
        select distinct least(l.uid, r.uid) as uid_l, greatest(l.uid, r.uid) as uid_r
        from {left} l join {right} r on {CERTAIN} and {order}
    """)
    return number(con, "select count(*) from certain_links")


def block(con: "DuckDBPyConnection", wanted: Definition, left: str = "people", right: str = "people") -> int:
    """`pairs(join_key_l, join_key_r, match_key)` of `left` against `right`, each pair once.

    The shape that Splink takes for predicting. How many pairs.
    """
    con.execute("create or replace table found_pairs (join_key_l integer, join_key_r integer)")
    for columns in wanted.blocking:
        _add(con, columns, left, right, wanted.largest)
    for columns in wanted.blocking_bare:
        _add(con, columns, f"(from {left} where pin is null)", right, wanted.largest)
        if left != right:
            _add(con, columns, left, f"(from {right} where pin is null)", wanted.largest)
    con.execute("""
        create or replace table pairs as
        select join_key_l, join_key_r, '0' as match_key from found_pairs group by join_key_l, join_key_r
    """)
    con.execute("drop table found_pairs")
    return number(con, "select count(*) from pairs")


def _add(con: "DuckDBPyConnection", columns: list[str], left: str, right: str, largest: int) -> None:
    """Pairs that agree in all columns, without those of groups of more than `largest`."""
    both = " and ".join(f"l.{column} = r.{column}" for column in columns)
    known = " and ".join(f"{column} is not null" for column in columns)
    keys = ", ".join(columns)
    # one table against itself: each pair once
    order = "l.uid < r.uid" if left == right else "l.uid <> r.uid"
    asked = f"select distinct {keys} from {left} where {known}"
    con.execute(f"""
        insert into found_pairs
        with too_many as (
            select {keys} from {right} {"" if left == right else f"semi join ({asked}) using ({keys})"} where {known}
            group by {keys} having count(*) > {int(largest)}
        )
        select least(l.uid, r.uid), greatest(l.uid, r.uid)
        from {left} l join {right} r on {both} and {order} anti join too_many t
            on {" and ".join(f"t.{column} = l.{column}" for column in columns)}
    """)
