"""A line of a submitted list keeps its person, month and sums, and is never deleted; an adjustment only while its list is a draft."""

from django.db import migrations

CREATE = """
create function payouts_hold_frozen() returns trigger language plpgsql as $$
begin
    if (select state from payouts_run where id = old.run_id) <> 'draft' then
        raise exception 'the list is frozen' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger payouts_line_frozen
before update of run_id, person_id, programme, period, component, percent, base, monthly, arrears, recovery, total on payouts_line
for each row execute function payouts_hold_frozen();

create function payouts_keep_frozen() returns trigger language plpgsql as $$
begin
    if exists (
        select from (select distinct run_id from gone) as lists join payouts_run run on run.id = lists.run_id where run.state <> 'draft'
    ) then
        raise exception 'the list is frozen' using errcode = 'check_violation';
    end if;
    return null;
end $$;
create trigger payouts_line_kept after delete on payouts_line
referencing old table as gone for each statement execute function payouts_keep_frozen();
"""
DROP = """
drop function payouts_hold_frozen() cascade;
drop function payouts_keep_frozen() cascade;
"""


class Migration(migrations.Migration):
    dependencies = [("payouts", "0001_lists_files_and_receipts")]

    operations = [migrations.RunSQL(CREATE, DROP)]
