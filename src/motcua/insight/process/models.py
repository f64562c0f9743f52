"""Figures of processes by month, procedure, version and agency; and what each dossier counts for.

`level` says whose figures a row holds: `all` (agency 0), `deciding` (dossiers that this agency decides, wherever the
work was done) or `doing` (work done by this agency, whoever decides). All can be made again: `keeping.rebuild`.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint

_CELL = ["procedure_code", "level", "agency_id", "version_id"]


def _times() -> "ArrayField[list[int], list[int]]":
    return ArrayField(models.IntegerField(), db_default=[], help_text="visits by bucket of duration")


class ProcessCell(models.Model):
    """Ids without a constraint: rows come in batches."""

    level = models.TextField()
    agency_id = models.BigIntegerField()
    procedure_code = models.TextField()
    version_id = models.BigIntegerField()

    class Meta:
        abstract = True


class StepFigure(ProcessCell):
    """Finished stays at a step in a month (`month` is that of leaving it). Sums are working minutes."""

    month = models.DateField()
    step = models.TextField()
    visits = models.IntegerField(db_default=0)
    late = models.IntegerField(db_default=0)
    reworked = models.IntegerField(db_default=0)
    waiting = models.BigIntegerField(db_default=0)
    working = models.BigIntegerField(db_default=0)
    owner_waiting = models.BigIntegerField(db_default=0)
    over = models.BigIntegerField(db_default=0, help_text="minutes past the due moment of the step")
    waiting_times = _times()
    working_times = _times()
    whole_times = _times()

    class Meta:
        constraints = [UniqueConstraint(fields=[*_CELL, "month", "step"], name="process_step_cell")]


class WayFigure(ProcessCell):
    """How many dossiers went from a step by an action to another in a month."""

    month = models.DateField()
    step = models.TextField()
    action = models.TextField()
    reached = models.TextField()
    dossiers = models.IntegerField(db_default=0)

    class Meta:
        constraints = [
            UniqueConstraint(fields=[*_CELL, "month", "step", "action", "reached"], name="process_way_cell")
        ]


class FlowFigure(ProcessCell):
    """A procedure in a month as a whole: how dossiers ended, what was remarkable, and how long the work waited."""

    month = models.DateField()
    field_key = models.TextField()
    ended = models.IntegerField(db_default=0)
    straight = models.IntegerField(db_default=0)
    done = models.IntegerField(db_default=0)
    refused = models.IntegerField(db_default=0)
    withdrawn = models.IntegerField(db_default=0)
    stopped = models.IntegerField(db_default=0)
    expired = models.IntegerField(db_default=0)
    back = models.IntegerField(db_default=0)
    undone = models.IntegerField(db_default=0)
    supplemented = models.IntegerField(db_default=0)
    corrected = models.IntegerField(db_default=0)
    handed_over = models.IntegerField(db_default=0)
    skipped = models.IntegerField(db_default=0)
    unforeseen = models.IntegerField(db_default=0)
    minutes = models.BigIntegerField(db_default=0)
    visits = models.IntegerField(db_default=0)
    late_visits = models.IntegerField(db_default=0)
    waiting = models.BigIntegerField(db_default=0)
    working = models.BigIntegerField(db_default=0)
    owner_waiting = models.BigIntegerField(db_default=0)
    over = models.BigIntegerField(db_default=0)

    class Meta:
        constraints = [UniqueConstraint(fields=[*_CELL, "field_key", "month"], name="process_flow_cell")]
        indexes = [Index(fields=["level", "agency_id", "month"], name="process_flow_of")]


class PathFigure(ProcessCell):
    """How many dossiers that ended in a month went the same way."""

    month = models.DateField()
    path_id = models.BigIntegerField()
    dossiers = models.IntegerField(db_default=0)
    minutes = models.BigIntegerField(db_default=0)

    class Meta:
        constraints = [UniqueConstraint(fields=[*_CELL, "month", "path_id"], name="process_path_cell")]


class Path(models.Model):
    """A way that dossiers have gone: its steps, joined by `>`, and how it ended."""

    path_id = models.BigIntegerField(primary_key=True)
    path = models.TextField()
    ending = models.TextField()


class StepLive(ProcessCell):
    """Tasks that are open now at a step."""

    step = models.TextField()
    open = models.IntegerField(db_default=0)

    class Meta:
        constraints = [UniqueConstraint(fields=[*_CELL, "step"], name="process_live_cell")]


class Trace(models.Model):
    """What a dossier counts for in these figures, under which place, and which way it went when it has ended."""

    uuid = models.UUIDField(primary_key=True)
    agency_id = models.BigIntegerField()
    intake_id = models.BigIntegerField()
    procedure_code = models.TextField()
    field_key = models.TextField()
    version_id = models.BigIntegerField()
    filed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    path_id = models.BigIntegerField(null=True)
    counted = models.JSONField()

    class Meta:
        indexes = [
            Index(F("procedure_code"), F("filed_at"), F("uuid"), name="trace_filed"),
            Index(
                F("procedure_code"), F("path_id"), F("ended_at").desc(), F("uuid").desc(),
                name="trace_path", condition=Q(path_id__isnull=False),
            ),
        ]  # fmt: skip


class SlowStay(models.Model):
    """A stay that went past its due moment: what stands behind a late figure of a step."""

    uuid = models.UUIDField()
    agency_id = models.BigIntegerField(help_text="deciding")
    intake_id = models.BigIntegerField()
    procedure_code = models.TextField()
    field_key = models.TextField()
    doing_id = models.BigIntegerField()
    step = models.TextField()
    left_at = models.DateTimeField()
    over = models.IntegerField()

    class Meta:
        indexes = [
            Index(fields=["uuid"], name="slow_of_dossier"),
            Index(
                F("procedure_code"), F("step"), F("left_at").desc(), F("id").desc(), name="slow_at_step"
            ),
        ]  # fmt: skip
