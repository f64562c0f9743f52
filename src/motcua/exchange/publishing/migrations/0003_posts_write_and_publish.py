"""A city that was set up before gets the two powers for the kinds of posts that have them in a new one.

Runs again without harm; an empty database is left alone (its powers come with its posts).
"""

from datetime import date

from django.db import migrations

WRITE = ("division_leader", "culture_society_officer", "clerk")
PUBLISH = ("division_leader",)
PUBLISH_BELOW = ("chair", "vice_chair", "department_leader", "deputy_leader")
WRITE_BELOW = ("catalogue_editor",)


def give(apps, schema_editor):
    Power = apps.get_model("city", "Power")
    if not Power.objects.exists() or Power.objects.filter(power__in=["write_news", "publish"]).exists():
        return
    begins = date(2026, 1, 1)
    for kinds, power, reach in (
        (WRITE, "write_news", "agency"),
        (WRITE_BELOW, "write_news", "subtree"),
        (PUBLISH, "publish", "agency"),
        (PUBLISH_BELOW, "publish", "subtree"),
    ):
        Power.objects.bulk_create(
            Power(post_kind=kind, power=power, reach=reach, valid_from=begins) for kind in kinds
        )


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0002_versions_never_change"),
        ("city", "0011_powers_to_write_and_publish"),
    ]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
