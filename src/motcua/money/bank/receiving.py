"""Money that came in by transfer: kept once, matched, booked; what fits nothing waits for an officer.

A line may be told twice (by a message and by a statement, or by a repeat): its bank reference makes it one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from motcua.money import orders
from motcua.money.bank import matching
from motcua.money.bank.matching import Credit, Result, Waiting
from motcua.money.bank.models import BankLine
from motcua.money.bank.paying import GATEWAY, stem_of
from motcua.money.errors import MoneyError
from motcua.money.gateways.settlement import Outcome, settle
from motcua.money.ledger import rules
from motcua.money.ledger.models import Entry
from motcua.money.ledger.writing import Source, post
from motcua.money.models import Attempt, Order

State = BankLine.State
DIFFERS, DIFFERS_RESULT = "|", "differs"
"""Between a reference that was used for another sum and this sum; and what is said of such a line."""


class NotOpen(MoneyError):
    """The line was decided on already."""


class TooLittle(MoneyError):
    """The lines together are less than what the order costs; `short` says by how many đồng."""

    def __init__(self, short: int) -> None:
        super().__init__(f"{short} đồng short")
        self.short = short


@dataclass(frozen=True, slots=True)
class Told:
    """What a bank said of one line."""

    account: str
    reference: str
    day: date
    amount: int
    note: str = ""
    payer: str = ""
    virtual_account: str = ""


@transaction.atomic
def take(told: Told, way: BankLine.Way, raw: Mapping[str, Any], at: datetime) -> tuple[BankLine, bool]:
    """Keep a line and book what it pays; whether it was new. A line that was told before changes nothing.

    A message with the reference of another sum is no repeat: it is put aside for an officer, and pays nothing by itself.
    Locks: the line, then its orders. About ten statements for one that pays.
    """
    line, new = _kept(told, way, raw, at)
    if not new and way == BankLine.Way.MESSAGE and line.amount != told.amount:
        line, new = _kept(replace(told, reference=f"{told.reference}{DIFFERS}{told.amount}"), way, raw, at)
        if new and told.amount > 0:
            _aside(line, DIFFERS_RESULT, at)
        return line, new
    if not new:
        if way == BankLine.Way.STATEMENT and not line.in_statement:
            BankLine.objects.filter(pk=line.pk).update(in_statement=True)
        return line, False
    if told.amount > 0:
        _book(line, at)
    return line, True


def _kept(told: Told, way: BankLine.Way, raw: Mapping[str, Any], at: datetime) -> tuple[BankLine, bool]:
    return BankLine.objects.get_or_create(
        account=told.account,
        reference=told.reference,
        defaults={
            "way": way, "day": told.day, "amount": told.amount, "note": _storable(told.note),
            "payer": _storable(told.payer), "virtual_account": _storable(told.virtual_account),
            "state": State.OPEN if told.amount > 0 else State.OUT, "told": dict(raw), "at": at,
            "in_statement": way == BankLine.Way.STATEMENT,
        },
    )  # fmt: skip


def _aside(line: BankLine, result: str, at: datetime) -> None:
    """Nobody's money until an officer has decided."""
    line.result = result
    parts = rules.held(line.amount, _agency(line.order), GATEWAY)
    post(Source("bankline", line.pk, "came"), Entry.Kind.HELD, parts, at)
    line.save(update_fields=["order", "result", "state"])


def _book(line: BankLine, at: datetime) -> None:
    credit = Credit(line.amount, line.note, line.virtual_account, line.payer)
    found = matching.match(credit, _candidates(credit))
    locked: dict[int, Order] = {}
    if found.order is not None and found.result is not Result.SUGGESTED:
        # what they are now decides, not what they were when they were looked for; locked in one direction
        named = sorted(found.orders or (found.order,), key=lambda one: one.id)
        locked = {one.id: orders.lock(one.id) for one in named}
        known = [
            replace(one, paid=_paid(locked[one.id]), amount=locked[one.id].payer_amount) for one in named
        ]
        found = matching.match(credit, known)
        if len(named) == 1:
            line.order = locked[named[0].id]
    if found.result is Result.TOGETHER:
        line.result, line.state = found.result.value, State.BOOKED
        for one in found.orders:
            _pay(line, locked[one.id], at, from_suspense=False, part=True)
        line.save(update_fields=["order", "result", "state"])
    elif line.order is not None and (found.pays or found.result is Result.DUPLICATE):
        line.result, line.state = found.result.value, State.BOOKED
        _settle(line, line.order, line.amount, at, from_suspense=False)
        line.save(update_fields=["order", "result", "state"])
    else:
        _aside(line, found.result.value, at)


def _settle(line: BankLine, order: Order, total: int, at: datetime, *, from_suspense: bool) -> None:
    """`total` đồng of a line for a locked order: they pay the order, and what is more goes back."""
    if not _paid(order) and total >= order.payer_amount:
        _pay(line, order, at, from_suspense=from_suspense)
        total -= order.payer_amount
        order.refresh_from_db()
    if total:
        # a number of its own: one reference of the bank may pay and be too much
        surplus = _attempt(order, total, at)
        number = f"{line.reference[:18]}+{surplus.pk}"
        settle(surplus, order, Outcome.PAID, at, gateway_no=number, from_suspense=from_suspense)


def _pay(line: BankLine, order: Order, at: datetime, *, from_suspense: bool, part: bool = False) -> None:
    """What a locked order owes is paid out of a line. `part`: the line pays others as well, so its number is not its own."""
    attempt = (
        order.attempts.filter(gateway=GATEWAY, status=Attempt.Status.PENDING, amount=order.payer_amount).last()
        or _attempt(order, order.payer_amount, at)
    )  # fmt: skip
    number = f"{line.reference[:18]}+{attempt.pk}" if part else line.reference[:30]
    settle(attempt, order, Outcome.PAID, at, gateway_no=number, from_suspense=from_suspense)


def _attempt(order: Order, amount: int, at: datetime) -> Attempt:
    reference = orders.next_reference(order, GATEWAY, stem=stem_of(order.subject))
    return Attempt.objects.create(
        order=order, gateway=GATEWAY, txn_ref=reference, amount=amount, created_at=at, expires_at=at
    )


def _candidates(credit: Credit) -> list[Waiting]:
    """The orders whose codes stand in the note; else those of the very amount that wait for a transfer. Two queries at most.

    Of the latter a code with slips or the payer's name may propose one.
    """
    stems = {code.split("T")[0] for code in matching.codes_in(credit.note)}
    found: dict[int, Waiting] = {}
    for stem in stems:
        tries = Attempt.objects.filter(gateway=GATEWAY, txn_ref__gte=f"{stem}T", txn_ref__lt=f"{stem}U")
        for attempt in tries.select_related("order"):
            found[attempt.order_id] = _waiting(attempt.order, stem)
    if not found:
        tries = Attempt.objects.filter(
            gateway=GATEWAY, status=Attempt.Status.PENDING, amount=credit.amount, order__status__in=orders.PAYABLE
        ).select_related("order")  # fmt: skip
        for attempt in tries.order_by("-pk")[:200]:
            found[attempt.order_id] = _waiting(attempt.order, attempt.txn_ref.rpartition("T")[0])
    return list(found.values())


def _waiting(order: Order, code: str) -> Waiting:
    return Waiting(order.pk, code, order.payer_amount, payer=order.payer_name, paid=_paid(order))


def _paid(order: Order) -> bool:
    return order.status in orders.MONEY_IS_HERE | {Order.Status.HELD}


@transaction.atomic
def assign(
    lines: Sequence[int], order_ids: Sequence[int], *, by: str, reason: str, at: datetime
) -> list[Order]:
    """An officer has found out for which orders open lines are: together they pay them, what is more goes back.

    Raises: NotOpen, TooLittle (when nothing is owed any more all of it goes back), Order.DoesNotExist.
    """
    rows = list(BankLine.objects.select_for_update().filter(pk__in=lines).order_by("pk"))
    if not rows or not order_ids or any(row.state != State.OPEN for row in rows):
        raise NotOpen
    found = [orders.lock(one) for one in sorted(set(order_ids))]
    total, owing = sum(row.amount for row in rows), [one for one in found if not _paid(one)]
    owed = sum(one.payer_amount for one in owing)
    if total < owed:
        raise TooLittle(owed - total)
    *others, last = owing or found[-1:]
    _regroup(rows, others, last, at)
    for one in others:
        _pay(rows[-1], one, at, from_suspense=True, part=True)
    _settle(rows[-1], last, total - sum(one.payer_amount for one in others), at, from_suspense=True)
    for row in rows:
        row.order, row.state, row.decided_at, row.decided_by, row.reason = (
            last,
            State.ASSIGNED,
            at,
            by,
            reason[:500],
        )
        row.save(update_fields=["order", "state", "decided_at", "decided_by", "reason"])
    return found


@transaction.atomic
def give_back(line_id: int, *, by: str, reason: str, at: datetime) -> BankLine:
    """An officer has found out that an open line is nobody's fee: it is owed to whoever sent it. Raises: NotOpen."""
    line = BankLine.objects.select_for_update().get(pk=line_id)
    if line.state != State.OPEN:
        raise NotOpen
    parts = rules.refused(line.amount, _agency(line.order), GATEWAY)
    post(Source("bankline", line.pk, "returning"), Entry.Kind.RELEASED, parts, at, by=by, note=reason)
    line.state, line.decided_at, line.decided_by, line.reason = State.RETURNING, at, by, reason[:500]
    line.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    return line


@transaction.atomic
def claim(line_id: int, *, by: str, reason: str, at: datetime) -> tuple[BankLine, int]:
    """Another room knows what an open line is (cash that was carried to the bank) and books it in this transaction.

    Gives the line and the agency under which it was put aside. Raises: NotOpen.
    """
    line = BankLine.objects.select_for_update(of=("self",)).select_related("order").filter(pk=line_id).first()
    if line is None or line.state != State.OPEN:
        raise NotOpen
    line.state, line.decided_at, line.decided_by, line.reason = State.ASSIGNED, at, by, reason[:500]
    line.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    return line, _agency(line.order)


def _regroup(rows: Sequence[BankLine], others: Sequence[Order], last: Order, at: datetime) -> None:
    """What was put aside under other agencies than those whose orders it pays moves there. One statement at most."""
    aside: Counter[int] = Counter()
    for row in rows:
        aside[_agency(row.order)] += row.amount
    wanted: Counter[int] = Counter()
    for one in others:
        wanted[_agency(one)] += one.payer_amount
    wanted[_agency(last)] += aside.total() - wanted.total()
    if aside != wanted:
        before = [
            part for agency, amount in sorted(aside.items()) for part in rules.held(amount, agency, GATEWAY)
        ]
        after = [
            part for agency, amount in sorted(wanted.items()) for part in rules.held(amount, agency, GATEWAY)
        ]
        source = Source("bankline", rows[-1].pk, "regrouped")
        post(source, Entry.Kind.RELEASED, (*rules.reversed_(before), *after), at)


def _agency(order: Order | None) -> int:
    return (order.agency_id or 0) if order is not None else 0


def _storable(text: str) -> str:
    return text[:500].encode("utf-8", "replace").decode().replace("\x00", "\ufffd")
