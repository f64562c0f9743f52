"""Residents book a place at a point, cancel it, and prove at the table who they are by a signed code."""

import uuid as uuids
from datetime import date, datetime, timedelta
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from motcua.city.hall.bookings import new_code
from motcua.city.models import Person
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.records.drives import rules
from motcua.records.drives.errors import Faulty, NotYours, Refused
from motcua.records.drives.models import Booking, Drive, Point, Slot

State = Booking.State
OPEN = (State.BOOKED, State.ARRIVED)
SOON = timedelta(minutes=30)
"""Until so shortly before it begins a slot can be booked and given back."""
_SIGNED = Signer(salt="drives.booking")
_TALLY = """
insert into drives_tally (point_id, day, what, number) values (%s, %s, %s, %s)
on conflict (point_id, day, what) do update set number = drives_tally.number + excluded.number
"""


def count(point_id: int, on: date, what: str, number: int = 1) -> None:
    """Add to what came of a day. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_TALLY, [point_id, on, what, number])


def free(point: Point, on: date, at: datetime) -> list[Slot]:
    """Slots of a point on a day that are not full and not too near. One query."""
    begin = datetime.combine(on, datetime.min.time(), rules.VN)
    rows = Slot.objects.filter(
        point=point, starts_at__gte=max(begin, at + SOON), starts_at__lt=begin + timedelta(days=1)
    )
    return list(rows.filter(taken__lt=F("seats")).order_by("starts_at"))


@transaction.atomic
def book(slot_id: int, person: Person, told: rules.Bike | None = None, *, by: Actor, at: datetime) -> Booking:
    """A place for a person; one open booking of a kind each. Raises: Refused (in words), Faulty (a motorbike's papers)."""
    slot = Slot.objects.select_related("point__drive").filter(pk=slot_id).first()
    if slot is None or slot.point.drive.state != Drive.State.PUBLISHED:
        raise Refused("Không có giờ này.", "There is no such time.", "gio")
    if slot.starts_at < at + SOON:
        raise Refused(
            "Giờ này đã quá gần, hãy chọn giờ muộn hơn.", "This is too soon; choose a later time.", "gio"
        )
    drive = slot.point.drive
    frame = checked(drive.kind, told, person, at)
    if not Slot.objects.filter(pk=slot.pk, taken__lt=F("seats")).update(taken=F("taken") + 1):
        raise Refused("Giờ này vừa hết chỗ, hãy chọn giờ khác.", "This time has just been taken.", "gio")
    try:
        with transaction.atomic():
            made = Booking.objects.create(
                code=new_code(), kind=drive.kind, point=slot.point, slot=slot, person=person, starts_at=slot.starts_at,
                made_at=at, told=plain(told), frame=frame,
            )  # fmt: skip
    except IntegrityError as broken:
        if "drives_frame_once" in str(broken):
            raise Faulty(
                {"frame": ("Số khung này đã đăng ký hoặc đã đặt lịch.", "It is registered or booked.")}
            ) from None
        raise Refused(
            "Bạn đã có lịch cho việc này; hãy hủy lịch đó trước.",
            "You have a booking for this; cancel it first.",
            "gio",
        ) from None
    count(slot.point_id, day_of(slot.starts_at), "booked")
    events.record(
        drive.chain, "drive-booked", at=at, actor=by, data={"booking": str(made.uuid), "point": slot.point_id}
    )
    return made


def checked(kind: str, told: rules.Bike | None, person: Person, at: datetime) -> str:
    """The frame number of a motorbike, empty for other kinds. Raises: Faulty. One query at most."""
    if kind == Drive.Kind.MOTORBIKE:
        return checked_bike(told, person, at)
    if faults := rules.age_faults(kind, person.birth_date, at.astimezone(rules.VN).date()):
        raise Faulty(faults)
    return ""


def checked_bike(told: rules.Bike | None, person: Person, at: datetime) -> str:
    bike = told or rules.Bike("", "", "", "")
    known = (
        bool(bike.frame) and Booking.objects.filter(frame=bike.frame, state__in=(*OPEN, State.DONE)).exists()
    )
    if faults := rules.bike_faults(bike, person.birth_date, at.astimezone(rules.VN).date(), registered=known):
        raise Faulty(faults)
    return bike.frame


def plain(told: rules.Bike | None) -> dict[str, Any]:
    return {} if told is None else {
        "motor": told.motor, "invoice": told.invoice, "fee_paid": told.fee_paid, "guardian": told.guardian
    }  # fmt: skip


@transaction.atomic
def cancel(uuid: uuids.UUID, people: tuple[int, ...], *, by: Actor, at: datetime) -> Booking:
    """Give the place back; twice is once. Raises: NotYours, Refused when it is over or too near."""
    found = Booking.objects.select_for_update(of=("self",)).filter(uuid=uuid, person_id__in=people).first()
    if found is None:
        raise NotYours
    if found.state == State.CANCELLED:
        return found
    if found.state != State.BOOKED or found.starts_at < at + SOON:
        raise Refused("Lịch này không hủy được nữa.", "This booking cannot be cancelled any more.")
    found.state, found.ended_at = State.CANCELLED, at
    found.save(update_fields=["state", "ended_at"])
    assert found.slot_id is not None  # only whoever came without a booking has none
    Slot.objects.filter(pk=found.slot_id, taken__gt=0).update(taken=F("taken") - 1)
    count(found.point_id, day_of(found.starts_at), "cancelled")
    chain = Drive.objects.get(points=found.point_id).chain
    events.record(chain, "drive-booking-cancelled", at=at, actor=by, data={"booking": str(found.uuid)})
    return found


def own(uuid: uuids.UUID, people: tuple[int, ...]) -> Booking:
    """A booking of this person. One query. Raises: NotYours."""
    rows = Booking.objects.select_related("point__drive__agency", "point__unit", "slot", "person")
    found = rows.filter(uuid=uuid, person_id__in=people).first()
    if found is None:
        raise NotYours
    return found


def open_of(people: tuple[int, ...]) -> list[Booking]:
    """What this person has booked and not used, the next first. One query."""
    rows = Booking.objects.select_related("point__drive", "point__unit").filter(
        person_id__in=people, state__in=OPEN
    )
    return list(rows.order_by("starts_at")[:10])


def signed(booking: Booking) -> str:
    """What the code at the table carries: the booking's code and our signature; nothing about the person."""
    return _SIGNED.sign(booking.code)


def code_of(scanned: str) -> str:
    """The booking's code from what was scanned or typed: a signed text must bear our signature, a typed code is six letters.

    Raises: NotYours for anything else.
    """
    text = scanned.strip()
    if ":" in text:
        try:
            return _SIGNED.unsign(text)
        except BadSignature:
            raise NotYours from None
    if not text.isalnum() or len(text) > 12:
        raise NotYours
    return text.upper()


def day_of(moment: datetime) -> date:
    return moment.astimezone(rules.VN).date()
