"""Contracts by which a firm's people work at counters, their seats, and who sits there."""

import uuid
from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint

from motcua.city.models.validity import Dated, ends_after_it_begins


class ReceptionContract(Dated):
    """An agency has a firm staff its counters. It counts once signed, from `valid_from` until the day before `valid_to`."""

    uuid = models.UUIDField(default=uuid.uuid4)
    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey("city.Organisation", models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    signed_on = models.DateField(help_text="as the paper says")
    procedures = ArrayField(models.CharField(max_length=20))
    points = ArrayField(models.BigIntegerField(), help_text="ids of the agencies at whose counters they sit")
    written_by = models.ForeignKey("city.Account", models.PROTECT, related_name="+", db_index=False)
    written_name = models.CharField(max_length=200)
    written_at = models.DateTimeField()
    signed_by = models.ForeignKey("city.Account", models.PROTECT, null=True, related_name="+", db_index=False)
    signed_name = models.CharField(max_length=200, default="", blank=True)
    signed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="ended before its day, at this moment")
    ended_name = models.CharField(max_length=200, default="", blank=True)
    ended_why = models.CharField(max_length=500, default="", blank=True)

    class Meta(Dated.Meta):
        abstract = False
        constraints = [
            UniqueConstraint(fields=["uuid"], name="contracts_uuid"),
            UniqueConstraint(
                fields=["agency", "number"], condition=Q(ended_at=None), name="contracts_number_of_agency"
            ),
            ends_after_it_begins("contracts_valid"),
        ]
        indexes = [Index(F("agency"), F("id").desc(), name="contracts_agency")]

    @property
    def chain(self) -> str:
        """The name of its chain of events."""
        return f"reception-contract/{self.uuid}"

    @property
    def last_day(self) -> date:
        """The last day on which it counts."""
        return (self.valid_to or date.max) - timedelta(days=1)


class Seat(models.Model):
    """The post that a signed contract gave an agency. Its holders' powers are the post's own rows."""

    contract = models.ForeignKey(ReceptionContract, models.PROTECT, related_name="seats")
    post = models.OneToOneField("city.Post", models.PROTECT, related_name="+")

    class Meta:
        constraints = [UniqueConstraint(fields=["contract", "post"], name="contracts_seat_once")]


class Placed(models.Model):
    """One of the firm's people at one seat, until taken away or until the contract is over."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="people")
    account = models.ForeignKey("city.Account", models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    placed_at = models.DateTimeField()
    placed_name = models.CharField(max_length=200)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["seat", "account"], condition=Q(gone_at=None), name="contracts_placed_once"
            )
        ]
