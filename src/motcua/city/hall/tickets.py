"""Numbers: taken at the kiosk, by phone or at reception, followed without signing on, given up."""

import hashlib
import uuid as uuids
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
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
    """Every group of a hall now. Three queries."""
    return queues_of([plan], at)[plan.hall.pk]


def queues_of(plans: Collection[Plan], at: datetime) -> dict[int, list[Queue]]:
    """Every group of several halls now, by hall. Three queries, whatever their number."""
    waiting = waiting_in([group.pk for plan in plans for group in plan.groups], at)
    served = _open_counters(plans)
    open_groups = {group for counters in served.values() for groups in counters for group in groups}
    measured = _measured(open_groups)
    return {
        plan.hall.pk: [
            Queue(
                group,
                waiting.get(group.pk, 0),
                sum(group.pk in groups for groups in served[plan.hall.pk]),
                _estimate(
                    group.pk,
                    waiting.get(group.pk, 0),
                    served[plan.hall.pk],
                    waiting,
                    measured.get(group.pk, ()),
                ),
            )
            for group in plan.groups
        ]
        for plan in plans
    }


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
    waiting = waiting_in([group.pk for group in plan.groups], at)
    served = _open_counters([plan])[plan.hall.pk]
    measured = _measured([ticket.group_id]).get(ticket.group_id, ())
    return Place(
        ahead,
        _estimate(ticket.group_id, ahead, served, waiting, measured),
        sum(ticket.group_id in groups for groups in served),
    )


def waiting_in(groups: Collection[int], at: datetime) -> dict[int, int]:
    """How many wait in each of these groups today; a group in which nobody waits is left out. One query."""
    return dict(
        Ticket.objects.filter(group__in=groups, day=day_of(at), state=State.WAITING)
        .values_list("group")
        .annotate(n=Count("id"))
    )


def _open_counters(plans: Collection[Plan]) -> dict[int, list[tuple[int, ...]]]:
    """By hall, for each staffed counter that is not paused: the groups that it serves."""
    home = {counter.pk: plan for plan in plans for counter in plan.counters}
    staffed = Sitting.objects.filter(counter__in=home, until=None, paused_at=None)
    found: dict[int, list[tuple[int, ...]]] = {plan.hall.pk: [] for plan in plans}
    for counter in staffed.values_list("counter_id", flat=True):
        plan = home[counter]
        found[plan.hall.pk].append(plan.served[counter])
    return found


def _measured(groups: Collection[int]) -> dict[int, list[int]]:
    """How long the last services of each group took, in seconds, the newest first: from the index of each group's end."""
    if not groups:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"select g, t.served_s from unnest(%s::bigint[]) g, lateral (select served_s from {Ticket._meta.db_table}"
            " where group_id = g and state = %s order by ended_at desc limit %s) t where t.served_s is not null",
            [list(groups), State.DONE.value, rules.rules().queue.measured],
        )
        found: dict[int, list[int]] = defaultdict(list)
        for group, seconds in cursor.fetchall():
            found[group].append(seconds)
    return found


def _estimate(
    group: int, ahead: int, served: list[tuple[int, ...]], waiting: dict[int, int], measured: Sequence[int]
) -> rules.Estimate | None:
    shares = rules.shares_of(group, served, waiting)
    return rules.estimate(ahead, shares, measured, rules.rules().queue.enough) if shares else None


def may_come_back(ticket: Ticket, at: datetime) -> bool:
    """Whether somebody who missed the call may wait again with the same number."""
    return (
        ticket.state == State.ABSENT
        and ticket.ended_at is not None
        and at - ticket.ended_at <= timedelta(minutes=rules.rules().queue.back_within)
        and ticket.day == day_of(at)
    )
