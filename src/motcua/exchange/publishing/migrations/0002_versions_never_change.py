"""The database itself refuses to change or delete a version, a translation or an answer."""

from django.db import migrations

TABLES = ("version", "translation", "serviceanswer")
FORWARD = "".join(
    f"""
create trigger publishing_{table}_append_only before update or delete on publishing_{table}
  for each row execute function foundation_refuse_change();
"""
    for table in TABLES
)
BACKWARD = "".join(f"drop trigger publishing_{table}_append_only on publishing_{table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0001_articles_surveys_outlines"),
        ("foundation", "0002_events_are_append_only"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
