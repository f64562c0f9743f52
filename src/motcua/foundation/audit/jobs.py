"""What keeps the access log: seals by the minute, months ahead of time."""

from motcua.foundation import clock, jobs


@jobs.periodic(cron="* * * * *")
@jobs.task(queueing_lock="access-log-seal", pass_context=False)
def seal_looks(timestamp: int) -> None:
    """Every minute: what was looked at since the last seal goes under the next one; a backlog in several."""
    from motcua.foundation.audit import seals

    while (made := seals.seal(clock.now())) is not None and made.rows >= seals.MOST_ROWS:
        pass


@jobs.periodic(cron="40 1 * * *")
@jobs.task(queueing_lock="access-log-months", pass_context=False)
def make_months(timestamp: int) -> None:
    """Every night: this month and the next two have a partition of their own."""
    from motcua.foundation.audit import partitions

    partitions.ensure(clock.now().date())
