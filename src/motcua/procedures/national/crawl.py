"""Reading a file of the national database: compared line by line with what the city goes by; nothing of it counts yet.

One reading at a time. A reading that broke off goes on where it stopped: begin the same file again.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from typing import IO, Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from motcua.city import authority
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.procedures.national import comparing
from motcua.procedures.national.models import Change, Crawl, Record
from motcua.procedures.national.rows import Fault, NotACrawl, Read, lines_of, read

BATCH = 400
FAULTS_KEPT = 1000
WAIT_AT_MOST = timedelta(hours=6)
POWER = "edit_catalogue"
_LOCK = 0x6D63_6372
"""Key of the advisory lock of whoever reads: it goes when the process does, unlike a mark in a row."""


class Busy(Exception):
    """Another file is being read; `vi` and `en` say whose and since when."""

    def __init__(self, other: Crawl | None) -> None:
        who = f"{other.name}, {other.started_by_name}, {other.started_at:%H:%M %d/%m/%Y}" if other else "?"
        self.vi = f"Đang đọc một tệp khác ({who}). Chờ đọc xong rồi mới nhập tiếp."
        self.en = f"Another file is being read ({who}). Wait until that is done."
        super().__init__(self.en)


def begin(name: str, sha256: str, *, by: Actor, at: datetime, whole: bool = True, stored: str = "") -> Crawl:
    """A new crawl that waits to be read, or the unfinished one of the same bytes, which goes on.

    `whole`: what the file lacks counts as gone; False for the file of one ministry. Raises: Busy, authority.NotAllowed.
    """
    if by.kind != "system":
        authority.require(by, POWER, at=at)
    try:
        with transaction.atomic():
            unfinished = Crawl.objects.filter(state__in=["waiting", "reading"]).first()
            if unfinished is not None and (unfinished.sha256, unfinished.whole) == (sha256, whole):
                return unfinished
            if unfinished is not None and not _abandoned(unfinished, at):
                raise Busy(unfinished)
            if unfinished is not None:
                _fail(unfinished, "Đọc dở, có tệp khác thay.", at)
            return Crawl.objects.create(
                name=name[:200], sha256=sha256, stored=stored, whole=whole, started_by_id=by.account_id,
                started_by_name=by.name, started_at=at, touched_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Busy(Crawl.objects.filter(state__in=["waiting", "reading"]).first()) from error


def sha256_of(file: Any) -> str:
    """The digest of a file, which is then at its beginning again."""
    found = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return found


def run(
    crawl: Crawl, file: IO[bytes], *, at: datetime, progress: Callable[[int], None] = lambda done: None
) -> Crawl:
    """Read and compare the whole file; each batch of lines is a transaction of its own. About 10 s for the whole country.

    A file that is no crawl ends as `failed` with the reason. Raises: Busy when somebody reads already.
    """
    with _alone():
        crawl.refresh_from_db()
        if crawl.state not in (Crawl.State.WAITING, Crawl.State.READING):
            return crawl
        seen: dict[str, int] = {}
        try:
            lines = (read(number, line) for number, line in lines_of(file))
            while batch := list(islice(lines, BATCH)):
                _keep(crawl, batch, seen, at)
                progress(batch[-1].line)
        except NotACrawl as broken:
            _fail(crawl, f"{broken.vi} / {broken.en}", at)
            return crawl
        if not seen:
            _fail(crawl, "Không đọc được dòng nào. / No line could be read.", at)
            return crawl
        _finish(crawl, set(seen), at)
    return crawl


def _keep(crawl: Crawl, batch: list[Read | Fault], seen: dict[str, int], at: datetime) -> None:
    """Compare one batch; lines that an earlier attempt compared are only remembered."""
    done = crawl.lines_done
    faults: list[Fault] = []
    fresh: list[Read] = []
    for one in batch:
        if isinstance(one, Read) and one.code in seen:
            first = seen[one.code]
            one = Fault(
                one.line,
                f"Mã {one.code} đã có ở dòng {first}.",
                f"Code {one.code} stands on line {first} already.",
            )
        elif isinstance(one, Read):
            seen[one.code] = one.line
        if one.line <= done:
            continue
        if isinstance(one, Fault):
            faults.append(one)
        else:
            fresh.append(one)
    if not fresh and not faults:
        return
    with transaction.atomic():
        counts = Counter(crawl.counts)
        changes = list(_changes(crawl, fresh, counts))
        Change.objects.bulk_create(changes)
        crawl.state, crawl.lines_done, crawl.touched_at = Crawl.State.READING, batch[-1].line, at
        crawl.counts = dict(counts)
        crawl.faults_count += len(faults)
        crawl.faults = (crawl.faults + [{"line": one.line, "vi": one.vi, "en": one.en} for one in faults])[
            :FAULTS_KEPT
        ]
        strange = Counter(crawl.strange)
        strange.update(key for one in fresh for key in one.strange)
        crawl.strange = dict(strange)
        crawl.as_of = (
            max(crawl.as_of, *(one.facts.get("as_of", "") for one in fresh)) if fresh else crawl.as_of
        )
        crawl.save()


def _changes(crawl: Crawl, batch: list[Read], counts: Counter[str]) -> Iterator[Change]:
    """What the batch would change. Two queries."""
    codes = [one.code for one in batch]
    records = {record.code: record for record in Record.objects.filter(code__in=codes)}
    refused = _refused(codes)
    for one in batch:
        record = records.get(one.code)
        kind, found, group = Change.Kind.NEW, [], "new"
        if record is not None:
            if record.source_hash == one.source_hash and not record.gone:
                counts["same"] += 1
                continue
            found = comparing.differences(record.facts, one.facts, record.original, one.original)
            kind, group = Change.Kind.CHANGED, comparing.group(found)
            if record.gone:
                kind, group = Change.Kind.BACK, "back"
            elif not found:
                counts["same"] += 1
                continue
        if refused.get(one.code) == one.source_hash:
            counts["refused_before"] += 1
            continue
        counts[kind] += 1
        yield Change(
            crawl=crawl, code=one.code, name=one.facts["name"], kind=kind, group=group, differences=found,
            facts=one.facts, original=one.original, source_hash=one.source_hash,
        )  # fmt: skip


def _refused(codes: list[str]) -> dict[str, str]:
    """What was last rejected of each code, unless something was accepted since: it is not asked twice."""
    rows = Change.objects.filter(code__in=codes, state__in=["accepted", "rejected"]).order_by("id")
    last = {code: (state, digest) for code, state, digest in rows.values_list("code", "state", "source_hash")}
    return {code: digest for code, (state, digest) in last.items() if state == Change.State.REJECTED}


@transaction.atomic
def _finish(crawl: Crawl, seen: set[str], at: datetime) -> None:
    if crawl.whole:
        rows = Record.objects.filter(gone=False).exclude(code__in=seen).order_by("code")
        refused = _refused([record.code for record in rows])
        gone = [
            Change(
                crawl=crawl, code=record.code, name=record.facts["name"], kind=Change.Kind.GONE, group="gone",
                differences=[], source_hash="gone",
            )
            for record in rows
            if refused.get(record.code) != "gone"
        ]  # fmt: skip
        Change.objects.bulk_create(gone)
        crawl.counts = crawl.counts | ({"gone": len(gone)} if gone else {})
    crawl.state, crawl.touched_at = Crawl.State.COMPARED, at
    crawl.save()
    # A newer comparison says everything that an older one still asked.
    older = Change.objects.filter(state=Change.State.OPEN).filter(~Q(crawl=crawl))
    if not crawl.whole:
        older = older.filter(code__in=seen)
    older.update(state=Change.State.OVERTAKEN, facts=None, original=None)
    with connection.cursor() as cursor:
        cursor.execute("analyze national_change")
    events.record(
        "catalogue:national",
        "catalogue.compared",
        at=at,
        actor=Actor("officer", account_id=crawl.started_by_id, name=crawl.started_by_name)
        if crawl.started_by_id
        else Actor("system", name=crawl.started_by_name),
        data={
            "crawl": crawl.uuid,
            "sha256": crawl.sha256,
            "counts": crawl.counts,
            "faults": crawl.faults_count,
        },
    )


def _fail(crawl: Crawl, why: str, at: datetime) -> None:
    crawl.state, crawl.failure, crawl.touched_at = Crawl.State.FAILED, why, at
    crawl.save()


@contextmanager
def _alone() -> Iterator[None]:
    if not _locked("pg_try_advisory_lock"):
        raise Busy(Crawl.objects.filter(state__in=["waiting", "reading"]).first())
    try:
        yield
    finally:
        _locked("pg_advisory_unlock")


def _abandoned(crawl: Crawl, at: datetime) -> bool:
    """Whether nobody reads it any more: its process died, or no worker came for it in `WAIT_AT_MOST`."""
    waits = crawl.state == Crawl.State.WAITING and at - crawl.touched_at < WAIT_AT_MOST
    if waits or not _locked("pg_try_advisory_lock"):
        return False
    _locked("pg_advisory_unlock")
    return True


def _locked(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}(%s)", [_LOCK])
        row: Any = cursor.fetchone()
        return bool(row[0])
