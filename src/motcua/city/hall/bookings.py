"""Bookings: which slots are free, book, move, cancel, arrive. A slot never takes one too many."""

import secrets
import uuid as uuids
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from motcua.city.agencies import TIME_ZONE
from motcua.city.agencies import day as day_of
from motcua.city.hall import rules, tickets
from motcua.city.hall.errors import NotYours, Refused, Taken, WrongState
from motcua.city.hall.layout import Plan
from motcua.city.hall.models import Booking, Group, Slot, Ticket
from motcua.foundation import events
from motcua.foundation.actor import Actor

State = Booking.State
CODE_LETTERS = "ACDEFGHKLMNPRTVX23479"
"""No letter or digit that is mistaken for another when read aloud or written by hand."""
# One row a slot: whoever comes second waits for the first one's commit and then sees what is left.
_TAKE = """
insert into hall_slot (group_id, starts_at, capacity, taken) values (%s, %s, %s, 1)
on conflict (group_id, starts_at) do update set taken = hall_slot.taken + 1
where hall_slot.taken < hall_slot.capacity returning taken
"""


@dataclass(frozen=True, slots=True)
class Free:
    """A slot that can be booked."""

    starts_at: datetime
    ends_at: datetime
    left: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who comes and why. `person_id`: a resident who is signed on."""

    name: str
    phone: str
    person_id: int | None = None
    procedure_code: str = ""
    dossier_code: str = ""
    language: str = "vi"


def free_on(plan: Plan, group: Group, on: date, at: datetime) -> list[Free]:
    """The slots of a day that are not full and not too near. One query."""
    if group.per_slot == 0 or on not in rules.bookable_days(plan.office, day_of(at)):
        return []
    spans = [
        (start, end)
        for start, end in rules.slots(plan.office, on, plan.hall.slot_minutes)
        if rules.still_free_to_change(start, at)
    ]
    taken = {
        row.starts_at: row
        for row in Slot.objects.filter(group=group, starts_at__in=[start for start, _ in spans])
    }
    found = []
    for start, end in spans:
        row = taken.get(start)
        left = row.capacity - row.taken if row else group.per_slot
        if left > 0:
            found.append(Free(start, end, left))
    return found


def book(
    plan: Plan,
    group: Group,
    starts_at: datetime,
    wanted: Wanted,
    *,
    by: Actor,
    at: datetime,
    code: Callable[[], str] | None = None,
) -> Booking:
    """Book a slot. One phone number holds few open bookings, and never two at one time.

    Raises: Taken (full by now), Refused (not a slot, too near, too many), in words.
    """
    span = _span(plan, group, starts_at, at)
    with transaction.atomic():
        _one_at_a_time(wanted.phone)
        held = list(Booking.objects.filter(phone=wanted.phone, state=State.BOOKED))
        if any(one.starts_at == starts_at for one in held):
            raise Refused(
                "Số điện thoại này đã có hẹn vào giờ đó.", "This phone number has a booking then.", "time"
            )
        if len(held) >= rules.rules().booking.at_most:
            raise Refused(
                f"Số điện thoại này đã có {len(held)} lịch hẹn đang mở.",
                f"This phone number has {len(held)} open bookings.",
                "phone",
            )
        _take(group, starts_at)
        booking = Booking.objects.create(
            code=(code or new_code)(),
            hall=plan.hall,
            group=group,
            starts_at=span[0],
            ends_at=span[1],
            person_id=wanted.person_id,
            name=wanted.name,
            phone=wanted.phone,
            procedure_code=wanted.procedure_code,
            dossier_code=wanted.dossier_code,
            language=wanted.language,
            made_at=at,
        )
        _tell(booking, "booked", by, at)
    return booking


@transaction.atomic
def move(plan: Plan, uuid: uuids.UUID, starts_at: datetime, *, by: Actor, at: datetime) -> Booking:
    """Another time in the same group. The old place is free again. Raises: NotYours, WrongState, Taken, Refused."""
    booking = _held(uuid)
    _still_changeable(booking, at)
    if booking.starts_at == starts_at:
        return booking
    group = plan.group_id(booking.group_id)
    if group is None:
        raise WrongState("Nhóm này không còn nhận hẹn.", "This group takes no bookings any more.")
    span = _span(plan, group, starts_at, at)
    _one_at_a_time(booking.phone)
    if Booking.objects.filter(phone=booking.phone, state=State.BOOKED, starts_at=starts_at).exists():
        raise Refused(
            "Số điện thoại này đã có hẹn vào giờ đó.", "This phone number has a booking then.", "time"
        )
    # slots in the order of time, so that two that swap places do not wait for each other
    steps = [(starts_at, lambda: _take(group, starts_at)), (booking.starts_at, lambda: _give_back(booking))]
    for _, step in sorted(steps, key=lambda pair: pair[0]):
        step()
    before = booking.starts_at
    booking.starts_at, booking.ends_at = span
    booking.changes, booking.reminded_at = booking.changes + 1, None
    booking.save(update_fields=["starts_at", "ends_at", "changes", "reminded_at"])
    _tell(booking, "booking-moved", by, at, before=before)
    return booking


@transaction.atomic
def cancel(uuid: uuids.UUID, *, by: Actor, at: datetime) -> Booking:
    """Give the slot back; twice is once. Raises: NotYours, WrongState when it is too late."""
    booking = _held(uuid)
    if booking.state == State.CANCELLED:
        return booking
    _still_changeable(booking, at)
    booking.state, booking.ended_at, booking.changes = State.CANCELLED, at, booking.changes + 1
    booking.save(update_fields=["state", "ended_at", "changes"])
    _give_back(booking)
    _tell(booking, "booking-cancelled", by, at)
    return booking


@transaction.atomic
def arrive(plan: Plan, code: str, source_account: int | None, *, by: Actor, at: datetime) -> Ticket:
    """The booked person is here: a ticket of the group, with the turn of the slot. Twice gives the same ticket.

    Raises: NotYours for a code that this hall does not expect today, NotOpen.
    """
    booking = (
        Booking.objects.select_for_update(of=("self",))
        .filter(hall=plan.hall, code=code.strip().upper(), state__in=[State.BOOKED, State.ARRIVED])
        .order_by("-starts_at")
        .first()
    )
    if booking is None or day_of(booking.starts_at) != day_of(at):
        raise NotYours
    if booking.ticket_id is not None:
        return Ticket.objects.select_related("group", "hall").get(pk=booking.ticket_id)
    group = plan.group_id(booking.group_id)
    if group is None:
        raise NotYours
    ticket = tickets.issue(
        plan, group, Ticket.Source.BOOKING, at=at, booked=booking.starts_at, account_id=source_account
    )
    booking.ticket, booking.state, booking.ended_at = ticket, State.ARRIVED, at
    booking.save(update_fields=["ticket", "state", "ended_at"])
    _tell(booking, "booking-arrived", by, at)
    return ticket


def of_uuid(uuid: uuids.UUID) -> Booking:
    """A booking by its secret address. One query. Raises: NotYours."""
    found = Booking.objects.select_related("hall__agency", "group").filter(uuid=uuid).first()
    if found is None:
        raise NotYours
    return found


def of_code(code: str, phone: str) -> Booking:
    """A booking by what its holder knows. One query. Raises: NotYours."""
    found = Booking.objects.filter(code=code.strip().upper(), phone=phone).order_by("-starts_at").first()
    if found is None:
        raise NotYours
    return found


def new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(6))


def changeable(booking: Booking, at: datetime) -> bool:
    return booking.state == State.BOOKED and rules.still_free_to_change(booking.starts_at, at)


def missed(at: datetime, most: int = 500) -> int:
    """Mark bookings whose slot went by without anybody coming; how many. For a job; any number of them may run."""
    late = timedelta(minutes=rules.rules().booking.late)
    with transaction.atomic():
        rows = list(
            Booking.objects.select_for_update(skip_locked=True)
            .filter(state=State.BOOKED, ends_at__lt=at - late)
            .order_by("starts_at")[:most]
        )
        for one in rows:
            one.state, one.ended_at = State.MISSED, at
        Booking.objects.bulk_update(rows, ["state", "ended_at"])
    return len(rows)


def _span(plan: Plan, group: Group, starts_at: datetime, at: datetime) -> tuple[datetime, datetime]:
    on = starts_at.astimezone(TIME_ZONE).date()
    span = next(
        (one for one in rules.slots(plan.office, on, plan.hall.slot_minutes) if one[0] == starts_at), None
    )
    if span is None or group.per_slot == 0 or on not in rules.bookable_days(plan.office, day_of(at)):
        raise Refused("Không có giờ hẹn này.", "There is no such time.", "time")
    if not rules.still_free_to_change(starts_at, at):
        raise Refused(
            "Giờ này đã quá gần, hãy chọn giờ muộn hơn.", "This is too soon; choose a later time.", "time"
        )
    return span


def _take(group: Group, starts_at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [group.pk, starts_at, group.per_slot])
        if cursor.fetchone() is None:
            raise Taken(
                "Giờ này vừa hết chỗ, hãy chọn giờ khác.",
                "This time has just been taken; choose another.",
                "time",
            )


def _give_back(booking: Booking) -> None:
    Slot.objects.filter(group=booking.group_id, starts_at=booking.starts_at, taken__gt=0).update(
        taken=F("taken") - 1
    )


def _one_at_a_time(phone: str) -> None:
    """Bookings of one phone number wait for each other, so that the limit holds."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 6128))", [phone])


def _held(uuid: uuids.UUID) -> Booking:
    found = Booking.objects.select_for_update().filter(uuid=uuid).first()
    if found is None:
        raise NotYours
    return found


def _still_changeable(booking: Booking, at: datetime) -> None:
    if booking.state != State.BOOKED:
        raise WrongState("Lịch hẹn này đã kết thúc.", "This booking is over.")
    if not rules.still_free_to_change(booking.starts_at, at):
        raise WrongState("Đã quá gần giờ hẹn để thay đổi.", "It is too close to the time to change it.")


def _tell(booking: Booking, kind: str, by: Actor, at: datetime, **data: object) -> None:
    """The event names the booking, not the person."""
    events.record(
        f"hall/{booking.hall_id}", kind, at=at, actor=by,
        data={"booking": str(booking.uuid), "group": booking.group_id, "starts_at": booking.starts_at, **data},
    )  # fmt: skip
