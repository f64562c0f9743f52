"""Jobs of the console: the briefings that leaders asked for."""

from motcua.foundation import clock, jobs


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(queue="mail", queueing_lock="console-briefings", pass_context=False)
def send_briefings(timestamp: int) -> None:
    """Every five minutes: briefings whose moment has come and that have not been sent."""
    from motcua.sites.console import letters

    letters.send_due(clock.now)
