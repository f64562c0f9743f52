"""Abolitions whose day has come."""

from motcua.foundation import clock, jobs
from motcua.procedures.gazette import changes


@jobs.periodic(cron="5 * * * *")
@jobs.task(queue="catalogue", queueing_lock="gazette-effect", pass_context=False)
def take_effect(timestamp: int) -> None:
    """Every hour: procedures that end today can be filed no more."""
    changes.take_effect(clock.now())
