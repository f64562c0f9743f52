"""A first load brings many times what a table has: its indexes and references come after the rows, for a fifth of the time.

Those who read in between would wait, so this is for a table that nobody uses yet. Rows that come while a deferrable reference is
there are each checked once more at the end of the transaction: 16 million checks took three minutes, made at once they take ten
seconds.
"""

from collections.abc import Sequence
from typing import Any

_FOUND = """
select format('alter table %%I drop constraint %%I', t.relname, c.conname),
       format('alter table %%I add constraint %%I %%s', t.relname, c.conname, pg_get_constraintdef(c.oid))
from pg_constraint c join pg_class t on t.oid = c.conrelid
where t.relname = any(%s) and t.relnamespace = 'public'::regnamespace and c.contype = 'f'
union all
select format('drop index %%I', i.relname), pg_get_indexdef(x.indexrelid)
from pg_index x join pg_class t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
where t.relname = any(%s) and t.relnamespace = 'public'::regnamespace
  and not exists (select from pg_constraint c where c.conindid = x.indexrelid and c.contype <> 'f')
order by 1
"""


def off_and_on(cursor: Any, tables: Sequence[str]) -> list[tuple[str, str]]:
    """For each index and reference of `tables` that may come after the rows: how it is taken off, and how it is put back."""
    cursor.execute(_FOUND, [list(tables)] * 2)
    return list(cursor.fetchall())


def taken_off(cursor: Any, tables: Sequence[str]) -> list[str]:
    """Take indexes and references off `tables` (keys stay); the statements that put them back, in this order.

    Within a transaction, which must also put them back.
    """
    found = off_and_on(cursor, tables)
    # what was written before in this transaction is checked now: a table with checks to come cannot be altered
    cursor.execute("set constraints all immediate; set constraints all deferred")
    for off, _ in found:
        cursor.execute(off)
    # indexes first: a reference is checked by them
    return sorted((on for _, on in found), key=lambda statement: statement.startswith("alter"))
