"""What a table without a line did: brought in later, each once, at the moment at which it happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

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
    if not at - OLDEST <= came.at <= at + AHEAD:
        raise Refused(
            "Giờ ghi trên máy quá cũ hoặc sai; hãy ghi bằng tay.",
            "The tablet's time is too old or wrong; enter it by hand.",
        )
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


__all__ = ["Came", "Faulty", "NotYours", "Refused", "bring", "expected"]
