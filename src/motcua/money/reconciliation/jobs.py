"""Work of this room that runs by the clock."""

import logging
from datetime import date, timedelta

from motcua.foundation import clock, jobs
from motcua.foundation.worktime import VN
from motcua.money.reconciliation import fetching, files, running, settling
from motcua.money.reconciliation.errors import DayIsSigned

log = logging.getLogger(__name__)
BY = "Hệ thống"


@jobs.periodic(cron="10 6 * * *")
@jobs.task(queueing_lock="reconciliation-morning", pass_context=False)
def compare_yesterday(timestamp: int) -> None:
    """Every morning: the day before, first with what is here; each partner's file is then fetched by a job of its own."""
    at = clock.now()
    today = at.astimezone(VN).date()
    day = today - timedelta(days=1)
    for partner in fetching.sources():
        fetch_and_compare.defer(partner=partner, day=day.isoformat())
    _compare(day)


@jobs.task(retry=jobs.backoff(12), pass_context=False)
def fetch_and_compare(partner: str, day: str) -> None:
    """Fetch one partner's file of a day and compare anew. Tried again for some hours while the partner is away."""
    at = clock.now()
    today = at.astimezone(VN).date()
    try:
        _, new = fetching.fetch(partner, date.fromisoformat(day), by=BY, at=at, today=today)
    except files.BadFile as bad:
        log.error("the file of %s for %s cannot be read: %s", partner, day, bad)
        return
    except DayIsSigned:
        return
    if new:
        _compare(date.fromisoformat(day))


@jobs.periodic(cron="*/30 * * * *")
@jobs.task(queueing_lock="reconciliation-settlements", pass_context=False)
def book_settlements(timestamp: int) -> None:
    """Every half hour: transfers of partners that are plainly the settlement of a day."""
    settling.settle_plain(BY, clock.now())


def _compare(day: date) -> None:
    at = clock.now()
    try:
        running.run(day, by=BY, at=at, today=at.astimezone(VN).date())
    except DayIsSigned:
        log.info("%s is signed already", day)
