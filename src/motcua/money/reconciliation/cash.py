"""Cash of a day by agency, from the books: what was in the drawers, came, went back, was handed over, and is there now."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from motcua.money.ledger.balance import closed_through

_MOVED = """
with lines as (
    select agency_id, day, account, sum(debit - credit) as amount, null::text as kind from ledger_daytotal
    where account in ('cash', 'cash_in_transit') and day < %(day)s group by agency_id, day, account
    union all
    select line.agency_id, line.day, line.account, line.amount,
        case when entry.source = 'count' then 'count' else entry.kind end
    from ledger_line line join ledger_entry entry on entry.id = line.entry_id
    where line.account in ('cash', 'cash_in_transit') and line.day <= %(day)s
        and (line.day > %(closed)s or line.day = %(day)s)
)
select agency_id,
    coalesce(sum(amount) filter (where account = 'cash' and day < %(day)s), 0)::bigint,
    coalesce(sum(amount) filter (where account = 'cash' and day = %(day)s and kind = 'payment'), 0)::bigint,
    coalesce(-sum(amount) filter (where account = 'cash' and day = %(day)s and kind = 'refund'), 0)::bigint,
    coalesce(sum(amount) filter (where account = 'cash' and day = %(day)s and kind = 'count'), 0)::bigint,
    coalesce(-sum(amount) filter (
        where account = 'cash' and day = %(day)s and kind not in ('payment', 'refund', 'count')), 0)::bigint,
    coalesce(sum(amount) filter (where account = 'cash_in_transit'), 0)::bigint
from lines group by agency_id order by agency_id"""


@dataclass(frozen=True, slots=True)
class Drawer:
    """The cash of an agency on a day, in đồng. `counted`: what counting found more (or less).

    `deposited`: handed over towards the bank; `on_the_way`: not there yet.
    """

    agency_id: int
    opening: int
    collected: int
    returned: int
    counted: int
    deposited: int
    on_the_way: int

    @property
    def closing(self) -> int:
        return self.opening + self.collected - self.returned + self.counted - self.deposited


def drawers(day: date) -> list[Drawer]:
    """The cash of all agencies that have or had any. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, {"day": day, "closed": closed_through()})
        found = [Drawer(*row) for row in cursor.fetchall()]
    return [
        one
        for one in found
        if any((one.opening, one.collected, one.returned, one.counted, one.deposited, one.on_the_way))
    ]
