"""Jobs of this room: questions that wait for the national services."""

from motcua.exchange.population import verifying
from motcua.foundation import clock, jobs


@jobs.periodic(cron="* * * * *")
@jobs.task(queue="bodies", queueing_lock="population-verify", pass_context=False)
def verify_waiting(timestamp: int) -> None:
    """Every minute: people of dossiers whose verification is due; stops when the services are away."""
    if verifying.configured():
        verifying.verify_due(clock.now())
