"""The database itself refuses to change or delete what is booked, to take lines that do not add up, and to book into a
closed day. The checks are of whole statements: an entry comes with all its lines in one."""

from django.db import migrations

CREATE = """
create function ledger_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'a row of % is never changed or deleted', tg_table_name;
end $$;
create trigger ledger_entry_only_grows before update or delete on ledger_entry
for each row execute function ledger_refuse_change();
create trigger ledger_line_only_grows before update or delete on ledger_line
for each row execute function ledger_refuse_change();
create trigger ledger_closing_only_grows before update or delete on ledger_closing
for each row execute function ledger_refuse_change();

create function ledger_check_lines() returns trigger language plpgsql as $$
begin
    if exists (
        select from written join ledger_entry entry on entry.id = written.entry_id
        group by entry.id having sum(written.amount) <> 0 or bool_or(written.day <> entry.day)
    ) then
        raise exception 'the lines of an entry do not add up to zero, or have another day' using errcode = 'check_violation';
    end if;
    if exists (
        select from written group by entry_id
        having count(*) <> (select count(*) from ledger_line line where line.entry_id = written.entry_id)
    ) then
        raise exception 'an entry gets all its lines at once' using errcode = 'check_violation';
    end if;
    return null;
end $$;
create trigger ledger_line_balanced after insert on ledger_line
referencing new table as written for each statement execute function ledger_check_lines();

create function ledger_check_entries() returns trigger language plpgsql as $$
begin
    if exists (select from written where not exists (select from ledger_line line where line.entry_id = written.id)) then
        raise exception 'an entry without lines' using errcode = 'check_violation';
    end if;
    if exists (select from written where day <= (select max(through) from ledger_closing)) then
        raise exception 'the day is closed' using errcode = 'check_violation';
    end if;
    return null;
end $$;
create trigger ledger_entry_whole_and_open after insert on ledger_entry
referencing new table as written for each statement execute function ledger_check_entries();
"""
DROP = """
drop function ledger_refuse_change() cascade;
drop function ledger_check_lines() cascade;
drop function ledger_check_entries() cascade;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_entries_lines_and_closings")]

    operations = [migrations.RunSQL(CREATE, DROP)]
