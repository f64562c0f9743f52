"""One request from its arrival to its end, and the marks that a restriction or objection leaves."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from motcua.foundation.sealing.fields import SealedTextField


class SubjectRequest(models.Model):
    """`person` is whose data it is about, `claimant` who asks (a parent for a child). `scope`: keys of `holdings` or of
    purposes, as the kind asks for. The words of both sides are sealed: people write there what concerns nobody else."""

    class State(models.TextChoices):
        RECEIVED = "received", "Đã nhận"
        IN_WORK = "in_work", "Đang thực hiện"
        DONE = "done", "Đã thực hiện"
        PARTLY = "partly", "Đã thực hiện một phần"
        REFUSED = "refused", "Không thực hiện"
        WITHDRAWN = "withdrawn", "Đã rút"

    uuid = models.UUIDField(default=uuid.uuid4)
    kind = models.TextField(
        choices=[
            (one, one) for one in ("view", "copy", "correct", "delete", "restrict", "object", "withdraw")
        ]
    )
    person = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    claimant = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    scope = ArrayField(models.TextField(), default=list)
    words = SealedTextField(row="uuid")
    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=2, default="vi")
    state = models.TextField(choices=State, default=State.RECEIVED)
    third_party = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    receipt_due_at = models.DateTimeField()
    due_at = models.DateTimeField()
    taken_by = models.ForeignKey("city.Account", models.PROTECT, null=True, related_name="+", db_index=False)
    taken_by_name = models.TextField(default="")
    taken_at = models.DateTimeField(null=True)
    extended_at = models.DateTimeField(null=True)
    extension_reason = SealedTextField(row="uuid", default="")
    ground = models.TextField(default="", help_text="code of rules.grounds, when refused")
    answer = SealedTextField(row="uuid", default="")
    effect = models.JSONField(default=dict, help_text="what was done, in counts; no value of anybody")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.JSONField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="subject_request_uuid"),
            CheckConstraint(
                condition=~Q(state="refused") | ~Q(ground=""), name="subject_request_refused_for_a_ground"
            ),
            CheckConstraint(
                condition=Q(state__in=["received", "in_work"], ended_at__isnull=True)
                | Q(state__in=["done", "partly", "refused", "withdrawn"], ended_at__isnull=False),
                name="subject_request_ends_once",
            ),
        ]
        indexes = [
            Index(
                F("agency"), F("due_at"), F("id"), name="subject_request_waiting", condition=Q(ended_at=None)
            ),
            Index(F("agency"), F("id").desc(), name="subject_request_of_agency"),
            Index(F("claimant"), F("id").desc(), name="subject_request_of_claimant"),
        ]

    @property
    def chain(self) -> str:
        return f"subject-request/{self.uuid}"

    @property
    def open(self) -> bool:
        return self.ended_at is None


class Mark(models.Model):
    """Data of this person are not used for this purpose, because they asked so. `purpose` empty: for nothing but what a
    law orders. Rooms ask `marks.restricted`; `lifted_at` ends it."""

    person = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    purpose = models.TextField(default="")
    request = models.ForeignKey(SubjectRequest, models.PROTECT, related_name="marks", db_index=False)
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["person", "purpose"], condition=Q(lifted_at=None), name="subject_mark_once"
            )
        ]
