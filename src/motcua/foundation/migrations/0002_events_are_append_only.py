"""The database itself refuses to change or delete an event or an entry of the access log."""

from django.db import migrations

FORWARD = """
create function foundation_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger event_append_only before update or delete on foundation_event
  for each row execute function foundation_refuse_change();
create trigger accesslog_append_only before update or delete on foundation_accesslog
  for each row execute function foundation_refuse_change();
"""
BACKWARD = """
drop trigger accesslog_append_only on foundation_accesslog;
drop trigger event_append_only on foundation_event;
drop function foundation_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_events_numbers_and_reads")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
