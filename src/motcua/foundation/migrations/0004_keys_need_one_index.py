"""Django gives a text key a second index for `like`, which nobody asks of chains and series, and every filing pays."""

from django.db import migrations

DROP = """
do $$ declare name text; begin
  for name in select indexname from pg_indexes where schemaname = current_schema()
      and tablename in ('foundation_chainhead', 'foundation_numberseries') and indexname like '%\\_like'
  loop execute format('drop index %I', name); end loop;
end $$
"""


class Migration(migrations.Migration):
    dependencies = [("foundation", "0003_heartbeats")]
    operations = [migrations.RunSQL(DROP, migrations.RunSQL.noop)]
