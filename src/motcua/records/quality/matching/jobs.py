"""Matching in the background: every night when a load has been cleaned since, and whenever somebody asks for it."""

from motcua.foundation import clock, jobs


@jobs.periodic(cron="30 1 * * *")
@jobs.task(queue="quality", queueing_lock="quality-matching", pass_context=False)
def match_what_came(timestamp: int) -> None:
    """Match the current loads of all sources when one of them has not been matched yet."""
    from motcua.records.quality.matching import running

    loads = running.current_loads()
    if any(load.state == load.State.CLEANED for load in loads):
        match_loads.defer(load_ids=[load.pk for load in loads])


@jobs.task(queue="quality", retry=jobs.backoff(attempts=3))
def match_loads(load_ids: list[int]) -> None:
    """A full run over these loads. A run whose worker died is taken up again."""
    from motcua.records.quality.intake import folders
    from motcua.records.quality.matching import running
    from motcua.records.quality.models import Load

    loads = list(Load.objects.filter(pk__in=load_ids).order_by("pk"))
    try:
        running.run(loads, [folders.staged(load) for load in loads], at=clock.now())
    except running.Busy:
        match_loads.configure(schedule_in={"minutes": 5}).defer(load_ids=load_ids)
