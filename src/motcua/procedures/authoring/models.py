"""A procedure being written, and every step of the writing."""

import uuid

from django.db import models


class WorkingCopy(models.Model):
    """A definition that somebody is writing. Its tree is plain JSON in the shape of the YAML, and may be unfinished.

    `revision` grows by one with each change; who saves tells the revision that was on the screen, so that nobody
    overwrites what they did not see.
    """

    class State(models.TextChoices):
        EDITING = "editing"
        SUBMITTED = "submitted"
        PUBLISHED = "published"
        DROPPED = "dropped"

    uuid = models.UUIDField(default=uuid.uuid4)
    code = models.TextField()
    name = models.TextField()
    base = models.ForeignKey(
        "catalogue.ProcedureVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )
    tree = models.JSONField()
    revision = models.IntegerField(default=1)
    state = models.TextField(choices=State, default=State.EDITING)
    opened_by = models.ForeignKey("city.Account", on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    changed_by = models.ForeignKey("city.Account", on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uuid"], name="working_copy_uuid"),
            models.UniqueConstraint(
                fields=["code"],
                name="working_copy_one_open",
                condition=models.Q(state__in=["editing", "submitted"]),
            ),
        ]
        indexes = [models.Index(fields=["state", "-changed_at"], name="working_copy_list")]

    def __str__(self) -> str:
        return f"{self.code} r{self.revision}"


class Edit(models.Model):
    """One saved change: the tree after it, by whom, when, and in words what changed."""

    copy = models.ForeignKey(WorkingCopy, on_delete=models.CASCADE, related_name="edits")
    revision = models.IntegerField()
    tree = models.JSONField()
    by = models.ForeignKey("city.Account", on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.TextField()
    at = models.DateTimeField()
    words = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["copy", "revision"], name="edit_of_copy")]

    def __str__(self) -> str:
        return f"{self.copy_id} r{self.revision}"


class Unmerged(models.Model):
    """What somebody saved on a revision that was no longer the newest: kept until they have merged it."""

    copy = models.ForeignKey(WorkingCopy, on_delete=models.CASCADE, related_name="unmerged")
    seen = models.IntegerField()
    tree = models.JSONField()
    by = models.ForeignKey("city.Account", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["copy", "by"], name="unmerged_open", condition=models.Q(settled_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.copy_id} r{self.seen}"
