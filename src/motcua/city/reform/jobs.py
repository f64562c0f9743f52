"""Plans whose day has come, and what slipped in while one was run."""

from datetime import timedelta

from motcua.foundation import clock, jobs

SWEPT_FOR = timedelta(days=3)
"""A process forgets within half a minute what it knew of agencies; three days leave room for a stopped worker."""


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(queue="city", queueing_lock="reform-due", pass_context=False)
def run_due_plans(timestamp: int) -> None:
    """Every five minutes: approved plans of today are run, and stragglers moved."""
    from motcua.city.reform import running

    now = clock.now()
    running.run_due(now)
    for plan in running.ended_since((now - SWEPT_FOR).date()):
        running.sweep(plan.uuid, at=now)
