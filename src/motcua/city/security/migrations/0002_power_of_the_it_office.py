"""A city that was set up before has the power to keep sign-on for the posts that have it in a new one.

An empty database is left alone. Can be run twice.
"""

from datetime import date

from django.db import migrations


def give(apps, schema_editor):
    Power = apps.get_model("city", "Power")
    if not Power.objects.exists() or Power.objects.filter(power="keep_sign_on").exists():
        return
    Power.objects.create(
        post_kind="specialist", agency_kind="people_committee", power="keep_sign_on", reach="subtree",
        valid_from=date(2025, 1, 1),
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("security", "0001_sign_on_of_officers"), ("city", "0021_tokens_of_lenders")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
