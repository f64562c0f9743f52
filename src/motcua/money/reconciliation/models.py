"""Files of partners, the figures of a day, differences and what became of them. A signed day does not change any more."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint


class Day(models.Model):
    """A day of the books that was compared. `fingerprint` is over its figures, differences and files, and the day before."""

    class State(models.TextChoices):
        OPEN = "open", "Đang đối soát"
        SIGNED = "signed", "Đã ký xác nhận"

    day = models.DateField()
    state = models.TextField(choices=State, default=State.OPEN)
    run_at = models.DateTimeField(null=True)
    run_by = models.TextField(db_default="")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.TextField(db_default="")
    fingerprint = models.TextField(db_default="")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["day"], name="reconciliation_day_once"),
            CheckConstraint(
                condition=Q(state="open", fingerprint="") | Q(state="signed", signed_at__isnull=False),
                name="reconciliation_day_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} ({self.state})"


class PartnerFile(models.Model):
    """A file of a partner for a day, kept as it came. A newer one of the same day takes its place; the older one stays."""

    day = models.DateField()
    partner = models.TextField()
    layout = models.TextField()
    name = models.TextField()
    digest = models.TextField(help_text="SHA-256 of the file as it came")
    content = models.BinaryField(help_text="the file, compressed with zlib")
    lines = models.BigIntegerField()
    total = models.BigIntegerField()
    fees = models.BigIntegerField()
    current = models.BooleanField(default=True)
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["partner", "day", "digest"], name="reconciliation_file_once"),
            UniqueConstraint(
                fields=["partner", "day"], condition=Q(current=True), name="reconciliation_file_one_counts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.day} {self.name}"


class PartnerLine(models.Model):
    """One movement as the partner tells it; a refund is below zero."""

    file = models.ForeignKey(PartnerFile, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    partner = models.TextField()
    row = models.IntegerField()
    reference = models.TextField()
    number = models.TextField()
    kind = models.TextField()
    amount = models.BigIntegerField()
    fee = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["file", "row"], name="reconciliation_line_once")]
        indexes = [Index(F("partner"), F("reference"), name="reconciliation_line_reference")]


class Part(models.Model):
    """The figures of one partner on one day. Every line of either side is in one class: the database holds the sums to it."""

    day = models.DateField()
    partner = models.TextField()
    file = models.ForeignKey(PartnerFile, models.PROTECT, null=True, related_name="+", db_index=False)
    waived = models.TextField(db_default="", help_text="why the day is signed without the partner's file")
    system_lines = models.BigIntegerField(default=0)
    system_sum = models.BigIntegerField(default=0)
    partner_lines = models.BigIntegerField(default=0)
    partner_sum = models.BigIntegerField(default=0)
    matched_lines = models.BigIntegerField(default=0)
    matched_sum = models.BigIntegerField(default=0)
    only_system_lines = models.BigIntegerField(default=0)
    only_system_sum = models.BigIntegerField(default=0)
    only_partner_lines = models.BigIntegerField(default=0)
    only_partner_sum = models.BigIntegerField(default=0)
    differs_lines = models.BigIntegerField(default=0)
    differs_system = models.BigIntegerField(default=0)
    differs_partner = models.BigIntegerField(default=0)
    refunded_lines = models.BigIntegerField(default=0)
    refunded_sum = models.BigIntegerField(default=0)
    fees = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["day", "partner"], name="reconciliation_part_once"),
            CheckConstraint(
                condition=Q(
                    system_lines=F("matched_lines") + F("only_system_lines") + F("differs_lines"),
                    system_sum=F("matched_sum") + F("only_system_sum") + F("differs_system"),
                ),
                name="reconciliation_system_adds_up",
            ),
            CheckConstraint(
                condition=Q(
                    partner_lines=F("matched_lines") + F("only_partner_lines") + F("differs_lines"),
                    partner_sum=F("matched_sum") + F("only_partner_sum") + F("differs_partner"),
                ),
                name="reconciliation_partner_adds_up",
            ),
        ]

    @property
    def compared(self) -> bool:
        """Whether there is another side: a file, or a side of our own that needs none."""
        return self.file_id is not None or self.partner in ("bank", "receipts")

    @property
    def agrees(self) -> bool:
        """Whether every line of one side stands on the other."""
        return self.compared and not (self.only_system_lines or self.only_partner_lines or self.differs_lines)


class Difference(models.Model):
    """What one side has and the other has not, or otherwise. `key` names it within its day and partner."""

    class State(models.TextChoices):
        OPEN = "open", "Chưa xử lý"
        RESOLVED = "resolved", "Đã xử lý"
        CARRIED = "carried", "Chuyển ngày sau"
        CLEARED = "cleared", "Tự khớp"

    day = models.DateField()
    partner = models.TextField()
    key = models.TextField()
    kind = models.TextField()
    cause = models.TextField()
    reference = models.TextField()
    number = models.TextField(db_default="")
    system_amount = models.BigIntegerField(null=True)
    partner_amount = models.BigIntegerField(null=True)
    agency_id = models.BigIntegerField(default=0)
    order = models.ForeignKey("money.Order", models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.TextField(choices=State, default=State.OPEN)
    carried_from = models.OneToOneField("self", models.PROTECT, null=True, related_name="carried_to")
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(db_default="")
    reason = models.TextField(db_default="")
    entry = models.ForeignKey("ledger.Entry", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["day", "partner", "key"], name="reconciliation_difference_once"),
            CheckConstraint(
                condition=~Q(state__in=["resolved", "carried"])
                | Q(decided_at__isnull=False) & ~Q(decided_by="") & ~Q(reason=""),
                name="reconciliation_difference_decided",
            ),
        ]
        indexes = [Index(F("day"), F("id"), condition=Q(state="open"), name="reconciliation_open")]

    @property
    def delta(self) -> int:
        """What the partner has more than our books, in đồng."""
        return (self.partner_amount or 0) - (self.system_amount or 0)


class Settlement(models.Model):
    """What a partner owes us for a day and transfers later, less its fees; `line` is the transfer, once it has come."""

    day = models.DateField()
    partner = models.TextField()
    gross = models.BigIntegerField()
    cost = models.BigIntegerField()
    shares = models.JSONField(help_text="đồng by collecting agency")
    line = models.ForeignKey("bank.BankLine", models.PROTECT, null=True, related_name="+")
    booked_at = models.DateTimeField(null=True)
    booked_by = models.TextField(db_default="")

    class Meta:
        constraints = [UniqueConstraint(fields=["day", "partner"], name="reconciliation_settlement_once")]
        indexes = [
            Index(F("day"), F("id"), condition=Q(line__isnull=True), name="reconciliation_settlement_due")
        ]

    @property
    def net(self) -> int:
        return self.gross - self.cost
