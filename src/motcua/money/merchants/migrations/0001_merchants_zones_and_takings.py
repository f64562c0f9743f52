import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("city", "0021_tokens_of_lenders"),
    ]

    operations = [
        migrations.CreateModel(
            name="Zone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("street", "Tuyến phố"),
                            ("market", "Chợ"),
                            ("school", "Trường học"),
                            ("parking", "Điểm trông giữ xe"),
                            ("other", "Nơi khác"),
                        ]
                    ),
                ),
                ("name_vi", models.TextField()),
                ("name_en", models.TextField(db_default="")),
                ("starts_on", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="city.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Merchant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("name", models.TextField()),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("street", "Tuyến phố"),
                            ("market", "Chợ"),
                            ("school", "Trường học"),
                            ("parking", "Điểm trông giữ xe"),
                            ("other", "Nơi khác"),
                        ]
                    ),
                ),
                ("place", models.TextField(help_text="street, market, school, car park")),
                ("bin", models.TextField()),
                ("account", models.TextField()),
                (
                    "virtual",
                    models.BooleanField(help_text="a virtual account that its bank made for this place"),
                ),
                ("holder", models.TextField(help_text="as the bank writes it, without marks")),
                (
                    "shares_since",
                    models.DateTimeField(
                        help_text="since when its bank tells the city what comes in by code, at the merchant's own wish",
                        null=True,
                    ),
                ),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("applied", "Chờ duyệt"),
                            ("approved", "Đang thu"),
                            ("refused", "Không duyệt"),
                            ("closed", "Đã ngừng"),
                        ],
                        default="applied",
                    ),
                ),
                ("applied_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.TextField(db_default="")),
                ("reason", models.TextField(db_default="")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="city.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="city.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="city.unit",
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merchants",
                        to="merchants.zone",
                    ),
                ),
            ],
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
                ("month", models.DateField()),
                ("number", models.PositiveSmallIntegerField()),
                ("cash", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                (
                    "merchant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declarations",
                        to="merchants.merchant",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("merchant", "month", "number"), name="merchants_declared_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("cash__gte", 0)), name="merchants_declared"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Taking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.TextField()),
                ("amount", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "merchant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="takings",
                        to="merchants.merchant",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("merchant"),
                        models.OrderBy(models.F("at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="merchants_takings",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("merchant", "reference"), name="merchants_taking_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="merchants_taking_amount"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period", models.TextField(choices=[("day", "Ngày"), ("month", "Tháng")])),
                ("begin", models.DateField()),
                ("payments", models.PositiveIntegerField()),
                ("amount", models.BigIntegerField()),
                (
                    "merchant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tallies",
                        to="merchants.merchant",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("merchant", "period", "begin"), name="merchants_tally_once"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="zone",
            index=models.Index(
                models.F("unit"),
                models.OrderBy(models.F("id"), descending=True),
                name="merchants_zone_of_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="zone",
            constraint=models.UniqueConstraint(fields=("uuid",), name="merchants_zone_uuid"),
        ),
        migrations.AddIndex(
            model_name="merchant",
            index=models.Index(
                models.F("person"), condition=models.Q(("person__isnull", False)), name="merchants_of_person"
            ),
        ),
        migrations.AddIndex(
            model_name="merchant",
            index=models.Index(
                models.F("organisation"),
                condition=models.Q(("organisation__isnull", False)),
                name="merchants_of_body",
            ),
        ),
        migrations.AddIndex(
            model_name="merchant",
            index=models.Index(
                models.F("unit"),
                models.F("id"),
                condition=models.Q(("state", "applied")),
                name="merchants_to_decide",
            ),
        ),
        migrations.AddIndex(
            model_name="merchant",
            index=models.Index(
                models.F("unit"), models.OrderBy(models.F("id"), descending=True), name="merchants_of_unit"
            ),
        ),
        migrations.AddIndex(
            model_name="merchant",
            index=models.Index(
                models.F("zone"), condition=models.Q(("zone__isnull", False)), name="merchants_of_zone"
            ),
        ),
        migrations.AddConstraint(
            model_name="merchant",
            constraint=models.UniqueConstraint(fields=("uuid",), name="merchants_merchant_uuid"),
        ),
        migrations.AddConstraint(
            model_name="merchant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["applied", "approved"])),
                fields=("account", "bin"),
                name="merchants_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="merchant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("organisation__isnull", False), ("person", None)),
                    models.Q(("organisation", None), ("person__isnull", False)),
                    _connector="OR",
                ),
                name="merchants_one_owner",
            ),
        ),
    ]
