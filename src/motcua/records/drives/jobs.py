"""Jobs of the drives."""

from motcua.foundation import clock, jobs


@jobs.periodic(cron="*/15 * * * *")
@jobs.task(queueing_lock="drives-missed", pass_context=False)
def mark_missed(timestamp: int) -> None:
    """Every quarter of an hour: bookings to which nobody came."""
    from motcua.records.drives import receiving

    now = clock.now()
    while receiving.missed(now):
        pass
