"""How long dossiers take: half and nine tenths of those finished in the last twelve months."""

from datetime import datetime, timedelta

from django.db import connection, transaction

LOOK_BACK = timedelta(days=365)
EVERYWHERE = 0
"""`agency_id` of the rows about all agencies together."""

_REFRESH = """
insert into insight_durationfigure (agency_id, procedure_code, n, p50, p90, as_of)
select coalesce(agency_id, 0), procedure_code, count(*),
       percentile_disc(0.5) within group (order by minutes),
       percentile_disc(0.9) within group (order by minutes),
       %(now)s
from insight_course
where ended_at >= %(since)s and ended_at <= %(now)s and verdict <> '' and minutes is not null
group by grouping sets ((agency_id, procedure_code), (procedure_code))
"""


@transaction.atomic
def refresh(now: datetime) -> int:
    """Count the durations anew; the number of rows. One scan of the year's finished dossiers."""
    with connection.cursor() as cursor:
        cursor.execute("delete from insight_durationfigure")
        cursor.execute(_REFRESH, {"now": now, "since": now - LOOK_BACK})
        return cursor.rowcount
