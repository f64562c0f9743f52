import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import motcua.foundation.sealing.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("city", "0018_power_to_share_data"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4)),
                ("code", models.CharField(max_length=12)),
                ("child_agreed", models.BooleanField(default=False)),
                ("purpose", models.TextField()),
                ("version", models.SmallIntegerField()),
                ("text_hash", models.CharField(max_length=64)),
                ("data", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                ("receiver", models.TextField(default="")),
                ("receiver_name", models.TextField(default="")),
                (
                    "what_for",
                    models.TextField(
                        default="", help_text="the receiver's own words, beside those of the text"
                    ),
                ),
                (
                    "channel",
                    models.TextField(
                        choices=[
                            ("online", "Trực tuyến"),
                            ("counter", "Tại quầy, có chữ ký"),
                            ("vneid", "Trên VNeID"),
                        ]
                    ),
                ),
                ("given_at", models.DateTimeField()),
                ("given_by", models.JSONField()),
                ("expires_at", models.DateTimeField()),
                ("language", models.CharField(default="vi", max_length=2)),
                ("evidence", motcua.foundation.sealing.fields.SealedJSONField(row="uuid")),
                ("paper", models.UUIDField(help_text="the stored file of the signed paper", null=True)),
                ("agency_id", models.BigIntegerField(help_text="where the paper was signed", null=True)),
                ("single_use", models.BooleanField(default=False)),
                ("used_at", models.DateTimeField(null=True)),
                ("misses", models.SmallIntegerField(default=0)),
                ("barred_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by", models.JSONField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="city.person",
                    ),
                ),
                (
                    "representative",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="city.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("person"),
                        models.OrderBy(models.F("id"), descending=True),
                        name="consent_of_person",
                    ),
                    models.Index(
                        models.F("representative"),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("representative__isnull", False)),
                        name="consent_by_representative",
                    ),
                    models.Index(
                        condition=models.Q(("barred_at", None), ("withdrawn_at", None)),
                        fields=["person", "purpose", "receiver"],
                        name="consent_standing",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("uuid",), name="consent_uuid"),
                    models.UniqueConstraint(fields=("code",), name="consent_code"),
                    models.CheckConstraint(
                        condition=models.Q(("data", []), _negated=True), name="consent_to_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("given_at"))),
                        name="consent_has_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("channel", "counter"), _negated=True),
                            ("paper__isnull", False),
                            _connector="OR",
                        ),
                        name="consent_paper_at_the_counter",
                    ),
                ],
            },
        ),
    ]
