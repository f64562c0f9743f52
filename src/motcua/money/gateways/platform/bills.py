"""The platform's own receipts: fetched once after a payment and kept beside ours."""

import logging
from datetime import datetime, timedelta

from django.db.models import F, Q

from motcua.money.gateways import http
from motcua.money.gateways.platform import config
from motcua.money.gateways.platform.client import PlatformClient
from motcua.money.gateways.platform.outcomes import GATEWAY
from motcua.money.models import Attempt, GatewayBill
from motcua.records import papers

log = logging.getLogger(__name__)

FETCH_FOR = timedelta(days=3)
MOST_TRIES = 8


def fetch(at: datetime, *, most: int = 50) -> int:
    """Fetch the bills of payments that have none yet; how many came. A payment without one stays paid.

    Each is asked for at most eight times within three days, later and later. Stops at the first time out.
    """
    due = (
        Attempt.objects.select_related("order", "bill")
        .filter(gateway=GATEWAY, status=Attempt.Status.PAID, settled_at__gt=at - FETCH_FOR)
        .filter(Q(bill__isnull=True) | Q(bill__file__isnull=True, bill__tries__lt=MOST_TRIES))
        .order_by(F("bill__asked_at").asc(nulls_first=True), "settled_at")[:most]
    )
    came = 0
    for attempt in due:
        bill = getattr(attempt, "bill", None) or GatewayBill(attempt=attempt, asked_at=at)
        if bill.tries and bill.asked_at > at - timedelta(minutes=2**bill.tries):
            continue
        bill.tries, bill.asked_at = bill.tries + 1, at
        client = PlatformClient(config.with_code(attempt.merchant) or config.current())
        try:
            content = client.bill(reference=attempt.txn_ref, created_at=attempt.created_at)
            bill.file = papers.store(
                content, purpose="other", owner_id=attempt.order.person_id, by=None, at=at, name=f"{attempt.txn_ref}.pdf"
            )  # fmt: skip
            came += 1
        except http.GatewayUnreachable as error:
            bill.save()
            log.warning("no bill of %s: %s", attempt.txn_ref, error)
            break
        except (http.GatewayNonsense, papers.RefusedFile) as error:
            log.warning("no bill of %s: %s", attempt.txn_ref, error)
        bill.save()
    return came
