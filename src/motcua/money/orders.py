"""Changes of an order. Each is one function and one transaction; the order's row is locked first, always."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.columns import Update
from motcua.money import paid, receipts
from motcua.money.errors import NothingToPay, WrongState
from motcua.money.fees import FeeResult
from motcua.money.ledger import movements, supporting
from motcua.money.models import Attempt, Order

Status = Order.Status
# From these a payer may try (again); a failed or expired try does not take the duty to pay away.
PAYABLE = {Status.PENDING, Status.FAILED, Status.EXPIRED}
FINGERPRINT = 10
MONEY_IS_HERE = {Status.PAID, Status.PARTLY_REFUNDED, Status.REFUNDED}


def owed(
    *,
    subject: str,
    subject_id: UUID,
    fee: FeeResult,
    payer_name: str,
    channel: str,
    at: datetime,
    person_id: int | None = None,
    collector: str = "",
    collector_tax_code: str = "",
    agency_id: int | None = None,
) -> dict[str, Any]:
    """What `payer_name` owes for `subject`, by the order's attributes. Status `zero` when nothing is left to pay.

    `paid` handlers are not called for a zero order: the caller sees the status in the answer.
    """
    return {
        "subject": subject,
        "subject_id": subject_id,
        "payer_name": payer_name,
        "person_id": person_id,
        "lines": [line.as_json() for line in fee.lines],
        "base_amount": fee.base,
        "payer_amount": fee.payer,
        "supported": fee.supported,
        "waived": fee.waived,
        "status": Status.PENDING if fee.payer else Status.ZERO,
        "channel": channel,
        "collector": collector,
        "collector_tax_code": collector_tax_code,
        "agency_id": agency_id,
        "created_at": at,
    }


@transaction.atomic
def open_order(**given: Any) -> Order:
    """Fix what a payer owes: takes what `owed` takes, and writes it. One statement."""
    order = Order(**owed(**given))
    order.save(force_insert=True)
    return order


def lock(order_id: int) -> Order:
    """The order with its row locked until the caller's transaction ends. Raises: Order.DoesNotExist."""
    return Order.objects.select_for_update().get(pk=order_id)


@transaction.atomic
def start_attempt(
    order: Order,
    *,
    gateway: str,
    at: datetime,
    minutes: int = 15,
    merchant: str = "",
    longest: int = 100,
    prefix: str = "",
    suffix: str = "",
    stem: str = "",
) -> Attempt:
    """Open a try to pay at `gateway`, valid for `minutes`. A failed or expired order becomes pending again.

    `merchant`: our account there. The reference has `prefix` and `suffix` around it and at most `longest` letters; `stem`:
    what it is made of, else the subject.

    Raises: NothingToPay, WrongState.
    """
    # All orders of the subject are locked, in one direction: they share the numbering of attempts.
    siblings = Order.objects.select_for_update().filter(subject=order.subject).order_by("pk")
    current = next(sibling for sibling in siblings if sibling.pk == order.pk)
    if current.status == Status.ZERO:
        raise NothingToPay(current.subject)
    if current.status not in PAYABLE:
        raise WrongState(current.subject, current.status)
    if current.status != Status.PENDING:
        _move(current, Status.PENDING)
    at = at.replace(microsecond=0)  # gateways know whole seconds, and ask for the same time later
    return Attempt.objects.create(
        order=current,
        gateway=gateway,
        merchant=merchant,
        txn_ref=next_reference(current, gateway, longest=longest, prefix=prefix, suffix=suffix, stem=stem),
        amount=current.payer_amount,
        created_at=at,
        expires_at=at + timedelta(minutes=minutes),
    )


@transaction.atomic
def mark_cash_paid(order: Order, by: str, at: datetime) -> Order:
    """Book cash taken at the counter by the officer named `by`: paid, receipt, handlers.

    Raises: NothingToPay, WrongState (paid already, held, cancelled).
    """
    current = lock(order.pk)
    if current.status == Status.ZERO:
        raise NothingToPay(current.subject)
    if current.status not in PAYABLE:
        raise WrongState(current.subject, current.status)
    current.collected_by = by
    return book(current, Order.Means.CASH, at)


@transaction.atomic
def mark_paid_elsewhere(order: Order, by: str, at: datetime) -> Order:
    """Book what was paid at the treasury or a bank, as its receipt proves; `by` says who has seen the proof.

    Raises: NothingToPay, WrongState (paid already, held, cancelled).
    """
    current = lock(order.pk)
    if current.status == Status.ZERO:
        raise NothingToPay(current.subject)
    if current.status not in PAYABLE:
        raise WrongState(current.subject, current.status)
    current.collected_by = by[:200]
    return book(current, Order.Means.TREASURY, at)


@transaction.atomic
def cancel_order(order: Order, reason: str, at: datetime) -> Order:
    """Close an order that nobody has paid (withdrawn, or its fee has changed). Raises: WrongState.

    Money that comes later is not lost: it is held for an officer.
    """
    current = lock(order.pk)
    if current.status not in PAYABLE | {Status.ZERO}:
        raise WrongState(current.subject, current.status)
    current.closed_reason = reason[:300]
    current.save(update_fields=["closed_reason"])
    if current.supported:
        supporting.withdraw(current, at, reason)
    return _move(current, Status.CANCELLED)


@transaction.atomic
def release_held(order: Order, *, accept: bool, by: str, at: datetime) -> Order:
    """An officer decides on held money: accept it (paid, receipt, handlers) or leave it to be refunded.

    Refused money: the attempt becomes surplus, the order failed, and the payer may try again.
    Raises: WrongState.
    """
    current = lock(order.pk)
    if current.status != Status.HELD:
        raise WrongState(current.subject, current.status)
    held = current.attempts.get(status=Attempt.Status.HELD)  # later money for a held order is surplus
    held.status = Attempt.Status.PAID if accept else Attempt.Status.SURPLUS
    held.save(update_fields=["status"])
    current.closed_reason = f"{'accepted' if accept else 'refused'} by {by}"[:300]
    current.save(update_fields=["closed_reason"])
    if accept:
        return book(current, Order.Means(held.gateway), at, held=held, by=by)
    movements.refused(current, held, at, by)
    return _move(current, Status.FAILED)


def book(
    locked: Order, means: Order.Means, at: datetime, *, held: Attempt | None = None, by: str = ""
) -> Order:
    """Mark a locked order as paid, book the money, issue the receipt, tell the rooms above. Only inside a transaction.

    `held`: the attempt whose money had been held until `by` accepted it.
    What a handler raises goes through: the caller's transaction must roll back.
    """
    if held is None:
        book_each([(locked, means)], at)
        return locked
    _mark_paid([(locked, means)], at)
    movements.accepted(locked, held, at, by)
    _issue_and_tell([locked], at)
    return locked


def book_each(locked: Sequence[tuple[Order, Order.Means]], at: datetime) -> None:
    """The same for many locked orders, each with the means by which its money came; the statements are as many as for one."""
    _mark_paid(locked, at)
    orders = [order for order, _ in locked]
    movements.paid(orders, at)
    _issue_and_tell(orders, at)


def _mark_paid(locked: Sequence[tuple[Order, Order.Means]], at: datetime) -> None:
    for order, means in locked:
        order.status = Status.PAID
        order.hold = Order.Hold.NONE
        order.means = means
        order.paid_at = at
    _BOOKED.write_each([order for order, _ in locked])


def _issue_and_tell(booked: Sequence[Order], at: datetime) -> None:
    """Receipts first: whoever is told may lock rows of its own, and all lock in this direction."""
    receipts.issue(booked, at)
    paid.announce(booked, at)


_BOOKED = Update(Order, "status", "hold", "means", "paid_at", "collected_by")


def fail(locked: Order) -> Order:
    """The last try of a locked, pending order did not succeed; another one may."""
    return _move(locked, Status.FAILED)


def expire(locked: Order) -> Order:
    """The last try of a locked, pending order ran out of time; another one may be started."""
    return _move(locked, Status.EXPIRED)


def put_on_hold(locked: Order, hold: Order.Hold) -> Order:
    """Money came that an officer must look at first (`release_held`)."""
    locked.hold = hold
    locked.save(update_fields=["hold"])
    return _move(locked, Status.HELD)


def _move(locked: Order, status: Order.Status) -> Order:
    locked.status = status
    locked.save(update_fields=["status"])
    return locked


def next_reference(
    order: Order, gateway: str, *, longest: int = 100, prefix: str = "", suffix: str = "", stem: str = ""
) -> str:
    """A reference that no try of the order at a gateway has: the subject without punctuation and the try's number, such as
    H26152611210001T1. A subject that is too long for the gateway is cut, with a fingerprint of the whole in its place."""
    stem = stem or "".join(c for c in order.subject if c.isascii() and c.isalnum())
    room = min(80, longest - len(prefix) - len(suffix) - len("T999"))
    if len(stem) > room:
        stem = stem[: room - FINGERPRINT] + sha256(order.subject.encode()).hexdigest()[:FINGERPRINT]
    begins = f"{prefix}{stem}T"
    taken = set(
        Attempt.objects.filter(gateway=gateway, txn_ref__startswith=begins).values_list("txn_ref", flat=True)
    )
    number = len(taken) + 1
    while f"{begins}{number}{suffix}" in taken:
        number += 1
    return f"{begins}{number}{suffix}"
