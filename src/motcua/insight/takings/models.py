"""Sums of a day, made from the books and made anew as often as one likes."""

from django.db import models
from django.db.models import F, Index, UniqueConstraint


class Taking(models.Model):
    """What an agency took on a day for a procedure, by channel and means.

    Rows without a `code` count whole payments; rows with one split the same đồng by fee. Rows of the means `-` count what was
    asked that day, and how many of it cost nothing.
    """

    day = models.DateField()
    agency_id = models.BigIntegerField()
    procedure_code = models.TextField(db_default="")
    field_key = models.TextField(db_default="")
    channel = models.TextField(db_default="")
    means = models.TextField(db_default="")
    code = models.TextField(db_default="")
    kind = models.TextField(db_default="", help_text="phi, le_phi, gia, thue")
    payments = models.BigIntegerField(default=0)
    dossiers = models.BigIntegerField(default=0, help_text="dossiers that paid for the first time")
    amount = models.BigIntegerField(default=0)
    refunded = models.BigIntegerField(default=0)
    asked = models.BigIntegerField(default=0)
    exempt = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=[
                    "day",
                    "agency_id",
                    "procedure_code",
                    "field_key",
                    "channel",
                    "means",
                    "code",
                    "kind",
                ],
                name="taking_once",
            )
        ]
        indexes = [Index(F("agency_id"), F("day"), name="taking_agency_day")]


class TakingDay(models.Model):
    """When the sums of a day were made last."""

    day = models.DateField(primary_key=True)
    at = models.DateTimeField()
