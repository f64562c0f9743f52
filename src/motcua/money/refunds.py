"""Money that goes back: asked by one, approved by another, then sent; receipts are corrected first."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from motcua.money import orders, receipts
from motcua.money.errors import RefundRefused, WrongState
from motcua.money.gateways import http, keeping, registry
from motcua.money.gateways.settlement import Alert
from motcua.money.ledger import movements
from motcua.money.models import Attempt, GatewayNotice, Order, Refund

Status = Refund.Status
GOES_BACK = [Status.APPROVED, Status.DONE, Status.UNKNOWN]
BY_HAND = "bank"
"""The account from which an officer sends back what a provider cannot."""


@transaction.atomic
def request(order: Order, amount: int, reason: str, by: str, at: datetime) -> Refund:
    """Ask for `amount` đồng of a paid order back. The sum of all refunds never exceeds what was paid.

    Raises: RefundRefused (`not_paid`, `amount`).
    """
    current = orders.lock(order.pk)
    if current.status not in (Order.Status.PAID, Order.Status.PARTLY_REFUNDED):
        raise RefundRefused("not_paid")
    if not 0 < amount <= current.payer_amount - _promised(current):
        raise RefundRefused("amount")
    attempt = current.attempts.filter(status=Attempt.Status.PAID).first()
    return Refund.objects.create(
        order=current, attempt=attempt, amount=amount, reason=reason[:300], requested_by=by, requested_at=at
    )


@transaction.atomic
def request_surplus(attempt: Attempt, reason: str, by: str, at: datetime) -> Refund:
    """Ask for all the money of an attempt that was paid beside another. The order and its receipt stay.

    Raises: RefundRefused (`not_paid`, `amount` when it is under way already).
    """
    current = orders.lock(attempt.order_id)
    attempt.refresh_from_db()
    if attempt.status != Attempt.Status.SURPLUS:
        raise RefundRefused("not_paid")
    if attempt.refunds.exclude(status=Status.REFUSED).exists():
        raise RefundRefused("amount")
    return Refund.objects.create(
        order=current,
        attempt=attempt,
        amount=attempt.amount,
        reason=reason[:300],
        requested_by=by,
        requested_at=at,
    )


@transaction.atomic
def approve(refund: Refund, by: str, at: datetime) -> Refund:
    """A second person agrees; the receipt is cancelled or reduced now, before money moves.

    A cash refund is done with that, since the cashier pays it out; one at a provider waits for `send`, others for `sent_by_hand`.
    Raises: WrongState, RefundRefused (`same_person`).
    """
    order, current = _lock(refund)
    if current.status != Status.REQUESTED:
        raise WrongState("refund", current.status)
    if current.requested_by == by:
        raise RefundRefused("same_person")
    current.approved_by, current.approved_at = by, at
    current.request_id = uuid.uuid5(order.public_id, f"refund {current.pk}").hex
    current.status = Status.APPROVED
    current.save()
    if not _is_surplus(current):
        receipts.correct(order, _sum(order, GOES_BACK), current.reason, at)
    return _done(order, current, at) if current.attempt is None else current


@transaction.atomic
def refuse(refund: Refund, by: str, at: datetime) -> Refund:
    """Somebody says no (the asker may take it back). Raises: WrongState."""
    _, current = _lock(refund)
    if current.status != Status.REQUESTED:
        raise WrongState("refund", current.status)
    current.approved_at, current.status = at, Status.REFUSED
    current.approved_by = "" if by == current.requested_by else by
    current.save()
    return current


def send(refund: Refund, at: datetime) -> Refund:
    """Send an approved refund to its provider, outside of any transaction, and keep the answer.

    May be repeated when no answer came: the request number stays, so that nobody is paid twice. An answer that refuses leaves the
    refund UNKNOWN with its code, for an officer to `clear` with the provider. Raises: WrongState.
    """
    refund.refresh_from_db()
    attempt = refund.attempt
    gateway = registry.GATEWAYS.get(attempt.gateway) if attempt is not None else None
    unanswered = refund.status == Status.UNKNOWN and not refund.response_code
    if (
        attempt is None
        or gateway is None
        or gateway.refund is None
        or not (refund.status == Status.APPROVED or unanswered)
    ):
        raise WrongState("refund", refund.status)
    try:
        answer = gateway.refund(refund, attempt, at)
    except (http.GatewayUnreachable, http.GatewayNonsense):
        return _mark_unknown(refund, "", at)
    with transaction.atomic():
        order, current = _lock(refund)
        alert = Alert.NONE if answer.accepted else Alert.ERROR
        keeping.keep(
            gateway.key, GatewayNotice.Kind.REFUND, answer.raw, answer.code, at, attempt=attempt, alert=alert
        )  # fmt: skip
        if current.status not in (Status.APPROVED, Status.UNKNOWN):
            return current  # another sender heard the same answer first
        if not answer.accepted:
            return _mark_unknown(current, answer.code, at)
        current.response_code = answer.code[:8]
        return _done(order, current, at)


def by_hand(refund: Refund) -> bool:
    """Whether the money goes back by a transfer of an officer: it came by one, or its provider has no message for it."""
    if refund.attempt is None:
        return False
    gateway = registry.GATEWAYS.get(refund.attempt.gateway)
    return gateway is None or gateway.refund is None


@transaction.atomic
def sent_by_hand(refund: Refund, at: datetime, *, approval: str = "") -> Refund:
    """An approved refund has been sent back by a transfer from the city's account, or put back on its card.

    `approval`: what the terminal printed for a card; without it nothing says that the card's bank moved the money.
    Raises: WrongState, RefundRefused (`approval`).
    """
    order, current = _lock(refund)
    if not by_hand(current) or current.status != Status.APPROVED:
        raise WrongState("refund", current.status)
    assert current.attempt is not None
    if current.attempt.gateway == Order.Means.CARD and not approval:
        raise RefundRefused("approval")
    current.response_code = approval[:8]
    # a card gets its money back at the terminal that took it, out of what its bank still holds
    through = "" if current.attempt.gateway == Order.Means.CARD else BY_HAND
    return _done(order, current, at, through=through)


@transaction.atomic
def clear(refund: Refund, *, done: bool, by: str, at: datetime) -> Refund:
    """An officer has heard from the provider what became of an UNKNOWN refund. Not done: the receipt is made whole.

    Raises: WrongState.
    """
    order, current = _lock(refund)
    if current.status != Status.UNKNOWN:
        raise WrongState("refund", current.status)
    if done:
        return _done(order, current, at)
    current.status = Status.REFUSED
    current.save()
    if not _is_surplus(current):
        receipts.correct(order, _sum(order, GOES_BACK), f"refund cleared by {by}", at)
    return current


def _done(order: Order, refund: Refund, at: datetime, *, through: str = "") -> Refund:
    before = _sum(order, [Status.DONE])
    refund.status, refund.done_at = Status.DONE, at
    refund.save()
    if refund.attempt is not None and _is_surplus(refund):
        movements.surplus_returned(order, refund, refund.attempt, at, through=through)
    else:
        movements.refunded(order, refund, at, before=before, through=through)
        back = _sum(order, [Status.DONE])
        order.status = Order.Status.REFUNDED if back == order.payer_amount else Order.Status.PARTLY_REFUNDED
        order.save(update_fields=["status"])
    return refund


def _mark_unknown(refund: Refund, code: str, at: datetime) -> Refund:
    with transaction.atomic():
        _, current = _lock(refund)
        if current.status in (Status.APPROVED, Status.UNKNOWN):
            current.status, current.response_code = Status.UNKNOWN, code[:8]
            current.save()
        return current


def _lock(refund: Refund) -> tuple[Order, Refund]:
    order = orders.lock(refund.order_id)
    return order, Refund.objects.select_for_update(of=("self",)).select_related("attempt").get(pk=refund.pk)


def _is_surplus(refund: Refund) -> bool:
    return refund.attempt is not None and refund.attempt.status == Attempt.Status.SURPLUS


def _promised(order: Order) -> int:
    return _sum(order, [status for status in Status if status != Status.REFUSED])


def _sum(order: Order, statuses: list[Refund.Status]) -> int:
    """Refunds of the order's own money (not of a surplus attempt), in đồng. One query."""
    mine = order.refunds.filter(status__in=statuses).exclude(attempt__status=Attempt.Status.SURPLUS)
    return mine.aggregate(total=Sum("amount"))["total"] or 0
