"""What a table without a line did: brought in later, each once, at the moment at which it happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.records.drives import receiving, rules
from motcua.records.drives.booking import State, code_of, count, day_of
from motcua.records.drives.errors import Faulty, NotYours, Refused
from motcua.records.drives.models import Booking, Point

OLDEST = timedelta(days=3)
"""What is brought in later than this is looked at by hand: the day's figures have been told."""
AHEAD = timedelta(minutes=10)
"""By so much a tablet's clock may be ahead of the city's."""


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody who came with a code. `outcome`: empty while the person is still there."""

    code: str
    at: datetime
    outcome: str = ""
    reason: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Walked:
    """Somebody who came without a code. `id` is the tablet's own: the same entry sent twice is one."""

    id: UUID
    pin: str
    at: datetime
    bike: rules.Bike | None = None
    outcome: str = ""
    reason: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of an entry. `booked`: there was a booking here, which counts; `over`: beyond the day's places."""

    booking: Booking
    booked: bool = False
    over: bool = False


def expected(point: Point, at: datetime) -> Sequence[Booking]:
    """Open bookings of a point today and tomorrow, in order: what a tablet takes along. One query."""
    begin = datetime.combine(day_of(at), datetime.min.time(), rules.VN)
    rows = Booking.objects.select_related("person").filter(
        point=point, starts_at__gte=begin, starts_at__lt=begin + timedelta(days=2), state=State.BOOKED
    )
    return list(rows.order_by("starts_at", "id")[: 2 * 200])


def bring(point: Point, came: Came, *, by: Actor, at: datetime) -> Booking:
    """Bring in what happened at `came.at`. The same again changes nothing. One transaction.

    A booking that was marked as missed meanwhile counts as come after all, and the day's figures with it.
    Raises: NotYours (no such booking of that day here), Refused, Faulty.
    """
    _believable(came.at, at)
    with transaction.atomic():
        found = Booking.objects.select_for_update().filter(code=code_of(came.code), point=point).first()
        if found is None or day_of(found.starts_at) != day_of(came.at):
            raise NotYours
        if found.state == State.MISSED:
            found.state, found.ended_at = State.BOOKED, None
            found.save(update_fields=["state", "ended_at"])
            count(point.pk, day_of(found.starts_at), "missed", -1)
            events.record(
                point.drive.chain, "drive-not-missed", at=at, actor=by,
                data={"booking": str(found.uuid), "point": point.pk, "came_at": came.at.isoformat()},
            )  # fmt: skip
        if found.state in (State.BOOKED, State.ARRIVED):
            found = receiving.check_in(point, came.code, by=by, at=came.at)
        elif found.state == State.CANCELLED:
            raise NotYours
        if came.outcome and found.state == State.ARRIVED:
            found = receiving.finish(
                point, found.pk, came.outcome, reason=came.reason, receipt=came.receipt, by=by, at=came.at
            )
    return found


def bring_walk_in(point: Point, came: Walked, *, by: Actor, at: datetime) -> Brought:
    """Bring in somebody who came without a code at `came.at`. The same again changes nothing. One transaction.

    Whoever had a booking of that day at this point is counted by it. More than the places kept are told, not refused:
    they were served already. Raises: NotYours (the id is somebody else's), Refused (taken in elsewhere, booked
    elsewhere), Faulty.
    """
    _believable(came.at, at)
    with transaction.atomic():
        known = Booking.objects.select_for_update().filter(uuid=came.id).first()
        if known is not None and (known.point_id != point.pk or not known.walk_in):
            raise NotYours
        if known is not None:
            return Brought(_ended(point, known, came, by))
        if booked := _booked_here(point, came):
            return Brought(bring(point, booked, by=by, at=at), booked=True)
        left = receiving.places_left(point, day_of(came.at))
        _said_where(point, came.pin)
        try:
            with transaction.atomic():
                made = receiving.walk_in(point, came.pin, came.bike, by=by, at=came.at, made_as=came.id)
        except IntegrityError:  # the same entry came in beside this one
            raise Refused(
                "Lượt này đang được gửi từ nơi khác; hãy gửi lại.", "This entry is being sent elsewhere; send again."
            ) from None  # fmt: skip
        return Brought(_ended(point, made, came, by), over=left == 0)


def _ended(point: Point, found: Booking, came: Walked, by: Actor) -> Booking:
    if not came.outcome or found.state != State.ARRIVED:
        return found
    return receiving.finish(
        point, found.pk, came.outcome, reason=came.reason, receipt=came.receipt, by=by, at=came.at
    )


def _booked_here(point: Point, came: Walked) -> Came | None:
    """The booking that this person has at this point on that day. One query."""
    rows = Booking.objects.filter(person__pin=came.pin.strip(), point=point, walk_in=False)
    for one in rows.filter(state__in=(State.BOOKED, State.ARRIVED, State.MISSED)).order_by("id"):
        if day_of(one.starts_at) == day_of(came.at):
            return Came(one.code, came.at, came.outcome, came.reason, came.receipt)
    return None


def _said_where(point: Point, pin: str) -> None:
    """Raises: Refused, naming place and time, for whoever has an open booking elsewhere. One query."""
    rows = Booking.objects.select_related("point").filter(
        person__pin=pin.strip(), kind=point.drive.kind, state__in=(State.BOOKED, State.ARRIVED)
    )
    if found := rows.first():
        when = found.starts_at.astimezone(rules.VN)
        if found.state == State.ARRIVED:
            raise Refused(
                f"Người này đã được ghi nhận ở {found.point.place} lúc {when:%H:%M %d/%m}.",
                f"This person is noted as being at {found.point.place}, {when:%H:%M %d/%m}.", "pin",
            )  # fmt: skip
        raise Refused(
            f"Người này có lịch hẹn ở {found.point.place} lúc {when:%H:%M %d/%m}; hủy lịch đó rồi gửi lại.",
            f"This person has a booking at {found.point.place}, {when:%H:%M %d/%m}; cancel it and send again.", "pin",
        )  # fmt: skip


def _believable(happened: datetime, at: datetime) -> None:
    if not at - OLDEST <= happened <= at + AHEAD:
        raise Refused(
            "Giờ ghi trên máy quá cũ hoặc sai; hãy ghi bằng tay.",
            "The tablet's time is too old or wrong; enter it by hand.",
        )


__all__ = [
    "Brought", "Came", "Faulty", "NotYours", "Refused", "Walked", "bring", "bring_walk_in", "expected",
]  # fmt: skip
