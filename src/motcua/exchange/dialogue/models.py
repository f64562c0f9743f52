"""Messages to the city and what became of them: one table for reports, opinions and questions."""

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint


class Report(models.Model):
    """One message of one sender. `kind` says which states and acts it has (`kinds.py`).

    What the public sees is only `public_text` and `public_reply`, each written by an act of an officer; the
    sender's own words, name and contact stay inside.
    """

    class Channel(models.TextChoices):
        WEB = "web", "Cổng thông tin"
        COUNTER = "counter", "Tại quầy"
        PARTNER = "partner", "Hệ thống khác"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=24)
    client_id = models.UUIDField(help_text="made by the form: the same one twice is one message")
    kind = models.CharField(max_length=16)
    category = models.CharField(max_length=24)
    detail = models.CharField(max_length=24, blank=True)
    level = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=20)
    counter = models.CharField(max_length=8, db_default="waiting", help_text="the public figure it stands in")
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.WEB)
    reporter = models.ForeignKey("city.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    account = models.ForeignKey("city.Account", models.PROTECT, null=True, related_name="+", db_index=False)
    contact = models.JSONField(default=dict, help_text="name, phone, email where no person is known")
    language = models.CharField(max_length=2, default="vi")
    text = models.TextField()
    added = models.TextField(blank=True, help_text="what the sender added when asked")
    about = models.CharField(max_length=200, blank=True, help_text="the body or procedure it is about")
    procedure_code = models.CharField(max_length=20, blank=True)
    unit = models.ForeignKey("city.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    place = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    intake = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    before = models.ForeignKey(
        "city.Agency", models.PROTECT, null=True, related_name="+", db_index=False,
        help_text="who had it before it was passed on",
    )  # fmt: skip
    holder = models.ForeignKey("city.Account", models.PROTECT, null=True, related_name="+", db_index=False)
    sent_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    clock = models.CharField(max_length=12, blank=True, help_text="the clock that runs; empty: none")
    due_at = models.DateTimeField(help_text="when the clock ends, or ended when it was stopped")
    late_at = models.DateTimeField(null=True, help_text="when the end of the running clock was missed")
    reply = models.TextField(blank=True)
    reply_by = models.ForeignKey("city.Account", models.PROTECT, null=True, related_name="+", db_index=False)
    refusal = models.CharField(max_length=16, blank=True)
    refusal_words = models.TextField(blank=True)
    original = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="duplicates", help_text="the earlier one of the same"
    )
    public_text = models.TextField(blank=True)
    shown_at = models.DateTimeField(null=True, help_text="since when the public sees it")
    public_reply = models.TextField(blank=True)
    approved_by = models.ForeignKey(
        "city.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    replied_at = models.DateTimeField(null=True)
    search_key = models.TextField(blank=True, help_text="folded words of the published question and answer")
    views = models.PositiveIntegerField(db_default=0)
    stars = models.PositiveSmallIntegerField(null=True)
    stars_words = models.TextField(blank=True)
    rated_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="dialogue_report_uuid"),
            UniqueConstraint(fields=["code"], name="dialogue_report_code"),
            UniqueConstraint(fields=["account", "client_id"], name="dialogue_report_once"),
            models.CheckConstraint(
                condition=Q(stars__isnull=True) | Q(stars__range=(1, 5)), name="dialogue_report_stars"
            ),
            models.CheckConstraint(
                condition=Q(public_reply="") | Q(approved_by__isnull=False),
                name="dialogue_report_reply_was_approved",
            ),
        ]
        indexes = [
            Index(fields=["agency", "due_at", "id"], name="dialogue_open", condition=Q(ended_at=None)),
            Index(F("agency"), F("id").desc(), name="dialogue_of_agency"),
            Index(F("reporter"), F("id").desc(), name="dialogue_of_person"),
            Index(F("kind"), F("id").desc(), name="dialogue_shown", condition=Q(shown_at__isnull=False)),
            Index(
                F("kind"), F("unit"), F("id").desc(), name="dialogue_shown_unit",
                condition=Q(shown_at__isnull=False),
            ),
            Index(
                F("kind"), F("category"), F("id").desc(), name="dialogue_shown_category",
                condition=Q(shown_at__isnull=False),
            ),
            Index(
                F("kind"), F("counter"), F("id").desc(), name="dialogue_shown_counter",
                condition=Q(shown_at__isnull=False),
            ),
            Index(fields=["category", "unit", "sent_at"], name="dialogue_near"),
            Index(fields=["kind", "sent_at"], name="dialogue_sent"),
            Index(F("account"), F("sent_at").desc(), name="dialogue_of_account"),
            Index(
                F("procedure_code"), F("id").desc(), name="dialogue_procedure",
                condition=Q(shown_at__isnull=False) & ~Q(procedure_code=""),
            ),
            Index(
                fields=["due_at"], name="dialogue_running",
                condition=Q(late_at=None, ended_at=None) & ~Q(clock=""),
            ),
            GinIndex(
                SearchVector("search_key", config="simple"), name="dialogue_search",
                condition=Q(shown_at__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code

    @property
    def chain(self) -> str:
        """The name of its chain of events."""
        return f"report/{self.uuid}"


class Photo(models.Model):
    """A photo of a report. The file as it came stays inside; the public copy exists only once an officer made it."""

    class Side(models.TextChoices):
        BEFORE = "before", "Trước khi xử lý"
        AFTER = "after", "Sau khi xử lý"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="photos")
    side = models.CharField(max_length=6, choices=Side)
    file = models.ForeignKey("records.StoredFile", models.PROTECT, related_name="+", db_index=False)
    taken_at = models.DateTimeField(null=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    public_path = models.CharField(max_length=120, blank=True, help_text="in the default storage")
    areas = models.TextField(blank=True, help_text="what was covered, see photos.areas_of")
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(
        "city.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="dialogue_photo_uuid"),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | (~Q(public_path="") & Q(released_by__isnull=False)),
                name="dialogue_photo_released_by_somebody",
            ),
        ]


class ReportCount(models.Model):
    """How many messages stand in a public figure, kept up by events. `unit_id` 0 and `category` "" mean all."""

    kind = models.CharField(max_length=16)
    unit_id = models.BigIntegerField()
    category = models.CharField(max_length=24)
    counter = models.CharField(max_length=8)
    number = models.BigIntegerField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["kind", "unit_id", "category", "counter"], name="dialogue_count_once")
        ]
