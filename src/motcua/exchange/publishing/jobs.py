"""Jobs of the publishing room: what was scheduled comes out, what has run out goes."""

from motcua.exchange.publishing import changes
from motcua.foundation import clock, jobs


@jobs.periodic(cron="* * * * *")
@jobs.task(queue="figures", queueing_lock="publishing-due", pass_context=False)
def publish_and_expire(timestamp: int) -> None:
    """Every minute. An urgent announcement leaves the pages at its moment even while no job runs."""
    now = clock.now()
    changes.publish_due(now)
    changes.expire_due(now)
