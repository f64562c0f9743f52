"""Powers can be lent and moved: the reviewed records behind them, and what narrows a row."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("city", "0015_power_to_reorganise"),
    ]

    operations = [
        migrations.AddField(
            model_name="power",
            name="account",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="lent to this person only; empty: to whoever holds the post",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="power",
            name="cases",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60), blank=True, default=list, help_text="empty: all"
            ),
        ),
        migrations.AddField(
            model_name="power",
            name="communes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=6), blank=True, default=list, help_text="empty: all"
            ),
        ),
        migrations.AddField(
            model_name="power",
            name="ended_at",
            field=models.DateTimeField(blank=True, help_text="revoked at this moment, for good", null=True),
        ),
        migrations.AddField(
            model_name="power",
            name="may_lend_on",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="power",
            name="withheld",
            field=models.BooleanField(
                default=False,
                help_text="the kind of post has NOT this power over the procedure: it moved elsewhere",
            ),
        ),
        migrations.CreateModel(
            name="Entrustment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("uuid", models.UUIDField(default=uuid.uuid4)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("decentralisation", "Phân cấp"),
                            ("delegation", "Ủy quyền"),
                            ("substitution", "Thay khi vắng mặt"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "number",
                    models.CharField(help_text="of the decision, for instance 12/QĐ-UBND", max_length=80),
                ),
                ("decided_on", models.DateField()),
                ("from_post_kind", models.CharField(blank=True, max_length=40)),
                ("from_agency_kind", models.CharField(blank=True, max_length=20)),
                ("to_post_kind", models.CharField(blank=True, max_length=40)),
                ("to_agency_kind", models.CharField(blank=True, max_length=20)),
                (
                    "powers",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16)),
                ),
                ("procedures", models.JSONField(default=list, help_text="[code, field] each; empty: all")),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), default=list
                    ),
                ),
                (
                    "cases",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list
                    ),
                ),
                (
                    "communes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=6), default=list
                    ),
                ),
                ("conditions", models.TextField(blank=True)),
                ("may_lend_on", models.BooleanField(default=False)),
                ("capacity", models.CharField(blank=True, max_length=4)),
                ("seal_name", models.CharField(max_length=160)),
                ("file", models.UUIDField(help_text="the signed decision, among the papers", null=True)),
                ("written_by_name", models.CharField(max_length=120)),
                ("written_at", models.DateTimeField()),
                ("signed_by_name", models.CharField(blank=True, max_length=120)),
                ("signed_at", models.DateTimeField(null=True)),
                ("revoked_by_name", models.CharField(blank=True, max_length=120)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_why", models.TextField(blank=True)),
                (
                    "absent",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
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
                (
                    "lender",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="city.post",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_account",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_post",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="city.post",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="power",
            name="entrustment",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rows",
                to="city.entrustment",
            ),
        ),
        migrations.AddIndex(
            model_name="power",
            index=models.Index(
                condition=models.Q(("entrustment__isnull", False)),
                fields=["entrustment"],
                name="city_power_of_entrustment",
            ),
        ),
        migrations.AddConstraint(
            model_name="power",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("delegated_by__isnull", True),
                    models.Q(("delegated_by", models.F("post")), _negated=True),
                    _connector="OR",
                ),
                name="city_power_not_lent_to_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="power",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withheld", False),
                    models.Q(
                        models.Q(("post_kind", ""), _negated=True),
                        models.Q(("procedure_code", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="city_power_withheld_names_procedure",
            ),
        ),
        migrations.AddIndex(
            model_name="entrustment",
            index=models.Index(
                models.F("agency"),
                models.OrderBy(models.F("id"), descending=True),
                name="city_entrustment_of_agency",
            ),
        ),
        migrations.AddIndex(
            model_name="entrustment",
            index=models.Index(
                models.F("to_post"),
                models.OrderBy(models.F("id"), descending=True),
                name="city_entrustment_to_post",
            ),
        ),
        migrations.AddIndex(
            model_name="entrustment",
            index=models.Index(
                models.F("lender"),
                models.OrderBy(models.F("id"), descending=True),
                name="city_entrustment_of_lender",
            ),
        ),
        migrations.AddIndex(
            model_name="entrustment",
            index=models.Index(
                models.F("kind"),
                models.OrderBy(models.F("id"), descending=True),
                name="city_entrustment_of_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="entrustment",
            index=models.Index(
                models.F("to_account"),
                models.F("valid_from"),
                condition=models.Q(("to_account__isnull", False)),
                name="city_entrustment_to_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="entrustment",
            constraint=models.UniqueConstraint(fields=("uuid",), name="city_entrustment_uuid"),
        ),
        migrations.AddConstraint(
            model_name="entrustment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "substitution"), _negated=True),
                fields=("agency", "number"),
                name="city_entrustment_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="entrustment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_by", None),
                    models.Q(("signed_by", models.F("written_by")), _negated=True),
                    _connector="OR",
                ),
                name="city_entrustment_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="entrustment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("to_post__isnull", False), ("to_post_kind", "")),
                    models.Q(
                        ("kind", "decentralisation"),
                        ("to_post__isnull", True),
                        models.Q(("to_post_kind", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="city_entrustment_to_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="entrustment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="city_entrustment_valid",
            ),
        ),
    ]
