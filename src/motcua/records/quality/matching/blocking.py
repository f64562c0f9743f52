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


def block(con: "DuckDBPyConnection", wanted: Definition, changed: str | None = None) -> int:
    """`pairs(join_key_l, join_key_r, match_key)` of `people`, each pair once; of `changed` (also in `people`) against them.

    The shape that Splink takes for predicting. Groups are found by a hash of their columns: two that share one by accident are
    compared and found different. Each rule reads its columns once, and goes on with numbers only. How many pairs.
    """
    con.execute("create or replace table found_pairs (join_key_l integer, join_key_r integer)")
    for columns in wanted.blocking:
        _add(con, columns, changed, wanted.largest, bare=False)
    for columns in wanted.blocking_bare:
        _add(con, columns, changed, wanted.largest, bare=True)
    con.execute("drop table if exists keyed")
    con.execute("""
        create or replace table pairs as
        select join_key_l, join_key_r, '0' as match_key from found_pairs group by join_key_l, join_key_r
    """)
    con.execute("drop table found_pairs")
    return number(con, "select count(*) from pairs")


def _add(
    con: "DuckDBPyConnection", columns: list[str], changed: str | None, largest: int, *, bare: bool
) -> None:
    """Pairs that agree in all columns, without those of groups of more than `largest`; `bare`: one has no number."""
    known = " and ".join(f"{column} is not null" for column in columns)
    key = f"hash({', '.join(columns)})"
    flag = "pin is null" if bare else "true"
    asked = f"semi join (select {key} as k from {changed} where {known}) using (k)" if changed else ""
    con.execute(f"""
        create or replace temp table keyed as
        from (select {key} as k, uid, {flag} as bare from people where {known}) {asked}
    """)
    con.execute(f"""
        create or replace temp table keyed as
        from keyed semi join (
            select k from keyed group by k having count(*) between 2 and {int(largest)} {"and bool_or(bare)" if bare else ""}
        ) using (k)
    """)
    # each pair once: of those without a number on one side at least the left one has none
    order = "l.uid < r.uid" if not (changed or bare) else "l.uid <> r.uid"
    here = f"semi join (select uid from {changed}) using (uid)" if changed else ""
    if bare and changed:
        con.execute(f"""
            insert into found_pairs
            select least(l.uid, r.uid), greatest(l.uid, r.uid)
            from (from keyed {here}) l join keyed r on l.k = r.k and l.uid <> r.uid and (l.bare or r.bare)
        """)
        return
    con.execute(f"""
        insert into found_pairs
        select least(l.uid, r.uid), greatest(l.uid, r.uid)
        from (from keyed {here} {"where bare" if bare else ""}) l join keyed r on l.k = r.k and {order}
    """)
