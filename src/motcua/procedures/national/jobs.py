"""The reading of an uploaded file behind the pages."""

from django.core.files.storage import default_storage

from motcua.foundation import clock, jobs
from motcua.procedures.national import crawl
from motcua.procedures.national.models import Crawl


@jobs.task(queue="catalogue", retry=jobs.backoff(attempts=5))
def read_crawl(crawl_id: int) -> None:
    """Read and compare an uploaded file; a worker that died is followed by another, which goes on where it stopped."""
    waiting = Crawl.objects.get(id=crawl_id)
    with default_storage.open(waiting.stored, "rb") as file:
        crawl.run(waiting, file, at=clock.now())
    waiting.refresh_from_db()
    if waiting.state in (Crawl.State.COMPARED, Crawl.State.FAILED):
        default_storage.delete(waiting.stored)
