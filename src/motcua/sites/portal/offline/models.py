"""What devices sent after a time without a line: kept so that sending twice is receiving once."""

from django.db import models
from django.db.models import UniqueConstraint


class Received(models.Model):
    """One state of a form as a device sent it. `draft_id` is where it went; `apart` when it stands beside a newer one.

    `client_id` was made by the device; `digest` names what was typed. `kept_at` is the draft's own time after this
    state was put into it: a later time means that somebody went on elsewhere.
    """

    account = models.ForeignKey("city.Account", models.CASCADE, related_name="+", db_index=False)
    client_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    draft_id = models.UUIDField(null=True)
    apart = models.BooleanField(default=False)
    kept_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["account", "client_id", "digest"], name="offline_received_once")
        ]
