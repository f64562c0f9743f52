"""Rows of sign-on: how an account stands, its devices and sessions, and the systems that sign on through the city."""

from django.db import models
from django.db.models import Index, Q, UniqueConstraint

from motcua.city.models import Account, Agency


class Standing(models.Model):
    """What is known of an officer's proofs. One row an account, made when first needed.

    `setup_hash`: a code given by the IT office to whoever lost every second factor; without it nobody sets up another.
    """

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="standing")
    password_set_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    paused_until = models.DateTimeField(null=True)
    enrolled_at = models.DateTimeField(null=True)
    setup_hash = models.CharField(max_length=64, blank=True, default="")
    setup_until = models.DateTimeField(null=True)


class PastPassword(models.Model):
    """A password that was replaced, as it was hashed; it may not come again for a while."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="past_passwords", db_index=False)
    hash = models.CharField(max_length=128)
    replaced_at = models.DateTimeField()

    class Meta:
        indexes = [Index(fields=["account", "-replaced_at"], name="security_past_password")]


class Device(models.Model):
    """A browser that an officer has signed in with, known again by a mark in its cookie (kept as a hash)."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="devices", db_index=False)
    mark = models.CharField(max_length=64)
    label = models.CharField(max_length=80)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    first_address = models.GenericIPAddressField(null=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["account", "mark"], name="security_device_once")]


class OfficerSession(models.Model):
    """One signed-on session. Ended: the session's own row is deleted in the same transaction."""

    class How(models.TextChoices):
        TOTP = "totp", "Ứng dụng mã"
        PASSKEY = "webauthn", "Khóa truy cập"
        RECOVERY = "recovery_codes", "Mã dự phòng"
        DIRECTORY = "directory", "Đăng nhập của thành phố"
        DEMO = "demo", "Trình diễn"

    account = models.ForeignKey(Account, models.CASCADE, related_name="officer_sessions", db_index=False)
    device = models.ForeignKey(Device, models.SET_NULL, null=True, db_index=False)
    session_key = models.CharField(max_length=40)
    how = models.CharField(max_length=14, choices=How)
    label = models.CharField(max_length=80)
    address = models.GenericIPAddressField(null=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        constraints = [UniqueConstraint(fields=["session_key"], name="security_session_once")]
        indexes = [
            Index(fields=["account", "-began_at"], name="security_sessions_of"),
            Index(fields=["seen_at"], name="security_sessions_open", condition=Q(ended_at=None)),
        ]


class System(models.Model):
    """A system of the city that signs its people on through us. Its protocol side is allauth's `Client` of that id."""

    class Audience(models.TextChoices):
        OFFICERS = "officers", "Cán bộ"
        RESIDENTS = "residents", "Người dân"

    client_id = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    purpose = models.CharField(max_length=300)
    audience = models.CharField(max_length=9, choices=Audience)
    keeper = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", db_index=False)
    contact = models.CharField(max_length=200)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [UniqueConstraint(fields=["client_id"], name="security_system_client")]
        indexes = [Index(fields=["-registered_at"], name="security_systems")]


class Subject(models.Model):
    """By which name a system knows an account: another one for each system, so that two cannot compare notes.

    `scopes`: what the person agreed to pass on, so as not to be asked at every sign-on.
    """

    system = models.ForeignKey(System, models.CASCADE, related_name="subjects", db_index=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    sub = models.UUIDField(unique=True)
    scopes = models.CharField(max_length=100, blank=True, default="")
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["system", "account"], name="security_subject_once")]


class Kept(models.Model):
    """Short-lived notes that every process of the site has to see: authorisation codes, which ones were used."""

    key = models.CharField(max_length=64, primary_key=True, db_index=False)
    value = models.JSONField()
    until = models.DateTimeField()

    class Meta:
        indexes = [Index(fields=["until"], name="security_kept_until")]
