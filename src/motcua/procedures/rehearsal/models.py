"""A rehearsal and what it found."""

import uuid

from django.db import models


class Rehearsal(models.Model):
    """One run of a working copy, as it was in `revision`, over the dossiers that ended between `since` and `until`.

    `at_agency`, `at_ended` and `at_id` say where the walk stands: it goes agency by agency, in each by the moment of
    the end, so that it can be taken up again after any interruption. `figures` are sums only.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    uuid = models.UUIDField(default=uuid.uuid4)
    copy = models.ForeignKey("authoring.WorkingCopy", on_delete=models.CASCADE, related_name="rehearsals")
    revision = models.IntegerField()
    state = models.TextField(choices=State, default=State.WAITING)
    since = models.DateTimeField()
    until = models.DateTimeField()
    asked_by = models.ForeignKey("city.Account", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    at_agency = models.BigIntegerField(default=0)
    at_ended = models.DateTimeField(null=True)
    at_id = models.BigIntegerField(default=0)
    agencies = models.IntegerField(default=0)
    agencies_done = models.IntegerField(default=0)
    figures = models.JSONField(default=dict)
    failure = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uuid"], name="rehearsal_uuid"),
            models.UniqueConstraint(
                fields=["copy"],
                name="rehearsal_one_open",
                condition=models.Q(state__in=["waiting", "running"]),
            ),
        ]
        indexes = [models.Index(fields=["copy", "-asked_at"], name="rehearsal_latest")]

    def __str__(self) -> str:
        return f"rehearsal of {self.copy_id} r{self.revision}"
