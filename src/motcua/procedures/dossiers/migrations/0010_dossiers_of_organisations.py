"""The dossiers of an organisation are found by it, for whoever acts for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0009_dossiers_that_are_parts_of_a_set")]

    operations = [
        migrations.AddIndex(
            "dossier",
            models.Index(
                models.F("owner_organisation"),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("owner_organisation__isnull", False)),
                name="dossier_of_organisation",
            ),
        ),
    ]
