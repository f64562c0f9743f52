"""What was asked of the national database and what it said: a verdict, never a record."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Index, Q, UniqueConstraint


class Verification(models.Model):
    """Whether the national database knows a person of a dossier as the dossier names it. `waiting` holds nothing up."""

    class Verdict(models.TextChoices):
        WAITING = "waiting", "Chưa xác minh"
        MATCH = "match", "Trùng khớp"
        NO_MATCH = "no_match", "Không tìm thấy thông tin trùng khớp"
        DENIED = "denied", "Không được phép hỏi"
        UNAVAILABLE = "unavailable", "Không hỏi được"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    person = models.ForeignKey("city.Person", models.PROTECT, related_name="+")
    role = models.TextField(help_text="applicant, owner: who the person is in the dossier")
    dossier = models.UUIDField()
    dossier_code = models.TextField()
    procedure_code = models.TextField()
    purpose = models.TextField()
    fields = ArrayField(models.TextField(), help_text="which values were put to the question")
    verdict = models.TextField(choices=Verdict, default=Verdict.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.JSONField(help_text="the actor, as data")
    answered_at = models.DateTimeField(null=True)
    request_id = models.TextField(db_default="", help_text="of the call that gave the verdict")
    tries = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="verification_uuid"),
            UniqueConstraint(fields=["dossier", "person"], name="verification_once"),
        ]
        indexes = [Index(fields=["next_at"], condition=Q(verdict="waiting"), name="verification_due")]


class Call(models.Model):
    """One call to the national services, as the law wants it written down. Never changed; values of the answer do not stand here.

    `fields`: for a verification the values that were put to it, for a look-up those that were used of the answer.
    """

    request_id = models.TextField(unique=True)
    service = models.TextField()
    person = models.ForeignKey("city.Person", models.PROTECT, null=True, related_name="+")
    number = models.TextField()
    procedure_code = models.TextField()
    dossier_code = models.TextField(db_default="")
    purpose = models.TextField()
    fields = ArrayField(models.TextField())
    by = models.JSONField()
    at = models.DateTimeField()
    result = models.TextField(help_text="match, no_match, an error code, away, not_understood")
    milliseconds = models.IntegerField()
