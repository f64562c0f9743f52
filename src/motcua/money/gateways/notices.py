"""The server-to-server notice: the only way, besides a question of ours, in which a provider's money is booked.

Every notice is kept as it came. A notice that is booked is kept in the same transaction; one that fails is rolled back, kept with
its error, and the provider repeats it.

Notices that arrive while others are being booked are booked together, in one transaction (`Line`). Only the plain cases are:
money of the right amount for an open try of an order that waits for it, and the same told once more. Whatever else a notice
says is decided alone, and so is every notice of a transaction that failed.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from motcua.money.gateways import keeping, settlement
from motcua.money.gateways.settlement import Alert, Outcome, Payment
from motcua.money.gateways.together import Line
from motcua.money.models import Attempt, GatewayNotice, Order

log = logging.getLogger(__name__)
MOST_AT_ONCE = 64
"""In one transaction: beyond it the next begins, so that nobody waits long for others."""


class Verdict(StrEnum):
    """What we say to a notice, before it is put into the provider's words."""

    SIGNATURE = "signature"
    UNKNOWN = "unknown"
    AMOUNT = "amount"
    CONFIRMED = "confirmed"
    ALREADY = "already"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Said:
    """A rightly signed notice. `amount` None: it names none that could be right (a fraction, another currency)."""

    merchant: str
    reference: str
    amount: int | None
    outcome: Outcome
    gateway_no: str = ""
    bank: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as it came. `said` None: its signature is wrong."""

    gateway: str
    raw: Mapping[str, object]
    said: Said | None
    at: datetime
    remote: str
    kept_as: Mapping[Verdict, str]

    def row(
        self, verdict: Verdict, attempt: Attempt | None = None, alert: Alert = Alert.NONE
    ) -> GatewayNotice:
        return keeping.kept(
            self.gateway, GatewayNotice.Kind.IPN, self.raw, self.kept_as.get(verdict, verdict.value), self.at,
            attempt=attempt, alert=alert, remote=self.remote,
        )  # fmt: skip


_FINAL = {*settlement.orders.MONEY_IS_HERE, Order.Status.HELD}


def take(
    gateway: str,
    raw: Mapping[str, object],
    read: Callable[[], Said | None],
    at: datetime,
    remote: str = "",
    kept_as: Mapping[Verdict, str] | None = None,
) -> Verdict:
    """Decide on one notice: signature, order, amount, state, in this order. Never raises.

    `read` checks the signature and gives None when it is wrong. Idempotent, also when repeats arrive together: the order's row is
    locked before its state is read. `kept_as`: the provider's own codes, for the kept row. Whatever is answered is durable.
    """
    said, readable = None, True
    try:
        said = read()
    except Exception:
        log.exception("a notice of %s could not be read", gateway)
        readable = False
    told = Told(gateway, raw, said, at, remote, kept_as or {})
    if not readable:
        return _failed(told)
    return (_line.take(told) if said is not None and may_share(said) else None) or _alone(told)


def may_share(said: Said) -> bool:
    """Whether a notice waits for those that are being booked, to be booked with others: it tells of money."""
    return said.outcome is Outcome.PAID and said.amount is not None


def is_plain(said: Said, attempt: Attempt, order: Order) -> bool:
    """Whether a notice is booked together with others: it tells of money, nothing is wrong with it, and nothing happened to its
    order before."""
    return may_share(said) and _refused(said, attempt) is None and settlement.comes_as_owed(attempt, order)


def is_repeat(said: Said, attempt: Attempt, order: Order) -> bool:
    """Whether a notice tells once more of money that is booked, and nothing else is to be said of it."""
    booked = attempt.status == Attempt.Status.PAID and order.status in settlement.orders.MONEY_IS_HERE
    return booked and may_share(said) and _refused(said, attempt) is None


def _refused(said: Said, attempt: Attempt) -> Verdict | None:
    # a unit's own merchant speaks for that unit's payments only; tries of before there were units name none
    if attempt.merchant not in ("", said.merchant):
        return Verdict.UNKNOWN
    return Verdict.AMOUNT if said.amount != attempt.amount else None


def book_together(batch: Sequence[Told]) -> list[Verdict | None]:
    """Book those of these notices that are plain, and keep plain repeats, in one transaction. None for those that must be
    decided alone. Never raises.

    Nobody is waited for: an order, or a dossier, that somebody else holds must not hold up the others' payments.
    """
    try:
        with transaction.atomic():
            return _booked(batch)
    except Exception:
        if len(batch) == 1:
            log.exception("a notice of %s was rolled back", batch[0].gateway)
            return [_failed(batch[0])]
        log.warning("%s notices could not be booked together; each is tried alone", len(batch), exc_info=True)
        return [None] * len(batch)


_line = Line(book_together, MOST_AT_ONCE)


def _booked(batch: Sequence[Told]) -> list[Verdict | None]:
    wanted = [(told.gateway, told.said.reference) for told in batch if told.said is not None]
    free = settlement.lock_free(wanted)
    verdicts: list[Verdict | None] = []
    payments: dict[int, Payment] = {}
    rows = []
    for told in batch:
        said = told.said
        found = free.get((told.gateway, said.reference)) if said else None
        if said and found and found[1].pk not in payments and is_plain(said, *found):
            payments[found[1].pk] = Payment(*found, said.gateway_no, said.bank, said.code)
            rows.append(told.row(Verdict.CONFIRMED, found[0]))
            verdicts.append(Verdict.CONFIRMED)
        elif said and found and found[1].pk not in payments and is_repeat(said, *found):
            rows.append(told.row(Verdict.ALREADY, found[0]))
            verdicts.append(Verdict.ALREADY)
        else:
            verdicts.append(None)
    keeping.keep_each(rows)
    if payments:
        settlement.settle_as_owed(list(payments.values()), max(told.at for told in batch))
    return verdicts


def _alone(told: Told) -> Verdict:
    try:
        with transaction.atomic():
            verdict, attempt, alert = _decide(told)
            keeping.keep_each([told.row(verdict, attempt, alert)])
        return verdict
    except Exception:
        log.exception("a notice of %s was rolled back", told.gateway)
        return _failed(told)


def _failed(told: Told) -> Verdict:
    """Keep a notice that could not be booked: the provider repeats it."""
    try:
        with transaction.atomic():
            keeping.keep_each([told.row(Verdict.ERROR, alert=Alert.ERROR)])
    except Exception:  # the database is away: the provider must still hear of the failure, so that it repeats
        log.exception("a notice of %s could not be kept", told.gateway)
    return Verdict.ERROR


def _decide(told: Told) -> tuple[Verdict, Attempt | None, Alert]:
    said = told.said
    if said is None:
        return Verdict.SIGNATURE, None, Alert.SIGNATURE
    found = settlement.lock(told.gateway, said.reference)
    if found is None:
        return Verdict.UNKNOWN, None, Alert.NONE
    attempt, order = found
    refused = _refused(said, attempt)
    if refused is Verdict.UNKNOWN:
        return refused, None, Alert.NONE
    if refused is not None:
        return refused, attempt, Alert.AMOUNT
    confirmed_before = order.status in _FINAL
    settled = settlement.settle(
        attempt,
        order,
        said.outcome,
        told.at,
        gateway_no=said.gateway_no,
        bank=said.bank,
        response_code=said.code,
    )
    new = settled.first_time and not confirmed_before
    return (Verdict.CONFIRMED if new else Verdict.ALREADY), attempt, settled.alert
