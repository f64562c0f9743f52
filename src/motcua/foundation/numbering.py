"""One numbering service for everything that is counted: dossiers of a day, papers of a year, receipts.

A number is taken in the caller's transaction, so that a roll-back gives it back and a series has no gap. The
price: two transactions that number in one series wait for each other until the first commits. Series are small
(one agency and day, one agency and year), so that only neighbours wait.
"""

from collections.abc import Mapping

from django.db import connection

from motcua.foundation.statements import Prepared, whole

_TAKE = Prepared("""
insert into foundation_numberseries (key, last) values (%(key)s::text, 1)
on conflict (key) do update set last = foundation_numberseries.last + 1
returning last
""")


def take(series: str) -> int:
    """The next number of `series`, from 1. One statement; call it late in the transaction."""
    row = _TAKE.first({"key": series})
    assert row is not None
    return int(row[0])


_TAKE_MANY = """
insert into foundation_numberseries (key, last) values (%(key)s, %(count)s)
on conflict (key) do update set last = foundation_numberseries.last + %(count)s
returning last
"""


def take_many(series: str, count: int) -> range:
    """The next `count` numbers of `series`. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_MANY, {"key": series, "count": count})
        last = int(cursor.fetchone()[0])
        return range(last - count + 1, last + 1)


_TAKE_EACH = Prepared("""
insert into foundation_numberseries (key, last)
select key, count from unnest(%(keys)s::text[], %(counts)s::bigint[]) as wanted (key, count) order by key
on conflict (key) do update set last = foundation_numberseries.last + excluded.last
returning key, last
""")


def take_each(wanted: Mapping[str, int]) -> dict[str, range]:
    """The next numbers of several series, so many of each. One statement, which locks the series in the order of their names:
    transactions that number in the same series by it wait for each other and never in a ring.
    """
    rows = _TAKE_EACH.every({"keys": list(wanted), "counts": whole(list(wanted.values()))})
    return {key: range(int(last) - wanted[key] + 1, int(last) + 1) for key, last in rows}


_REACH = """
insert into foundation_numberseries (key, last) values (%s, %s)
on conflict (key) do update set last = greatest(foundation_numberseries.last, excluded.last)
"""


def reach(series: str, number: int) -> None:
    """What is numbered next in `series` comes after `number`, which was given elsewhere. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_REACH, [series, number])


_GIVE_BACK = "update foundation_numberseries set last = last - 1 where key = %s and last = %s"


def give_back(series: str, number: int) -> None:
    """Undo `take` in the transaction that took the number: nobody else can have taken the next one. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, [series, number])


_CARRY_ON = """
insert into foundation_numberseries (key, last)
select left(key, length(key) - length(%(old)s)) || %(new)s, last from foundation_numberseries
where right(key, length(%(old)s)) = %(old)s
on conflict (key) do update set last = greatest(foundation_numberseries.last, excluded.last)
"""


def carry_on(old: str, new: str) -> int:
    """Every series whose name ends with `old` goes on under the same name that ends with `new`; how many.

    For a body that goes on numbering where its predecessor stopped. Reads the whole table: for a reorganisation.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CARRY_ON, {"old": old, "new": new})
        return int(cursor.rowcount)
