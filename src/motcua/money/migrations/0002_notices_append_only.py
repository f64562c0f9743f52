"""The database itself refuses to change or delete a gateway's notice."""

from django.db import migrations

CREATE = """
create function money_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'a row of % is never changed or deleted', tg_table_name;
end $$;
create trigger money_gatewaynotice_append_only before update or delete on money_gatewaynotice
for each row execute function money_refuse_change();
"""
DROP = """
drop trigger money_gatewaynotice_append_only on money_gatewaynotice;
drop function money_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("money", "0001_orders")]

    operations = [migrations.RunSQL(CREATE, DROP)]
