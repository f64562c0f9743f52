"""The nightly look at the day before; files of approved exports; periods that are over."""

from datetime import timedelta
from uuid import UUID

from motcua.foundation import clock, jobs


@jobs.periodic(cron="30 2 * * *")
@jobs.task(queue="figures", queueing_lock="look-reviews", pass_context=False)
def review_yesterday(timestamp: int) -> None:
    """Every night: the figures of yesterday's readers, and what the rules propose for review."""
    from motcua.insight.privacy import finding

    now = clock.now()
    finding.run(now.date() - timedelta(days=1), at=now)


@jobs.task(queue="figures", retry=jobs.backoff(attempts=3))
def make_export(number: str) -> None:
    """The file of an approved export for statistics; a repeat makes nothing twice."""
    from motcua.records.privacy import exports

    exports.make(UUID(number), at=clock.now())


@jobs.periodic(cron="10 4 * * *")
@jobs.task(queue="figures", queueing_lock="privacy-retention", pass_context=False)
def keep_periods(timestamp: int) -> None:
    """Every night: what is past its period in `retention.yaml`, in the kinds that rooms offer."""
    from motcua.records.privacy import protected, retention

    now = clock.now()
    retention.run_all(at=now)
    protected.forget_past(now.date())
