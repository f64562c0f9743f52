"""One row a receiver and event: when it was told, when it took the notice, what it answered."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint


class EventNotice(models.Model):
    """`fetched_at`: none while the receiver has not taken it (or is asked again). `times`: how often it was taken.

    An answer `error` leaves the notice open for the officer: what was said is put right, or it is sent again.
    """

    class Change(models.TextChoices):
        ENTERED = "entered", "Đăng ký mới"
        CORRECTED = "corrected", "Sửa dữ liệu"
        ENDED = "ended", "Chấm dứt"
        REPLACED = "replaced", "Thay bằng bản ghi khác"
        CANCELLED = "cancelled", "Hủy"

    class Answer(models.TextChoices):
        DONE = "done", "Đã xử lý"
        NOT_CONCERNED = "not-concerned", "Không liên quan"
        ERROR = "error", "Lỗi"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    event_id = models.BigIntegerField()
    receiver = models.TextField()
    register = models.TextField()
    record_id = models.BigIntegerField()
    agency_id = models.BigIntegerField(help_text="who keeps the entry")
    change = models.TextField(choices=Change)
    created_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)
    times = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(choices=Answer, default="")
    said = models.TextField(default="", help_text="the receiver's words, with an error")
    answered_at = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True, help_text="when an officer last had it sent again")
    again_by = models.JSONField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["event_id", "receiver"], name="event_notices_once"),
            CheckConstraint(
                condition=Q(answer="", answered_at=None) | Q(answer__gt="", answered_at__isnull=False),
                name="event_notices_answered",
            ),
        ]
        indexes = [
            Index(fields=["receiver", "id"], name="event_notices_to_fetch", condition=Q(fetched_at=None)),
            Index(
                fields=["agency_id", "created_at", "id"],
                name="event_notices_open",
                condition=Q(answer__in=["", "error"]),
            ),
            Index(fields=["register", "record_id"], name="event_notices_record"),
        ]

    def __str__(self) -> str:
        return f"{self.register}/{self.record_id} → {self.receiver}"
