"""One numbering service for everything that is counted: dossiers of a day, papers of a year, receipts.

A number is taken in the caller's transaction, so that a roll-back gives it back and a series has no gap. The
price: two transactions that number in one series wait for each other until the first commits. Series are small
(one agency and day, one agency and year), so that only neighbours wait.
"""

from django.db import connection

_TAKE = """
insert into foundation_numberseries (key, last) values (%s, 1)
on conflict (key) do update set last = foundation_numberseries.last + 1
returning last
"""


def take(series: str) -> int:
    """The next number of `series`, from 1. One statement; call it late in the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [series])
        return int(cursor.fetchone()[0])
