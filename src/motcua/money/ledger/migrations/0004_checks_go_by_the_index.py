"""The checks of what is booked look up each entry's lines by the index, also where a connection planned them while the tables
were small: else the lines of a burst are compared with all lines of the day. What is refused stays the same."""

from django.db import migrations

# A scalar subquery is never made a join, so that with sequential scans off only the index is left for it.
CHANGE = """
create or replace function ledger_check_lines() returns trigger language plpgsql set enable_seqscan = off as $$
begin
    if exists (
        select from written group by entry_id
        having sum(amount) <> 0
            or min(day) <> (select entry.day from ledger_entry entry where entry.id = written.entry_id)
            or max(day) <> (select entry.day from ledger_entry entry where entry.id = written.entry_id)
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

create or replace function ledger_check_entries() returns trigger language plpgsql set enable_seqscan = off as $$
begin
    if exists (
        select from written where 0 = (select count(*) from ledger_line line where line.entry_id = written.id)
    ) then
        raise exception 'an entry without lines' using errcode = 'check_violation';
    end if;
    if exists (select from written where day <= (select max(through) from ledger_closing)) then
        raise exception 'the day is closed' using errcode = 'check_violation';
    end if;
    return null;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_more_kinds_of_entries")]

    operations = [migrations.RunSQL(CHANGE, migrations.RunSQL.noop)]
