"""Numbers: taken at the kiosk, by phone or at reception, followed without signing on, given up."""

import hashlib
import uuid as uuids
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from motcua.city.agencies import day as day_of
from motcua.city.hall import figures, rules
from motcua.city.hall.errors import AlreadyWaiting, NotOpen, NotYours, Refused, WrongState
from motcua.city.hall.layout import Plan
from motcua.city.hall.models import Group, Hall, Move, Sitting, Ticket
from motcua.foundation import numbering

State = Ticket.State


def issue(
    plan: Plan,
    group: Group,
    source: str,
    *,
    at: datetime,
    priority: str = "",
    device: str = "",
    booked: datetime | None = None,
    account_id: int | None = None,
) -> Ticket:
    """The next number of this group today. Gapless: a number whose transaction fails is given again.

    `priority` is given by an officer or chosen at the kiosk and seen at the counter. `device`: one open number a phone.
    Raises: NotOpen, AlreadyWaiting, Refused.
    """
    opening = rules.doors(plan.calendar, at)
    if not opening.open:
        raise NotOpen("Sảnh chưa hoặc không còn phát số lúc này.", "The hall gives no numbers at this time.")
    if group.hall_id != plan.hall.pk or plan.group_id(group.pk) is None:
        raise NotYours
    if priority and rules.rules().priority(priority) is None:
        raise Refused("Diện ưu tiên không có.", "No such priority.", "priority")
    device = hashlib.sha256(device.encode()).hexdigest() if device else ""
    try:
        with transaction.atomic():
            return _issued(plan.hall, group, source, at, priority, device, booked, account_id)
    except IntegrityError:
        known = waiting_of_device(plan.hall, device, at) if device else None
        if known is None:
            raise
        raise AlreadyWaiting(known) from None


def _issued(
    hall: Hall,
    group: Group,
    source: str,
    at: datetime,
    priority: str,
    device: str,
    booked: datetime | None,
    account_id: int | None,
) -> Ticket:
    on = day_of(at)
    known = waiting_of_device(hall, device, at) if device else None
    if known is not None:
        raise AlreadyWaiting(known)
    turn = rules.turn(at, rules.rules().priority(priority), booked)
    figures.add(hall.pk, group.pk, None, at, issued=1)
    number = numbering.take(f"hall/{hall.pk}/{group.letter}/{on:%Y%m%d}")
    ticket = Ticket.objects.create(
        hall=hall,
        day=on,
        issued_in=group,
        number=number,
        label=f"{group.letter}{number:03d}",
        group=group,
        source=source,
        priority=priority,
        issued_at=at,
        turn_at=turn.at,
        ready_at=turn.ready,
        device=device,
    )
    Move.objects.create(ticket=ticket, kind="issued", at=at, account_id=account_id, words=priority)
    return ticket


def waiting_of_device(hall: Hall, hashed: str, at: datetime) -> Ticket | None:
    """The number that this phone holds in this hall. One query."""
    return Ticket.objects.filter(hall=hall, device=hashed, day=day_of(at), state=State.WAITING).first()


def of_uuid(uuid: uuids.UUID) -> Ticket:
    """A ticket by its secret address. One query. Raises: NotYours."""
    found = Ticket.objects.select_related("hall__agency", "group", "counter").filter(uuid=uuid).first()
    if found is None:
        raise NotYours
    return found


@transaction.atomic
def give_up(uuid: uuids.UUID, *, at: datetime) -> Ticket:
    """The person does not want to wait any more. Raises: NotYours, WrongState after the call."""
    ticket = Ticket.objects.select_for_update().filter(uuid=uuid).first()
    if ticket is None:
        raise NotYours
    if ticket.state == State.LEFT:
        return ticket
    if ticket.state != State.WAITING:
        raise WrongState("Số này đã được gọi.", "This number was called already.")
    ticket.state, ticket.ended_at = State.LEFT, at
    ticket.save(update_fields=["state", "ended_at"])
    Move.objects.create(ticket=ticket, kind="left", at=at)
    figures.add(ticket.hall_id, ticket.group_id, None, at, gone=1)
    return ticket


@dataclass(frozen=True, slots=True)
class Queue:
    """A group now: how many wait, how many counters serve it, how long a newcomer may have to wait."""

    group: Group
    waiting: int
    counters: int
    estimate: rules.Estimate | None


def queues(plan: Plan, at: datetime) -> list[Queue]:
    """Every group of a hall now. Two queries, and one for each group's measured services."""
    waiting = _waiting(plan, at)
    served = _open_counters(plan)
    return [
        Queue(
            group,
            waiting.get(group.pk, 0),
            sum(group.pk in groups for groups in served),
            _estimate(group.pk, waiting.get(group.pk, 0), served, waiting),
        )
        for group in plan.groups
    ]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a waiting ticket stands: how many are called before it, and how long that may take."""

    ahead: int
    estimate: rules.Estimate | None
    counters: int


def place(plan: Plan, ticket: Ticket, at: datetime) -> Place:
    """How many people are before this one. Four queries."""
    ahead = (
        Ticket.objects.filter(group=ticket.group_id, day=ticket.day, state=State.WAITING)
        .filter(Q(turn_at__lt=ticket.turn_at) | Q(turn_at=ticket.turn_at, id__lt=ticket.pk))
        .count()
    )
    waiting, served = _waiting(plan, at), _open_counters(plan)
    return Place(
        ahead,
        _estimate(ticket.group_id, ahead, served, waiting),
        sum(ticket.group_id in groups for groups in served),
    )


def _waiting(plan: Plan, at: datetime) -> dict[int, int]:
    return dict(
        Ticket.objects.filter(group__in=plan.groups, day=day_of(at), state=State.WAITING)
        .values_list("group")
        .annotate(n=Count("id"))
    )


def _open_counters(plan: Plan) -> list[tuple[int, ...]]:
    """For each staffed counter that is not paused: the groups that it serves."""
    staffed = Sitting.objects.filter(counter__in=plan.counters, until=None, paused_at=None)
    return [plan.served[counter] for counter in staffed.values_list("counter_id", flat=True)]


def _estimate(
    group: int, ahead: int, served: list[tuple[int, ...]], waiting: dict[int, int]
) -> rules.Estimate | None:
    shares = rules.shares_of(group, served, waiting)
    if not shares:
        return None
    queue = rules.rules().queue
    services = Ticket.objects.filter(group=group, state=State.DONE).order_by("-ended_at")
    measured = [s for s in services.values_list("served_s", flat=True)[: queue.measured] if s is not None]
    return rules.estimate(ahead, shares, measured, queue.enough)


def may_come_back(ticket: Ticket, at: datetime) -> bool:
    """Whether somebody who missed the call may wait again with the same number."""
    return (
        ticket.state == State.ABSENT
        and ticket.ended_at is not None
        and at - ticket.ended_at <= timedelta(minutes=rules.rules().queue.back_within)
        and ticket.day == day_of(at)
    )
