"""The job of a rehearsal: some batches, then it asks for itself again, so that other jobs get their turn."""

from motcua.foundation import clock, jobs
from motcua.procedures.rehearsal import running

BATCHES_A_TURN = 10


@jobs.task(queue="figures", retry=jobs.backoff(attempts=5))
def rehearse(rehearsal_id: int) -> None:
    """Walk on; what was counted before an interruption is not counted again."""
    if running.go_on(rehearsal_id, at=clock.now(), batches=BATCHES_A_TURN):
        rehearse.defer(rehearsal_id=rehearsal_id)
