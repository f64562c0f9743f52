"""Jobs of the insight room: the passing of appointed days, and how long things take."""

from motcua.foundation import clock, jobs
from motcua.insight import durations, keeping


@jobs.periodic(cron="* * * * *")
@jobs.task(queue="figures", queueing_lock="insight-overdue", pass_context=False)
def mark_overdue(timestamp: int) -> None:
    """Every minute: dossiers whose day has passed."""
    keeping.mark_overdue(clock.now())


@jobs.periodic(cron="15 3 * * *")
@jobs.task(queue="figures", queueing_lock="insight-durations", pass_context=False)
def refresh_durations(timestamp: int) -> None:
    """Every night: how long dossiers of the last twelve months took."""
    durations.refresh(clock.now())
