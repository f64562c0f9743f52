"""Figures of units from before this system, as their own authority reported them. Not made from events, never rebuilt."""

from django.db import models


class FormerFigure(models.Model):
    """What an earlier system counted for a unit in a month. `source`: the report that says so."""

    unit = models.ForeignKey("city.Unit", models.PROTECT, related_name="+", db_index=False)
    month = models.DateField(help_text="first day of the month")
    received = models.IntegerField()
    handled = models.IntegerField()
    in_time = models.IntegerField()
    source = models.TextField()
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "month"], name="former_figure_of_month"),
            models.CheckConstraint(
                condition=models.Q(received__gte=0, handled__gte=0, in_time__gte=0)
                & models.Q(in_time__lte=models.F("handled")),
                name="former_figure_adds_up",
            ),
        ]
        indexes = [models.Index(fields=["month"], name="former_figure_month")]
