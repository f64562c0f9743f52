"""Imports as they were asked for, released and run. Their rows lie in the register; what was said about them lies here."""

import uuid

from django.db import models
from django.db.models import Q


class ImportRun(models.Model):
    """One file into one register. `checkpoint`: the last line of the file that has been dealt with for good."""

    class State(models.TextChoices):
        PREPARED = "prepared", "Chờ người nhập xác nhận"
        ASKED = "asked", "Chờ duyệt"
        RUNNING = "running", "Đang nhập"
        DONE = "done", "Đã nhập"
        STOPPED = "stopped", "Đã dừng"
        WITHDRAWING = "withdrawing", "Đang rút"
        WITHDRAWN = "withdrawn", "Đã rút"
        GIVEN_UP = "given_up", "Đã bỏ"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    register = models.TextField()
    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", null=True,
                               help_text="whose rows they are; without it a column says so")  # fmt: skip
    file_name = models.CharField(max_length=200)
    path = models.CharField(max_length=200, help_text="in the default storage")
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    layout = models.JSONField()
    targets = models.JSONField(default=list, help_text="a target for each column")
    agreed = models.JSONField(default=list, help_text="classes of proposals that a person agreed to")
    says = models.CharField(max_length=300, blank=True, help_text="where the file comes from")
    profile = models.JSONField(default=dict, help_text="of the whole file, under `targets` and `agreed`")
    state = models.CharField(max_length=11, choices=State, default=State.PREPARED)
    uploader = models.ForeignKey("city.Account", models.PROTECT, related_name="+", null=True)
    uploaded_by = models.JSONField()
    uploaded_at = models.DateTimeField()
    releaser = models.ForeignKey("city.Account", models.PROTECT, related_name="+", null=True)
    released_by = models.JSONField(null=True)
    released_at = models.DateTimeField(null=True)
    checkpoint = models.BigIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    corrected = models.BigIntegerField(default=0)
    doubtful = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    named = models.BigIntegerField(default=0, help_text="persons of the population register that were linked")
    ended_at = models.DateTimeField(null=True)
    fault_vi = models.TextField(blank=True)
    fault_en = models.TextField(blank=True)
    withdrawn_by = models.JSONField(null=True)
    withdraw_reason = models.TextField(blank=True)
    withdrawn = models.BigIntegerField(default=0)
    kept = models.JSONField(default=list, help_text="ids of records changed since, which stay")

    class Meta:
        indexes = [
            models.Index(fields=["register", "-id"], name="register_imports_of"),
            models.Index(fields=["state"], condition=Q(state__in=["running", "withdrawing"]), name="register_imports_open"),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "asked", "given_up"]) | Q(released_at__isnull=False),
                name="register_imports_released",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.file_name}"


class ImportChunk(models.Model):
    """Rows that were written in one transaction, with everything that was said about them."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="chunks")
    number = models.IntegerField()
    first_row = models.BigIntegerField()
    last_row = models.BigIntegerField()
    first_id = models.BigIntegerField(null=True)
    last_id = models.BigIntegerField(null=True)
    accepted = models.IntegerField()
    issues = models.JSONField(help_text="[row, level, class, target, raw, shown, vi, en]")
    withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="register_imports_chunk_once")]


class ColumnMapping(models.Model):
    """How a file with these headings was read last time."""

    register = models.TextField()
    headings_hash = models.CharField(max_length=64)
    columns = models.JSONField()
    targets = models.JSONField()
    saved_by = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register", "headings_hash"], name="register_imports_mapping_once"
            )
        ]
