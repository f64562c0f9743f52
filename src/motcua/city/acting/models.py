"""Leaves to act for somebody, sessions of helpers, what they had a hand in, and the devices of halls."""

import uuid

from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint


class Mandate(models.Model):
    """One person lets another act for them: for everything or one procedure, until a day, revocable at any time.

    The other is named by number only and becomes known (`helper`) by accepting: whoever invites learns nothing
    about the number from us. A parent of a minor child needs no invitation; the row then notes what the register said.
    """

    class Kind(models.TextChoices):
        INVITED = "invited", "Người thân được mời"
        PARENT = "parent", "Cha, mẹ của con chưa thành niên"

    kind = models.TextField(choices=Kind)
    client = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    helper_pin = models.CharField(max_length=12)
    helper = models.ForeignKey("city.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    relation = models.TextField(default="")
    procedure_code = models.TextField(default="", help_text="empty: all")
    until = models.DateField(help_text="the last day that counts")
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(default="", help_text="client or helper")

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["client", "helper_pin", "procedure_code", "kind"],
                condition=Q(ended_at=None),
                name="mandate_once",
            )
        ]
        indexes = [
            Index(F("client"), F("id").desc(), name="mandate_of_client"),
            Index(F("helper_pin"), F("id").desc(), name="mandate_of_helper"),
        ]


class AssistedSession(models.Model):
    """A helper sits with one client: who, for whom, why, how the client was confirmed and consented, from when to when.

    Asked for, then confirmed, then ended; a row is never deleted: the client can read it.
    """

    class Confirmed(models.TextChoices):
        CODE = "code", "Mã gửi cho người dân"
        CARD = "card", "Đọc mã QR trên thẻ căn cước"

    class Consent(models.TextChoices):
        SPOKEN = "spoken", "Đồng ý bằng lời"
        PAPER = "paper", "Văn bản đồng ý"

    class Ended(models.TextChoices):
        BUTTON = "button", "Kết thúc"
        IDLE = "idle", "Để lâu không dùng"
        NEXT = "next", "Người tiếp theo"
        GIVEN_UP = "given-up", "Không xác nhận được"

    uuid = models.UUIDField(default=uuid.uuid4)
    helper = models.ForeignKey("city.Account", models.PROTECT, related_name="+", db_index=False)
    helper_name = models.TextField()
    post_id = models.BigIntegerField()
    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    client = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    purpose = models.TextField()
    consent = models.TextField(choices=Consent)
    consent_file = models.UUIDField(null=True)
    confirmed_by = models.TextField(choices=Confirmed, default="")
    code_hash = models.TextField(default="")
    code_sent_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(choices=Ended, default="")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="assisted_uuid"),
            UniqueConstraint(fields=["helper"], condition=Q(ended_at=None), name="assisted_one_open"),
        ]
        indexes = [
            Index(F("helper"), F("id").desc(), name="assisted_of_helper"),
            Index(F("client"), F("id").desc(), name="assisted_of_client"),
        ]


class Hand(models.Model):
    """Somebody had a hand in a request: `subject` is the id of the draft, which is the dossier's as well."""

    subject = models.UUIDField()
    client = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    account_id = models.BigIntegerField(help_text="the helper's account")
    helper_name = models.TextField()
    agency = models.ForeignKey("city.Agency", models.PROTECT, null=True, related_name="+", db_index=False)
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="hands", db_index=False)
    session = models.ForeignKey(
        AssistedSession, models.PROTECT, null=True, related_name="hands", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["subject", "mandate"], name="hand_once_by_mandate"),
            UniqueConstraint(fields=["subject", "session"], name="hand_once_by_session"),
            models.CheckConstraint(
                condition=Q(mandate=None, session__isnull=False) | Q(mandate__isnull=False, session=None),
                name="hand_by_one_right",
            ),
        ]
        indexes = [
            Index(F("mandate"), F("at").desc(), name="hand_of_mandate", condition=Q(session=None)),
            Index(F("session"), F("at").desc(), name="hand_of_session", condition=Q(mandate=None)),
        ]


class Kiosk(models.Model):
    """A device that stands in a hall and belongs to nobody. Its token is shown once; only the hash is kept."""

    uuid = models.UUIDField(default=uuid.uuid4)
    name = models.TextField()
    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+")
    token_hash = models.TextField()
    registered_by = models.ForeignKey("city.Account", models.PROTECT, related_name="+", db_index=False)
    registered_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="kiosk_uuid"),
            UniqueConstraint(fields=["token_hash"], name="kiosk_token"),
        ]
