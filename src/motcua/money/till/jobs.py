"""Work of the till that runs by the clock."""

from motcua.foundation import clock, jobs


@jobs.periodic(cron="*/10 * * * *")
@jobs.task(queueing_lock="till-deposits", pass_context=False)
def match_deposits(timestamp: int) -> None:
    """Every ten minutes: cash that was carried to the bank and stands in its statement now."""
    from motcua.money.till import handing

    handing.match_open(clock.now())
