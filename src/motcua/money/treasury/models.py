"""Payment slips and their lines. A slip that was approved changes only by being paid or cancelled; nothing is deleted."""

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint


class Slip(models.Model):
    """A slip of one collecting agency to the state's budget, for what came through the day `through`."""

    class State(models.TextChoices):
        DRAFT = "draft", "Chờ duyệt"
        APPROVED = "approved", "Đã duyệt, chờ ngân hàng"
        PAID = "paid", "Đã nộp"
        CANCELLED = "cancelled", "Đã hủy"

    number = models.TextField(help_text="series of the year, such as GNT-2026-000012")
    agency_id = models.BigIntegerField()
    sort = models.TextField(help_text="le_phi or phi")
    through = models.DateField()
    payer = models.TextField()
    tax_code = models.TextField(db_default="")
    address = models.TextField(db_default="")
    details = models.JSONField(
        help_text="accounts and codes of the treasury, as data had them when it was made"
    )
    total = models.BigIntegerField()
    state = models.TextField(choices=State, default=State.DRAFT)
    made_at = models.DateTimeField()
    made_by = models.TextField()
    made_by_id = models.BigIntegerField()
    approved_at = models.DateTimeField(null=True)
    approved_by = models.TextField(db_default="")
    approved_by_id = models.BigIntegerField(null=True)
    paid_at = models.DateTimeField(null=True)
    line = models.OneToOneField("bank.BankLine", models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.TextField(db_default="")
    reason = models.TextField(db_default="")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["number"], name="treasury_slip_number"),
            UniqueConstraint(
                fields=["agency_id", "sort"], condition=Q(state__in=["draft", "approved"]),
                name="treasury_one_slip_under_way",
            ),
            CheckConstraint(condition=Q(total__gt=0), name="treasury_slip_amount"),
            CheckConstraint(
                condition=Q(approved_by_id__isnull=True) | ~Q(approved_by_id=F("made_by_id")),
                name="treasury_slip_four_eyes",
            ),
            CheckConstraint(
                condition=~Q(state__in=["approved", "paid"]) | Q(approved_by_id__isnull=False),
                name="treasury_slip_approved",
            ),
            CheckConstraint(condition=~Q(state="paid") | Q(line__isnull=False), name="treasury_slip_has_debit"),
            CheckConstraint(condition=~Q(state="cancelled") | ~Q(reason=""), name="treasury_slip_reason"),
        ]  # fmt: skip
        indexes = [Index(F("id").desc(), condition=Q(state="approved"), name="treasury_slip_waits")]

    def __str__(self) -> str:
        return f"{self.number}: {self.total} ({self.state})"


class SlipLine(models.Model):
    """One line: what is paid and what the unit keeps of a fee, by the share that was in force."""

    slip = models.ForeignKey(Slip, models.PROTECT, related_name="lines")
    place = models.IntegerField()
    code = models.TextField(help_text="the fee's code in the ledger")
    document = models.TextField(help_text="number of the list or decision that the amount stands on")
    period = models.TextField()
    content = models.TextField()
    collected = models.BigIntegerField()
    retained = models.BigIntegerField(default=0)
    amount = models.BigIntegerField()
    chapter = models.TextField(db_default="")
    item = models.TextField(db_default="", help_text="mã NDKT (tiểu mục)")
    area = models.TextField(db_default="", help_text="mã ĐBHC")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["slip", "place"], name="treasury_line_once"),
            CheckConstraint(
                condition=Q(amount__gt=0, retained__gte=0, collected=F("amount") + F("retained")),
                name="treasury_line_adds_up",
            ),
            CheckConstraint(condition=~Q(content="") & ~Q(document=""), name="treasury_line_says_what"),
        ]


class SupportPayment(models.Model):
    """The city's budget has paid what it owed one agency in payers' place, for the days through `through`.

    `lines`: [{account, code, amount}] in đồng as they stood. One that was entered wrongly is undone with a reason, not deleted.
    """

    class Way(models.TextChoices):
        SET_OFF = "set_off", "Ghi thu, ghi chi tại kho bạc"
        TRANSFER = "transfer", "Chuyển vào tài khoản chuyên thu"

    number = models.TextField(help_text="series of the year, such as HTR-2026-000003")
    agency_id = models.BigIntegerField()
    begin = models.DateField()
    through = models.DateField()
    lines = models.JSONField()
    total = models.BigIntegerField()
    way = models.TextField(choices=Way)
    document = models.TextField(help_text="number of the budget's order or decision")
    document_day = models.DateField()
    line = models.ForeignKey("bank.BankLine", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.TextField()
    by_id = models.BigIntegerField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.TextField(db_default="")
    reason = models.TextField(db_default="")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["number"], name="treasury_support_number"),
            UniqueConstraint(
                fields=["agency_id", "through"], condition=Q(undone_at__isnull=True),
                name="treasury_support_once",
            ),
            UniqueConstraint(
                fields=["line"], condition=Q(undone_at__isnull=True), name="treasury_support_transfer_once"
            ),
            CheckConstraint(condition=Q(total__gt=0), name="treasury_support_amount"),
            CheckConstraint(condition=Q(begin__lte=F("through")), name="treasury_support_days"),
            CheckConstraint(
                condition=Q(way="transfer", line__isnull=False) | Q(way="set_off", line__isnull=True),
                name="treasury_support_transfer",
            ),
            CheckConstraint(
                condition=Q(undone_at__isnull=True) | ~Q(reason=""), name="treasury_support_undone_why"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number}: {self.total}"
