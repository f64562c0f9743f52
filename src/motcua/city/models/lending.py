"""Records by which powers move or are lent: who wrote them, who signed, for how long, under which conditions."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Index, Q

from motcua.city.models.agencies import Agency, Post
from motcua.city.models.identities import Account
from motcua.city.models.validity import Dated, ends_after_it_begins


class Entrustment(Dated):
    """Powers that move to another level, are lent, or are exercised by a substitute. A draft until it is signed.

    `lender` is the post that gives: it signs, and answers for what is done. A lent power is for one post (`to_post`), or
    for one person in it (`to_account`); a power that moves is for a kind of post in a kind of agency. The rows of
    `Power` that count are written when it is signed, and end when it is revoked.
    Source of the fields: Luật 72/2025 Điều 14 and the records that cities keep.
    """

    class Kind(models.TextChoices):
        DECENTRALISATION = "decentralisation", "Phân cấp"
        DELEGATION = "delegation", "Ủy quyền"
        SUBSTITUTION = "substitution", "Thay khi vắng mặt"

    uuid = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(max_length=16, choices=Kind)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=80, help_text="of the decision, for instance 12/QĐ-UBND")
    decided_on = models.DateField()
    lender = models.ForeignKey(Post, models.PROTECT, related_name="+", db_index=False)
    absent = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    to_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    to_account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    from_post_kind = models.CharField(max_length=40, blank=True)
    from_agency_kind = models.CharField(max_length=20, blank=True)
    to_post_kind = models.CharField(max_length=40, blank=True)
    to_agency_kind = models.CharField(max_length=20, blank=True)

    powers = ArrayField(models.CharField(max_length=16))
    procedures = models.JSONField(default=list, help_text="[code, field] each; empty: all")
    fields = ArrayField(models.CharField(max_length=80), default=list)
    cases = ArrayField(models.CharField(max_length=60), default=list)
    communes = ArrayField(models.CharField(max_length=6), default=list)
    conditions = models.TextField(blank=True)
    may_lend_on = models.BooleanField(default=False)
    capacity = models.CharField(max_length=4, blank=True)
    seal_name = models.CharField(max_length=160)
    file = models.UUIDField(null=True, help_text="the signed decision, among the papers")

    written_by = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    written_by_name = models.CharField(max_length=120)
    written_at = models.DateTimeField()
    signed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    signed_by_name = models.CharField(max_length=120, blank=True)
    signed_at = models.DateTimeField(null=True)
    revoked_by_name = models.CharField(max_length=120, blank=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.TextField(blank=True)

    class Meta(Dated.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["uuid"], name="city_entrustment_uuid"),
            models.UniqueConstraint(
                fields=["agency", "number"],
                name="city_entrustment_number",
                condition=~Q(kind="substitution"),
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None) | ~Q(signed_by=F("written_by")), name="city_entrustment_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(to_post__isnull=False, to_post_kind="")
                | (Q(to_post__isnull=True, kind="decentralisation") & ~Q(to_post_kind="")),
                name="city_entrustment_to_somebody",
            ),
            ends_after_it_begins("city_entrustment_valid"),
        ]
        indexes = [
            Index(F("agency"), F("id").desc(), name="city_entrustment_of_agency"),
            Index(F("to_post"), F("id").desc(), name="city_entrustment_to_post"),
            Index(F("lender"), F("id").desc(), name="city_entrustment_of_lender"),
            Index(F("kind"), F("id").desc(), name="city_entrustment_of_kind"),
            Index(
                F("to_account"),
                F("valid_from"),
                name="city_entrustment_to_account",
                condition=Q(to_account__isnull=False),
            ),
        ]
