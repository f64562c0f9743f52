"""Figures of zones and communes by month, from the sums that each payment keeps up and the last declarations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from motcua.money.merchants import rules
from motcua.money.merchants.models import Tally

# Of whoever declared a month both sides count; takings of the others are told, and stand in no share.
_MONTHS = """
with members as (select id, zone_id from merchants_merchant where zone_id = any(%(zones)s) and state in ('approved', 'closed')),
cash as (
    select distinct on (d.merchant_id, d.month) d.merchant_id, d.month, d.cash
    from merchants_declaration d join members m on m.id = d.merchant_id
    where d.month = any(%(months)s) order by d.merchant_id, d.month, d.number desc
)
select m.zone_id, x.month, count(t.merchant_id), coalesce(sum(t.payments), 0), coalesce(sum(t.amount), 0)::bigint,
    count(c.merchant_id), coalesce(sum(c.cash), 0)::bigint,
    coalesce(sum(t.amount) filter (where c.merchant_id is not null), 0)::bigint
from members m cross join unnest(%(months)s::date[]) as x (month)
left join merchants_tally t on t.merchant_id = m.id and t.period = 'month' and t.begin = x.month
left join cash c on c.merchant_id = m.id and c.month = x.month
group by m.zone_id, x.month order by m.zone_id, x.month"""


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a zone. `took`: merchants that took anything by code; the share is over those that declared their cash."""

    begin: date
    took: int = 0
    payments: int = 0
    by_code: int = 0
    declared: int = 0
    cash: int = 0
    by_code_declared: int = 0

    @property
    def share(self) -> rules.Share | None:
        return rules.share(self.cash, self.by_code_declared)

    @property
    def open(self) -> bool:
        """Whether the share may be public: of enough merchants that none is told apart."""
        return self.declared >= rules.FEWEST_SHOWN


def months_of(zones: Sequence[int], months: Sequence[date]) -> dict[int, list[Month]]:
    """The months of each zone, the oldest first. One query over the sums of their merchants."""
    found: dict[int, dict[date, Month]] = {zone: {} for zone in zones}
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS, {"zones": list(zones), "months": list(months)})
        for zone, begin, *rest in cursor.fetchall():
            found[zone][begin] = Month(begin, *rest)
    return {zone: [rows.get(month, Month(month)) for month in months] for zone, rows in found.items()}


def growth(months: Sequence[Month]) -> Decimal | None:
    """The last month's takings by code against the month before."""
    return rules.growth(months[-1].by_code, months[-2].by_code) if len(months) > 1 else None


def own(merchant_id: int, period: str, since: date) -> list[tuple[date, int, int]]:
    """A merchant's sums by day or month since a day: begin, payments, đồng. One query."""
    rows = Tally.objects.filter(merchant=merchant_id, period=period, begin__gte=since).order_by("begin")
    return list(rows.values_list("begin", "payments", "amount"))
