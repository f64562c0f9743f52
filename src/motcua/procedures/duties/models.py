"""A duty to pay that came with a body's answer. The dossier rests until it is paid, however long that takes.

Source: QĐ 1610/QĐ-TTPVHCC of Hà Nội (25/11/2025): the notice pauses the dossier, the receipt moves it on by itself.
"""

import uuid

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint


class Duty(models.Model):
    """One notice. Its order's `subject_id` is this `uuid`: it is paid apart from the dossier's own fee."""

    class State(models.TextChoices):
        DUE = "due", "Chờ nộp"
        PAID = "paid", "Đã nộp"
        ENDED = "ended", "Không phải nộp nữa"

    class Proof(models.TextChoices):
        NONE = "", ""
        GATEWAY = "gateway", "Thanh toán trực tuyến"
        BODY = "body", "Cơ quan thuế, kho bạc báo"
        OFFICER = "officer", "Cán bộ đối chiếu chứng từ"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", models.CASCADE, related_name="duties", db_index=False)
    order = models.OneToOneField("money.Order", models.PROTECT, related_name="+")
    system = models.CharField(max_length=80)
    step = models.CharField(max_length=80)
    notice_number = models.CharField(max_length=60, blank=True)
    purpose = models.CharField(max_length=300)
    collector = models.CharField(max_length=200)
    amount = models.BigIntegerField(help_text="đồng")
    pay_by = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.DUE)
    proof = models.CharField(max_length=8, choices=Proof, default=Proof.NONE, blank=True)
    asked_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    receipt_number = models.CharField(max_length=60, blank=True)
    receipt_file = models.ForeignKey(
        "records.StoredFile", models.PROTECT, null=True, related_name="+", help_text="as the payer brought it"
    )
    receipt_given_at = models.DateTimeField(null=True)
    reconciled_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="duty_uuid"),
            UniqueConstraint(fields=["dossier"], condition=Q(state="due"), name="duty_one_due"),
            CheckConstraint(condition=Q(amount__gt=0), name="duty_amount"),
            CheckConstraint(
                condition=~Q(state="paid") | (Q(paid_at__isnull=False) & ~Q(proof="")),
                name="duty_paid_has_proof",
            ),
        ]
        indexes = [Index(fields=["dossier"], name="duty_of_dossier")]

    def __str__(self) -> str:
        return f"{self.notice_number} {self.amount} ({self.state})"
