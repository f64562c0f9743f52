"""Jobs of this room: messages to bodies outside."""

from motcua.exchange.bodies import sending
from motcua.exchange.bodies.models import BodyMessage
from motcua.foundation import clock, jobs


@jobs.task(queue="bodies")
def send_to(system: str) -> None:
    """Send what waits for a body; come back when it was away."""
    later = sending.send_waiting(system, clock.now)
    if later is not None:
        send_to.configure(lock=f"bodies/{system}", schedule_at=later).defer(system=system)


@jobs.periodic(cron="* * * * *")
@jobs.task(queue="bodies", queueing_lock="bodies-sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Every minute: what a worker that died has left behind, and bodies that were away."""
    waiting = BodyMessage.objects.filter(state=BodyMessage.State.QUEUED, next_at__lte=clock.now())
    for system in waiting.order_by("system").values_list("system", flat=True).distinct():
        wake(system)


def wake(system: str) -> None:
    """Let a worker look at what waits for this body, after the caller's transaction. One job at a time a body."""
    send_to.configure(lock=f"bodies/{system}").defer(system=system)
