"""Merchants that take money by code, what came in by it, what they declare in cash, and the zones that are looked at.

The money is the merchants' own: nothing of it stands in the city's ledger. Of a payment only the bank's number, moment and
amount are kept: who paid, and for what, is no business of the city.
"""

import uuid

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint


class Kind(models.TextChoices):
    STREET = "street", "Tuyến phố"
    MARKET = "market", "Chợ"
    SCHOOL = "school", "Trường học"
    PARKING = "parking", "Điểm trông giữ xe"
    OTHER = "other", "Nơi khác"


class Zone(models.Model):
    """A pilot: a street, a market, some merchants, from a day on."""

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.TextField(choices=Kind)
    name_vi = models.TextField()
    name_en = models.TextField(db_default="")
    unit = models.ForeignKey("city.Unit", models.PROTECT, related_name="+", db_index=False)
    starts_on = models.DateField()
    ended_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by = models.TextField()

    class Meta:
        constraints = [UniqueConstraint(fields=["uuid"], name="merchants_zone_uuid")]
        indexes = [Index(F("unit"), F("id").desc(), name="merchants_zone_of_unit")]


class Merchant(models.Model):
    """Who takes money at one place by one account."""

    class State(models.TextChoices):
        APPLIED = "applied", "Chờ duyệt"
        APPROVED = "approved", "Đang thu"
        REFUSED = "refused", "Không duyệt"
        CLOSED = "closed", "Đã ngừng"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.TextField()
    kind = models.TextField(choices=Kind)
    unit = models.ForeignKey("city.Unit", models.PROTECT, related_name="+", db_index=False)
    place = models.TextField(help_text="street, market, school, car park")
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, related_name="merchants", db_index=False)
    person = models.ForeignKey("city.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    organisation = models.ForeignKey(
        "city.Organisation", models.PROTECT, null=True, related_name="+", db_index=False
    )
    bin = models.TextField()
    account = models.TextField()
    virtual = models.BooleanField(help_text="a virtual account that its bank made for this place")
    holder = models.TextField(help_text="as the bank writes it, without marks")
    shares_since = models.DateTimeField(
        null=True,
        help_text="since when its bank tells the city what comes in by code, at the merchant's own wish",
    )
    state = models.TextField(choices=State, default=State.APPLIED)
    applied_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(db_default="")
    reason = models.TextField(db_default="")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="merchants_merchant_uuid"),
            UniqueConstraint(
                fields=["account", "bin"],
                condition=Q(state__in=["applied", "approved"]),
                name="merchants_account",
            ),
            CheckConstraint(
                condition=Q(person=None, organisation__isnull=False)
                | Q(person__isnull=False, organisation=None),
                name="merchants_one_owner",
            ),
        ]
        indexes = [
            Index(F("person"), condition=Q(person__isnull=False), name="merchants_of_person"),
            Index(F("organisation"), condition=Q(organisation__isnull=False), name="merchants_of_body"),
            Index(F("unit"), F("id"), condition=Q(state="applied"), name="merchants_to_decide"),
            Index(F("unit"), F("id").desc(), name="merchants_of_unit"),
            Index(F("zone"), condition=Q(zone__isnull=False), name="merchants_of_zone"),
        ]

    @property
    def chain(self) -> str:
        """The name of its chain of events."""
        return f"merchant/{self.uuid}"


class Taking(models.Model):
    """One payment by code, as the merchant's bank told it: once by its number."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="takings", db_index=False)
    reference = models.TextField()
    amount = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["merchant", "reference"], name="merchants_taking_once"),
            CheckConstraint(condition=Q(amount__gt=0), name="merchants_taking_amount"),
        ]
        indexes = [Index(F("merchant"), F("at").desc(), F("id").desc(), name="merchants_takings")]


class Tally(models.Model):
    """What a merchant took by code on a day, and in a month: kept up with each payment, no page adds up."""

    class Period(models.TextChoices):
        DAY = "day", "Ngày"
        MONTH = "month", "Tháng"

    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="tallies", db_index=False)
    period = models.TextField(choices=Period)
    begin = models.DateField()
    payments = models.PositiveIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        constraints = [UniqueConstraint(fields=["merchant", "period", "begin"], name="merchants_tally_once")]


class Declaration(models.Model):
    """The cash that a merchant says it took in a month. The last one counts; earlier ones stay."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="declarations", db_index=False)
    month = models.DateField()
    number = models.PositiveSmallIntegerField()
    cash = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["merchant", "month", "number"], name="merchants_declared_once"),
            CheckConstraint(condition=Q(cash__gte=0), name="merchants_declared"),
        ]
