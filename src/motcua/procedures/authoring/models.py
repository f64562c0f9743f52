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
    by = models.ForeignKey("city.Account", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["copy", "by"], name="unmerged_open", condition=models.Q(settled_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.copy_id} r{self.seen}"


class Presence(models.Model):
    """Who has a copy open, and when their page last said so. Rows are overwritten, never kept."""

    copy = models.ForeignKey(WorkingCopy, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey("city.Account", on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["copy", "account"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.copy_id} {self.account_id}"


class Proposal(models.Model):
    """A copy put forward for publication: which revision, why, under which decision, from when, and the answer."""

    class State(models.TextChoices):
        WAITING = "waiting"
        APPROVED = "approved"
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"

    copy = models.ForeignKey(WorkingCopy, on_delete=models.PROTECT, related_name="proposals")
    revision = models.IntegerField()
    state = models.TextField(choices=State, default=State.WAITING)
    by = models.ForeignKey("city.Account", on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.TextField()
    at = models.DateTimeField()
    reason = models.TextField()
    decision = models.TextField()
    decided_on = models.DateField()
    valid_from = models.DateField()
    answered_by = models.ForeignKey("city.Account", on_delete=models.PROTECT, null=True, related_name="+")
    answered_by_name = models.TextField(default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    words = models.TextField(default="", blank=True)
    version = models.ForeignKey(
        "catalogue.ProcedureVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["copy"], name="proposal_one_waiting", condition=models.Q(state="waiting")
            )
        ]
        indexes = [models.Index(fields=["copy", "-at"], name="proposal_of_copy")]

    def __str__(self) -> str:
        return f"{self.copy_id} r{self.revision} {self.state}"


class RollForward(models.Model):
    """Running dossiers of one version moved to another: what was decided, how far it is, what came of it."""

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        UNDONE = "undone"

    old = models.ForeignKey("catalogue.ProcedureVersion", on_delete=models.PROTECT, related_name="+")
    new = models.ForeignKey("catalogue.ProcedureVersion", on_delete=models.PROTECT, related_name="+")
    consented = models.BooleanField()
    reason = models.TextField()
    decision = models.TextField(default="", blank=True)
    state = models.TextField(choices=State, default=State.RUNNING)
    by = models.ForeignKey("city.Account", on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.TextField()
    at = models.DateTimeField()
    after = models.BigIntegerField(default=0, help_text="the last dossier that was looked at")
    moved = models.IntegerField(default=0)
    left = models.IntegerField(default=0)
    undone = models.IntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["old"], name="roll_forward_one_at_once", condition=models.Q(state="running")
            )
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id} {self.state}"


class RolledDossier(models.Model):
    """What became of one dossier in a roll-forward. `seq`: the event of the move, zero when it stayed."""

    roll = models.ForeignKey(RollForward, on_delete=models.CASCADE, related_name="dossiers")
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="+")
    seq = models.IntegerField(default=0)
    why_vi = models.TextField(default="", blank=True)
    why_en = models.TextField(default="", blank=True)
    undone = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roll", "dossier"], name="rolled_once")]

    def __str__(self) -> str:
        return f"{self.roll_id}: {self.dossier_id}"
