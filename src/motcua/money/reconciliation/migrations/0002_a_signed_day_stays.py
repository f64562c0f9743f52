"""The database itself refuses every change of a day that an accountant has signed."""

from django.db import migrations

CREATE = """
create function reconciliation_refuse_day() returns trigger language plpgsql as $$
begin
    if old.state = 'signed' then
        raise exception 'the day % is signed', old.day using errcode = 'check_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger reconciliation_day_stays before update or delete on reconciliation_day
for each row execute function reconciliation_refuse_day();

create function reconciliation_refuse_rows() returns trigger language plpgsql as $$
begin
    if exists (
        select from touched join reconciliation_day signed on signed.day = touched.day where signed.state = 'signed'
    ) then
        raise exception 'a row of % belongs to a signed day', tg_table_name using errcode = 'check_violation';
    end if;
    return null;
end $$;
"""
TABLES = ("part", "difference", "partnerfile", "partnerline")
EACH = "".join(
    f"""
create trigger reconciliation_{table}_{word}_stays after {event} on reconciliation_{table}
referencing {side} table as touched for each statement execute function reconciliation_refuse_rows();
"""
    for table in TABLES
    for word, event, side in (
        ("new", "insert", "new"),
        ("old", "update", "old"),
        ("moved", "update", "new"),
        ("gone", "delete", "old"),
    )
)
DROP = """
drop function reconciliation_refuse_rows() cascade;
drop function reconciliation_refuse_day() cascade;
"""


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0001_files_figures_and_differences")]

    operations = [migrations.RunSQL(CREATE + EACH, DROP)]
