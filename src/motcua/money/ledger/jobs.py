"""Work of the ledger that runs by the clock."""

from datetime import timedelta

from motcua.foundation import clock, jobs
from motcua.foundation.worktime import VN
from motcua.money.ledger import supporting


@jobs.periodic(cron="40 1 * * *")
@jobs.task(queue="figures", queueing_lock="ledger-support", pass_context=False)
def book_support(timestamp: int) -> None:
    """Every night: what the city's budget owes for the orders of the day before, and of days that were missed."""
    supporting.book_until(clock.now().astimezone(VN).date() - timedelta(days=1))
