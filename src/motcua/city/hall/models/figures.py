"""Figures of the queue, kept up by every move; a row is written by one counter only, so that nobody waits."""

from django.db import models
from django.db.models import Index, UniqueConstraint


class HourFigure(models.Model):
    """One group at one counter (or at none yet) in one hour of one day. Sums only; no persons."""

    hall = models.ForeignKey("hall.Hall", models.PROTECT, related_name="+", db_index=False)
    group = models.ForeignKey("hall.Group", models.PROTECT, related_name="+", db_index=False)
    counter = models.ForeignKey("hall.Counter", models.PROTECT, null=True, related_name="+", db_index=False)
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    issued = models.PositiveIntegerField(db_default=0)
    called = models.PositiveIntegerField(db_default=0)
    wait_s = models.BigIntegerField(db_default=0)
    wait_max_s = models.PositiveIntegerField(db_default=0)
    wait_long = models.PositiveIntegerField(db_default=0, help_text="waited longer than the city wants")
    done = models.PositiveIntegerField(db_default=0)
    served_s = models.BigIntegerField(db_default=0)
    absent = models.PositiveIntegerField(db_default=0)
    gone = models.PositiveIntegerField(db_default=0, help_text="left, or not called before closing")
    ratings = models.IntegerField(db_default=0)
    stars = models.IntegerField(db_default=0)
    satisfied = models.IntegerField(db_default=0)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["group", "counter", "day", "hour"], nulls_distinct=False, name="hall_figure_once"
            )
        ]
        indexes = [Index(fields=["hall", "day"], name="hall_figure_day")]
