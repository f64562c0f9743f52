"""The database itself refuses to change or delete what moved in a drawer and what was counted."""

from django.db import migrations

CREATE = """
create trigger till_movement_append_only before update or delete on till_movement
for each row execute function money_refuse_change();
create trigger till_count_append_only before update or delete on till_count
for each row execute function money_refuse_change();
"""
DROP = """
drop trigger till_movement_append_only on till_movement;
drop trigger till_count_append_only on till_count;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("till", "0001_drawers_counts_hand_overs_and_cards"),
        ("money", "0002_notices_append_only"),
    ]

    operations = [migrations.RunSQL(CREATE, DROP)]
