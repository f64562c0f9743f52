"""Dossiers that were there before the figures of processes are measured by the worker, from their latest event.

Can be run twice: an event that waits already is not put there again, and one that was measured changes nothing.
"""

from django.db import migrations

CONSUMER = "process"
FILL = """
insert into foundation_outboxentry (event_id, consumer)
select last.id, %(consumer)s from (
  select distinct on (chain) id, chain from foundation_event
  where chain like 'dossier/%%' and kind = any(%(kinds)s) order by chain, seq desc) last
where not exists (
  select 1 from foundation_outboxentry o where o.event_id = last.id and o.consumer = %(consumer)s)
"""
KINDS = [
    "submitted",
    "taken-in",
    "accepted",
    "stepped",
    "finished",
    "returned",
    "stopped",
    "withdrawn",
    "refused",
]
"""Each dossier has one of them; which one does not matter, for the dossier is measured as it stands."""


def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FILL, {"consumer": CONSUMER, "kinds": KINDS})


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0006_figures_of_processes"),
        ("foundation", "__first__"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
