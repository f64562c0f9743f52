"""At the counter: sit down, call the next person, call again, somebody is not there, send on, finish, pause.

Several counters call at the same moment: each claims its row skip-locked, so that each gets another ticket and none
waits for another.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction

from motcua.city.agencies import day as day_of
from motcua.city.hall import figures, rules, tickets
from motcua.city.hall.errors import NotYours, Refused, Taken, WrongState
from motcua.city.hall.models import Counter, Group, Move, Sitting, Ticket
from motcua.foundation.actor import Actor

State = Ticket.State
_NEXT = """
update hall_ticket set state = 'called', counter_id = %(counter)s, sitting_id = %(sitting)s, called_at = %(at)s,
       calls = calls + 1
where id = (
    select id from hall_ticket
    where group_id = any(%(groups)s) and day = %(day)s and state = 'waiting'
    order by (ready_at > %(at)s), turn_at, id
    limit 1 for update skip locked)
returning id
"""


def sitting_of(account_id: int) -> Sitting | None:
    """Where this officer sits now. One query."""
    return (
        Sitting.objects.select_related("counter__hall__agency").filter(account=account_id, until=None).first()
    )


def sit_down(counter: Counter, *, by: Actor, at: datetime) -> Sitting:
    """Take a seat at a counter. Raises: Taken when somebody else sits there, or the officer sits elsewhere."""
    assert by.account_id is not None and by.post_id is not None
    try:
        with transaction.atomic():
            return Sitting.objects.create(
                counter=counter, account_id=by.account_id, post_id=by.post_id, since=at
            )
    except IntegrityError:
        own = sitting_of(by.account_id)
        if own is not None and own.counter_id == counter.pk:
            return own
        if own is not None:
            raise Taken("Anh/chị đang ngồi ở quầy khác.", "You sit at another counter.") from None
        raise Taken("Quầy này đã có người ngồi.", "Somebody sits at this counter.", "counter") from None


@transaction.atomic
def stand_up(*, by: Actor, at: datetime) -> None:
    """Leave the counter; who is being served is done. Nothing happens to who does not sit."""
    sitting = _held(by, needed=False)
    if sitting is None:
        return
    _finish_current(sitting, by, at)
    _end_pause(sitting, at)
    sitting.until = at
    sitting.save(update_fields=["until", "paused_at", "paused_s"])


@transaction.atomic
def call_next(*, by: Actor, at: datetime) -> Ticket | None:
    """Finish whoever is at the counter and call the next by turn; None when nobody waits. A pause ends by it.

    Raises: NotYours for an officer who sits nowhere.
    """
    sitting = _held(by)
    _finish_current(sitting, by, at)
    if sitting.paused_at is not None:
        _end_pause(sitting, at)
        sitting.save(update_fields=["paused_at", "paused_s"])
    groups = list(sitting.counter.groups.values_list("id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            _NEXT,
            {
                "counter": sitting.counter_id,
                "sitting": sitting.pk,
                "at": at,
                "groups": groups,
                "day": day_of(at),
            },
        )
        row = cursor.fetchone()
    if row is None:
        return None
    ticket = Ticket.objects.select_related("group").get(pk=row[0])
    _told_called(ticket, by, at)
    return ticket


def _told_called(ticket: Ticket, by: Actor, at: datetime) -> None:
    waited = max(0, int((at - max(ticket.issued_at, ticket.ready_at)).total_seconds()))
    long = waited > 60 * rules.rules().queue.long_wait
    figures.add(
        ticket.hall_id, ticket.group_id, ticket.counter_id, at,
        called=1, wait_s=waited, wait_max_s=waited, wait_long=int(long),
    )  # fmt: skip
    _move(ticket, "called", by, at)


@transaction.atomic
def recall(*, by: Actor, at: datetime) -> Ticket:
    """Call the same person again: the board says it anew. Raises: WrongState when nobody is at the counter."""
    ticket = _current(_held(by))
    ticket.calls += 1
    ticket.called_at = ticket.called_at if ticket.calls > 99 else at
    ticket.save(update_fields=["calls", "called_at"])
    _move(ticket, "recalled", by, at)
    return ticket


@transaction.atomic
def absent(*, by: Actor, at: datetime) -> Ticket:
    """The person did not come. The number can come back within a while. Raises: WrongState."""
    ticket = _current(_held(by))
    ticket.state, ticket.ended_at = State.ABSENT, at
    ticket.save(update_fields=["state", "ended_at"])
    figures.add(ticket.hall_id, ticket.group_id, ticket.counter_id, at, absent=1)
    _move(ticket, "absent", by, at)
    return ticket


@transaction.atomic
def done(*, by: Actor, at: datetime) -> Ticket:
    """Service is over; nobody else is called yet. Raises: WrongState when nobody is at the counter."""
    sitting = _held(by)
    ticket = _finish_current(sitting, by, at)
    if ticket is None:
        raise _nobody()
    return ticket


@transaction.atomic
def send_on(group_id: int, *, by: Actor, at: datetime, words: str = "") -> Ticket:
    """The person belongs to another group: waits there with the same number, before those who came later.

    The time already waited counts: the turn stays. Raises: WrongState, Refused for a group of another hall.
    """
    ticket = _current(_held(by))
    group = Group.objects.filter(pk=group_id, hall=ticket.hall_id, closed_on=None).first()
    if group is None or group.pk == ticket.group_id:
        raise Refused("Chọn nhóm khác của sảnh này.", "Choose another group of this hall.", "group")
    served = _served_s(ticket, at)
    figures.add(ticket.hall_id, ticket.group_id, ticket.counter_id, at, done=1, served_s=served)
    _move(ticket, "sent-on", by, at, f"{ticket.group_id} → {group.pk} {words}".strip()[:160])
    ticket.state, ticket.group, ticket.counter, ticket.sitting = State.WAITING, group, None, None
    ticket.called_at, ticket.device, ticket.ready_at = None, "", at
    ticket.save(update_fields=["state", "group", "counter", "sitting", "called_at", "device", "ready_at"])
    return ticket


@transaction.atomic
def come_back(ticket_id: int, *, by: Actor, at: datetime) -> Ticket:
    """Somebody who missed the call is here after all: waits again, as if just come, priority kept.

    Only at the hall where the officer sits. Raises: NotYours, WrongState when it is too late.
    """
    sitting = _held(by)
    ticket = Ticket.objects.select_for_update().filter(pk=ticket_id, hall=sitting.counter.hall_id).first()
    if ticket is None:
        raise NotYours
    if not tickets.may_come_back(ticket, at):
        raise WrongState("Đã quá lâu, hãy lấy số mới.", "It is too late; please take a new number.")
    turn = rules.turn(at, rules.rules().priority(ticket.priority))
    ticket.state, ticket.turn_at, ticket.ready_at = State.WAITING, turn.at, turn.ready
    ticket.counter, ticket.sitting, ticket.called_at, ticket.ended_at, ticket.device = (
        None,
        None,
        None,
        None,
        "",
    )
    ticket.save()
    _move(ticket, "back", by, at)
    return ticket


@transaction.atomic
def pause(words: str, *, by: Actor, at: datetime) -> Sitting:
    """The counter rests; whoever is there is done. It counts for no estimate until it goes on."""
    sitting = _held(by)
    _finish_current(sitting, by, at)
    if sitting.paused_at is None:
        sitting.paused_at, sitting.pause_words = at, words[:120]
        sitting.save(update_fields=["paused_at", "pause_words"])
    return sitting


@transaction.atomic
def go_on(*, by: Actor, at: datetime) -> Sitting:
    """The counter works again; twice is once."""
    sitting = _held(by)
    _end_pause(sitting, at)
    sitting.save(update_fields=["paused_at", "paused_s"])
    return sitting


def current(sitting: Sitting) -> Ticket | None:
    """Who is at this counter. One query."""
    return (
        Ticket.objects.select_related("group", "booking")
        .filter(counter=sitting.counter_id, state=State.CALLED)
        .first()
    )


def _held(by: Actor, *, needed: bool = True) -> Sitting:
    """The open sitting of the officer, locked. Raises: NotYours."""
    found = (
        Sitting.objects.select_for_update(of=("self",))
        .select_related("counter")
        .filter(account=by.account_id, until=None)
        .first()
    )
    if found is None and needed:
        raise NotYours
    return found  # type: ignore[return-value]


def _current(sitting: Sitting) -> Ticket:
    ticket = Ticket.objects.select_for_update().filter(counter=sitting.counter_id, state=State.CALLED).first()
    if ticket is None:
        raise _nobody()
    return ticket


def _finish_current(sitting: Sitting, by: Actor, at: datetime) -> Ticket | None:
    ticket = Ticket.objects.select_for_update().filter(counter=sitting.counter_id, state=State.CALLED).first()
    if ticket is None:
        return None
    ticket.state, ticket.ended_at, ticket.served_s = State.DONE, at, _served_s(ticket, at)
    ticket.save(update_fields=["state", "ended_at", "served_s"])
    figures.add(ticket.hall_id, ticket.group_id, ticket.counter_id, at, done=1, served_s=ticket.served_s)
    _move(ticket, "done", by, at)
    return ticket


def _served_s(ticket: Ticket, at: datetime) -> int:
    assert ticket.called_at is not None
    return max(0, int((at - ticket.called_at).total_seconds()))


def _end_pause(sitting: Sitting, at: datetime) -> None:
    if sitting.paused_at is not None:
        sitting.paused_s += max(0, int((at - sitting.paused_at) / timedelta(seconds=1)))
        sitting.paused_at = None


def _move(ticket: Ticket, kind: str, by: Actor, at: datetime, words: str = "") -> None:
    Move.objects.create(
        ticket=ticket, kind=kind, at=at, account_id=by.account_id, counter_id=ticket.counter_id, words=words
    )


def _nobody() -> WrongState:
    return WrongState("Không có ai ở quầy này.", "Nobody is at this counter.")
