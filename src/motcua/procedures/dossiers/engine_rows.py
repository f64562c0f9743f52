"""What the running of workflows keeps besides tasks: whose turn it is, who is away, what came from outside, and what
officers are told.
"""

from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint


class Turn(models.Model):
    """Whose turn it was last when work of a post goes round (`round_robin`). One row a post of an agency."""

    agency = models.ForeignKey("city.Agency", on_delete=models.CASCADE, related_name="+", db_index=False)
    post_kind = models.TextField()
    account_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["agency", "post_kind"], name="turn_of_post")]


class Absence(models.Model):
    """An officer is away: no new work is given to them by itself. Both days count."""

    account = models.ForeignKey("city.Account", on_delete=models.CASCADE, related_name="+", db_index=False)
    first_day = models.DateField()
    last_day = models.DateField()
    told_by = models.TextField(db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="absence_ends_after_it_begins"
            )
        ]
        indexes = [Index(fields=["account", "last_day"], name="absence_of_account")]


class OutsideAnswer(models.Model):
    """What a body outside the city answered. `message_id` is the sender's: the same one again changes nothing."""

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.CASCADE, related_name="+")
    system = models.TextField()
    message_id = models.TextField()
    step = models.TextField()
    answers = models.JSONField(default=dict)
    at = models.DateTimeField()
    told_by = models.TextField(db_default="")

    class Meta:
        constraints = [UniqueConstraint(fields=["system", "message_id"], name="outside_answer_once")]


class Alert(models.Model):
    """A word to officers about a task that stays open: to one of them, or to a post of an agency.

    It counts while the task is open; nobody has to tick it off.
    """

    class Kind(models.TextChoices):
        REMIND = "remind"
        REPORT = "report"
        HANDED_OVER = "handed-over"
        HANDED_AWAY = "handed-away"
        SILENT = "silent"

    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    task = models.ForeignKey("dossiers.Task", on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.TextField(choices=Kind)
    at = models.DateTimeField()
    account = models.ForeignKey(
        "city.Account", on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    agency = models.ForeignKey("city.Agency", on_delete=models.CASCADE, related_name="+", db_index=False)
    post_kind = models.TextField(db_default="", help_text="empty with no account: whoever leads the agency")

    class Meta:
        indexes = [
            Index(F("account"), F("id").desc(), name="alert_of_account", condition=Q(account__isnull=False)),
            Index(
                F("agency"), F("post_kind"), F("id").desc(), name="alert_of_post", condition=Q(account=None)
            ),
            Index(fields=["task"], name="alert_of_task"),
        ]


__all__ = ["Absence", "Alert", "OutsideAnswer", "Turn"]
