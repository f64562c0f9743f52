"""Answers that no longer count are forgotten; that there was one stays."""

from datetime import datetime

from motcua.exchange.credit_trust.models import Check
from motcua.foundation import clock, jobs

AT_ONCE = 1000


@jobs.periodic(cron="40 2 * * *")
@jobs.task(queue="figures", queueing_lock="credit-trust-forget", pass_context=False)
def forget_old_answers(timestamp: int) -> None:
    """Every night: outcomes past their day."""
    while forget(clock.now(), AT_ONCE):
        pass


def forget(at: datetime, at_once: int = AT_ONCE) -> int:
    """Clear the outcomes of answers that ran out before a moment; how many. One statement."""
    due = Check.objects.filter(outcomes__isnull=False, expires_at__lte=at).order_by("expires_at")
    return Check.objects.filter(pk__in=list(due.values_list("pk", flat=True)[:at_once])).update(outcomes=None)
