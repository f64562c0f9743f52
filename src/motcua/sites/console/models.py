"""Who wants the briefing by mail, and which letters went out. Figures themselves are the room `insight`'s."""

from django.db import models
from django.db.models import Q, UniqueConstraint


class Subscription(models.Model):
    """A leader wants the briefing every week or month. What may be told is decided anew for each letter.

    `agency_key` empty: everything that the leader's powers allow on the day of sending.
    """

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", "Hằng tuần, 07:30 thứ Hai"
        MONTHLY = "monthly", "Hằng tháng, 07:30 ngày 1"

    account = models.ForeignKey("city.Account", models.CASCADE, related_name="briefings")
    rhythm = models.TextField(choices=Rhythm)
    agency_key = models.TextField(db_default="", blank=True)
    address = models.EmailField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["account", "rhythm", "agency_key"], condition=Q(ended_at=None), name="briefing_once"
            )
        ]
        indexes = [models.Index(fields=["rhythm", "id"], condition=Q(ended_at=None), name="briefing_wanted")]


class Letter(models.Model):
    """The briefing of one period to one subscriber: there is never a second one (`letter_once`)."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"
        NOT_ALLOWED = "not-allowed"

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="letters")
    period = models.TextField(help_text="2026-W47 or 2026-11: when it is sent")
    state = models.TextField(choices=State, db_default=State.WAITING)
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(db_default="")

    class Meta:
        constraints = [UniqueConstraint(fields=["subscription", "period"], name="letter_once")]
        indexes = [models.Index(fields=["id"], condition=Q(state="waiting"), name="letter_waiting")]


class MapSheet(models.Model):
    """A drawing of units, made by `boundaries.keep`: paths and name spots by unit code."""

    key = models.TextField(primary_key=True)
    wide = models.IntegerField()
    high = models.IntegerField()
    paths = models.JSONField()
    spots = models.JSONField()
