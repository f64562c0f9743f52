"""Loads in the background: one step a turn, so that a killed worker loses one step at most."""

from motcua.foundation import clock, jobs


@jobs.task(queue="quality", retry=jobs.backoff(attempts=5))
def run_load(load_id: int) -> None:
    """The next step of a load, and another turn when one more follows."""
    from motcua.records.quality.intake import running

    try:
        more = running.advance(load_id, at=clock.now())
    except running.Busy:
        run_load.configure(schedule_in={"seconds": 30}).defer(load_id=load_id)
        return
    if more:
        run_load.defer(load_id=load_id)


@jobs.task(queue="quality", retry=jobs.backoff(attempts=5), queueing_lock="quality-match")
def match_loads() -> None:
    """Match the current loads of all sources; when another worker does it just now, once more after it."""
    from motcua.records.quality import flowing
    from motcua.records.quality.matching import running

    try:
        flowing.match_current(at=clock.now())
    except running.Busy:
        match_loads.configure(schedule_in={"seconds": 60}).defer()


@jobs.task(queue="quality", retry=jobs.backoff(attempts=5))
def publish_people(load_id: int) -> None:
    """Bring the people of a published load into the register."""
    from motcua.records.quality import flowing
    from motcua.records.quality.matching import running

    try:
        flowing.publish_people(load_id, at=clock.now())
    except running.Busy:
        publish_people.configure(schedule_in={"seconds": 60}).defer(load_id=load_id)


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(queue="quality", queueing_lock="quality-loads-left", pass_context=False)
def take_up_loads(timestamp: int) -> None:
    """Files that arrived in the watched folder, and loads whose worker died."""
    from motcua.records.quality.intake import running, watching

    watching.look(clock.now())
    for load_id in running.waiting():
        run_load.configure(queueing_lock=f"quality-load-{load_id}").defer(load_id=load_id)
