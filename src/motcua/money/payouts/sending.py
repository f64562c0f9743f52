"""From an approved list to the bank: batches, files, hand-over, and what is never sent twice.

A line is `sent` from the moment it stands in a batch, before anybody calls the bank. Whoever is cut off after that finds a
batch in `sending`: the bank is asked by its message id first,
and only a message that the bank never got is handed over again, unchanged.
"""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from motcua.foundation import events
from motcua.foundation.actor import SYSTEM, Actor
from motcua.foundation.amounts import Dong
from motcua.money.gateways.http import GatewayNonsense, GatewayUnreachable
from motcua.money.ledger import movements, rules
from motcua.money.ledger.models import Entry
from motcua.money.ledger.writing import Source
from motcua.money.payouts import answers, listing, pain001
from motcua.money.payouts.client import BankClient
from motcua.money.payouts.config import Config
from motcua.money.payouts.errors import NotYours, Refused
from motcua.money.payouts.models import BankAccount, Batch, Line, Run, Step, key_head
from motcua.money.payouts.naming import ascii_name
from motcua.money.payouts.pain001 import Order, Transfer
from motcua.money.payouts.pain002 import NotReadable
from motcua.money.payouts.programmes import desk, programmes

State = Batch.State
NEEDS_ANOTHER_ACCOUNT = frozenset({"AC01", "AC04", "AC06", "BE01", "RC01"})
SINGLE_UP_TO = 20
"""So few repeats go as single calls, more as a file."""
ASK_AGAIN = timedelta(minutes=10)
MOST_TRIES = 20

_GROUPS = """
select channel, (number - 1) / %(size)s, min(id), max(id), count(*), sum(total)::bigint
from (
    select channel, id, total, row_number() over (partition by channel order by id) as number
    from (
        select case when total > %(most)s then 'ibps' else 'napas' end as channel, id, total
        from payouts_line where run_id = %(run)s and state = 'listed' and way = 'account'
    ) as paid
) as numbered
group by 1, 2 order by 1, 2"""
"""Where each file begins and ends: the list is read once, however many files it makes."""
_TAKE = """
update payouts_line set state = 'sent', batch_id = %(batch)s, attempt = attempt + 1, state_at = %(at)s
where id between %(first)s and %(last)s and run_id = %(run)s and state = 'listed' and way = 'account'
    and (total > %(most)s) = %(large)s"""


def send(run_id: int, *, by: Actor, at: datetime) -> Run:
    """Make the batches of an approved list and put its cash part out. The bank is called by `hand_over`.

    Raises: NotYours, Refused.
    """
    with transaction.atomic():
        run = listing.lock(run_id)
        if run.state != Run.State.APPROVED:
            raise Refused(
                "Danh sách chưa được duyệt hoặc đã gửi.", "The list is not approved, or was sent already."
            )
        _batches(run, at)
        _cash(run, by, at)
        run.state = Run.State.SENT
        run.save(update_fields=["state"])
        events.record(
            listing.chain(run),
            "payout_sent",
            at=at,
            actor=by,
            data={"batches": run.batches.count(), "total": run.total},
        )
    return run


def _batches(run: Run, at: datetime) -> None:
    most, size = desk().most_of_one, desk().lines_of_a_file
    number = run.batches.count()
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, {"run": run.pk, "most": most, "size": size})
        for channel, _, first, last, count, total in cursor.fetchall():
            number += 1
            batch = _new(run, channel, number, at, count, total)
            cursor.execute(
                _TAKE,
                {"run": run.pk, "most": most, "large": channel == "ibps", "first": first, "last": last,
                 "batch": batch.pk, "at": at},
            )  # fmt: skip
            if cursor.rowcount != count:
                raise RuntimeError(f"{batch.msg_id}: {cursor.rowcount} lines, counted {count}")


def _new(run: Run, channel: str, number: int, at: datetime, count: int = 0, total: Dong = 0) -> Batch:
    code = programmes()[run.programme].code
    msg_id = f"MC-{code}-{run.period:%Y%m}-{run.pk}-{number:03d}"
    return Batch.objects.create(
        run=run, channel=channel, msg_id=msg_id, number=number, count=count, total=total, made_at=at
    )


_CASH = """
with due as (
    update payouts_line set state = 'cash_due', state_at = %s
    where run_id = %s and state = 'listed' and way <> 'account' returning total
)
select coalesce(sum(total), 0)::bigint from due"""


def _cash(run: Run, by: Actor, at: datetime) -> None:
    """Cash for the payment points is fetched from the payout account."""
    with connection.cursor() as cursor:
        cursor.execute(_CASH, [at, run.pk])
        amount = cursor.fetchone()[0]
    if amount:
        parts = rules.cash_for_people(amount, run.agency_id)
        movements.payout(Source("payout_run", run.pk, "cash"), Entry.Kind.PAYOUT, parts, at, by=by.name)


def hand_over(batch_id: int, bank: BankClient, at: datetime) -> str:
    """Call the bank with one batch; the batch's state afterwards. Nothing is done for one that is not waiting.

    An answer that does not come leaves `unknown`: `ask` finds out before anything is sent again.
    """
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=batch_id)
        if batch.state != State.MADE or not batch.count:
            return batch.state
        if batch.channel != "single" and not batch.path:
            write_file(batch, bank.config, at)
        batch.state, batch.sent_at, batch.tries = State.SENDING, at, batch.tries + 1
        batch.save(update_fields=["state", "sent_at", "tries", "path", "sha256"])
    try:
        if batch.channel == "single":
            answers.take_single(batch, bank.transfer(_single(batch, bank.config)), at, way="at once")
        else:
            path = bank.config.folder / batch.path
            answers.take(bank.send_file(path, batch.sha256), at, way="at once", expected=batch)
    except (GatewayUnreachable, GatewayNonsense, answers.Stranger, NotReadable) as error:
        _lost(batch.pk, str(error), at)
    batch.refresh_from_db(fields=["state"])
    return batch.state


def ask(batch_id: int, bank: BankClient, at: datetime) -> str:
    """Ask the bank what became of a batch. One that it never got waits to be handed over again, unchanged.

    The state afterwards. A bank that does not answer changes nothing.
    """
    batch = Batch.objects.get(pk=batch_id)
    if batch.state not in (State.SENDING, State.UNKNOWN, State.SENT):
        return batch.state
    Batch.objects.filter(pk=batch_id).update(asked_at=at)
    try:
        if batch.channel == "single":
            told = bank.transfer_status(batch.msg_id)
            if told is not None:
                answers.take_single(batch, told, at, way="asked")
                return _state(batch_id)
        else:
            content = bank.status(batch.msg_id)
            if content is not None:
                answers.take(content, at, way="asked", expected=batch)
                return _state(batch_id)
    except (GatewayUnreachable, GatewayNonsense, answers.Stranger, NotReadable):
        return _state(batch_id)
    _never_arrived(batch_id)
    return _state(batch_id)


def _never_arrived(batch_id: int) -> None:
    """The bank does not know the message: its lines stay `sent`, the same message goes out again."""
    Batch.objects.filter(pk=batch_id, state__in=[State.SENDING, State.UNKNOWN]).update(state=State.MADE)


def _lost(batch_id: int, why: str, at: datetime) -> None:
    with transaction.atomic():
        moved = Batch.objects.filter(pk=batch_id, state=State.SENDING).update(state=State.UNKNOWN)
        if moved:
            run = Run.objects.get(batches=batch_id)
            events.record(
                listing.chain(run), "payout_batch_lost", at=at, actor=SYSTEM, data={"batch": batch_id, "why": why[:200]}
            )  # fmt: skip


def _state(batch_id: int) -> str:
    return Batch.objects.values_list("state", flat=True).get(pk=batch_id)


def go_on(bank: BankClient, at: datetime, run: Run | None = None) -> int:
    """Hand over what waits, ask about what is unknown or silent; how many batches were looked at."""
    rows = Batch.objects.filter(
        state__in=[State.MADE, State.SENDING, State.UNKNOWN, State.SENT], tries__lt=MOST_TRIES
    )
    if run is not None:
        rows = rows.filter(run=run)
    seen = 0
    for batch in rows.order_by("pk"):
        if batch.state == State.MADE:
            hand_over(batch.pk, bank, at)
        elif run is not None or batch.asked_at is None or batch.asked_at < at - ASK_AGAIN:
            if batch.state == State.SENDING and batch.sent_at and batch.sent_at > at - timedelta(minutes=2):
                continue  # somebody may be calling right now
            if ask(batch.pk, bank, at) == State.MADE:
                hand_over(batch.pk, bank, at)
        seen += 1
    return seen


def write_file(batch: Batch, config: Config, at: datetime) -> None:
    """Write, check against the schema and fingerprint the file of a batch, with the memory of one line. Raises: NotValid."""
    run = batch.run
    programme = programmes()[run.programme]
    name = f"{run.period:%Y-%m}/{batch.msg_id}.xml"
    path = config.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    order = Order(
        batch.msg_id, at, batch.count, batch.total, _next_day(at), ascii_name(config.payer), config.account, config.swift,
        programme.purpose, f"{programme.remittance} T{run.period:%m/%Y}",
    )  # fmt: skip
    digest = hashlib.sha256()
    half = path.with_suffix(".part")
    with half.open("wb") as file:
        for piece in pain001.write(order, _transfers(batch.pk, run.programme, run.period)):
            digest.update(piece)
            file.write(piece)
    pain001.check(half)
    half.replace(path)
    batch.path, batch.sha256 = name, digest.hexdigest()


_ROWS = """
select id, total, bin, account_number, coalesce(nullif(account_name, ''), full_name), returns
from payouts_line where batch_id = %s order by id"""


def _transfers(batch_id: int, programme: str, period: date) -> Iterator[Transfer]:
    """The transfers of a batch as the files want them, read as a stream."""
    with transaction.atomic(), connection.connection.cursor(name=f"payout_{batch_id}") as cursor:
        cursor.itersize = 5000
        cursor.execute(_ROWS, [batch_id])
        head = key_head(programme, period)
        for line_id, total, bin_, number, name, returns in cursor:
            key = f"{head}{line_id:010d}-R{returns}" if returns else f"{head}{line_id:010d}"
            yield Transfer(key, total, bin_, number, ascii_name(name))


def _single(batch: Batch, config: Config) -> dict[str, object]:
    line = Line.objects.get(batch=batch)
    programme = programmes()[line.programme]
    return {
        "msg_id": batch.msg_id, "end_to_end": line.end_to_end, "from_account": config.account, "bin": line.bin,
        "account": line.account_number, "name": ascii_name(line.account_name or line.full_name), "amount": line.total,
        "currency": "VND", "words": f"{programme.remittance} T{line.period:%m/%Y}",
    }  # fmt: skip


def _next_day(at: datetime) -> date:
    """Orders are executed on the next working day of the week; holidays are the bank's to know."""
    day = at.date() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


@transaction.atomic
def supplement(run_id: int, *, by: Actor, at: datetime) -> int:
    """Put what was rejected or came back into a new batch, where it can arrive now; how many lines.

    A line whose account was at fault needs another account that the bank knows by name. Nothing unknown is ever taken.
    Raises: NotYours, Refused (nothing can be sent).
    """
    run = listing.lock(run_id)
    if run.state != Run.State.SENT:
        raise Refused("Danh sách chưa gửi hoặc đã khóa.", "The list was not sent yet, or is closed.")
    rows = list(
        Line.objects.select_for_update()
        .filter(run=run, state__in=[Line.State.REJECTED, Line.State.RETURNED], way=Line.Way.ACCOUNT)
        .order_by("pk")[: desk().lines_of_a_file]
    )
    routes = {}
    for route in BankAccount.objects.filter(
        person__in=[one.person_id for one in rows], ended_at=None, state=BankAccount.State.GOOD
    ).order_by("-rank", "linked_at"):
        routes[route.person_id] = route
    ready: list[tuple[Line, BankAccount]] = []
    for line in rows:
        to = routes.get(line.person_id)
        if to is None:
            continue
        same = (to.bin, to.number) == (line.bin, line.account_number)
        if not (same and line.reason in NEEDS_ANOTHER_ACCOUNT):
            ready.append((line, to))
    if not ready:
        raise Refused(
            "Chưa có dòng nào có tài khoản mới dùng được.",
            "No line has an account yet that can take the money.",
        )
    number = run.batches.count()
    groups = [[one] for one in ready] if len(ready) <= SINGLE_UP_TO else [ready]
    for group in groups:
        number += 1
        single = len(group) == 1 and group[0][0].total <= desk().most_of_one
        batch = _new(
            run,
            "single" if single else "napas" if group[0][0].total <= desk().most_of_one else "ibps",
            number,
            at,
        )
        for line, to in group:
            line.returns += line.state == Line.State.RETURNED
            line.state, line.batch, line.attempt, line.state_at, line.reason = (
                Line.State.SENT,
                batch,
                line.attempt + 1,
                at,
                "",
            )
            line.bin, line.account_number, line.account_name = to.bin, to.number, to.holder
            line.save(
                update_fields=[
                    "state",
                    "batch",
                    "attempt",
                    "state_at",
                    "reason",
                    "bin",
                    "account_number",
                    "account_name",
                    "returns",
                ]
            )
            Step.objects.create(
                line=line, at=at, state="sent", words=f"{batch.msg_id}, lần {line.attempt}", by=by.name
            )
        batch.count, batch.total = len(group), sum(line.total for line, _ in group)
        batch.save(update_fields=["count", "total"])
    events.record(listing.chain(run), "payout_supplemented", at=at, actor=by, data={"lines": len(ready)})
    return len(ready)


@transaction.atomic
def rather_cash(line_id: int, run_id: int, *, by: Actor, at: datetime) -> None:
    """A line that the bank refused or gave back is paid in cash after all. Raises: NotYours, Refused."""
    run = listing.lock(run_id)
    line = Line.objects.select_for_update().filter(pk=line_id, run=run).first()
    if line is None:
        raise NotYours
    if run.state != Run.State.SENT or line.state not in (Line.State.REJECTED, Line.State.RETURNED):
        raise Refused(
            "Chỉ dòng bị từ chối mới chuyển sang tiền mặt.", "Only what was refused can be paid in cash."
        )
    line.way, line.state, line.state_at = Line.Way.COMMUNE, Line.State.CASH_DUE, at
    line.save(update_fields=["way", "state", "state_at"])
    Step.objects.create(line=line, at=at, state="cash_due", by=by.name)
    parts = rules.cash_for_people(line.total, run.agency_id)
    movements.payout(Source("payout_line", line.pk, "cash"), Entry.Kind.PAYOUT, parts, at, by=by.name)
    events.record(listing.chain(run), "payout_line_in_cash", at=at, actor=by, data={"line": line.pk})
