"""Trial balance and account sheets: closed days from their totals, open days from their lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Max

from motcua.money.ledger.accounts import accounts
from motcua.money.ledger.models import Closing

_TRIAL = """
select account, coalesce(sum(debit), 0)::bigint, coalesce(sum(credit), 0)::bigint
from (
    select account, debit, credit from ledger_daytotal
    where day between %(begin)s and %(end)s and (%(agency)s::bigint is null or agency_id = %(agency)s)
    union all
    select account, greatest(amount, 0), greatest(-amount, 0) from ledger_line
    where day between %(begin)s and %(end)s and day > %(closed)s and (%(agency)s::bigint is null or agency_id = %(agency)s)
) as moved
group by account"""


@dataclass(frozen=True, slots=True)
class Row:
    """An account with what moved on both sides, in đồng; `balance` is on the side on which the account grows."""

    account: str
    debit: int
    credit: int

    @property
    def balance(self) -> int:
        moved = self.debit - self.credit
        return moved if accounts()[self.account].side == "debit" else -moved


def closed_through() -> date:
    """The last day that is closed; the first day of time when none is. One query."""
    return Closing.objects.aggregate(last=Max("through"))["last"] or date.min


def trial(begin: date, end: date, agency_id: int | None = None) -> list[Row]:
    """The trial balance (bảng cân đối phát sinh) of a period, both days included, in the order of the chart. Two queries.

    Debits and credits of all rows together are equal, of one agency and of the city: `difference` is zero.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TRIAL, {"begin": begin, "end": end, "agency": agency_id, "closed": closed_through()})
        found = {account: Row(account, debit, credit) for account, debit, credit in cursor.fetchall()}
    return [found[known] for known in accounts() if known in found]


def difference(rows: Iterable[Row]) -> int:
    """Debits less credits of a trial balance, in đồng: zero, always."""
    return sum(row.debit - row.credit for row in rows)


_BY_MONTH = """
select date_trunc('month', day)::date as month, agency_id, sum(debit)::bigint, sum(credit)::bigint
from (
    select day, agency_id, debit, credit from ledger_daytotal where account = %(account)s and day >= %(since)s
    union all
    select day, agency_id, greatest(amount, 0), greatest(-amount, 0) from ledger_line
    where day > %(closed)s and day >= %(since)s and account = %(account)s
) as turned
group by month, agency_id order by month desc, agency_id"""


def by_month(account: str, since: date) -> list[tuple[date, int, int, int]]:
    """What an account moved a month and agency since a day: first of the month, agency, debits, credits. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_MONTH, {"account": account, "since": since, "closed": closed_through()})
        return list(cursor.fetchall())
