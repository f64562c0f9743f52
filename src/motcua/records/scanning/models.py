"""Scans under work and what became of them."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint


class Scan(models.Model):
    """One paper on its way from the glass to the store. Dossier and component are named, not linked: they live above.

    `component_row` is empty for a paper result that no component asked for. While open, pages come and go; `done` is
    final, and `secret` means that the pictures were destroyed because the paper bears a stamp of secrecy.
    """

    class Stage(models.TextChoices):
        INTAKE = "intake", "Khi tiếp nhận"
        HANDLING = "handling", "Khi giải quyết"
        RESULT = "result", "Khi trả kết quả"

    class State(models.TextChoices):
        OPEN = "open", "Đang quét"
        DONE = "done", "Đã ký, đã lưu"
        DROPPED = "dropped", "Đã bỏ"
        SECRET = "secret", "Có dấu mật, đã hủy"

    uuid = models.UUIDField(default=uuid.uuid4)
    dossier_code = models.CharField(max_length=60)
    dossier_id = models.BigIntegerField()
    component_row = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=60, help_text="code of the kind of paper")
    title = models.CharField(max_length=300)
    stage = models.CharField(max_length=8, choices=Stage)
    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+")
    owner = models.ForeignKey("city.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    organisation = models.ForeignKey(
        "city.Organisation", models.PROTECT, null=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    opened_by = models.ForeignKey("city.Account", models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    reader = models.CharField(
        max_length=60, blank=True, default="", help_text="what read it; empty: no layer of text"
    )
    sides = models.PositiveSmallIntegerField(null=True, help_text="pages of the paper as the officer counted")
    fields = models.JSONField(default=dict, help_text="as confirmed")
    item_code = models.CharField(max_length=120, blank=True, default="")
    version = models.PositiveSmallIntegerField(default=1)
    file = models.ForeignKey(
        "records.StoredFile", models.PROTECT, null=True, related_name="+", db_index=False
    )
    paper = models.ForeignKey("records.Paper", models.PROTECT, null=True, related_name="scans")
    closed_by = models.ForeignKey("city.Account", models.PROTECT, null=True, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="scan_uuid"),
            UniqueConstraint(
                fields=["component_row"],
                condition=Q(state="open", component_row__isnull=False),
                name="scan_one_open_of_component",
            ),
            UniqueConstraint(fields=["item_code"], condition=~Q(item_code=""), name="scan_item_code"),
            CheckConstraint(
                condition=~Q(state="done") | Q(file__isnull=False, closed_at__isnull=False),
                name="scan_done_has_file",
            ),
        ]
        indexes = [
            Index(fields=["dossier_id", "id"], name="scan_of_dossier"),
            Index(fields=["opened_at"], name="scan_left_open", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_code} {self.title}"


class ScanPage(models.Model):
    """A side of a sheet: the picture as it came, the clean one, and the words that were read. Gone when the scan is closed."""

    class State(models.TextChoices):
        WAITING = "waiting", "Đang làm sạch"
        READY = "ready", "Xong"
        FAILED = "failed", "Không đọc được"

    uuid = models.UUIDField(default=uuid.uuid4)
    scan = models.ForeignKey(Scan, models.CASCADE, related_name="pages", db_index=False)
    place = models.PositiveSmallIntegerField()
    came = models.CharField(max_length=120, help_text="the picture as it came, in the default storage")
    kept = models.CharField(max_length=120, blank=True, default="", help_text="the clean one")
    width_mm = models.FloatField(null=True, help_text="as it came, where the file told")
    height_mm = models.FloatField(null=True)
    page_mm = models.JSONField(default=list, help_text="width and height of the clean page")
    turn = models.PositiveSmallIntegerField(default=0, help_text="degrees clockwise, by the officer")
    angle = models.FloatField(default=0.0, help_text="degrees that were made level")
    cut = models.BooleanField(default=False)
    with_note = models.BooleanField(default=False, help_text="taken with a sticky note; the next one without")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    words = models.JSONField(default=list)
    unread = models.BooleanField(default=False, help_text="there was no reader, or it failed")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="scan_page_uuid"),
            UniqueConstraint(
                fields=["scan", "place"], name="scan_page_place", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scan_id}/{self.place}"
