"""Pages are made clean and read behind the officer's back: some three seconds a page on one core."""

from motcua.foundation import clock, jobs

A_TURN = 5
"""Pages of one job; it asks for itself again, so that a long paper does not keep short ones waiting."""


@jobs.task(queue="scans", retry=jobs.backoff(attempts=4))
def prepare(scan_id: int) -> None:
    """Make the waiting pages of a scan ready; two at once take different pages."""
    from motcua.records.scanning import preparing

    if preparing.prepare(scan_id, at=clock.now(), most=A_TURN):
        prepare.configure(lock=f"scan-{scan_id}").defer(scan_id=scan_id)


@jobs.periodic(cron="20 2 * * *")
@jobs.task(queue="scans", queueing_lock="scans-abandoned", pass_context=False)
def forget_abandoned(timestamp: int) -> None:
    """Every night: pictures of scans that nobody closed are destroyed."""
    from motcua.records.scanning import working

    while working.forget_abandoned(clock.now()):
        pass
