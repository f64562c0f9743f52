"""The database itself refuses to change or delete what a merchant declared, and a payment that was told."""

from django.db import migrations

CREATE = """
create trigger merchants_declaration_append_only before update or delete on merchants_declaration
for each row execute function money_refuse_change();
create trigger merchants_taking_append_only before update or delete on merchants_taking
for each row execute function money_refuse_change();
"""
DROP = """
drop trigger merchants_declaration_append_only on merchants_declaration;
drop trigger merchants_taking_append_only on merchants_taking;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("merchants", "0001_merchants_zones_and_takings"),
        ("money", "0002_notices_append_only"),
    ]

    operations = [migrations.RunSQL(CREATE, DROP)]
