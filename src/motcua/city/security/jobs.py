"""Jobs of sign-on."""

from motcua.foundation import clock, jobs


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(queueing_lock="security-sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Every five minutes: sessions of closed accounts and of officers without a post, notes that ran out."""
    from motcua.city.security import kept, sessions

    sessions.sweep(clock.now())
    kept.sweep()
