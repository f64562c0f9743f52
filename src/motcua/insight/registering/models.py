"""Sums of a month, kept up by the consumer "register-figures"."""

from django.db import models
from django.db.models import Index, UniqueConstraint


class RegisterMonth(models.Model):
    """What happened in a month in the entries of one agency in one register."""

    month = models.DateField(help_text="first day")
    register = models.TextField()
    agency_id = models.BigIntegerField()
    entered = models.IntegerField(default=0)
    corrected = models.IntegerField(default=0)
    ended = models.IntegerField(default=0)
    brought_in = models.IntegerField(default=0)
    taken_back = models.IntegerField(default=0)
    contested = models.IntegerField(default=0)
    upheld = models.IntegerField(default=0, help_text="contests after which the entry was corrected")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["month", "register", "agency_id"], name="register_month_once"),
        ]
        indexes = [Index(fields=["agency_id", "month"], name="register_month_agency")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.register}"
