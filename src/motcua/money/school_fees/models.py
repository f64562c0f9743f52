"""Campaigns of a school, the fees they ask for, the pupils of the class. What a pupil owes is an order like any other."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from motcua.foundation.sealing.fields import SealedTextField


class Campaign(models.Model):
    """What a school asks of a class until a day. `number` begins each pupil's code: S26-000012-0034 is the 34th pupil."""

    class State(models.TextChoices):
        DRAFT = "draft", "Đang soạn"
        OPEN = "open", "Đang thu"
        CLOSED = "closed", "Đã kết thúc"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.TextField()
    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    title = models.TextField()
    class_name = models.TextField()
    due_on = models.DateField()
    state = models.TextField(choices=State, default=State.DRAFT)
    made_at = models.DateTimeField()
    made_by = models.TextField()
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="school_fees_uuid"),
            UniqueConstraint(fields=["number"], name="school_fees_number"),
        ]
        indexes = [
            Index(F("agency"), F("id").desc(), name="school_fees_of_agency"),
            Index(F("due_on"), condition=Q(state="open"), name="school_fees_due"),
        ]

    @property
    def chain(self) -> str:
        """The name of its chain of events."""
        return f"school-fees/{self.uuid}"


class Item(models.Model):
    """One fee. A voluntary one is owed only by whoever chooses it. `basis`: the decision that allows it."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="items", db_index=False)
    position = models.PositiveSmallIntegerField()
    name = models.TextField()
    amount = models.BigIntegerField()
    mandatory = models.BooleanField()
    basis = models.TextField(db_default="")

    class Meta:
        ordering = ["position"]
        constraints = [
            UniqueConstraint(fields=["campaign", "position"], name="school_fees_item_place"),
            CheckConstraint(condition=Q(amount__gt=0), name="school_fees_item_amount"),
        ]


class Pupil(models.Model):
    """A pupil of the class and who answers for them. `guardian` is known by the number in the school's list."""

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="pupils", db_index=False)
    position = models.PositiveSmallIntegerField()
    code = models.TextField(help_text="the school's own")
    name = models.TextField()
    guardian = models.ForeignKey("city.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    phone = SealedTextField(row="uuid", default="")
    reduction = models.PositiveSmallIntegerField(db_default=0, help_text="per cent of the mandatory fees")
    reduction_reason = models.TextField(db_default="")
    chosen = models.JSONField(default=list, help_text="positions of voluntary fees that the guardian chose")
    order = models.OneToOneField("money.Order", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="school_fees_pupil_uuid"),
            UniqueConstraint(fields=["campaign", "position"], name="school_fees_pupil_place"),
            UniqueConstraint(fields=["campaign", "code"], name="school_fees_pupil_code"),
            CheckConstraint(condition=Q(reduction__lte=100), name="school_fees_reduction"),
            CheckConstraint(
                condition=Q(reduction=0) | ~Q(reduction_reason=""), name="school_fees_why_reduced"
            ),
        ]
        indexes = [Index(F("guardian"), condition=Q(guardian__isnull=False), name="school_fees_of_guardian")]

    @property
    def subject(self) -> str:
        """The subject of its orders; without its strokes it stands in the note of a transfer."""
        return f"{self.campaign.number}-{self.position:04d}"
