"""Attempts whose notice never came: ask the provider and settle by its answer."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from motcua.money.gateways import http, keeping, settlement
from motcua.money.gateways.provider import Answer, Gateway
from motcua.money.gateways.settlement import Alert, Outcome
from motcua.money.models import Attempt, GatewayNotice

log = logging.getLogger(__name__)

# The notice may still come for a while after the window has closed: ten repeats, five minutes apart.
GRACE = timedelta(minutes=30)
ASK_AGAIN = timedelta(minutes=10)
GIVE_TO_STAFF = timedelta(days=3)


@dataclass(slots=True)
class SweepReport:
    """What one sweep did, for the log and the status page."""

    asked: int = 0
    settled: int = 0
    open: int = 0
    unanswered: int = 0


def sweep(at: datetime, gateway: Gateway, *, grace: timedelta = GRACE, most: int = 200) -> SweepReport:
    """Ask about at most `most` pending attempts that ended more than `grace` ago, the longest unasked first.

    Three days after its window an attempt is asked about no more: it is on the staff's list. Each is settled in its own
    transaction; the question is asked outside of any. Stops at the first time out: the others would only wait as well.
    """
    report = SweepReport()
    due = Attempt.objects.filter(
        Q(asked_at__isnull=True) | Q(asked_at__lte=at - ASK_AGAIN, expires_at__gt=at - GIVE_TO_STAFF),
        gateway=gateway.key,
        status=Attempt.Status.PENDING,
        expires_at__lte=at - grace,
    ).order_by(F("asked_at").asc(nulls_first=True), "expires_at")[:most]
    for attempt in due:
        report.asked += 1
        try:
            done = ask(attempt, gateway, at)
        except http.GatewayUnreachable as error:
            log.warning("%s does not answer: %s", gateway.key, error)
            report.unanswered += 1
            break
        except http.GatewayNonsense as error:
            log.warning("the answer of %s about %s is unusable: %s", gateway.key, attempt.txn_ref, error)
            report.unanswered += 1
            continue
        if done:
            report.settled += 1
        else:
            report.open += 1
    return report


def ask(attempt: Attempt, gateway: Gateway, at: datetime) -> bool:
    """Ask about one attempt and settle it; False when the answer leaves it open.

    Raises: GatewayUnreachable, GatewayNonsense.
    """
    Attempt.objects.filter(pk=attempt.pk).update(asked_at=at)
    return take_answer(gateway.key, attempt.txn_ref, gateway.query(attempt, at), at)


@transaction.atomic
def take_answer(gateway: str, txn_ref: str, answer: Answer, at: datetime) -> bool:
    """Settle one attempt by a verified answer; False when the answer leaves it open. The answer is kept."""
    found = settlement.lock(gateway, txn_ref)
    if found is None:
        return False
    attempt, order = found
    done, alert = False, Alert.NONE
    if answer.outcome in (Outcome.PAID, Outcome.SUSPECTED) and answer.amount != attempt.amount:
        alert = Alert.AMOUNT
    elif answer.outcome is not None:
        settled = settlement.settle(
            attempt, order, answer.outcome, at, gateway_no=answer.gateway_no, bank=answer.bank, response_code=answer.code
        )  # fmt: skip
        done, alert = settled.first_time, settled.alert
    verdict = answer.outcome.value if answer.outcome else "unclear"
    keeping.keep(
        gateway, GatewayNotice.Kind.QUERYDR, answer.raw, verdict, at, attempt=attempt, alert=alert
    )  # fmt: skip
    return done


def for_staff(at: datetime, *, most: int = 200) -> list[Attempt]:
    """Attempts at providers that are still unknown three days after their window: a person must ask."""
    return list(
        Attempt.objects.select_related("order")
        .filter(status=Attempt.Status.PENDING, expires_at__lte=at - GIVE_TO_STAFF)
        .exclude(gateway="bank")
        .order_by("expires_at")[:most]
    )
