"""Work of school fees that runs by the clock."""

from motcua.foundation import clock, jobs


@jobs.periodic(cron="30 7 * * *")
@jobs.task(queueing_lock="school-fees-remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Every morning: guardians whose school fees are due in three days, today, or were due three days ago."""
    from motcua.money.school_fees import reminding

    reminding.remind(clock.now())
