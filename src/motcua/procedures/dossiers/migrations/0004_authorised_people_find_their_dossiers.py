import django.db.models.expressions
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("dossiers", "0003_indexes_hold_only_what_they_find")]

    operations = [
        AddIndexConcurrently(
            "dossier",
            models.Index(
                django.db.models.expressions.F("authorised"),
                django.db.models.expressions.OrderBy(django.db.models.expressions.F("id"), descending=True),
                condition=models.Q(("authorised__isnull", False)),
                name="dossier_of_authorised",
            ),
        ),
    ]
