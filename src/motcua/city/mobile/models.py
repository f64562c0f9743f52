"""Plans of mobile teams, who goes, the drafts that tablets sent, the dossiers that came of them."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint


class Outing(models.Model):
    """A team at a place for some hours. Seen by residents once published."""

    class State(models.TextChoices):
        DRAFT = "draft", "Đang soạn"
        PUBLISHED = "published", "Đã công bố"
        CANCELLED = "cancelled", "Đã hủy"

    uuid = models.UUIDField(default=uuid.uuid4)
    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("city.Unit", models.PROTECT, related_name="+", db_index=False)
    place = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    procedures = ArrayField(models.CharField(max_length=20))
    devices = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    words = models.CharField(max_length=500, default="", blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    members = models.ManyToManyField("city.Account", through="Member", related_name="+")
    made_by = models.ForeignKey("city.Account", models.PROTECT, related_name="+", db_index=False)
    made_name = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, default="", blank=True, help_text="why it was cancelled")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="mobile_outing_uuid"),
            CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="mobile_outing_ends_later"),
        ]
        indexes = [
            Index(fields=["ends_at", "id"], condition=Q(state="published"), name="mobile_outing_public"),
            Index(fields=["unit", "ends_at"], condition=Q(state="published"), name="mobile_outing_unit"),
            Index(F("agency"), F("starts_at").desc(), name="mobile_outing_agency"),
        ]

    @property
    def chain(self) -> str:
        """The name of its chain of events."""
        return f"mobile/{self.uuid}"


class Member(models.Model):
    """Somebody who goes with the team."""

    outing = models.ForeignKey(Outing, models.CASCADE, related_name="team")
    account = models.ForeignKey("city.Account", models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [UniqueConstraint(fields=["outing", "account"], name="mobile_member_once")]


class Brought(models.Model):
    """A form that was filled on a tablet without a line. `uuid` was made by the tablet and becomes the dossier's own id.

    `answers` and `other` are the names and values of the form as they were typed; `other` is the tablet's state where the
    server's had moved on meanwhile, until somebody has chosen. Both go when the dossier is there.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Chờ tiếp nhận"
        TAKEN = "taken", "Đã tiếp nhận"
        DROPPED = "dropped", "Không nộp"

    uuid = models.UUIDField(default=uuid.uuid4)
    outing = models.ForeignKey(Outing, models.PROTECT, related_name="brought", db_index=False)
    procedure_code = models.CharField(max_length=20)
    version_hash = models.CharField(max_length=64, help_text="the form that the tablet showed")
    client = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    consent = models.UUIDField(help_text="the session of the helper, in which the client consented")
    answers = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    other = models.JSONField(null=True)
    photos = models.JSONField(default=dict, help_text="by paper: uuids of files")
    entered_at = models.DateTimeField(help_text="by the tablet's clock")
    received_at = models.DateTimeField()
    received_name = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=300, default="", blank=True)
    dossier_code = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["uuid"], name="mobile_brought_uuid")]
        indexes = [
            Index(fields=["outing", "id"], name="mobile_brought_outing"),
            Index(fields=["outing"], condition=Q(state="waiting"), name="mobile_brought_waiting"),
        ]

    @property
    def chain(self) -> str:
        """The name of its chain of events."""
        return f"mobile-draft/{self.uuid}"


class Correction(models.Model):
    """What an officer put right in a draft before its intake, and why: kept with the dossier that came of it.

    `changes`: `[name, before, after]` under the names of the form; cleared with a draft that is not handed in.
    """

    brought = models.ForeignKey(Brought, models.PROTECT, related_name="corrections")
    changes = models.JSONField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey("city.Account", models.PROTECT, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()


class Done(models.Model):
    """A dossier that a member took in or gave the result of during an outing; what its figures count."""

    class Kind(models.TextChoices):
        INTAKE = "intake", "Tiếp nhận"
        RESULT = "result", "Trả kết quả"

    outing = models.ForeignKey(Outing, models.PROTECT, related_name="done", db_index=False)
    dossier_code = models.CharField(max_length=60)
    kind = models.CharField(max_length=6, choices=Kind)
    offline = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["outing", "dossier_code", "kind"], name="mobile_done_once")]
