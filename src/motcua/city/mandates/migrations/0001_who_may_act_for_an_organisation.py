"""Mandates: an organisation's representative authorises another person, for a scope and a period."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

PERSON = {
    "db_index": False,
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": "city.person",
}


def texts(**more: object) -> django.contrib.postgres.fields.ArrayField:
    return django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), **more)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("city", "0019_what_a_provider_says_of_sessions")]

    operations = [
        migrations.CreateModel(
            "OrganisationMandate",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("holder_pin", models.CharField(max_length=12)),
                ("powers", texts(help_text="file, pay, see")),
                ("procedures", texts(default=list, help_text="codes; with no fields either: all")),
                ("fields", texts(default=list, help_text="keys of the catalogue's fields")),
                ("since", models.DateField(help_text="the first day that counts")),
                ("until", models.DateField(help_text="the last day that counts")),
                ("asked_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_how",
                    models.TextField(
                        choices=[("organisation", "Tổ chức dừng"), ("holder", "Người được ủy quyền thôi")],
                        default="",
                    ),
                ),
                ("given_by", models.ForeignKey(**PERSON)),
                ("holder", models.ForeignKey(null=True, **PERSON)),
                ("organisation", models.ForeignKey(**{**PERSON, "to": "city.organisation"})),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("organisation"),
                        models.OrderBy(models.F("id"), descending=True),
                        name="organisation_mandate_of",
                    ),
                    models.Index(
                        models.F("holder_pin"),
                        models.OrderBy(models.F("id"), descending=True),
                        name="organisation_mandate_to",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("powers", []), _negated=True),
                        name="organisation_mandate_of_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))),
                        name="organisation_mandate_lasts",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("organisation", "holder_pin", "procedures", "fields", "powers", "given_by"),
                        name="organisation_mandate_once",
                    ),
                ],
            },
        ),
    ]
