"""Validity of rows with a history: `valid_from` counts, `valid_to` is the first day that no longer does."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q


def valid_on(on: date, prefix: str = "") -> Q:
    """Condition "in force on `on`"; `prefix` is the path of the relation with its two underscores."""
    open_end = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": on})
    return Q(**{f"{prefix}valid_from__lte": on}) & open_end


class DatedQuerySet(models.QuerySet):
    """A query set that can be asked for the rows in force on a day."""

    def on(self, day: date) -> Self:
        return self.filter(valid_on(day))


class Dated(models.Model):
    """A row with a history: a half-open interval of days, open for ever when `valid_to` is null."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    """A row in force for no day at all is a slip of the pen: the database refuses it."""
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gt=models.F("valid_from")), name=name
    )
