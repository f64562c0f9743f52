import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("city", "0018_power_to_share_data"),
    ]

    operations = [
        migrations.CreateModel(
            name="Drive",
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
                            ("card", "Cấp thẻ căn cước, định danh điện tử"),
                            ("level2", "Kích hoạt tài khoản định danh mức 2"),
                            ("motorbike", "Đăng ký xe máy điện"),
                        ]
                    ),
                ),
                ("name_vi", models.TextField()),
                ("name_en", models.TextField(db_default="")),
                ("words", models.TextField(db_default="", help_text="what residents should bring or know")),
                (
                    "targets",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("service_minutes", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("draft", "Đang soạn"),
                            ("published", "Đã công bố"),
                            ("cancelled", "Đã hủy"),
                        ],
                        default="draft",
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("made_by", models.JSONField(help_text="the actor, as data")),
                ("published_at", models.DateTimeField(null=True)),
                ("invited_at", models.DateTimeField(null=True)),
                ("invited", models.PositiveIntegerField(db_default=0)),
                ("reason", models.TextField(db_default="", help_text="why it was cancelled")),
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
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("why", models.TextField()),
                ("visit_on", models.DateField(null=True)),
                ("visit_morning", models.BooleanField(null=True)),
                ("visit_team", models.PositiveSmallIntegerField(null=True)),
                ("visit_place", models.PositiveSmallIntegerField(null=True)),
                (
                    "drive",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="drives.drive",
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
            ],
        ),
        migrations.CreateModel(
            name="Point",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "setting",
                    models.TextField(
                        choices=[
                            ("school", "Trường học"),
                            ("office", "Cơ quan, doanh nghiệp"),
                            ("housing", "Khu dân cư, chung cư"),
                            ("hall", "Trụ sở, nhà văn hóa"),
                        ]
                    ),
                ),
                ("place", models.TextField()),
                ("lat", models.FloatField(null=True)),
                ("lon", models.FloatField(null=True)),
                ("days", django.contrib.postgres.fields.ArrayField(base_field=models.DateField())),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                ("kits", models.PositiveSmallIntegerField()),
                (
                    "reserve",
                    models.FloatField(
                        help_text="part of the places for whoever comes without a booking, 0 to 1"
                    ),
                ),
                (
                    "no_show",
                    models.FloatField(
                        db_default=0, help_text="part that did not come to this place before, 0 to 1"
                    ),
                ),
                (
                    "drive",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="points", to="drives.drive"
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
            ],
        ),
        migrations.CreateModel(
            name="Held",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="city.person",
                    ),
                ),
                ("until", models.DateTimeField()),
                (
                    "point",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="drives.point",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Slot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("seats", models.PositiveSmallIntegerField()),
                ("taken", models.PositiveSmallIntegerField(default=0)),
                (
                    "point",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slots",
                        to="drives.point",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("code", models.TextField()),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("card", "Cấp thẻ căn cước, định danh điện tử"),
                            ("level2", "Kích hoạt tài khoản định danh mức 2"),
                            ("motorbike", "Đăng ký xe máy điện"),
                        ]
                    ),
                ),
                (
                    "starts_at",
                    models.DateTimeField(help_text="of the slot; of somebody without one, when they came"),
                ),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("booked", "Đã đặt"),
                            ("arrived", "Đã đến"),
                            ("done", "Đã thu nhận"),
                            ("equipment", "Lỗi thiết bị"),
                            ("failed", "Không thực hiện được"),
                            ("missed", "Vắng"),
                            ("cancelled", "Hủy"),
                        ],
                        default="booked",
                    ),
                ),
                ("walk_in", models.BooleanField(default=False)),
                ("told", models.JSONField(default=dict)),
                ("frame", models.TextField(db_default="")),
                ("made_at", models.DateTimeField()),
                ("came_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(db_default="")),
                ("receipt", models.TextField(db_default="", help_text="number of the receipt, of the plate")),
                ("by", models.JSONField(help_text="the officer who ended it", null=True)),
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
                    "point",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bookings",
                        to="drives.point",
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="drives.slot",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "point_id",
                        "day",
                        "what",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("day", models.DateField()),
                ("what", models.TextField()),
                ("number", models.IntegerField(db_default=0)),
                (
                    "point",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tallies",
                        to="drives.point",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="drive",
            index=models.Index(
                models.F("ends_on"),
                models.F("id"),
                condition=models.Q(("state", "published")),
                name="drives_public",
            ),
        ),
        migrations.AddIndex(
            model_name="drive",
            index=models.Index(
                models.F("agency"), models.OrderBy(models.F("id"), descending=True), name="drives_of_agency"
            ),
        ),
        migrations.AddConstraint(
            model_name="drive",
            constraint=models.UniqueConstraint(fields=("uuid",), name="drives_drive_uuid"),
        ),
        migrations.AddConstraint(
            model_name="drive",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="drives_drive_ends_later"
            ),
        ),
        migrations.AddConstraint(
            model_name="drive",
            constraint=models.CheckConstraint(
                condition=models.Q(("service_minutes__gte", 1), ("service_minutes__lte", 120)),
                name="drives_service",
            ),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(models.F("person"), name="drives_invitation_person"),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(models.F("drive"), models.F("id"), name="drives_invitation_list"),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(
                models.F("drive"),
                models.F("visit_on"),
                models.F("visit_team"),
                models.F("visit_place"),
                condition=models.Q(("visit_on__isnull", False)),
                name="drives_route",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(fields=("drive", "person"), name="drives_invited_once"),
        ),
        migrations.AddConstraint(
            model_name="point",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes__gt", models.F("opens"))), name="drives_point_closes_later"
            ),
        ),
        migrations.AddConstraint(
            model_name="point",
            constraint=models.CheckConstraint(
                condition=models.Q(("kits__gte", 1), ("kits__lte", 60)), name="drives_point_kits"
            ),
        ),
        migrations.AddConstraint(
            model_name="point",
            constraint=models.CheckConstraint(
                condition=models.Q(("reserve__gte", 0), ("reserve__lte", 0.9)), name="drives_point_reserve"
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.UniqueConstraint(fields=("point", "starts_at"), name="drives_slot_once"),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.CheckConstraint(
                condition=models.Q(("taken__lte", models.F("seats"))), name="drives_slot_never_too_many"
            ),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(
                models.F("point"), models.F("starts_at"), models.F("id"), name="drives_booking_day"
            ),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(
                models.F("person"),
                models.OrderBy(models.F("id"), descending=True),
                name="drives_booking_person",
            ),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(
                models.F("starts_at"), condition=models.Q(("state", "booked")), name="drives_booking_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.UniqueConstraint(fields=("uuid",), name="drives_booking_uuid"),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["booked", "arrived"])),
                fields=("code",),
                name="drives_booking_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["booked", "arrived"])),
                fields=("person", "kind"),
                name="drives_one_open_each",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("frame", ""), _negated=True), ("state__in", ["booked", "arrived", "done"])
                ),
                fields=("frame",),
                name="drives_frame_once",
            ),
        ),
    ]
