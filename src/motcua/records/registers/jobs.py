"""Jobs of the registers."""

from motcua.foundation import clock, jobs

BATCHES = 200
"""Of one run: the next run goes on where this one stopped."""


@jobs.periodic(cron="*/10 * * * *")
@jobs.task(queueing_lock="registers-versions", pass_context=False)
def bring_under_newest(timestamp: int) -> None:
    """Every ten minutes: records of older versions go under the newest one of their register, by rule."""
    from motcua.records.registers import moving

    left = BATCHES
    for register in moving.waiting():
        while left > 0 and moving.move(register, at=clock.now()):
            left -= 1


@jobs.periodic(cron="20 2 * * *")
@jobs.task(queueing_lock="registers-clearing", pass_context=False)
def clear_what_is_past(timestamp: int) -> None:
    """Every night: records on approved lists lose their values; their numbers and days stay."""
    from motcua.records.registers import keeping

    for _ in range(BATCHES):
        if not keeping.clear_some(at=clock.now()):
            return
