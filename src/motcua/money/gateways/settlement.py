"""What a gateway or a bank says about one attempt becomes the state of its order. Shared by all ways to pay."""

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


def lock(gateway: str, txn_ref: str) -> tuple[Attempt, Order] | None:
    """The order, locked, and its attempt, read after the lock: it guards attempts too. None if unknown."""
    row = _LOCK.first({"gateway": gateway, "txn_ref": txn_ref})
    if row is None:
        return None
    order: Order = _ORDER.read(row)
    found = _FIND.first({"gateway": gateway, "txn_ref": txn_ref})
    assert found is not None
    return _ATTEMPT.read(found), order


_ORDER, _ATTEMPT = Rows(Order, "owed"), Rows(Attempt, "tried")
_BY_REFERENCE = "from money_attempt tried where gateway = %(gateway)s::text and txn_ref = %(txn_ref)s::text"
_LOCK = Prepared(f"""
select {_ORDER.names} from money_order owed where id = (select order_id {_BY_REFERENCE}) for update""")
_FIND = Prepared(f"select {_ATTEMPT.names} {_BY_REFERENCE}")
_SETTLED = Update(Attempt, "status", "gateway_no", "bank", "response_code", "settled_at")


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
    late = attempt.status == Attempt.Status.EXPIRED
    attempt.gateway_no = "" if gateway_no in ("", "0") else gateway_no
    attempt.bank = bank[:20]
    attempt.response_code = response_code[:8]
    attempt.settled_at = at
    match outcome:
        case Outcome.PAID | Outcome.SUSPECTED:
            return _money_came(attempt, order, outcome is Outcome.SUSPECTED, late, at, from_suspense)
        case Outcome.FAILED:
            return _close(attempt, order, Attempt.Status.FAILED)
        case _:
            return _close(attempt, order, Attempt.Status.EXPIRED)


def _money_came(
    attempt: Attempt, order: Order, suspected: bool, late: bool, at: datetime, from_suspense: bool
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
    if late or order.status in (Status.EXPIRED, Status.CANCELLED):
        _save(attempt, Attempt.Status.HELD)
        orders.put_on_hold(order, Order.Hold.LATE)
        if not from_suspense:
            movements.held(order, attempt, at)
        return Settled(True, Alert.LATE)
    _save(attempt, Attempt.Status.PAID)
    orders.book(order, Order.Means(attempt.gateway), at, held=attempt if from_suspense else None)
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
