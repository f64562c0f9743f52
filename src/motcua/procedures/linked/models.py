"""A linked set and its parts, as rows: which dossier does which part, and what it waits for."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import UniqueConstraint


class LinkedCase(models.Model):
    """A set that has begun: its own dossier is the parent of those of its parts.

    `started_at`: when the set counts as received (after the rules of late hours). `due_at`: when it is expected to be
    done as things stand; what was promised is the parent's own `due_at`. `ended_at`: all parts have ended.
    """

    parent = models.OneToOneField("dossiers.Dossier", on_delete=models.CASCADE, related_name="linked_case")
    mode = models.TextField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)


class State(models.TextChoices):
    """Where a part stands. The dossier's own status says the rest."""

    WAITING = "waiting", "chờ phần trước"
    OPEN = "open", "đang giải quyết"
    DONE = "done", "đã có kết quả"
    FAILED = "failed", "kết thúc không có kết quả"
    HALTED = "halted", "dừng vì phần trước không có kết quả"
    DROPPED = "dropped", "chủ hồ sơ bỏ phần này"


ENDED = frozenset({State.DONE, State.FAILED, State.HALTED, State.DROPPED})
"""States in which a part asks for nothing more."""
WITHOUT_RESULT = frozenset({State.FAILED, State.HALTED, State.DROPPED})


class LinkedItem(models.Model):
    """One part of a set and its dossier.

    `needs`: parts of this set whose results it waits for; `follows`: the part before it, in a set on paper.
    `decided`: what it tells the parts that need it, with `revision` counting its results (a corrected one is a new
    one). `fed`: the revision of each needed part from which its answers were made; `told`: the answers that the set
    gave it then, so that what was supplied to the part itself since stays. `resume_step`: where it goes on
    when a part that it sent back has been put right; `reason`: why it was sent back, halted or cannot begin.
    """

    case = models.ForeignKey(LinkedCase, on_delete=models.CASCADE, related_name="items", db_index=False)
    part_id = models.TextField()
    place = models.SmallIntegerField()
    procedure_code = models.TextField()
    dossier = models.OneToOneField("dossiers.Dossier", on_delete=models.CASCADE, related_name="linked_item")
    state = models.TextField(choices=State, db_default=State.WAITING.value)
    needs = ArrayField(models.TextField(), default=list)
    follows = models.TextField(db_default="")
    expected_start = models.DateTimeField(null=True)
    expected_due = models.DateTimeField(null=True)
    decided = models.JSONField(default=dict)
    revision = models.SmallIntegerField(db_default=0)
    fed = models.JSONField(default=dict)
    told = models.JSONField(default=dict)
    resume_step = models.TextField(db_default="")
    reason = models.TextField(db_default="")

    class Meta:
        constraints = [UniqueConstraint(fields=["case", "part_id"], name="linked_part_once")]
        ordering = ["place"]


__all__ = ["ENDED", "WITHOUT_RESULT", "LinkedCase", "LinkedItem", "State"]
