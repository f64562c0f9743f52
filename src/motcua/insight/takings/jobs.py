"""Work of this room that runs by the clock."""

from datetime import timedelta

from motcua.foundation import clock, jobs
from motcua.foundation.worktime import VN
from motcua.insight.takings import keeping


@jobs.periodic(cron="*/30 * * * *")
@jobs.task(queue="figures", queueing_lock="takings-today", pass_context=False)
def keep_today(timestamp: int) -> None:
    """Every half hour: what was taken today, so that reports are of this hour."""
    at = clock.now().astimezone(VN)
    keeping.keep(at.date(), at)


@jobs.periodic(cron="50 1 * * *")
@jobs.task(queue="figures", queueing_lock="takings-nights", pass_context=False)
def keep_days_before(timestamp: int) -> None:
    """Every night: the day before for good, and days of the last two months that nobody made."""
    at = clock.now().astimezone(VN)
    yesterday = at.date() - timedelta(days=1)
    for day in {yesterday, *keeping.missing(yesterday - timedelta(days=62), yesterday)}:
        keeping.keep(day, at)
