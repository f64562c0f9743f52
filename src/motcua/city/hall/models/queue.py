"""Tickets and who calls them."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint


class Sitting(models.Model):
    """An officer at a counter, from when to when. One at a counter, one counter for an officer: the database holds it."""

    counter = models.ForeignKey("hall.Counter", models.PROTECT, related_name="sittings", db_index=False)
    account = models.ForeignKey("city.Account", models.PROTECT, related_name="+", db_index=False)
    post_id = models.BigIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    pause_words = models.CharField(max_length=120, default="", blank=True)
    paused_s = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["counter"], condition=Q(until=None), name="hall_one_at_a_counter"),
            UniqueConstraint(fields=["account"], condition=Q(until=None), name="hall_one_counter_each"),
        ]
        indexes = [
            Index(fields=["counter", "since"], name="hall_sitting_counter"),
            Index(F("account"), F("since").desc(), name="hall_sitting_account"),
        ]


class Ticket(models.Model):
    """A number of a day. It keeps its label when it is moved to another group (`group`); `issued_in` stays.

    `turn_at` orders the calling (city.hall.rules.turn); before `ready_at` it is called only when nobody else waits.
    Nothing here says who the person is.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ"
        CALLED = "called", "Đang được gọi"
        DONE = "done", "Đã phục vụ"
        ABSENT = "absent", "Gọi không có mặt"
        LEFT = "left", "Tự bỏ số"
        UNSERVED = "unserved", "Hết giờ chưa được gọi"

    class Source(models.TextChoices):
        KIOSK = "kiosk", "Ki-ốt"
        PHONE = "phone", "Điện thoại"
        RECEPTION = "reception", "Quầy hướng dẫn"
        BOOKING = "booking", "Đặt hẹn"

    uuid = models.UUIDField(default=uuid.uuid4)
    hall = models.ForeignKey("hall.Hall", models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    issued_in = models.ForeignKey("hall.Group", models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=8)
    group = models.ForeignKey("hall.Group", models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=10, choices=Source)
    priority = models.CharField(max_length=20, default="", blank=True)
    issued_at = models.DateTimeField()
    turn_at = models.DateTimeField()
    ready_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    counter = models.ForeignKey("hall.Counter", models.PROTECT, null=True, related_name="+", db_index=False)
    sitting = models.ForeignKey(Sitting, models.PROTECT, null=True, related_name="tickets", db_index=False)
    called_at = models.DateTimeField(null=True)
    calls = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    served_s = models.PositiveIntegerField(null=True)
    device = models.CharField(max_length=64, default="", blank=True, help_text="hash of the taker's session")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="hall_ticket_uuid"),
            UniqueConstraint(fields=["issued_in", "day", "number"], name="hall_ticket_number"),
            UniqueConstraint(fields=["counter"], condition=Q(state="called"), name="hall_one_called"),
            UniqueConstraint(
                fields=["hall", "device", "day"],
                condition=Q(state="waiting") & ~Q(device=""),
                name="hall_one_a_device",
            ),
            CheckConstraint(
                condition=~Q(state="called") | Q(counter__isnull=False, called_at__isnull=False),
                name="hall_called_somewhere",
            ),
        ]
        indexes = [
            Index(
                fields=["group", "day", "turn_at", "id"],
                condition=Q(state="waiting"),
                name="hall_ticket_turn",
            ),
            Index(fields=["hall", "day", "called_at"], condition=Q(state="called"), name="hall_ticket_board"),
            Index(F("group"), F("ended_at").desc(), condition=Q(state="done"), name="hall_ticket_served"),
            Index(fields=["hall", "day", "id"], name="hall_ticket_day"),
            Index(fields=["sitting"], name="hall_ticket_sitting"),
        ]


class Move(models.Model):
    """What happened to a ticket, in order; never changed. `words`: why, or to which group."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="moves")
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    account_id = models.BigIntegerField(null=True)
    counter_id = models.BigIntegerField(null=True)
    words = models.CharField(max_length=160, default="", blank=True)


class Handled(models.Model):
    """A dossier that was taken in or handed over with a ticket: ties a later rating to the counter."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="handled", db_index=False)
    dossier_code = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, help_text="intake or return")
    at = models.DateTimeField()
    stars = models.PositiveSmallIntegerField(null=True, help_text="the rating that was counted")

    class Meta:
        constraints = [UniqueConstraint(fields=["ticket", "dossier_code", "kind"], name="hall_handled_once")]
        indexes = [Index(F("dossier_code"), F("id").desc(), name="hall_handled_code")]
