"""Entries and lines that only grow: the database refuses to change, delete or unbalance them, and to write into a closed day."""

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint


class Entry(models.Model):
    """One movement of money with all its lines. `key` says what it comes from, so that nothing is booked twice.

    `source` and `source_id` lead to the row that moved (`order` 12, `attempt` 7, `refund` 3 …); `day` is the book day: the day
    of `at` in the city, or the first open day when that one is closed.
    """

    class Kind(models.TextChoices):
        PAYMENT = "payment", "Thu tiền"
        SUPPORT = "support", "Ngân sách hỗ trợ"
        HELD = "held", "Tiền chờ xác minh"
        RELEASED = "released", "Xử lý tiền chờ xác minh"
        SURPLUS = "surplus", "Nộp thừa"
        REFUND = "refund", "Hoàn tiền"
        HANDOVER = "handover", "Bàn giao tiền mặt"
        SETTLEMENT = "settlement", "Cổng thanh toán chuyển tiền"
        REMITTANCE = "remittance", "Nộp ngân sách"
        REVERSAL = "reversal", "Bút toán đảo"
        FUNDS = "funds", "Cấp kinh phí chi trả"
        PAYOUT = "payout", "Chi trả cho người dân"

    key = models.TextField()
    kind = models.TextField(choices=Kind)
    day = models.DateField()
    at = models.DateTimeField()
    source = models.TextField()
    source_id = models.BigIntegerField()
    by = models.TextField(db_default="")
    note = models.TextField(db_default="")
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="reversal", db_index=False
    )

    class Meta:
        constraints = [UniqueConstraint(fields=["key"], name="ledger_entry_once")]
        indexes = [
            Index(F("day"), F("id"), name="ledger_entry_by_day"),
            Index(F("source"), F("source_id"), name="ledger_entry_source"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.day}"


class Line(models.Model):
    """One account of an entry: `amount` in đồng, debit above zero, credit below. All lines of an entry add up to zero.

    `agency_id` is the collecting agency, 0 where no agency of the city collects; `detail` divides an account further (the
    gateway, the fee's code, the drawer).
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="lines")
    day = models.DateField()
    account = models.TextField()
    agency_id = models.BigIntegerField()
    detail = models.TextField(db_default="")
    amount = models.BigIntegerField()

    class Meta:
        constraints = [CheckConstraint(condition=~Q(amount=0), name="ledger_line_moves")]
        indexes = [Index(F("day"), F("account"), F("agency_id"), name="ledger_line_by_day")]


class Closing(models.Model):
    """The books are closed up to and with `through`: no entry gets a day so early any more.

    `fingerprint` is over all lines of the days that it closed and the fingerprint before.
    """

    through = models.DateField()
    entries = models.BigIntegerField()
    fingerprint = models.TextField()
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        constraints = [UniqueConstraint(fields=["through"], name="ledger_closed_once")]


class DayTotal(models.Model):
    """What an account of an agency moved on a closed day: sums, so that no page adds up years of lines."""

    day = models.DateField()
    account = models.TextField()
    agency_id = models.BigIntegerField()
    detail = models.TextField(db_default="")
    debit = models.BigIntegerField()
    credit = models.BigIntegerField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["day", "account", "agency_id", "detail"], name="ledger_total_once"),
            CheckConstraint(condition=Q(debit__gte=0, credit__gte=0), name="ledger_total_not_negative"),
        ]
