"""What lenders ask people for, and what they were answered. No score, no reason, and no value of anybody's data."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from motcua.foundation.sealing.fields import SealedJSONField, SealedTextField


class Request(models.Model):
    """A lender asks somebody, by a link, to agree. Whoever it is becomes known only by answering.

    `reference` is the lender's own; the same one again is the same request. `what_for`: its words, as the person reads
    them. The link's token is kept sealed, so that a repeated call gets the same link, and found by its hash.
    """

    uuid = models.UUIDField(default=uuid.uuid4)
    account = models.ForeignKey("city.Account", models.PROTECT, related_name="+", db_index=False)
    agreement = models.ForeignKey("data_services.Agreement", models.PROTECT, related_name="+", db_index=False)
    reference = models.TextField()
    what_for = models.TextField()
    checks = ArrayField(models.TextField())
    days = models.SmallIntegerField()
    token = SealedTextField(row="uuid")
    token_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    open_until = models.DateTimeField()
    person = models.ForeignKey("city.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    consent = models.ForeignKey(
        "consents.Consent", models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="credit_request_uuid"),
            UniqueConstraint(fields=["account", "reference"], name="credit_request_once"),
            UniqueConstraint(fields=["token_hash"], name="credit_request_token"),
            CheckConstraint(
                condition=Q(answered_at__isnull=True, consent__isnull=True, person__isnull=True)
                | Q(answered_at__isnull=False, person__isnull=False),
                name="credit_request_answered_by_somebody",
            ),
        ]
        indexes = [
            Index(
                F("person"),
                F("id").desc(),
                name="credit_request_of_person",
                condition=Q(person__isnull=False),
            )
        ]


class Check(models.Model):
    """One call of a lender. `outcomes` are kept sealed until `expires_at`, so that the same call gets the same answer and the
    person sees what was said; then a job clears them.

    `body` is a keyed fingerprint of the call, `number` one of the number that was asked about: neither can be read back.
    """

    uuid = models.UUIDField(default=uuid.uuid4)
    agreement = models.ForeignKey("data_services.Agreement", models.PROTECT, related_name="+", db_index=False)
    request_id = models.TextField()
    body = models.BinaryField()
    number = models.BinaryField()
    consent = models.ForeignKey(
        "consents.Consent", models.PROTECT, null=True, related_name="+", db_index=False
    )
    valid = models.BooleanField()
    checks = ArrayField(models.TextField())
    outcomes = SealedJSONField(row="uuid", null=True)
    at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="credit_check_uuid"),
            UniqueConstraint(fields=["agreement", "request_id"], name="credit_check_once"),
            CheckConstraint(
                condition=Q(valid=False) | Q(consent__isnull=False, expires_at__isnull=False),
                name="credit_check_under_a_consent",
            ),
        ]
        indexes = [
            Index(F("consent"), F("id"), name="credit_check_of_consent", condition=Q(consent__isnull=False)),
            Index(F("expires_at"), name="credit_check_to_clear", condition=Q(outcomes__isnull=False)),
        ]
