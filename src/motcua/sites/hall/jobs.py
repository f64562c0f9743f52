"""Jobs of the halls' pages: reminders of bookings."""

from motcua.foundation import clock, jobs


@jobs.periodic(cron="*/10 * * * *")
@jobs.task(queue="mail", queueing_lock="hall-reminders", pass_context=False)
def send_reminders(timestamp: int) -> None:
    """Every ten minutes: bookings that begin within a day and were not reminded of."""
    from motcua.sites.hall import reminding

    now = clock.now()
    while reminding.remind(now):
        pass
