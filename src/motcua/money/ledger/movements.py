"""What orders, attempts and refunds do, as entries. Each is called in the transaction of the change it books."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from motcua.money.ledger import rules
from motcua.money.ledger.models import Entry
from motcua.money.ledger.writing import Movement, Source, post, post_each, reverse
from motcua.money.models import Attempt, Order, Refund

Kind = Entry.Kind


def paid(orders: Sequence[Order], at: datetime) -> None:
    """Payers' money for these orders has come. One statement."""
    post_each(
        [
            Movement(
                Source("order", order.pk, "paid"),
                Kind.PAYMENT,
                rules.payment(order.lines, _agency(order), order.means),
                by=order.collected_by,
            )
            for order in orders
        ],
        at,
    )


def accepted(order: Order, held: Attempt, at: datetime, by: str) -> None:
    """Held money of an attempt pays the order after all. One statement."""
    parts = rules.accepted(order.lines, _agency(order), held.gateway)
    post(Source("order", order.pk, "paid"), Kind.RELEASED, parts, at, by=by)


def held(order: Order, attempt: Attempt, at: datetime) -> None:
    """Money came that an officer has to look at. One statement."""
    parts = rules.held(attempt.amount, _agency(order), attempt.gateway)
    post(Source("attempt", attempt.pk, "held"), Kind.HELD, parts, at)


def refused(order: Order, attempt: Attempt, at: datetime, by: str = "") -> None:
    """Held money is not accepted and goes back. One statement."""
    parts = rules.refused(attempt.amount, _agency(order), attempt.gateway)
    post(Source("attempt", attempt.pk, "refused"), Kind.RELEASED, parts, at, by=by)


def surplus(order: Order, attempt: Attempt, at: datetime) -> None:
    """Money came beside another payment. One statement."""
    parts = rules.surplus(attempt.amount, _agency(order), attempt.gateway)
    post(Source("attempt", attempt.pk, "surplus"), Kind.SURPLUS, parts, at)


def refunded(order: Order, refund: Refund, at: datetime, *, before: int, through: str = "") -> None:
    """A refund of the order's own money is done; `before` đồng of it had gone back earlier. One statement.

    `through`: the means by which it went, where that is not the one by which it came.
    """
    parts = rules.refund(order.lines, before, refund.amount, _agency(order), through or order.means)
    post(Source("refund", refund.pk, "done"), Kind.REFUND, parts, at, by=refund.approved_by)


def surplus_returned(
    order: Order, refund: Refund, attempt: Attempt, at: datetime, *, through: str = ""
) -> None:
    """Money that was paid too much has gone back, the way it came or `through` another. One statement."""
    parts = rules.surplus_returned(refund.amount, _agency(order), attempt.gateway, through)
    post(Source("refund", refund.pk, "done"), Kind.REFUND, parts, at, by=refund.approved_by)


def cash_counted(
    count_id: int, agency_id: int, *, shortage: int, surplus: int, at: datetime, by: str, reason: str
) -> None:
    """What a count of a drawer found missing or too much. One statement, none when it was right."""
    parts = rules.cash_difference(shortage, surplus, agency_id)
    post(Source("count", count_id, "difference"), Kind.HANDOVER, parts, at, by=by, note=reason)


def cash_count_undone(count_id: int, at: datetime, by: str, reason: str) -> None:
    """A count was wrong, or too early: its difference is taken back, once. One query, two statements more."""
    entry = Entry.objects.filter(key=Source("count", count_id, "difference").key).first()
    if entry is not None:
        reverse(entry, at=at, by=by, reason=reason)


def cash_handed_over(hand_over_id: int, by_agency: Mapping[int, int], at: datetime, by: str) -> None:
    """A drawer's cash is with a second person, on its way to the bank. One statement."""
    post(
        Source("handover", hand_over_id, "taken"), Kind.HANDOVER, rules.cash_handed_over(by_agency), at, by=by
    )


def cash_banked(
    deposit_id: int, by_agency: Mapping[int, int], line_agency: int, at: datetime, by: str
) -> None:
    """The bank says that a deposit of cash has come. One statement."""
    parts = rules.cash_banked(by_agency, line_agency)
    post(Source("deposit", deposit_id, "banked"), Kind.HANDOVER, parts, at, by=by)


def _agency(order: Order) -> int:
    return order.agency_id or 0


def payout(
    source: Source,
    kind: Entry.Kind,
    parts: tuple[rules.Part, ...],
    at: datetime,
    *,
    by: str = "",
    note: str = "",
) -> int | None:
    """What a list of payouts does: approved, paid, returned, cash fetched or handed over. One statement, once."""
    return post(source, kind, parts, at, by=by, note=note)
