"""The database refuses to delete slips, and to change one that was paid or cancelled, or the lines of any."""

from django.db import migrations

CREATE = """
create function treasury_keep_slip() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.state in ('paid', 'cancelled') then
        raise exception 'the slip % stays as it is', old.number using errcode = 'check_violation';
    end if;
    if (new.number, new.agency_id, new.sort, new.total, new.made_by_id) is distinct from
        (old.number, old.agency_id, old.sort, old.total, old.made_by_id) then
        raise exception 'what the slip % pays is fixed', old.number using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger treasury_slip_kept before update or delete on treasury_slip
for each row execute function treasury_keep_slip();

create function treasury_keep_line() returns trigger language plpgsql as $$
begin
    raise exception 'lines of a slip are never changed' using errcode = 'check_violation';
end $$;
create trigger treasury_line_kept before update or delete on treasury_slipline
for each row execute function treasury_keep_line();
"""
DROP = """
drop function treasury_keep_slip() cascade;
drop function treasury_keep_line() cascade;
"""


class Migration(migrations.Migration):
    dependencies = [("treasury", "0001_payment_slips")]

    operations = [migrations.RunSQL(CREATE, DROP)]
