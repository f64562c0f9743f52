"""The server-to-server notice: the only way, besides a question of ours, in which a provider's money is booked.

Every notice is kept as it came. A notice that is booked is kept in the same transaction; one that fails is rolled back, kept with
its error, and the provider repeats it.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from motcua.money.gateways import keeping, settlement
from motcua.money.gateways.settlement import Alert, Outcome
from motcua.money.models import Attempt, GatewayNotice

log = logging.getLogger(__name__)


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


_FINAL = {*settlement.orders.MONEY_IS_HERE, settlement.Order.Status.HELD}


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
    locked before its state is read. `kept_as`: the provider's own codes, for the kept row.
    """

    def named(verdict: Verdict) -> str:
        return (kept_as or {}).get(verdict, verdict.value)

    try:
        with transaction.atomic():
            verdict, attempt, alert = _decide(gateway, read(), at)
            keeping.keep(
                gateway, GatewayNotice.Kind.IPN, raw, named(verdict), at, attempt=attempt, alert=alert, remote=remote
            )  # fmt: skip
        return verdict
    except Exception:
        log.exception("a notice of %s was rolled back", gateway)
    try:
        with transaction.atomic():
            keeping.keep(
                gateway, GatewayNotice.Kind.IPN, raw, named(Verdict.ERROR), at, alert=Alert.ERROR, remote=remote
            )  # fmt: skip
    except Exception:  # the database is away: the provider must still hear of the failure, so that it repeats
        log.exception("a notice of %s could not be kept", gateway)
    return Verdict.ERROR


def _decide(gateway: str, said: Said | None, at: datetime) -> tuple[Verdict, Attempt | None, Alert]:
    if said is None:
        return Verdict.SIGNATURE, None, Alert.SIGNATURE
    found = settlement.lock(gateway, said.reference)
    # a unit's own merchant speaks for that unit's payments only; tries of before there were units name none
    if found is None or found[0].merchant not in ("", said.merchant):
        return Verdict.UNKNOWN, None, Alert.NONE
    attempt, order = found
    if said.amount != attempt.amount:
        return Verdict.AMOUNT, attempt, Alert.AMOUNT
    confirmed_before = order.status in _FINAL
    settled = settlement.settle(
        attempt, order, said.outcome, at, gateway_no=said.gateway_no, bank=said.bank, response_code=said.code
    )
    new = settled.first_time and not confirmed_before
    return (Verdict.CONFIRMED if new else Verdict.ALREADY), attempt, settled.alert
