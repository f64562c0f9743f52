"""What the new columns of courses would hold had they been there from the first event; may run again."""

from django.db import migrations

PAPERS = """
update insight_course c set undigitised = greatest(0, e.missing)
from (select replace(chain, 'dossier/', '')::uuid as uuid,
        coalesce((body::json->'data'->>'papers')::int, 0) - coalesce((body::json->'data'->>'digitised')::int, 0)
          as missing
      from foundation_event where chain like 'dossier/%' and kind in ('submitted', 'taken-in')) e
where e.uuid = c.uuid and c.undigitised <> greatest(0, e.missing)
"""
CASH = """
update insight_course c set cash_at = e.at
from (select replace(chain, 'dossier/', '')::uuid as uuid, max(at) as at from foundation_event
      where chain like 'dossier/%' and kind in ('fee-paid', 'payment-arrived')
        and body::json->'data'->>'means' = 'cash' group by chain) e
where e.uuid = c.uuid and c.cash_at is distinct from e.at
"""


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0002_courses_know_papers_and_cash"),
        ("foundation", "0001_events_numbers_and_reads"),
    ]

    operations = [
        migrations.RunSQL(PAPERS, migrations.RunSQL.noop),
        migrations.RunSQL(CASH, migrations.RunSQL.noop),
    ]
