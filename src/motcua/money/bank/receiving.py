"""Money that came in by transfer: kept once, matched, booked; what fits nothing waits for an officer.

A line may be told twice (by a message and by a statement, or by a repeat): its bank reference makes it one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from motcua.money import orders
from motcua.money.bank import matching
from motcua.money.bank.matching import Credit, Result, Waiting
from motcua.money.bank.models import BankLine
from motcua.money.bank.paying import GATEWAY
from motcua.money.errors import MoneyError
from motcua.money.gateways.settlement import Outcome, settle
from motcua.money.ledger import rules
from motcua.money.ledger.models import Entry
from motcua.money.ledger.writing import Source, post
from motcua.money.models import Attempt, Order

State = BankLine.State


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

    Locks: the line, then its order. About ten statements for one that pays.
    """
    line, new = BankLine.objects.get_or_create(
        account=told.account,
        reference=told.reference,
        defaults={
            "way": way, "day": told.day, "amount": told.amount, "note": _storable(told.note),
            "payer": _storable(told.payer), "virtual_account": _storable(told.virtual_account),
            "state": State.OPEN if told.amount > 0 else State.OUT, "told": dict(raw), "at": at,
            "in_statement": way == BankLine.Way.STATEMENT,
        },
    )  # fmt: skip
    if not new:
        if way == BankLine.Way.STATEMENT and not line.in_statement:
            BankLine.objects.filter(pk=line.pk).update(in_statement=True)
        return line, False
    if told.amount > 0:
        _book(line, at)
    return line, True


def _book(line: BankLine, at: datetime) -> None:
    credit = Credit(line.amount, line.note, line.virtual_account, line.payer)
    waiting = _candidates(credit)
    found = matching.match(credit, waiting)
    if found.order is not None and found.result is not Result.SUGGESTED:
        order = orders.lock(found.order.id)  # what it is now decides, not what it was when it was looked for
        known = [replace(found.order, paid=_paid(order), amount=order.payer_amount)]
        found = matching.match(credit, known)
        line.order = order
    line.result = found.result.value
    if line.order is not None and (found.pays or found.result is Result.DUPLICATE):
        _settle(line, line.order, [line], at, from_suspense=False)
        line.state = State.BOOKED
    else:
        parts = rules.held(line.amount, _agency(line.order), GATEWAY)
        post(Source("bankline", line.pk, "came"), Entry.Kind.HELD, parts, at)
    line.save(update_fields=["order", "result", "state"])


def _settle(
    line: BankLine, order: Order, lines: Sequence[BankLine], at: datetime, *, from_suspense: bool
) -> None:
    """Money of lines for a locked order: it pays the order, and what is more goes back."""
    total = sum(one.amount for one in lines)
    if not _paid(order) and total >= order.payer_amount:
        attempt = (
            order.attempts.filter(gateway=GATEWAY, status=Attempt.Status.PENDING, amount=order.payer_amount).last()
            or _attempt(order, order.payer_amount, at)
        )  # fmt: skip
        settle(attempt, order, Outcome.PAID, at, gateway_no=line.reference[:30], from_suspense=from_suspense)
        total -= order.payer_amount
        order.refresh_from_db()
    if total:
        # a number of its own: one reference of the bank may pay and be too much
        surplus = _attempt(order, total, at)
        number = f"{line.reference[:18]}+{surplus.pk}"
        settle(surplus, order, Outcome.PAID, at, gateway_no=number, from_suspense=from_suspense)


def _attempt(order: Order, amount: int, at: datetime) -> Attempt:
    return Attempt.objects.create(
        order=order, gateway=GATEWAY, txn_ref=orders.next_reference(order, GATEWAY), amount=amount, created_at=at,
        expires_at=at,
    )  # fmt: skip


def _candidates(credit: Credit) -> list[Waiting]:
    """The orders whose codes stand in the note, and those of the amount and payer's name. Two queries at most."""
    stems = {code.split("T")[0] for code in matching.codes_in(credit.note)}
    found: dict[int, Waiting] = {}
    for stem in stems:
        tries = Attempt.objects.filter(gateway=GATEWAY, txn_ref__gte=f"{stem}T", txn_ref__lt=f"{stem}U")
        for attempt in tries.select_related("order"):
            found[attempt.order_id] = _waiting(attempt.order, stem)
    if not found and credit.payer:
        rows = Order.objects.filter(
            status__in=orders.PAYABLE, payer_amount=credit.amount, attempts__gateway=GATEWAY,
            attempts__status=Attempt.Status.PENDING,
        )  # fmt: skip
        found = {order.pk: _waiting(order, "") for order in rows.distinct()[:200]}
    return list(found.values())


def _waiting(order: Order, code: str) -> Waiting:
    return Waiting(order.pk, code, order.payer_amount, payer=order.payer_name, paid=_paid(order))


def _paid(order: Order) -> bool:
    return order.status in orders.MONEY_IS_HERE | {Order.Status.HELD}


@transaction.atomic
def assign(lines: Sequence[int], order_id: int, *, by: str, reason: str, at: datetime) -> Order:
    """An officer has found out that open lines are money for an order: together they pay it, what is more goes back.

    Raises: NotOpen, TooLittle (when nothing is owed any more all of it goes back), Order.DoesNotExist.
    """
    rows = list(BankLine.objects.select_for_update().filter(pk__in=lines).order_by("pk"))
    if not rows or any(row.state != State.OPEN for row in rows):
        raise NotOpen
    order = orders.lock(order_id)
    total = sum(row.amount for row in rows)
    if not _paid(order) and total < order.payer_amount:
        raise TooLittle(order.payer_amount - total)
    for row in rows:  # what was put aside under another order's agency moves to this one's
        if _agency(row.order) != _agency(order):
            _regroup(row, order, at)
    _settle(rows[-1], order, rows, at, from_suspense=True)
    for row in rows:
        row.order, row.state, row.decided_at, row.decided_by, row.reason = (
            order,
            State.ASSIGNED,
            at,
            by,
            reason[:500],
        )
        row.save(update_fields=["order", "state", "decided_at", "decided_by", "reason"])
    return order


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


def _regroup(line: BankLine, order: Order, at: datetime) -> None:
    before, after = (
        rules.held(line.amount, agency, GATEWAY) for agency in (_agency(line.order), _agency(order))
    )
    post(
        Source("bankline", line.pk, "regrouped"), Entry.Kind.RELEASED, (*rules.reversed_(before), *after), at
    )


def _agency(order: Order | None) -> int:
    return (order.agency_id or 0) if order is not None else 0


def _storable(text: str) -> str:
    return text[:500].encode("utf-8", "replace").decode().replace("\x00", "\ufffd")
