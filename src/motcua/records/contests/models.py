"""One report that data are wrong or missing, from its arrival to the owner's decision."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint


class Contest(models.Model):
    """`person` is whom the data are about, `claimant` who says so. `was` and `claimed` are plain values: text, or
    `{unit, line}` of an address. `subject` is a key of `facts.FACTS`, or for missing data a source of `facts.LACKING`.

    `form` is the id of the form in which it was noticed; it becomes the dossier's when that is sent.
    """

    class Kind(models.TextChoices):
        WRONG = "wrong", "Chưa đúng"
        LACKING = "lacking", "Chưa có"

    class State(models.TextChoices):
        RECEIVED = "received", "Đã nhận"
        IN_WORK = "in_work", "Đang xác minh"
        CORRECTED = "corrected", "Đã chỉnh sửa"
        REFUSED = "refused", "Không chỉnh sửa"
        WITHDRAWN = "withdrawn", "Đã rút"
        SETTLED = "settled", "Dữ liệu đã đúng"

    OPEN = (State.RECEIVED, State.IN_WORK)

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.TextField(choices=Kind)
    subject = models.TextField()
    person = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    claimant = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    was = models.JSONField(null=True)
    was_words = models.TextField(db_default="")
    claimed = models.JSONField(null=True)
    claimed_words = models.TextField(db_default="")
    why = models.TextField(db_default="")
    evidence = ArrayField(models.UUIDField(), default=list)
    form = models.UUIDField(null=True)
    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    post_kind = models.TextField()
    language = models.TextField(db_default="vi")
    state = models.TextField(choices=State, default=State.RECEIVED)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    taken_by = models.ForeignKey("city.Account", models.PROTECT, null=True, related_name="+", db_index=False)
    taken_by_name = models.TextField(db_default="")
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(db_default="")
    became = models.JSONField(null=True)
    became_words = models.TextField(db_default="")
    reason = models.TextField(db_default="")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="contest_uuid"),
            UniqueConstraint(
                fields=["person", "subject", "kind"],
                condition=Q(ended_at=None),
                name="contest_one_open_of_a_fact",
            ),
        ]
        indexes = [
            Index(
                F("agency"),
                F("post_kind"),
                F("due_at"),
                F("id"),
                name="contest_waiting",
                condition=Q(ended_at=None),
            ),
            Index(F("agency"), F("post_kind"), F("id").desc(), name="contest_of_agency"),
            Index(F("claimant"), F("id").desc(), name="contest_of_claimant"),
            Index(F("form"), name="contest_of_form", condition=Q(form__isnull=False)),
            Index(F("id"), name="contest_open", condition=Q(ended_at=None)),
        ]

    @property
    def chain(self) -> str:
        """The name of its chain of events."""
        return f"contest/{self.uuid}"

    @property
    def open(self) -> bool:
        return self.ended_at is None
