"""Bookings of a slot. How many a slot takes is held by its own row: never one too many."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint


class Slot(models.Model):
    """A span of a group that somebody has booked; made with the first booking, with the capacity of that moment."""

    group = models.ForeignKey("hall.Group", models.PROTECT, related_name="slots", db_index=False)
    starts_at = models.DateTimeField()
    capacity = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["group", "starts_at"], name="hall_slot_once"),
            CheckConstraint(condition=Q(taken__lte=F("capacity")), name="hall_slot_never_overbooked"),
        ]


class Booking(models.Model):
    """Somebody comes at a time: a resident who is signed on, or a name with a phone number and a code."""

    class State(models.TextChoices):
        BOOKED = "booked", "Đã đặt"
        ARRIVED = "arrived", "Đã đến"
        CANCELLED = "cancelled", "Đã hủy"
        MISSED = "missed", "Không đến"

    uuid = models.UUIDField(default=uuid.uuid4)
    code = models.CharField(
        max_length=8, help_text="said at the counter, with the phone number it opens the page"
    )
    hall = models.ForeignKey("hall.Hall", models.PROTECT, related_name="+", db_index=False)
    group = models.ForeignKey("hall.Group", models.PROTECT, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    person = models.ForeignKey("city.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=20)
    procedure_code = models.CharField(max_length=20, default="", blank=True)
    dossier_code = models.CharField(max_length=60, default="", blank=True)
    language = models.CharField(max_length=2, default="vi")
    state = models.CharField(max_length=10, choices=State, default=State.BOOKED)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    changes = models.PositiveSmallIntegerField(
        default=0, help_text="how often it was moved; the calendar's sequence"
    )
    reminded_at = models.DateTimeField(null=True)
    ticket = models.OneToOneField("hall.Ticket", models.PROTECT, null=True, related_name="booking")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="hall_booking_uuid"),
            UniqueConstraint(fields=["code"], condition=Q(state="booked"), name="hall_booking_code"),
            UniqueConstraint(
                fields=["phone", "starts_at"], condition=Q(state="booked"), name="hall_booking_once_a_time"
            ),
        ]
        indexes = [
            Index(fields=["hall", "starts_at", "id"], name="hall_booking_day"),
            Index(
                F("person"),
                F("starts_at").desc(),
                name="hall_booking_person",
                condition=Q(person__isnull=False),
            ),
            Index(fields=["starts_at"], condition=Q(state="booked"), name="hall_booking_open"),
            Index(fields=["phone"], condition=Q(state="booked"), name="hall_booking_phone"),
        ]
