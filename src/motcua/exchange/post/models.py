"""Shipments of the public post, what lies in them, the records by which they change hands, tries to deliver."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from motcua.exchange.post.rules import ENDED, State, Way

FEE_PATHS = ("none", "agency", "post", "other")
"""Nothing to pay; paid to the agency by its own way; collected by the post, forwarded with proof; another way."""


class Record(models.Model):
    """A record of handing over (biên bản giao nhận, or the slip for results): made by one side, signed by the other.

    `rows` is what was signed, as it stood then: codes, what was in each pack, whether it was complete.
    """

    uuid = models.UUIDField(default=uuid.uuid4)
    number = models.CharField(max_length=80)
    way = models.CharField(max_length=8, choices=[(one.value, one.name) for one in Way])
    office = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    made_by = models.ForeignKey("city.Account", models.PROTECT, related_name="+", db_index=False)
    made_name = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    signed_by = models.ForeignKey("city.Account", models.PROTECT, null=True, related_name="+", db_index=False)
    signed_name = models.CharField(max_length=200, default="", blank=True)
    signed_at = models.DateTimeField(null=True)
    words = models.TextField(default="", blank=True)
    rows = models.JSONField(default=list)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="post_record_uuid"),
            UniqueConstraint(fields=["number"], name="post_record_number"),
        ]
        indexes = [
            Index(F("office"), F("id").desc(), name="post_record_office"),
            Index(F("agency"), F("id").desc(), name="post_record_agency"),
            Index(F("agency"), F("way"), F("id"), condition=Q(signed_at=None), name="post_record_open"),
        ]

    @property
    def chain(self) -> str:
        """The name of its chain of events."""
        return f"post-record/{self.uuid}"


class Shipment(models.Model):
    """One pack on its way. `office` is empty while a result waits for the agency to choose who carries it.

    Names and addresses are for whoever carries and receives; tracking by code shows none of them.
    """

    uuid = models.UUIDField(default=uuid.uuid4)
    code = models.CharField(max_length=12)
    way = models.CharField(max_length=8, choices=[(one.value, one.name) for one in Way])
    state = models.CharField(max_length=18, choices=[(one.value, one.name) for one in State])
    office = models.ForeignKey("city.Agency", models.PROTECT, null=True, related_name="+", db_index=False)
    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("city.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=20, default="", blank=True)
    address = models.CharField(max_length=300, default="", blank=True)
    at_home = models.BooleanField(default=False, help_text="the postman comes to the door")
    result_by_post = models.BooleanField(default=False)
    fee_path = models.CharField(max_length=8, default="none", choices=[(one, one) for one in FEE_PATHS])
    fee_amount = models.BigIntegerField(default=0)
    fee_proof = models.CharField(max_length=80, default="", blank=True)
    postage = models.BigIntegerField(default=0, help_text="đồng, paid by the sender to the post")
    seal = models.CharField(max_length=40, default="", blank=True)
    words = models.CharField(max_length=500, default="", blank=True, help_text="the last word about it")
    record = models.ForeignKey(Record, models.PROTECT, null=True, related_name="shipments")
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    made_name = models.CharField(max_length=200)
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="post_shipment_uuid"),
            UniqueConstraint(fields=["code"], name="post_shipment_code"),
            CheckConstraint(
                condition=Q(office__isnull=False) | Q(way="return", state__in=["requested", "cancelled"]),
                name="post_shipment_has_an_office",
            ),
        ]
        indexes = [
            Index(
                F("office"), F("state"), F("id"), name="post_shipment_open",
                condition=~Q(state__in=sorted(ENDED)),
            ),
            Index(F("office"), F("id").desc(), name="post_shipment_office"),
            Index(
                F("agency"), F("id"), name="post_shipment_to_send",
                condition=Q(way="return", state="requested"),
            ),
            Index(F("person"), F("id").desc(), name="post_shipment_person", condition=Q(person__isnull=False)),
        ]  # fmt: skip

    @property
    def chain(self) -> str:
        """The name of its chain of events."""
        return f"post/{self.uuid}"


class Enclosed(models.Model):
    """One dossier in a pack. On the way in, `uuid` becomes the dossier's own id: taken in twice, it is one dossier."""

    uuid = models.UUIDField(default=uuid.uuid4)
    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="enclosed")
    procedure_code = models.CharField(max_length=20)
    procedure_name = models.TextField()
    owner_name = models.CharField(max_length=200, default="", blank=True)
    papers = models.JSONField(default=list, help_text="name, originals, copies")
    same_day = models.BooleanField(default=False, help_text="the result is due on the day it is taken in")
    dossier_uuid = models.UUIDField(null=True)
    dossier_code = models.CharField(max_length=60, default="", blank=True)
    round = models.PositiveSmallIntegerField(default=0, help_text="how often the result had been made anew")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="post_enclosed_uuid"),
            UniqueConstraint(
                fields=["dossier_uuid", "round"],
                condition=Q(dossier_uuid__isnull=False),
                name="post_result_once",
            ),
        ]


class Attempt(models.Model):
    """A try to deliver; never changed. `proof`: signature, photo or name of who took it."""

    shipment = models.ForeignKey(Shipment, models.PROTECT, related_name="tries")
    number = models.PositiveSmallIntegerField()
    delivered = models.BooleanField()
    reason = models.CharField(max_length=20, default="", blank=True)
    words = models.CharField(max_length=500, default="", blank=True)
    receiver = models.CharField(max_length=200, default="", blank=True)
    relation = models.CharField(max_length=20, default="", blank=True)
    proof = models.CharField(max_length=10, default="", blank=True)
    file = models.ForeignKey(
        "records.StoredFile", models.PROTECT, null=True, related_name="+", db_index=False
    )
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["shipment", "number"], name="post_attempt_number")]
