"""The nightly look at the day before."""

from datetime import timedelta

from motcua.foundation import clock, jobs


@jobs.periodic(cron="30 2 * * *")
@jobs.task(queue="figures", queueing_lock="look-reviews", pass_context=False)
def review_yesterday(timestamp: int) -> None:
    """Every night: the figures of yesterday's readers, and what the rules propose for review."""
    from motcua.insight.privacy import finding

    now = clock.now()
    finding.run(now.date() - timedelta(days=1), at=now)
