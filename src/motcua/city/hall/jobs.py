"""Jobs of the halls."""

from motcua.foundation import clock, jobs


@jobs.periodic(cron="*/15 * * * *")
@jobs.task(queueing_lock="hall-evening", pass_context=False)
def end_days(timestamp: int) -> None:
    """Every quarter of an hour: what earlier days left open, and bookings to which nobody came."""
    from motcua.city.hall import bookings, evening

    now = clock.now()
    while evening.close_days(now):
        pass
    while bookings.missed(now):
        pass
