import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import motcua.foundation.sealing.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("city", "0021_tokens_of_lenders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SubjectRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4)),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("view", "view"),
                            ("copy", "copy"),
                            ("correct", "correct"),
                            ("delete", "delete"),
                            ("restrict", "restrict"),
                            ("object", "object"),
                            ("withdraw", "withdraw"),
                        ]
                    ),
                ),
                (
                    "scope",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list),
                ),
                ("words", motcua.foundation.sealing.fields.SealedTextField(row="uuid")),
                ("language", models.CharField(default="vi", max_length=2)),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("received", "Đã nhận"),
                            ("in_work", "Đang thực hiện"),
                            ("done", "Đã thực hiện"),
                            ("partly", "Đã thực hiện một phần"),
                            ("refused", "Không thực hiện"),
                            ("withdrawn", "Đã rút"),
                        ],
                        default="received",
                    ),
                ),
                ("third_party", models.BooleanField(default=False)),
                ("opened_at", models.DateTimeField()),
                ("receipt_due_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("taken_by_name", models.TextField(default="")),
                ("taken_at", models.DateTimeField(null=True)),
                ("extended_at", models.DateTimeField(null=True)),
                (
                    "extension_reason",
                    motcua.foundation.sealing.fields.SealedTextField(default="", row="uuid"),
                ),
                ("ground", models.TextField(default="", help_text="code of rules.grounds, when refused")),
                ("answer", motcua.foundation.sealing.fields.SealedTextField(default="", row="uuid")),
                (
                    "effect",
                    models.JSONField(default=dict, help_text="what was done, in counts; no value of anybody"),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.JSONField(null=True)),
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
                    "claimant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="city.person",
                    ),
                ),
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
                    "taken_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("purpose", models.TextField(default="")),
                ("since", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
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
                    "request",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="subject_requests.subjectrequest",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="subjectrequest",
            index=models.Index(
                models.F("agency"),
                models.F("due_at"),
                models.F("id"),
                condition=models.Q(("ended_at", None)),
                name="subject_request_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="subjectrequest",
            index=models.Index(
                models.F("agency"),
                models.OrderBy(models.F("id"), descending=True),
                name="subject_request_of_agency",
            ),
        ),
        migrations.AddIndex(
            model_name="subjectrequest",
            index=models.Index(
                models.F("claimant"),
                models.OrderBy(models.F("id"), descending=True),
                name="subject_request_of_claimant",
            ),
        ),
        migrations.AddConstraint(
            model_name="subjectrequest",
            constraint=models.UniqueConstraint(fields=("uuid",), name="subject_request_uuid"),
        ),
        migrations.AddConstraint(
            model_name="subjectrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(("ground", ""), _negated=True),
                    _connector="OR",
                ),
                name="subject_request_refused_for_a_ground",
            ),
        ),
        migrations.AddConstraint(
            model_name="subjectrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state__in", ["received", "in_work"])),
                    models.Q(
                        ("ended_at__isnull", False), ("state__in", ["done", "partly", "refused", "withdrawn"])
                    ),
                    _connector="OR",
                ),
                name="subject_request_ends_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at", None)),
                fields=("person", "purpose"),
                name="subject_mark_once",
            ),
        ),
    ]
