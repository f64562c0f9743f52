"""Jobs of the console: the briefings that leaders asked for."""

from datetime import date

from motcua.foundation import clock, jobs


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(queue="mail", queueing_lock="console-briefings", pass_context=False)
def send_briefings(timestamp: int) -> None:
    """Every five minutes: briefings whose moment has come and that have not been sent."""
    from motcua.sites.console import letters

    letters.send_due(clock.now)


@jobs.task(queue="mail", retry=jobs.backoff(attempts=10))
def send_briefing(letter_id: int, month: str) -> None:
    """One briefing that was asked for now. A repeat sends nothing twice."""
    from motcua.sites.console import letters

    letters.send(letter_id, date.fromisoformat(month), clock.now())
