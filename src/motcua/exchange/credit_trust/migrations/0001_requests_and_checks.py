import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import motcua.foundation.sealing.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("city", "0018_power_to_share_data"),
        ("consents", "0001_consents_are_kept"),
        ("data_services", "0001_agreements_and_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Check",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4)),
                ("request_id", models.TextField()),
                ("body", models.BinaryField()),
                ("number", models.BinaryField()),
                ("valid", models.BooleanField()),
                ("checks", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                ("outcomes", motcua.foundation.sealing.fields.SealedJSONField(null=True, row="uuid")),
                ("at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="data_services.agreement",
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consents.consent",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("consent"),
                        models.F("id"),
                        condition=models.Q(("consent__isnull", False)),
                        name="credit_check_of_consent",
                    ),
                    models.Index(
                        models.F("expires_at"),
                        condition=models.Q(("outcomes__isnull", False)),
                        name="credit_check_to_clear",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("uuid",), name="credit_check_uuid"),
                    models.UniqueConstraint(fields=("agreement", "request_id"), name="credit_check_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid", False),
                            models.Q(("consent__isnull", False), ("expires_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="credit_check_under_a_consent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4)),
                ("reference", models.TextField()),
                ("what_for", models.TextField()),
                ("checks", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
                ("days", models.SmallIntegerField()),
                ("token", motcua.foundation.sealing.fields.SealedTextField(row="uuid")),
                ("token_hash", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("open_until", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
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
                    "agreement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="data_services.agreement",
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consents.consent",
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
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("person"),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("person__isnull", False)),
                        name="credit_request_of_person",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("uuid",), name="credit_request_uuid"),
                    models.UniqueConstraint(fields=("account", "reference"), name="credit_request_once"),
                    models.UniqueConstraint(fields=("token_hash",), name="credit_request_token"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at__isnull", True),
                                ("consent__isnull", True),
                                ("person__isnull", True),
                            ),
                            models.Q(("answered_at__isnull", False), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="credit_request_answered_by_somebody",
                    ),
                ],
            },
        ),
    ]
