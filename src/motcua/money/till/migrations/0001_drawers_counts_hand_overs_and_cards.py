import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("bank", "0001_lines_of_the_account"),
        ("city", "0021_tokens_of_lenders"),
        ("hall", "0002_papers_on_their_way"),
        ("money", "0007_more_ways_to_pay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CardPayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("terminal", models.TextField()),
                ("approval", models.TextField()),
                ("last4", models.TextField()),
                ("day", models.DateField()),
                ("amount", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                (
                    "attempt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="money.attempt"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="money.order"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CardRefund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("approval", models.TextField()),
                ("terminal", models.TextField()),
                ("day", models.DateField()),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="till.cardpayment",
                    ),
                ),
                (
                    "refund",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="money.refund"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Deposit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("code", models.TextField()),
                ("amount", models.BigIntegerField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("made", "Chờ ngân hàng báo có"),
                            ("matched", "Đã vào tài khoản"),
                            ("void", "Đã hủy"),
                        ],
                        default="made",
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                ("matched_at", models.DateTimeField(null=True)),
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
                (
                    "line",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.bankline",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Drawer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("holder", models.TextField(help_text="the officer's name as it was then")),
                ("opened_at", models.DateTimeField()),
                ("float_amount", models.BigIntegerField(help_text="đồng lent for change; in no fee account")),
                (
                    "float_pieces",
                    models.JSONField(
                        help_text="how many of each value; none when it opened by itself", null=True
                    ),
                ),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("open", "Đang thu"),
                            ("counted", "Đã kiểm đếm"),
                            ("offered", "Chờ bàn giao"),
                            ("closed", "Đã bàn giao"),
                        ],
                        default="open",
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
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
            name="Count",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("pieces", models.JSONField()),
                ("total", models.BigIntegerField()),
                ("expected", models.BigIntegerField()),
                ("reason", models.TextField(db_default="", help_text="why it differs")),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "drawer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counts",
                        to="till.drawer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("number", models.TextField()),
                ("amount", models.BigIntegerField()),
                ("kept", models.BigIntegerField(help_text="of the float, stays with the officer")),
                ("parts", models.JSONField(help_text="đồng by collecting agency, as it is booked")),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("offered", "Chờ nhận"),
                            ("taken", "Đã nhận"),
                            ("refused", "Không nhận, đếm lại"),
                        ],
                        default="offered",
                    ),
                ),
                ("given_by_id", models.BigIntegerField()),
                ("given_by", models.TextField()),
                ("given_at", models.DateTimeField()),
                ("taken_by_id", models.BigIntegerField(null=True)),
                ("taken_by", models.TextField(db_default="")),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(db_default="")),
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
                    "count",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="till.count",
                    ),
                ),
                (
                    "deposit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_overs",
                        to="till.deposit",
                    ),
                ),
                (
                    "drawer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_overs",
                        to="till.drawer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Movement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("agency_id", models.BigIntegerField()),
                ("amount", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "drawer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="movements",
                        to="till.drawer",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="money.order",
                    ),
                ),
                (
                    "refund",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="money.refund",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("counted", models.BooleanField(help_text="a drawer is opened by counting its float")),
                ("set_at", models.DateTimeField()),
                ("set_by", models.TextField()),
                (
                    "agency",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="city.agency"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Screen",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shown_at", models.DateTimeField(null=True)),
                (
                    "counter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hall.counter"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="money.order",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="cardpayment",
            constraint=models.UniqueConstraint(
                fields=("terminal", "approval", "day"), name="till_card_slip_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="cardpayment",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="till_card_amount"),
        ),
        migrations.AddConstraint(
            model_name="cardrefund",
            constraint=models.UniqueConstraint(
                fields=("terminal", "approval", "day"), name="till_card_refund_once"
            ),
        ),
        migrations.AddIndex(
            model_name="deposit",
            index=models.Index(
                models.F("agency"),
                models.OrderBy(models.F("id"), descending=True),
                name="till_deposits_of_agency",
            ),
        ),
        migrations.AddIndex(
            model_name="deposit",
            index=models.Index(
                models.F("id"), condition=models.Q(("state", "made")), name="till_deposit_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="deposit",
            constraint=models.UniqueConstraint(fields=("uuid",), name="till_deposit_uuid"),
        ),
        migrations.AddConstraint(
            model_name="deposit",
            constraint=models.UniqueConstraint(fields=("code",), name="till_deposit_code"),
        ),
        migrations.AddConstraint(
            model_name="deposit",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="till_deposit_amount"
            ),
        ),
        migrations.AddIndex(
            model_name="drawer",
            index=models.Index(
                models.F("agency"), models.OrderBy(models.F("id"), descending=True), name="till_of_agency"
            ),
        ),
        migrations.AddIndex(
            model_name="drawer",
            index=models.Index(
                models.F("account"), models.OrderBy(models.F("id"), descending=True), name="till_of_account"
            ),
        ),
        migrations.AddConstraint(
            model_name="drawer",
            constraint=models.UniqueConstraint(fields=("uuid",), name="till_drawer_uuid"),
        ),
        migrations.AddConstraint(
            model_name="drawer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["open", "counted"])),
                fields=("account", "agency"),
                name="till_one_drawer",
            ),
        ),
        migrations.AddConstraint(
            model_name="drawer",
            constraint=models.CheckConstraint(
                condition=models.Q(("float_amount__gte", 0)), name="till_float"
            ),
        ),
        migrations.AddConstraint(
            model_name="count",
            constraint=models.UniqueConstraint(fields=("drawer", "number"), name="till_count_number"),
        ),
        migrations.AddConstraint(
            model_name="count",
            constraint=models.CheckConstraint(
                condition=models.Q(("total__gte", 0)), name="till_count_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="count",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("total", models.F("expected")), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="till_difference_explained",
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                models.F("agency"),
                models.OrderBy(models.F("id"), descending=True),
                name="till_given_in_agency",
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                models.F("agency"),
                condition=models.Q(("deposit", None), ("state", "taken")),
                name="till_to_be_banked",
            ),
        ),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                models.F("deposit"), condition=models.Q(("deposit__isnull", False)), name="till_of_deposit"
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(fields=("uuid",), name="till_hand_over_uuid"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(fields=("number",), name="till_hand_over_number"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "refused"), _negated=True),
                fields=("drawer",),
                name="till_one_hand_over_a_drawer",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0), ("kept__gte", 0)), name="till_hand_over_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("taken_by_id", None),
                    models.Q(("taken_by_id", models.F("given_by_id")), _negated=True),
                    _connector="OR",
                ),
                name="till_two_people",
            ),
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(
                models.F("drawer"), models.OrderBy(models.F("id"), descending=True), name="till_of_drawer"
            ),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("refund", None)), fields=("order",), name="till_taken_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__gt", 0), ("refund", None)),
                    models.Q(("amount__lt", 0), ("refund__isnull", False)),
                    _connector="OR",
                ),
                name="till_moves",
            ),
        ),
    ]
