"""A city that was set up before gives the leaders of its one-stop centre the power to approve procedures.

Runs again without harm; an empty database is left alone (its powers come with its posts).
"""

from datetime import date

from django.db import migrations


def give(apps, schema_editor):
    Power = apps.get_model("city", "Power")
    if not Power.objects.exists() or Power.objects.filter(power="issue_catalogue").exists():
        return
    Power.objects.bulk_create(
        Power(
            post_kind=kind,
            agency_kind="centre",
            power="issue_catalogue",
            reach="agency",
            valid_from=date(2026, 1, 1),
        )
        for kind in ("department_leader", "deputy_leader")
    )


class Migration(migrations.Migration):
    dependencies = [
        ("authoring", "0003_proposals_and_roll_forward"),
        ("city", "0012_power_to_issue_procedures"),
    ]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
