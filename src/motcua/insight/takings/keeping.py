"""The sums of a day, made from the ledger in sets."""

from datetime import date, datetime, timedelta

from django.db import connection, transaction

from motcua.insight.takings.models import Taking, TakingDay

_MAKE = """
insert into takings_taking (day, agency_id, procedure_code, field_key, channel, means, code, kind, payments, dossiers, amount,
    refunded, asked, exempt)
with moved as (
    select entry.source = 'refund' as back, coalesce(refund.order_id, entry.source_id) as order_id, line.account, line.detail,
        -line.amount as amount
    from ledger_line line join ledger_entry entry on entry.id = line.entry_id
    left join money_refund refund on entry.source = 'refund' and refund.id = entry.source_id
    where line.day = %(day)s and line.account in ('le_phi', 'phi', 'gia', 'thue')
        and (entry.source = 'order' and entry.kind in ('payment', 'released') or entry.kind = 'refund')
), told as (
    select moved.back, moved.order_id, moved.account, moved.detail, moved.amount,
        coalesce(orders.agency_id, 0) as agency_id, coalesce(dossier.procedure_code, '') as procedure_code,
        coalesce(dossier.field_key, '') as field_key, orders.channel, orders.means,
        not moved.back and not exists (
            select from money_order other where other.subject_id = orders.subject_id and other.paid_at < orders.paid_at
        ) as first
    from moved join money_order orders on orders.id = moved.order_id
    left join dossiers_dossier dossier on dossier.uuid = orders.subject_id
), asked as (
    select coalesce(orders.agency_id, 0) as agency_id, coalesce(dossier.procedure_code, '') as procedure_code,
        coalesce(dossier.field_key, '') as field_key, orders.channel, orders.status
    from money_order orders left join dossiers_dossier dossier on dossier.uuid = orders.subject_id
    where orders.created_at >= %(begin)s and orders.created_at < %(end)s and orders.status <> 'cancelled'
)
select %(day)s::date, agency_id, procedure_code, field_key, channel, means, '', '',
    count(distinct order_id) filter (where not back), count(distinct order_id) filter (where first),
    coalesce(sum(amount) filter (where not back), 0), coalesce(-sum(amount) filter (where back), 0), 0, 0
from told group by agency_id, procedure_code, field_key, channel, means
union all
select %(day)s::date, agency_id, procedure_code, field_key, channel, means, detail, account,
    count(distinct order_id) filter (where not back), 0,
    coalesce(sum(amount) filter (where not back), 0), coalesce(-sum(amount) filter (where back), 0), 0, 0
from told where detail <> '' group by agency_id, procedure_code, field_key, channel, means, detail, account
union all
select %(day)s::date, agency_id, procedure_code, field_key, channel, '-', '', '', 0, 0, 0, 0, count(*),
    count(*) filter (where status = 'zero')
from asked group by agency_id, procedure_code, field_key, channel"""


@transaction.atomic
def keep(day: date, at: datetime) -> None:
    """Make the sums of a day anew; two at once wait for each other. Four statements, whatever was taken."""
    begin = datetime(day.year, day.month, day.day, tzinfo=at.tzinfo)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('takings'))")
        Taking.objects.filter(day=day).delete()
        cursor.execute(_MAKE, {"day": day, "begin": begin, "end": begin + timedelta(days=1)})
    TakingDay.objects.update_or_create(day=day, defaults={"at": at})


def missing(begin: date, end: date) -> list[date]:
    """Days of a period whose sums were never made. One query."""
    made = set(TakingDay.objects.filter(day__range=(begin, end)).values_list("day", flat=True))
    days = ((begin + timedelta(days=n)) for n in range((end - begin).days + 1))
    return [day for day in days if day not in made]
