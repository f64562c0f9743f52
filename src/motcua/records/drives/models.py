"""Drives, their points and slots, who is invited, who books, comes and goes with what."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint


class Drive(models.Model):
    """A campaign of one agency over some weeks. Residents see it once it is published."""

    class Kind(models.TextChoices):
        CARD = "card", "Cấp thẻ căn cước, định danh điện tử"
        LEVEL2 = "level2", "Kích hoạt tài khoản định danh mức 2"
        MOTORBIKE = "motorbike", "Đăng ký xe máy điện"

    class State(models.TextChoices):
        DRAFT = "draft", "Đang soạn"
        PUBLISHED = "published", "Đã công bố"
        CANCELLED = "cancelled", "Đã hủy"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.TextField(choices=Kind)
    name_vi = models.TextField()
    name_en = models.TextField(db_default="")
    words = models.TextField(db_default="", help_text="what residents should bring or know")
    agency = models.ForeignKey("city.Agency", models.PROTECT, related_name="+", db_index=False)
    targets = ArrayField(models.TextField(), default=list)
    starts_on = models.DateField()
    ends_on = models.DateField()
    service_minutes = models.PositiveSmallIntegerField()
    state = models.TextField(choices=State, default=State.DRAFT)
    made_at = models.DateTimeField()
    made_by = models.JSONField(help_text="the actor, as data")
    published_at = models.DateTimeField(null=True)
    invited_at = models.DateTimeField(null=True)
    invited = models.PositiveIntegerField(db_default=0)
    reason = models.TextField(db_default="", help_text="why it was cancelled")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="drives_drive_uuid"),
            CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="drives_drive_ends_later"),
            CheckConstraint(
                condition=Q(service_minutes__gte=1, service_minutes__lte=120), name="drives_service"
            ),
        ]
        indexes = [
            Index("ends_on", "id", condition=Q(state="published"), name="drives_public"),
            Index(F("agency"), F("id").desc(), name="drives_of_agency"),
        ]

    @property
    def chain(self) -> str:
        """The name of its chain of events."""
        return f"drive/{self.uuid}"


class Point(models.Model):
    """A place where a team works on some days: a school, an office, a housing area."""

    class Setting(models.TextChoices):
        SCHOOL = "school", "Trường học"
        OFFICE = "office", "Cơ quan, doanh nghiệp"
        HOUSING = "housing", "Khu dân cư, chung cư"
        HALL = "hall", "Trụ sở, nhà văn hóa"

    drive = models.ForeignKey(Drive, models.PROTECT, related_name="points")
    setting = models.TextField(choices=Setting)
    place = models.TextField()
    unit = models.ForeignKey("city.Unit", models.PROTECT, related_name="+", db_index=False)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    days = ArrayField(models.DateField())
    opens = models.TimeField()
    closes = models.TimeField()
    kits = models.PositiveSmallIntegerField()
    reserve = models.FloatField(help_text="part of the places for whoever comes without a booking, 0 to 1")
    no_show = models.FloatField(db_default=0, help_text="part that did not come to this place before, 0 to 1")

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(closes__gt=F("opens")), name="drives_point_closes_later"),
            CheckConstraint(condition=Q(kits__gte=1, kits__lte=60), name="drives_point_kits"),
            CheckConstraint(condition=Q(reserve__gte=0, reserve__lte=0.9), name="drives_point_reserve"),
        ]


class Slot(models.Model):
    """A span of a point. `seats` is made of kits, service time, reserve and overbooking; a slot never takes one too many."""

    point = models.ForeignKey(Point, models.PROTECT, related_name="slots", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seats = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["point", "starts_at"], name="drives_slot_once"),
            CheckConstraint(condition=Q(taken__lte=F("seats")), name="drives_slot_never_too_many"),
        ]


class Invitation(models.Model):
    """Somebody of the register whom a drive is for, and why. `visit_*`: those who are visited at home."""

    drive = models.ForeignKey(Drive, models.CASCADE, related_name="invitations", db_index=False)
    person = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    why = models.TextField()
    visit_on = models.DateField(null=True)
    visit_morning = models.BooleanField(null=True)
    visit_team = models.PositiveSmallIntegerField(null=True)
    visit_place = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["drive", "person"], name="drives_invited_once")]
        indexes = [
            Index("person", name="drives_invitation_person"),
            Index("drive", "id", name="drives_invitation_list"),
            Index(
                "drive",
                "visit_on",
                "visit_team",
                "visit_place",
                condition=Q(visit_on__isnull=False),
                name="drives_route",
            ),
        ]


class Booking(models.Model):
    """Somebody comes, or came without a booking. `told`: of a motorbike what its owner says about it."""

    class State(models.TextChoices):
        BOOKED = "booked", "Đã đặt"
        ARRIVED = "arrived", "Đã đến"
        DONE = "done", "Đã thu nhận"
        EQUIPMENT = "equipment", "Lỗi thiết bị"
        FAILED = "failed", "Không thực hiện được"
        MISSED = "missed", "Vắng"
        CANCELLED = "cancelled", "Hủy"

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    code = models.TextField()
    kind = models.TextField(choices=Drive.Kind)
    point = models.ForeignKey(Point, models.PROTECT, related_name="bookings", db_index=False)
    slot = models.ForeignKey(Slot, models.PROTECT, null=True, related_name="+", db_index=False)
    person = models.ForeignKey("city.Person", models.PROTECT, related_name="+", db_index=False)
    starts_at = models.DateTimeField(help_text="of the slot; of somebody without one, when they came")
    state = models.TextField(choices=State, default=State.BOOKED)
    walk_in = models.BooleanField(default=False)
    told = models.JSONField(default=dict)
    frame = models.TextField(db_default="")
    made_at = models.DateTimeField()
    came_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(db_default="")
    receipt = models.TextField(db_default="", help_text="number of the receipt, of the plate")
    by = models.JSONField(null=True, help_text="the officer who ended it")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["uuid"], name="drives_booking_uuid"),
            UniqueConstraint(
                fields=["code"], condition=Q(state__in=["booked", "arrived"]), name="drives_booking_code"
            ),
            UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(state__in=["booked", "arrived"]),
                name="drives_one_open_each",
            ),
            UniqueConstraint(
                fields=["frame"],
                condition=~Q(frame="") & Q(state__in=["booked", "arrived", "done"]),
                name="drives_frame_once",
            ),
        ]
        indexes = [
            Index("point", "starts_at", "id", name="drives_booking_day"),
            Index(F("person"), F("id").desc(), name="drives_booking_person"),
            Index("starts_at", condition=Q(state="booked"), name="drives_booking_open"),
        ]


class Held(models.Model):
    """A person whom a team has taken in: no other team takes them before `until`, whatever its tablet says."""

    person = models.OneToOneField("city.Person", models.PROTECT, primary_key=True, related_name="+")
    point = models.ForeignKey(Point, models.PROTECT, related_name="+", db_index=False)
    until = models.DateTimeField()


class Tally(models.Model):
    """What came of a day at a point, kept up by every act: booked, cancelled, came, walk_in, done, missed, equipment,
    failed:<reason>. Sums only; no persons."""

    pk = models.CompositePrimaryKey("point_id", "day", "what")
    point = models.ForeignKey(Point, models.CASCADE, related_name="tallies", db_index=False)
    day = models.DateField()
    what = models.TextField()
    number = models.IntegerField(db_default=0)
