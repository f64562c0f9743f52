"""What a gateway or a bank says about one attempt becomes the state of its order. Shared by all ways to pay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from motcua.foundation.columns import Rows, Update
from motcua.foundation.statements import Prepared
from motcua.money import orders
from motcua.money.ledger import movements
from motcua.money.models import Attempt, GatewayNotice, Order

Alert = GatewayNotice.Alert


class Outcome(StrEnum):
    """What became of a payment at the gateway."""

    PAID = "paid"
    SUSPECTED = "suspected"
    FAILED = "failed"
    OPEN = "open"
    NEVER_PAID = "never_paid"


@dataclass(frozen=True, slots=True)
class Settled:
    """What was done: whether the attempt was new to us, and what an officer should look at."""

    first_time: bool
    alert: Alert = Alert.NONE


@dataclass(frozen=True, slots=True)
class Payment:
    """A locked try of a locked order, and what its gateway says of the money that came."""

    attempt: Attempt
    order: Order
    gateway_no: str = ""
    bank: str = ""
    response_code: str = ""


type Reference = tuple[str, str]
"""A gateway, and what it calls a try."""


def lock(gateway: str, txn_ref: str) -> tuple[Attempt, Order] | None:
    """The order, locked, and its attempt, read after the lock: it guards attempts too. None if unknown. Two statements."""
    return _found([(gateway, txn_ref)], _LOCK).get((gateway, txn_ref))


def lock_free(wanted: Sequence[Reference]) -> dict[Reference, tuple[Attempt, Order]]:
    """As `lock` for many, but nobody is waited for: without those that are unknown or whose order somebody else holds."""
    return _found(wanted, _LOCK_FREE)


def _found(wanted: Sequence[Reference], by: Prepared) -> dict[Reference, tuple[Attempt, Order]]:
    marks = {"gateways": [gateway for gateway, _ in wanted], "refs": [ref for _, ref in wanted]}
    owed = {order.pk: order for order in map(_ORDER.read, by.every(marks))}
    if not owed:
        return {}
    tried = map(_ATTEMPT.read, _FIND.every(marks))
    return {(one.gateway, one.txn_ref): (one, owed[one.order_id]) for one in tried if one.order_id in owed}


_ORDER, _ATTEMPT = Rows(Order, "owed"), Rows(Attempt, "tried")
# `(select array)`: however many there are, the plan is the same, so that the server keeps it
_BY_REFERENCE = """from money_attempt tried join unnest((select %(gateways)s::text[]), (select %(refs)s::text[]))
as wanted (gateway, txn_ref) using (gateway, txn_ref)"""
_LOCKING = f"""
select {_ORDER.names} from money_order owed where id = any(array(select tried.order_id {_BY_REFERENCE}))
order by id for update"""
_LOCK, _LOCK_FREE = Prepared(_LOCKING), Prepared(f"{_LOCKING} skip locked")
_FIND = Prepared(f"select {_ATTEMPT.names} {_BY_REFERENCE}")
_SETTLED = Update(Attempt, "status", "gateway_no", "bank", "response_code", "settled_at")


def comes_as_owed(attempt: Attempt, order: Order) -> bool:
    """Whether money for this try is the plain good case: the try is open and the order waits for it."""
    return attempt.status == Attempt.Status.PENDING and order.status in (
        Order.Status.PENDING,
        Order.Status.FAILED,
    )


def settle_as_owed(payments: Sequence[Payment], at: datetime) -> None:
    """The money of locked tries has come, and for each `comes_as_owed`; each order once. As many statements as for one."""
    for one in payments:
        _noted(one, at)
        one.attempt.status = Attempt.Status.PAID
    _SETTLED.write_each([one.attempt for one in payments])
    orders.book_each([(one.order, Order.Means(one.attempt.gateway)) for one in payments], at)


def settle(
    attempt: Attempt,
    order: Order,
    outcome: Outcome,
    at: datetime,
    *,
    gateway_no: str = "",
    bank: str = "",
    response_code: str = "",
    from_suspense: bool = False,
) -> Settled:
    """Bring a locked attempt and order to what the gateway says, once.

    Money that comes when it should not (second attempt, after expiry or cancellation) is never lost: it is
    kept as surplus or held, with an alert. An attempt that is settled does not change any more. `from_suspense`: the money
    was booked as nobody's before (`bank.receiving.assign`).
    """
    if attempt.status not in (Attempt.Status.PENDING, Attempt.Status.EXPIRED):
        contradicts = outcome is Outcome.PAID and attempt.status == Attempt.Status.FAILED
        return Settled(False, Alert.CONFLICT if contradicts else Alert.NONE)
    if outcome is Outcome.OPEN:
        return Settled(False)
    payment = Payment(attempt, order, gateway_no, bank, response_code)
    if outcome is Outcome.PAID and comes_as_owed(attempt, order) and not from_suspense:
        settle_as_owed([payment], at)
        return Settled(True)
    _noted(payment, at)
    match outcome:
        case Outcome.PAID | Outcome.SUSPECTED:
            return _money_came(attempt, order, outcome is Outcome.SUSPECTED, at, from_suspense)
        case Outcome.FAILED:
            return _close(attempt, order, Attempt.Status.FAILED)
        case _:
            return _close(attempt, order, Attempt.Status.EXPIRED)


def _noted(payment: Payment, at: datetime) -> None:
    attempt = payment.attempt
    attempt.gateway_no = "" if payment.gateway_no in ("", "0") else payment.gateway_no
    attempt.bank = payment.bank[:20]
    attempt.response_code = payment.response_code[:8]
    attempt.settled_at = at


def _money_came(
    attempt: Attempt, order: Order, suspected: bool, at: datetime, from_suspense: bool
) -> Settled:
    Status = Order.Status
    if order.status in orders.MONEY_IS_HERE | {Status.HELD}:
        _save(attempt, Attempt.Status.SURPLUS)
        (movements.refused if from_suspense else movements.surplus)(order, attempt, at)
        return Settled(True, Alert.SURPLUS)
    if suspected:
        _save(attempt, Attempt.Status.HELD)
        orders.put_on_hold(order, Order.Hold.FRAUD)
        movements.held(order, attempt, at)
        return Settled(True, Alert.FRAUD)
    if not comes_as_owed(attempt, order):  # the try or the order had ended before
        _save(attempt, Attempt.Status.HELD)
        orders.put_on_hold(order, Order.Hold.LATE)
        if not from_suspense:
            movements.held(order, attempt, at)
        return Settled(True, Alert.LATE)
    _save(attempt, Attempt.Status.PAID)
    orders.book(order, Order.Means(attempt.gateway), at, held=attempt)
    return Settled(True)


def _close(attempt: Attempt, order: Order, status: Attempt.Status) -> Settled:
    _save(attempt, status)
    others_open = order.attempts.filter(status=Attempt.Status.PENDING).exists()
    if order.status == Order.Status.PENDING and not others_open:
        (orders.fail if status == Attempt.Status.FAILED else orders.expire)(order)
    return Settled(True)


def _save(attempt: Attempt, status: Attempt.Status) -> None:
    attempt.status = status
    _SETTLED.write(attempt)
