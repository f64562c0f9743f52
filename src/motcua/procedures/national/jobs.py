"""What takes longer than a page may: reading an uploaded file, accepting a large group."""

from django.core.files.storage import default_storage

from motcua.city import authority
from motcua.city.models import Account
from motcua.foundation import clock, jobs
from motcua.procedures.national import accepting, crawl
from motcua.procedures.national.models import Crawl


@jobs.task(queue="catalogue", retry=jobs.backoff(attempts=5))
def read_crawl(crawl_id: int) -> None:
    """Read and compare an uploaded file; a worker that died is followed by another, which goes on where it stopped."""
    waiting = Crawl.objects.get(id=crawl_id)
    if waiting.state not in (Crawl.State.WAITING, Crawl.State.READING):
        return
    with default_storage.open(waiting.stored, "rb") as file:
        crawl.run(waiting, file, at=clock.now())
    waiting.refresh_from_db()
    if waiting.state in (Crawl.State.COMPARED, Crawl.State.FAILED):
        default_storage.delete(waiting.stored)


@jobs.task(queue="catalogue", retry=jobs.backoff(attempts=3))
def accept_group(crawl_id: int, group: str, account_id: int, post_id: int) -> None:
    """Accept a whole group for the officer who pressed; a repeat finds nothing left."""
    at = clock.now()
    by = authority.actor_for(Account.objects.get(id=account_id), at, post_id)
    accepting.accept_group(Crawl.objects.get(id=crawl_id), group, by=by, at=at)
