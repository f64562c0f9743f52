"""Imports in the background, a few chunks at a time, so that other jobs get their turn."""

from motcua.foundation import clock, jobs

CHUNKS_A_TURN = 40


@jobs.task(queue="registers", retry=jobs.backoff(attempts=5))
def run_import(import_id: int) -> None:
    """Bring in (or take back) the next chunks of an import, and ask for another turn."""
    from motcua.records.registers.importing import running
    from motcua.records.registers.importing.models import ImportRun

    run = ImportRun.objects.filter(pk=import_id).first()
    if run is None:
        return
    step = {ImportRun.State.RUNNING: running.go_on, ImportRun.State.WITHDRAWING: running.go_back}.get(
        ImportRun.State(run.state)
    )
    if step is None:
        return
    try:
        ended = step(run, at=clock.now(), wait=False, chunks=CHUNKS_A_TURN)
    except running.Busy:
        run_import.configure(schedule_in={"seconds": 30}).defer(import_id=import_id)
        return
    if not ended:
        run_import.defer(import_id=import_id)


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(queue="registers", queueing_lock="register-imports-left", pass_context=False)
def take_up_left_imports(timestamp: int) -> None:
    """Imports whose worker died go on from their checkpoint: one that still runs keeps its lock, and is left alone."""
    from motcua.records.registers.importing import running
    from motcua.records.registers.importing.models import ImportRun

    for run in ImportRun.objects.filter(state__in=[ImportRun.State.RUNNING, ImportRun.State.WITHDRAWING]):
        try:
            with running.alone(run.register, wait=False):
                pass
        except running.Busy:
            continue
        run_import.configure(queueing_lock=f"register-import-{run.pk}").defer(import_id=run.pk)


@jobs.task(queue="registers", retry=jobs.backoff(attempts=3))
def look_over_import(import_id: int) -> None:
    """Look a large file over; the officer finds the profile on its page."""
    from motcua.records.registers.importing import preparing
    from motcua.records.registers.importing.models import ImportRun

    run = ImportRun.objects.filter(pk=import_id, state=ImportRun.State.PREPARED).first()
    if run is not None:
        preparing.look_over(run, at=clock.now())
