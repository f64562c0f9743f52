"""What the bank says came in or went out of the collection account, and what became of it."""

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint


class BankLine(models.Model):
    """One line of the account, told once by a message about a changed balance, by a statement, or by both.

    `reference` is the bank's own; `amount` in đồng, below zero when it went out. `open` lines wait for an officer: nobody knows
    yet whose money they are.
    """

    class Way(models.TextChoices):
        MESSAGE = "message", "Báo biến động số dư"
        STATEMENT = "statement", "Sao kê"

    class State(models.TextChoices):
        BOOKED = "booked", "Đã ghi cho hồ sơ"
        OPEN = "open", "Chờ xác minh"
        ASSIGNED = "assigned", "Đã xác minh"
        RETURNING = "returning", "Trả lại người chuyển"
        OUT = "out", "Chuyển đi"

    account = models.TextField()
    reference = models.TextField()
    way = models.TextField(choices=Way)
    day = models.DateField()
    amount = models.BigIntegerField()
    note = models.TextField(db_default="")
    payer = models.TextField(db_default="")
    virtual_account = models.TextField(db_default="")
    result = models.TextField(db_default="", help_text="what matching said, `bank.matching.Result`")
    state = models.TextField(choices=State)
    order = models.ForeignKey("money.Order", models.PROTECT, null=True, related_name="+")
    in_statement = models.BooleanField(db_default=False)
    told = models.JSONField(help_text="the message or the line, as it came")
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(db_default="")
    reason = models.TextField(db_default="")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["account", "reference"], name="bank_line_once"),
            CheckConstraint(condition=~Q(amount=0), name="bank_line_moves"),
            CheckConstraint(
                condition=Q(state="out", amount__lt=0) | ~Q(state="out") & Q(amount__gt=0),
                name="bank_line_direction",
            ),
        ]
        indexes = [
            Index(F("day"), F("id"), condition=Q(state="open"), name="bank_line_open"),
            Index(F("day"), condition=Q(in_statement=False), name="bank_line_not_in_statement"),
            Index(F("day"), F("id"), name="bank_line_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.amount} ({self.state})"
