"""State of money: orders, attempts to pay them, everything that gateways told us, receipts, refunds.

Rows change only through `orders`, `refunds` and the gateways' settlement, each in one transaction.
"""

import uuid
from typing import Any

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from motcua.money.errors import AppendOnly


class Order(models.Model):
    """What a payer owes for one subject, fixed when opened. A changed fee is a new order."""

    class Status(models.TextChoices):
        PENDING = "pending", "Chờ thanh toán"
        PAID = "paid", "Đã thanh toán"
        FAILED = "failed", "Thanh toán không thành công"
        HELD = "held", "Đang được kiểm tra"
        REFUNDED = "refunded", "Đã hoàn tiền"
        PARTLY_REFUNDED = "partly_refunded", "Đã hoàn một phần"
        EXPIRED = "expired", "Hết hạn thanh toán"
        CANCELLED = "cancelled", "Đã hủy"
        ZERO = "zero", "Không phải nộp"

    class Means(models.TextChoices):
        NONE = "", "Chưa thanh toán"
        CASH = "cash", "Tiền mặt"
        VNPAY = "vnpay", "VNPAY"
        BANK = "bank", "Chuyển khoản ngân hàng"
        TREASURY = "treasury", "Kho bạc, ngân hàng"
        MOMO = "momo", "Ví MoMo"
        ZALOPAY = "zalopay", "ZaloPay"
        PLATFORM = "platform", "Nền tảng thanh toán quốc gia"
        CARD = "card", "Thẻ tại quầy"

    class Hold(models.TextChoices):
        NONE = "", ""
        FRAUD = "fraud", "Cổng thanh toán nghi ngờ gian lận"
        LATE = "late", "Tiền đến sau khi hết hạn"

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    payer_name = models.CharField(max_length=200)
    person_id = models.BigIntegerField(null=True)
    lines = models.JSONField()
    base_amount = models.BigIntegerField()
    payer_amount = models.BigIntegerField()
    supported = models.BigIntegerField()
    waived = models.BigIntegerField()
    status = models.CharField(max_length=16, choices=Status)
    hold = models.CharField(max_length=8, choices=Hold, default=Hold.NONE, blank=True)
    channel = models.CharField(max_length=10)
    means = models.CharField(max_length=10, choices=Means, default=Means.NONE, blank=True)
    collector = models.CharField(max_length=300, blank=True)
    collector_tax_code = models.CharField(max_length=14, blank=True)
    collected_by = models.CharField(max_length=200, blank=True)
    agency_id = models.BigIntegerField(
        null=True, help_text="agency of the city that collects; none for a tax"
    )
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["public_id"], name="money_order_public_id"),
            CheckConstraint(
                condition=Q(base_amount=F("payer_amount") + F("supported") + F("waived")),
                name="money_order_adds_up",
            ),
            CheckConstraint(
                condition=Q(payer_amount__gte=0, supported__gte=0, waived__gte=0),
                name="money_order_not_negative",
            ),
            CheckConstraint(
                condition=~Q(status__in=["paid", "refunded", "partly_refunded"])
                | Q(paid_at__isnull=False, payer_amount__gt=0),
                name="money_order_paid_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["subject"], name="money_order_subject"),
            models.Index(fields=["subject_id"], name="money_order_subject_id"),
            models.Index(fields=["paid_at"], name="money_order_paid_at", condition=Q(paid_at__isnull=False)),
            models.Index(fields=["created_at"], name="money_order_held", condition=Q(status="held")),
            models.Index(fields=["created_at"], name="money_order_supported", condition=Q(supported__gt=0)),
            # Figures of a day ask for all its orders, paid or not. Orders come in the order of their time, so a block range
            # index finds a day among ten million in a few pages, and costs the filing path next to nothing.
            BrinIndex(
                fields=["created_at"], name="money_order_asked", opclasses=["timestamptz_minmax_multi_ops"],
                autosummarize=True, pages_per_range=32,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.subject}: {self.payer_amount} ({self.status})"


class Attempt(models.Model):
    """One try to pay an order at a gateway; `txn_ref` is the reference that the gateway knows it by."""

    class Status(models.TextChoices):
        PENDING = "pending", "Đang chờ"
        PAID = "paid", "Thành công"
        FAILED = "failed", "Không thành công"
        HELD = "held", "Đang được kiểm tra"
        EXPIRED = "expired", "Hết hạn"
        SURPLUS = "surplus", "Nộp thừa, phải hoàn"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="attempts")
    gateway = models.CharField(max_length=10)
    merchant = models.CharField(
        max_length=40,
        blank=True,
        default="",
        help_text="our account at the gateway; empty before units had their own",
    )
    txn_ref = models.CharField(max_length=100)
    amount = models.BigIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    gateway_no = models.CharField(max_length=30, blank=True)
    bank = models.CharField(max_length=20, blank=True)
    response_code = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["gateway", "txn_ref"], name="money_attempt_txn_ref"),
            UniqueConstraint(
                fields=["gateway", "gateway_no"], condition=~Q(gateway_no=""), name="money_attempt_gateway_no"
            ),
            UniqueConstraint(
                fields=["order"], condition=Q(status="paid"), name="money_attempt_one_paid_an_order"
            ),
            CheckConstraint(condition=Q(amount__gt=0), name="money_attempt_amount"),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="money_attempt_open", condition=Q(status="pending")),
            models.Index(fields=["settled_at"], name="money_attempt_surplus", condition=Q(status="surplus")),
            models.Index(
                fields=["settled_at"],
                name="money_attempt_platform",
                condition=Q(gateway="platform", status="paid"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.txn_ref} ({self.status})"


class GatewayNotice(models.Model):
    """Everything that a gateway ever told us, as it came, with our verdict. Rows are only added."""

    class Kind(models.TextChoices):
        IPN = "ipn", "IPN"
        RETURN = "return", "Trang kết quả"
        QUERYDR = "querydr", "Truy vấn"
        REFUND = "refund", "Hoàn tiền"

    class Alert(models.TextChoices):
        NONE = "", ""
        SIGNATURE = "signature", "Sai chữ ký"
        AMOUNT = "amount", "Sai số tiền"
        FRAUD = "fraud", "Nghi ngờ gian lận"
        LATE = "late", "Tiền đến muộn"
        SURPLUS = "surplus", "Nộp thừa"
        CONFLICT = "conflict", "Trái với kết quả đã ghi"
        ERROR = "error", "Lỗi khi xử lý"

    gateway = models.CharField(max_length=10)
    kind = models.CharField(max_length=8, choices=Kind)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, null=True, related_name="notices")
    params = models.JSONField()
    verdict = models.CharField(max_length=10)
    alert = models.CharField(max_length=10, choices=Alert, default=Alert.NONE, blank=True)
    remote = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="money_notice_alert", condition=~Q(alert="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.verdict} {self.at:%Y-%m-%d %H:%M:%S}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; a second save is refused here and by a trigger of the database."""
        if self.pk is not None:
            raise AppendOnly("a gateway's notice is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused, here and by a trigger of the database."""
        raise AppendOnly("a gateway's notice is never deleted")


class Receipt(models.Model):
    """A receipt for fees (biên lai thu tiền phí, lệ phí). A cancelled one keeps its number."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="receipts")
    form = models.CharField(max_length=12)
    serial = models.CharField(max_length=8)
    number = models.IntegerField()
    issued_at = models.DateTimeField()
    payer_name = models.CharField(max_length=200)
    collector = models.CharField(max_length=300, blank=True)
    collector_tax_code = models.CharField(max_length=14, blank=True)
    collected_by = models.CharField(max_length=200, blank=True)
    means = models.CharField(max_length=10, choices=Order.Means)
    phi = models.BigIntegerField()
    le_phi = models.BigIntegerField()
    amount = models.BigIntegerField()
    amount_words = models.CharField(max_length=300)
    lines = models.JSONField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_reason = models.CharField(max_length=300, blank=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["form", "serial", "number"], name="money_receipt_number"),
            UniqueConstraint(
                fields=["order"],
                condition=Q(cancelled_at__isnull=True),
                name="money_receipt_one_valid_an_order",
            ),
            CheckConstraint(
                condition=Q(amount=F("phi") + F("le_phi"), amount__gt=0), name="money_receipt_adds_up"
            ),
            CheckConstraint(
                condition=Q(number__gte=1, number__lte=9_999_999), name="money_receipt_seven_digits"
            ),
        ]
        indexes = [
            BrinIndex(
                fields=["issued_at"], name="money_receipt_issued", opclasses=["timestamptz_minmax_multi_ops"],
                autosummarize=True, pages_per_range=32,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.form} {self.serial} {self.number_text}"

    @property
    def number_text(self) -> str:
        """The number as printed: seven digits."""
        return f"{self.number:07d}"


class Refund(models.Model):
    """Money that goes back. Asked by one person, approved by another, sent to the gateway or paid in cash."""

    class Status(models.TextChoices):
        REQUESTED = "requested", "Chờ duyệt"
        APPROVED = "approved", "Đã duyệt"
        DONE = "done", "Đã hoàn"
        REFUSED = "refused", "Bị từ chối"
        UNKNOWN = "unknown", "Chưa rõ kết quả"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="refunds")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, null=True, related_name="refunds")
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    status = models.CharField(max_length=10, choices=Status, default=Status.REQUESTED)
    requested_by = models.CharField(max_length=200)
    requested_at = models.DateTimeField()
    approved_by = models.CharField(max_length=200, blank=True)
    approved_at = models.DateTimeField(null=True)
    request_id = models.CharField(max_length=32, blank=True)
    response_code = models.CharField(max_length=8, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(amount__gt=0), name="money_refund_amount"),
            CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("requested_by")), name="money_refund_four_eyes"
            ),
        ]
        indexes = [
            models.Index(
                fields=["requested_at"],
                name="money_refund_open",
                condition=Q(status__in=["requested", "approved", "unknown"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order.subject}: -{self.amount} ({self.status})"


class GatewayBill(models.Model):
    """The receipt that the national payment platform itself made of a payment: kept beside ours, as it came."""

    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="bill")
    file = models.ForeignKey("records.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"bill of {self.attempt_id}"
