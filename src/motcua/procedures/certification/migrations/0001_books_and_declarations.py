"""The books of certification, their sums, and the declarations of who signed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("city", "0016_powers_are_lent"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BookLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("symbol", models.TextField()),
                ("year", models.SmallIntegerField()),
                ("volume", models.SmallIntegerField(default=1)),
                ("number", models.IntegerField()),
                ("certified_at", models.DateTimeField()),
                ("entered_on", models.DateField()),
                ("requester", models.TextField()),
                (
                    "person_id",
                    models.BigIntegerField(
                        help_text="whose request it was: looks at it are told to that person", null=True
                    ),
                ),
                ("title", models.TextField()),
                ("copies", models.IntegerField()),
                ("pages", models.IntegerField(default=0)),
                ("place", models.TextField(default="")),
                ("electronic", models.BooleanField(default=False)),
                ("certifier", models.TextField()),
                ("post", models.TextField(default="")),
                (
                    "authority",
                    models.TextField(default="", help_text="the line above the post: TM. …, KT. …, TUQ. …"),
                ),
                ("capacity", models.TextField(default="")),
                ("fee", models.BigIntegerField(default=0)),
                ("dossier_code", models.TextField()),
                ("search", models.TextField(help_text="requester, paper and code without marks")),
                (
                    "struck_at",
                    models.DateTimeField(help_text="a corrected result was entered anew", null=True),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="city.agency",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["dossier_code"], name="certification_of_dossier")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "symbol", "year", "number"), name="certification_number_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BookSum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.SmallIntegerField()),
                ("symbol", models.TextField()),
                ("capacity", models.TextField()),
                ("lines", models.IntegerField(default=0)),
                ("fees", models.BigIntegerField(default=0)),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="city.agency",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("year"),
                        models.F("capacity"),
                        models.F("agency"),
                        name="certification_sum_of_year",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "year", "symbol", "capacity"), name="certification_sum_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Declaration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("dossier_code", models.TextField()),
                (
                    "power_ids",
                    models.JSONField(default=list, help_text="the rows by which the signature was allowed"),
                ),
                ("words", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="city.post",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(models.F("dossier_code"), models.F("id"), name="certification_declared")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="certification_declared_in_words",
                    )
                ],
            },
        ),
    ]
