"""Closing what has become right by itself: the register was corrected in between, or the missing data arrived."""

from motcua.foundation import clock, jobs
from motcua.records.contests import changes
from motcua.records.contests.models import Contest

AT_ONCE = 500


@jobs.periodic(cron="20 * * * *")
@jobs.task(queue="figures", queueing_lock="contests-settle", pass_context=False)
def settle_open(timestamp: int) -> None:
    """Every hour: all open reports against the data as they stand now, in runs of `AT_ONCE`."""
    last = 0
    while True:
        ids = list(
            Contest.objects.filter(ended_at=None, id__gt=last)
            .order_by("id")
            .values_list("id", flat=True)[:AT_ONCE]
        )
        if not ids:
            return
        changes.settle(ids, at=clock.now())
        last = ids[-1]
