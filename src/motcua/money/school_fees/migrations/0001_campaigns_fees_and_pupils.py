import uuid

import django.db.models.deletion
from django.db import migrations, models

import motcua.foundation.sealing.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("city", "0021_tokens_of_lenders"),
        ("money", "0007_more_ways_to_pay"),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("number", models.TextField()),
                ("title", models.TextField()),
                ("class_name", models.TextField()),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.TextField(
                        choices=[("draft", "Đang soạn"), ("open", "Đang thu"), ("closed", "Đã kết thúc")],
                        default="draft",
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                ("opened_at", models.DateTimeField(null=True)),
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
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.TextField()),
                ("amount", models.BigIntegerField()),
                ("mandatory", models.BooleanField()),
                ("basis", models.TextField(db_default="")),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="school_fees.campaign",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Pupil",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("code", models.TextField(help_text="the school's own")),
                ("name", models.TextField()),
                ("phone", motcua.foundation.sealing.fields.SealedTextField(default="", row="uuid")),
                (
                    "reduction",
                    models.PositiveSmallIntegerField(
                        db_default=0, help_text="per cent of the mandatory fees"
                    ),
                ),
                ("reduction_reason", models.TextField(db_default="")),
                (
                    "chosen",
                    models.JSONField(
                        default=list, help_text="positions of voluntary fees that the guardian chose"
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pupils",
                        to="school_fees.campaign",
                    ),
                ),
                (
                    "guardian",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="city.person",
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="money.order",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="campaign",
            index=models.Index(
                models.F("agency"),
                models.OrderBy(models.F("id"), descending=True),
                name="school_fees_of_agency",
            ),
        ),
        migrations.AddIndex(
            model_name="campaign",
            index=models.Index(
                models.F("due_on"), condition=models.Q(("state", "open")), name="school_fees_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.UniqueConstraint(fields=("uuid",), name="school_fees_uuid"),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.UniqueConstraint(fields=("number",), name="school_fees_number"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(
                fields=("campaign", "position"), name="school_fees_item_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="school_fees_item_amount"
            ),
        ),
        migrations.AddIndex(
            model_name="pupil",
            index=models.Index(
                models.F("guardian"),
                condition=models.Q(("guardian__isnull", False)),
                name="school_fees_of_guardian",
            ),
        ),
        migrations.AddConstraint(
            model_name="pupil",
            constraint=models.UniqueConstraint(fields=("uuid",), name="school_fees_pupil_uuid"),
        ),
        migrations.AddConstraint(
            model_name="pupil",
            constraint=models.UniqueConstraint(
                fields=("campaign", "position"), name="school_fees_pupil_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="pupil",
            constraint=models.UniqueConstraint(fields=("campaign", "code"), name="school_fees_pupil_code"),
        ),
        migrations.AddConstraint(
            model_name="pupil",
            constraint=models.CheckConstraint(
                condition=models.Q(("reduction__lte", 100)), name="school_fees_reduction"
            ),
        ),
        migrations.AddConstraint(
            model_name="pupil",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reduction", 0), models.Q(("reduction_reason", ""), _negated=True), _connector="OR"
                ),
                name="school_fees_why_reduced",
            ),
        ),
    ]
