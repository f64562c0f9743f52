"""Agreements with other systems, what they asked, and the changes that they may follow."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint


class Agreement(models.Model):
    """One system, one register, one purpose. Two officers stand behind it: who proposed it and who approved it.

    `fields`: what may leave, and nothing else. `feed_fields`: of these, what changes may carry in clear.
    `uses`: query, verify, changes. `territory`: codes of communes whose records it covers; empty is the whole city.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Chờ duyệt"
        ACTIVE = "active", "Đang hiệu lực"
        REFUSED = "refused", "Không duyệt"
        STOPPED = "stopped", "Đã dừng"

    class Use(models.TextChoices):
        QUERY = "query", "Tra cứu"
        VERIFY = "verify", "Xác minh đúng hoặc sai"
        CHANGES = "changes", "Theo dõi thay đổi"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    account = models.ForeignKey("city.Account", models.PROTECT, related_name="data_agreements")
    register = models.TextField()
    title = models.TextField()
    fields = ArrayField(models.TextField())
    feed_fields = ArrayField(models.TextField(), default=list)
    uses = ArrayField(models.TextField(choices=Use))
    territory = ArrayField(models.TextField(), default=list)
    purpose = models.TextField(help_text="as the person whose data it is reads it")
    legal_basis = models.TextField()
    per_minute = models.IntegerField(default=60, help_text="persons or records asked for, not calls")
    per_day = models.IntegerField(default=5000)
    valid_from = models.DateField()
    valid_to = models.DateField(help_text="the last day")
    state = models.TextField(choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey("city.Account", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("city.Account", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(default="", help_text="why it was refused or stopped")

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(decided_by=None) | Q(state="stopped") | ~Q(decided_by=F("proposed_by")),
                name="data_services_two_officers",
            ),
            CheckConstraint(
                condition=Q(state="proposed") | Q(decided_at__isnull=False), name="data_services_decided"
            ),
            CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="data_services_days_in_order"),
            CheckConstraint(condition=~Q(uses=[]) & ~Q(fields=[]), name="data_services_for_something"),
            CheckConstraint(
                condition=Q(per_minute__gt=0, per_day__gte=F("per_minute")), name="data_services_pace"
            ),
            UniqueConstraint(
                fields=["account", "register"], condition=Q(state="active"), name="data_services_one_active"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Pace(models.Model):
    """How much an agreement was used on a day, and in the present minute."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="days", db_index=False)
    day = models.DateField()
    minute = models.DateTimeField()
    in_minute = models.IntegerField()
    asked = models.IntegerField()
    found = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)

    class Meta:
        constraints = [UniqueConstraint(fields=["agreement", "day"], name="data_services_day_once")]


class Call(models.Model):
    """One call as it was made. `request_id` is the caller's: the same one again is the same call.

    `body_hash` tells a repeat from another question under a used id. No answer is kept.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="calls", db_index=False)
    request_id = models.TextField()
    body_hash = models.CharField(max_length=64)
    use = models.TextField(choices=Agreement.Use)
    at = models.DateTimeField()
    officer = models.TextField(help_text="the asking system's officer, as it names them")
    case_number = models.TextField(help_text="the asking system's dossier")
    asked = models.IntegerField()
    found = models.IntegerField()

    class Meta:
        constraints = [UniqueConstraint(fields=["agreement", "request_id"], name="data_services_call_once")]
        indexes = [Index(F("agreement"), F("id").desc(), name="data_services_calls")]


class Change(models.Model):
    """A change of a register in the order in which it became known. `position` only grows, and a reader who has seen
    one has seen all before it: one writer at a time (`feed.note`)."""

    position = models.BigAutoField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    register = models.TextField()
    record_id = models.BigIntegerField(null=True, help_text="none: a whole import, see `rows`")
    revision = models.IntegerField(null=True)
    kind = models.TextField()
    at = models.DateTimeField()
    agency_id = models.BigIntegerField(null=True)
    fields = ArrayField(models.TextField(), default=list, help_text="names of the values that changed")
    import_ref = models.TextField(default="")

    class Meta:
        indexes = [Index(fields=["register", "position"], name="data_services_changes")]
