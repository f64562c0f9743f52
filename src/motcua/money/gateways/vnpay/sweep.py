"""Attempts whose notice never came: ask VNPay and settle by its answer."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from motcua.money.gateways import http, settlement
from motcua.money.gateways.settlement import Alert, Outcome
from motcua.money.gateways.vnpay import notices
from motcua.money.gateways.vnpay.client import QueryAnswer, VnpayClient
from motcua.money.gateways.vnpay.outcomes import GATEWAY
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


def sweep(at: datetime, client: VnpayClient, *, grace: timedelta = GRACE, most: int = 200) -> SweepReport:
    """Ask about at most `most` pending attempts that ended more than `grace` ago, the longest unasked first.

    Each is settled in its own transaction; the question itself is asked outside of any. Stops at the first
    time out: when VNPay is away, the others would only wait as well.
    """
    report = SweepReport()
    due = Attempt.objects.filter(
        Q(asked_at__isnull=True) | Q(asked_at__lte=at - ASK_AGAIN),
        gateway=GATEWAY,
        status=Attempt.Status.PENDING,
        expires_at__lte=at - grace,
    ).order_by(F("asked_at").asc(nulls_first=True), "expires_at")[:most]
    for attempt in due:
        Attempt.objects.filter(pk=attempt.pk).update(asked_at=at)
        report.asked += 1
        try:
            answer = client.query_dr(txn_ref=attempt.txn_ref, created_at=attempt.created_at, at=at)
        except http.GatewayUnreachable as error:
            log.warning("VNPay does not answer: %s", error)
            report.unanswered += 1
            break
        except http.GatewayNonsense as error:
            log.warning("VNPay's answer about %s is unusable: %s", attempt.txn_ref, error)
            report.unanswered += 1
            continue
        if take_answer(attempt.txn_ref, answer, at):
            report.settled += 1
        else:
            report.open += 1
    return report


@transaction.atomic
def take_answer(txn_ref: str, answer: QueryAnswer, at: datetime) -> bool:
    """Settle one attempt by a verified answer; False when the answer leaves it open. The answer is kept."""
    found = settlement.lock(GATEWAY, txn_ref)
    if found is None:
        return False
    attempt, order = found
    done, alert = False, Alert.NONE
    if answer.outcome in (Outcome.PAID, Outcome.SUSPECTED) and answer.amount != attempt.amount:
        alert = Alert.AMOUNT
    elif answer.outcome is not None:
        settled = settlement.settle(
            attempt,
            order,
            answer.outcome,
            at,
            gateway_no=answer.gateway_no,
            bank=answer.bank,
            response_code=answer.transaction_status or answer.response_code,
        )
        done, alert = settled.first_time, settled.alert
    verdict = answer.outcome.value if answer.outcome else "unclear"
    notices.keep(GatewayNotice.Kind.QUERYDR, answer.raw, verdict, at, attempt=attempt, alert=alert)
    return done


def for_staff(at: datetime) -> list[Attempt]:
    """Attempts that are still unknown three days after their window: a person must ask VNPay."""
    return list(
        Attempt.objects.select_related("order")
        .filter(gateway=GATEWAY, status=Attempt.Status.PENDING, expires_at__lte=at - GIVE_TO_STAFF)
        .order_by("expires_at")
    )
