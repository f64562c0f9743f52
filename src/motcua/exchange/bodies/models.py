"""What was said to bodies outside, what they said, and how each of them does."""

import uuid

from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint


class BodyMessage(models.Model):
    """A message to a body: a question (`ask`), or that an earlier one needs no answer any more (`cancel`).

    `uuid` is the message's id for both sides: sent twice it is one message. `key` is unique for what it is about.
    `content` is what left the house, without the addresses of papers, which are made anew at each try.
    """

    class Kind(models.TextChoices):
        ASK = "ask", "Hỏi"
        CANCEL = "cancel", "Thôi hỏi"

    class State(models.TextChoices):
        QUEUED = "queued", "Chờ gửi"
        SENT = "sent", "Đã gửi"
        ACKNOWLEDGED = "acknowledged", "Đã tiếp nhận"
        ANSWERED = "answered", "Đã trả lời"
        FAILED = "failed", "Không gửi được"
        CANCELLED = "cancelled", "Không cần trả lời nữa"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=120)
    system = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    dossier = models.UUIDField()
    dossier_code = models.CharField(max_length=60)
    procedure_code = models.CharField(max_length=20)
    step = models.CharField(max_length=80)
    task_id = models.BigIntegerField()
    about = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="followers", help_text="what is cancelled or replaced"
    )
    content = models.JSONField()
    papers = models.JSONField(default=list)
    person_ids = models.JSONField(default=list)
    reference = models.CharField(max_length=120, blank=True, help_text="the body's own number for it")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(help_text="not tried before; while it is being sent: when another may try")
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True, help_text="when the body last spoke of it")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="bodies_message_uuid"),
            UniqueConstraint(fields=["key"], name="bodies_message_key"),
        ]
        indexes = [
            Index(
                F("system"), F("next_at"), F("id"), name="bodies_message_queue", condition=Q(state="queued")
            ),
            Index(fields=["dossier"], name="bodies_message_dossier"),
            Index(F("system"), F("state"), F("id").desc(), name="bodies_message_list"),
            Index(F("state"), F("id").desc(), name="bodies_message_states"),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.dossier_code} ({self.state})"


OPEN = (BodyMessage.State.QUEUED, BodyMessage.State.SENT, BodyMessage.State.ACKNOWLEDGED)
"""States in which an answer may still come."""


class Incoming(models.Model):
    """Everything that came in the name of a body, with our verdict. No content is kept of what was refused."""

    class Verdict(models.TextChoices):
        TAKEN = "taken", "Đã nhận"
        LATE = "late", "Đến muộn, được lưu lại"
        REPEATED = "repeated", "Gửi lại"
        CONFLICT = "conflict", "Trùng mã, khác nội dung"
        FORGED = "forged", "Sai chữ ký"
        TOO_OLD = "too-old", "Quá cũ"
        UNKNOWN = "unknown", "Không có hồ sơ này"
        NOT_VALID = "not-valid", "Nội dung không hợp lệ"
        NOT_AWAITED = "not-awaited", "Hồ sơ không chờ"

    system = models.CharField(max_length=80)
    message_id = models.CharField(max_length=120)
    dossier = models.UUIDField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    verdict = models.CharField(max_length=12, choices=Verdict)
    digest = models.CharField(max_length=64, help_text="SHA-256 of what was said")
    remote = models.CharField(max_length=60, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["system", "message_id"],
                condition=Q(verdict__in=["taken", "late"]),
                name="bodies_incoming_once",
            ),
        ]
        indexes = [
            Index(
                F("id").desc(), name="bodies_incoming_bad", condition=~Q(verdict__in=["taken", "repeated"])
            ),
            Index(fields=["dossier"], name="bodies_incoming_dossier"),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.message_id} ({self.verdict})"


class BodyHealth(models.Model):
    """How the line to a body does. One row a body."""

    system = models.CharField(max_length=80, primary_key=True)
    last_good_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0, help_text="in a row")
    last_error = models.CharField(max_length=300, blank=True)
    try_at = models.DateTimeField(null=True, help_text="while it fails: nothing is sent before")

    def __str__(self) -> str:
        return self.system
