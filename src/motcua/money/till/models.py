"""Drawers, what moved in them, counts, hand-overs, deposits; card slips; the displays of counters.

Movements and counts are only added (triggers of the second migration): a wrong count is corrected by a new one.
"""

import uuid

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint


class Rule(models.Model):
    """How an agency takes cash. Without a row, or with `counted` off, the first cash of a day opens a drawer without a float."""

    agency = models.OneToOneField("city.Agency", models.PROTECT, related_name="+")
    counted = models.BooleanField(help_text="a drawer is opened by counting its float")
    set_at = models.DateTimeField()
    set_by = models.TextField()


class Drawer(models.Model):
    """The cash of one officer in one agency for one shift."""

    class State(models.TextChoices):
        OPEN = "open", "Đang thu"
        COUNTED = "counted", "Đã kiểm đếm"
        OFFERED = "offered", "Chờ bàn giao"
        CLOSED = "closed", "Đã bàn giao"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey("city.Account", models.PROTECT, related_name="+", db_index=False)
    holder = models.TextField(help_text="the officer's name as it was then")
    opened_at = models.DateTimeField()
    float_amount = models.BigIntegerField(help_text="đồng lent for change; in no fee account")
    float_pieces = models.JSONField(
        null=True, help_text="how many of each value; none when it opened by itself"
    )
    state = models.TextField(choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="till_drawer_uuid"),
            UniqueConstraint(
                fields=["account", "agency"],
                condition=Q(state__in=["open", "counted"]),
                name="till_one_drawer",
            ),
            CheckConstraint(condition=Q(float_amount__gte=0), name="till_float"),
        ]
        indexes = [
            Index(F("agency"), F("id").desc(), name="till_of_agency"),
            Index(F("account"), F("id").desc(), name="till_of_account"),
        ]

    @property
    def chain(self) -> str:
        """The name of its chain of events."""
        return f"drawer/{self.uuid}"


class Movement(models.Model):
    """Money in (above zero) or out of a drawer. `agency_id`: whose order it is, in whose books the money stands."""

    drawer = models.ForeignKey(Drawer, models.PROTECT, related_name="movements", db_index=False)
    order = models.ForeignKey("money.Order", models.PROTECT, related_name="+", db_index=False)
    refund = models.OneToOneField("money.Refund", models.PROTECT, null=True, related_name="+")
    agency_id = models.BigIntegerField()
    amount = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["order"], condition=Q(refund=None), name="till_taken_once"),
            CheckConstraint(
                condition=Q(refund=None, amount__gt=0) | Q(refund__isnull=False, amount__lt=0),
                name="till_moves",
            ),
        ]
        indexes = [Index(F("drawer"), F("id").desc(), name="till_of_drawer")]


class Count(models.Model):
    """The money of a drawer counted by hand. The last one counts; earlier ones stay."""

    drawer = models.ForeignKey(Drawer, models.PROTECT, related_name="counts", db_index=False)
    number = models.PositiveSmallIntegerField()
    pieces = models.JSONField()
    total = models.BigIntegerField()
    expected = models.BigIntegerField()
    reason = models.TextField(db_default="", help_text="why it differs")
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["drawer", "number"], name="till_count_number"),
            CheckConstraint(condition=Q(total__gte=0), name="till_count_not_negative"),
            CheckConstraint(
                condition=Q(total=F("expected")) | ~Q(reason=""), name="till_difference_explained"
            ),
        ]

    @property
    def difference(self) -> int:
        """In đồng; below zero when money is missing."""
        return self.total - self.expected


class Deposit(models.Model):
    """Cash on its way to the collection account. Its `code` stands in the bank's note, by which its line is found."""

    class State(models.TextChoices):
        MADE = "made", "Chờ ngân hàng báo có"
        MATCHED = "matched", "Đã vào tài khoản"
        VOID = "void", "Đã hủy"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    code = models.TextField()
    amount = models.BigIntegerField()
    state = models.TextField(choices=State, default=State.MADE)
    made_at = models.DateTimeField()
    made_by = models.TextField()
    line = models.OneToOneField("bank.BankLine", models.PROTECT, null=True, related_name="+")
    matched_at = models.DateTimeField(null=True)
    reason = models.TextField(db_default="", help_text="why it was cancelled")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="till_deposit_uuid"),
            UniqueConstraint(fields=["code"], name="till_deposit_code"),
            CheckConstraint(condition=Q(amount__gt=0), name="till_deposit_amount"),
        ]
        indexes = [
            Index(F("agency"), F("id").desc(), name="till_deposits_of_agency"),
            Index(F("id"), condition=Q(state="made"), name="till_deposit_waits"),
        ]


class HandOver(models.Model):
    """A counted drawer goes from its officer to a second person, who counts again and says yes or no."""

    class State(models.TextChoices):
        OFFERED = "offered", "Chờ nhận"
        TAKEN = "taken", "Đã nhận"
        REFUSED = "refused", "Không nhận, đếm lại"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    drawer = models.ForeignKey(Drawer, models.PROTECT, related_name="hand_overs", db_index=False)
    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    count = models.ForeignKey(Count, models.PROTECT, related_name="+", db_index=False)
    number = models.TextField()
    amount = models.BigIntegerField()
    kept = models.BigIntegerField(help_text="of the float, stays with the officer")
    parts = models.JSONField(help_text="đồng by collecting agency, as it is booked")
    state = models.TextField(choices=State, default=State.OFFERED)
    given_by_id = models.BigIntegerField()
    given_by = models.TextField()
    given_at = models.DateTimeField()
    taken_by_id = models.BigIntegerField(null=True)
    taken_by = models.TextField(db_default="")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(db_default="")
    deposit = models.ForeignKey(Deposit, models.PROTECT, null=True, related_name="hand_overs", db_index=False)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="till_hand_over_uuid"),
            UniqueConstraint(fields=["number"], name="till_hand_over_number"),
            UniqueConstraint(
                fields=["drawer"], condition=~Q(state="refused"), name="till_one_hand_over_a_drawer"
            ),
            CheckConstraint(condition=Q(amount__gte=0, kept__gte=0), name="till_hand_over_amount"),
            CheckConstraint(
                condition=Q(taken_by_id=None) | ~Q(taken_by_id=F("given_by_id")), name="till_two_people"
            ),
        ]
        indexes = [
            Index(F("agency"), F("id").desc(), name="till_given_in_agency"),
            Index(F("agency"), condition=Q(state="taken", deposit=None), name="till_to_be_banked"),
            Index(F("deposit"), condition=Q(deposit__isnull=False), name="till_of_deposit"),
        ]


class CardPayment(models.Model):
    """A payment by card at the agency's terminal, as its slip says. The terminal and its bank hold the money (clearing)."""

    order = models.ForeignKey("money.Order", models.PROTECT, related_name="+")
    attempt = models.OneToOneField("money.Attempt", models.PROTECT, related_name="+")
    terminal = models.TextField()
    approval = models.TextField()
    last4 = models.TextField()
    day = models.DateField()
    amount = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["terminal", "approval", "day"], name="till_card_slip_once"),
            CheckConstraint(condition=Q(amount__gt=0), name="till_card_amount"),
        ]


class CardRefund(models.Model):
    """An approved refund that was put back on the card at the same terminal."""

    payment = models.ForeignKey(CardPayment, models.PROTECT, related_name="refunds")
    refund = models.OneToOneField("money.Refund", models.PROTECT, related_name="+")
    approval = models.TextField()
    terminal = models.TextField()
    day = models.DateField()
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["terminal", "approval", "day"], name="till_card_refund_once"),
        ]


class Screen(models.Model):
    """What the display of a counter shows: the order that is being paid there. Nothing of its payer."""

    counter = models.OneToOneField("hall.Counter", models.PROTECT, related_name="+")
    order = models.ForeignKey("money.Order", models.PROTECT, null=True, related_name="+", db_index=False)
    shown_at = models.DateTimeField(null=True)
