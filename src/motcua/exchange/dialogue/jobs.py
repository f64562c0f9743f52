"""Jobs of this room: clocks that run out."""

from motcua.exchange.dialogue import changes
from motcua.foundation import clock, jobs


@jobs.periodic(cron="* * * * *")
@jobs.task(queue="figures", queueing_lock="dialogue-late", pass_context=False)
def mark_late(timestamp: int) -> None:
    """Every minute: messages whose clock has run out."""
    changes.mark_late(clock.now())
