"""One consent a row: never changed but by what ends it, never deleted while it can be asked for."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from motcua.foundation.sealing.fields import SealedJSONField


class Consent(models.Model):
    """`purpose`, `version` and `text_hash` name the words that were read; `data` what was chosen of them.

    `receiver` is the key of the one that it names (a partner's account), empty for the city and the public. `given_by` is the
    doer as data; `representative` whoever agreed for a child. `evidence` is how it was said: what the page or paper showed
    and how the person was known. A single use is noted in `used_at`; `barred_at` ends it after too many wrong guesses.
    """

    class Channel(models.TextChoices):
        ONLINE = "online", "Trực tuyến"
        COUNTER = "counter", "Tại quầy, có chữ ký"
        VNEID = "vneid", "Trên VNeID"

    uuid = models.UUIDField(default=uuid.uuid4)
    code = models.CharField(max_length=12)
    person = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    representative = models.ForeignKey(
        "city.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    child_agreed = models.BooleanField(default=False)
    purpose = models.TextField()
    version = models.SmallIntegerField()
    text_hash = models.CharField(max_length=64)
    data = ArrayField(models.TextField())
    receiver = models.TextField(default="")
    receiver_name = models.TextField(default="")
    what_for = models.TextField(default="", help_text="the receiver's own words, beside those of the text")
    channel = models.TextField(choices=Channel)
    given_at = models.DateTimeField()
    given_by = models.JSONField()
    expires_at = models.DateTimeField()
    language = models.CharField(max_length=2, default="vi")
    evidence = SealedJSONField(row="uuid")
    paper = models.UUIDField(null=True, help_text="the stored file of the signed paper")
    agency_id = models.BigIntegerField(null=True, help_text="where the paper was signed")
    single_use = models.BooleanField(default=False)
    used_at = models.DateTimeField(null=True)
    misses = models.SmallIntegerField(default=0)
    barred_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.JSONField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="consent_uuid"),
            UniqueConstraint(fields=["code"], name="consent_code"),
            CheckConstraint(condition=~Q(data=[]), name="consent_to_something"),
            CheckConstraint(condition=Q(expires_at__gt=F("given_at")), name="consent_has_an_end"),
            CheckConstraint(
                condition=~Q(channel="counter") | Q(paper__isnull=False), name="consent_paper_at_the_counter"
            ),
        ]
        indexes = [
            Index(F("person"), F("id").desc(), name="consent_of_person"),
            Index(
                F("representative"),
                F("id").desc(),
                name="consent_by_representative",
                condition=Q(representative__isnull=False),
            ),
            Index(
                fields=["person", "purpose", "receiver"],
                name="consent_standing",
                condition=Q(withdrawn_at=None, barred_at=None),
            ),
        ]

    @property
    def chain(self) -> str:
        return f"consent/{self.uuid}"
