"""Mandates of organisations: who may act, for what, until when."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Index, Q

from motcua.city.mandates.scope import Scope


class OrganisationMandate(models.Model):
    """The representative of an organisation authorises another person; it counts once that person accepts.

    The other is named by number only and becomes known (`holder`) by accepting: whoever authorises learns nothing about
    the number from us. It counts while its giver represents the organisation by the register.
    """

    class Ended(models.TextChoices):
        ORGANISATION = "organisation", "Tổ chức dừng"
        HOLDER = "holder", "Người được ủy quyền thôi"

    organisation = models.ForeignKey("city.Organisation", models.PROTECT, related_name="+", db_index=False)
    given_by = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    holder_pin = models.CharField(max_length=12)
    holder = models.ForeignKey("city.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    powers = ArrayField(models.TextField(), help_text="file, pay, see")
    procedures = ArrayField(models.TextField(), default=list, help_text="codes; with no fields either: all")
    fields = ArrayField(models.TextField(), default=list, help_text="keys of the catalogue's fields")
    since = models.DateField(help_text="the first day that counts")
    until = models.DateField(help_text="the last day that counts")
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.TextField(choices=Ended, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(powers=[]), name="organisation_mandate_of_something"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="organisation_mandate_lasts"),
            models.UniqueConstraint(
                fields=["organisation", "holder_pin", "procedures", "fields", "powers", "given_by"],
                condition=Q(ended_at=None),
                name="organisation_mandate_once",
            ),
        ]
        indexes = [
            Index(F("organisation"), F("id").desc(), name="organisation_mandate_of"),
            Index(F("holder_pin"), F("id").desc(), name="organisation_mandate_to"),
        ]

    @property
    def scope(self) -> Scope:
        return Scope(frozenset(self.powers), frozenset(self.procedures), frozenset(self.fields))
