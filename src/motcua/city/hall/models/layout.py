"""What a hall consists of: groups of work with a letter each, and numbered counters that serve groups."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, UniqueConstraint


class Hall(models.Model):
    """A place where residents are received. An agency may have several (a branch and its points in communes)."""

    key = models.SlugField(max_length=80, help_text="part of its public address")
    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="halls")
    name_vi = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    calendar = models.ForeignKey(
        "city.WorkCalendar", models.PROTECT, null=True, blank=True, related_name="+",
        help_text="empty: the calendar of the agency",
    )  # fmt: skip
    remote = models.BooleanField(default=True, help_text="tickets may be taken by phone")
    slot_minutes = models.PositiveSmallIntegerField(default=30)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["key"], name="hall_key"),
            models.CheckConstraint(condition=Q(slot_minutes__gte=5, slot_minutes__lte=240), name="hall_slot"),
        ]

    def __str__(self) -> str:
        return self.name_vi

    @property
    def chain(self) -> str:
        """The name of its chain of events: bookings, cameras, checks; not the calling of tickets."""
        return f"hall/{self.pk}"


class Group(models.Model):
    """Work of one kind in a hall, with a letter that begins its tickets. Without fields and procedures: all other."""

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="groups")
    letter = models.CharField(max_length=2)
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    fields = ArrayField(models.TextField(), default=list, blank=True)
    procedures = ArrayField(models.TextField(), default=list, blank=True)
    per_slot = models.PositiveSmallIntegerField(
        default=2, help_text="bookings in one slot; 0: none are taken"
    )
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["letter"]
        constraints = [UniqueConstraint(fields=["hall", "letter"], name="hall_group_letter")]

    def __str__(self) -> str:
        return f"{self.letter} {self.name_vi}"


class Counter(models.Model):
    """A counter; it serves its groups together, whoever's turn comes first."""

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="counters")
    number = models.PositiveSmallIntegerField()
    groups = models.ManyToManyField(Group, related_name="counters")
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [UniqueConstraint(fields=["hall", "number"], name="hall_counter_number")]

    def __str__(self) -> str:
        return f"Quầy {self.number}"
