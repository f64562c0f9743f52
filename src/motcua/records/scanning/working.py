"""A scan from its first page to the signed copy: pages come, are turned and put in order, are made ready, and are closed.

Each change locks the scan's row; what is closed stays closed. Pictures under work lie in the default storage and are
destroyed when the scan is closed: what stays is the one signed PDF.
"""

import io
import uuid
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from PIL import Image

from motcua.foundation.actor import Actor
from motcua.records import papers
from motcua.records.papers import antivirus
from motcua.records.papers.checks import RefusedFile
from motcua.records.papers.models import StoredFile
from motcua.records.scanning import proposals, taking
from motcua.records.scanning.errors import Closed, ScanRefused, Secret
from motcua.records.scanning.models import Scan, ScanPage
from motcua.records.scanning.reading import Word
from motcua.records.scanning.taking import MAX_SHEETS, RefusedScan

CAME_QUALITY = 92
KEEP = timedelta(days=14)
"""A scan that was begun and left: the papers lie in the dossier for longer, and are scanned anew."""
ABANDONED_A_TURN = 200


@dataclass(frozen=True, slots=True)
class Subject:
    """What is scanned: a component of a dossier (`component_row`), or a paper result that none asked for (None)."""

    dossier_id: int
    dossier_code: str
    component_row: int | None
    kind: str
    title: str
    agency_id: int
    owner_id: int | None
    organisation_id: int | None


@transaction.atomic
def begin(subject: Subject, stage: str, *, by: Actor, at: datetime) -> Scan:
    """The open scan of this component, a new one where there is none: two officers work on the same one."""
    if subject.component_row is not None:
        # the component's own number as a lock: two presses at one moment are one scan
        hold_name(f"scan/{subject.component_row}")
        there = Scan.objects.filter(component_row=subject.component_row, state=Scan.State.OPEN).first()
        if there is not None:
            return there
    assert by.account_id is not None
    return Scan.objects.create(
        dossier_id=subject.dossier_id,
        dossier_code=subject.dossier_code,
        component_row=subject.component_row,
        kind=subject.kind[:60],
        title=subject.title[:300],
        stage=stage,
        agency_id=subject.agency_id,
        owner_id=subject.owner_id,
        organisation_id=subject.organisation_id,
        opened_by_id=by.account_id,
        opened_at=at,
    )


def add(scan_id: int, content: bytes, name: str, *, clamd: str = "") -> int:
    """Put the sheets of a file behind the others; how many came. All of them or none.

    Raises: RefusedFile, Closed. Some 0.1 s a page here; the rest is done by the job.
    """
    if clamd:
        antivirus.scan(content, clamd)
    with transaction.atomic():
        scan = opened(scan_id)
        there = ScanPage.objects.filter(scan=scan).count()
        written: list[str] = []
        try:
            for one in taking.sheets(content, name):
                if there + len(written) >= MAX_SHEETS:
                    raise RefusedScan("too_many_sheets")
                path = write(scan, _jpeg(one.picture))
                written.append(path)
                width, height = one.size_mm or (None, None)
                ScanPage.objects.create(
                    scan=scan, place=there + len(written), came=path, width_mm=width, height_mm=height
                )
        except BaseException:
            delete(written)
            raise
        _have_prepared(scan)
    return len(written)


def bring(scan_id: int, files: Sequence[uuid.UUID]) -> int:
    """Put files of the dossier that were taken in at the counter into a fresh scan; how many pages came.

    A scan with pages, or of a paper that has a signed copy, takes nothing. What cannot become pages stays where it is.
    """
    scan = Scan.objects.get(pk=scan_id)
    signed = Scan.objects.filter(component_row=scan.component_row, state=Scan.State.DONE)
    if scan.component_row is None or ScanPage.objects.filter(scan=scan).exists() or signed.exists():
        return 0
    there = {one.uuid: one for one in StoredFile.objects.filter(uuid__in=list(files))}
    came = 0
    for number in files:
        if (stored := there.get(number)) is not None:
            with suppress(RefusedFile):
                came += add(scan_id, papers.content(stored), stored.name)
    return came


@transaction.atomic
def turn(scan_id: int, page: uuid.UUID, degrees: int) -> None:
    """Turn a page clockwise by `degrees` (90, 180, 270); it is made clean and read again. Raises: Closed, LookupError."""
    scan = opened(scan_id)
    row = _page(scan, page)
    if degrees not in (90, 180, 270):
        raise LookupError(degrees)
    row.turn = (row.turn + degrees) % 360
    row.state = ScanPage.State.WAITING
    row.save(update_fields=["turn", "state"])
    _have_prepared(scan)


@transaction.atomic
def move(scan_id: int, page: uuid.UUID, to: int) -> None:
    """Put a page at place `to` (from 1); the others keep their order. Raises: Closed, LookupError."""
    scan = opened(scan_id)
    rows = list(ScanPage.objects.filter(scan=scan).order_by("place"))
    moved = next((row for row in rows if row.uuid == page), None)
    if moved is None:
        raise LookupError(page)
    rows.remove(moved)
    rows.insert(max(0, min(len(rows), to - 1)), moved)
    _number(rows)


@transaction.atomic
def remove(scan_id: int, page: uuid.UUID) -> None:
    """Take a page out and destroy its pictures. Raises: Closed, LookupError."""
    scan = opened(scan_id)
    row = _page(scan, page)
    delete([row.came, row.kept])
    row.delete()
    _number(list(ScanPage.objects.filter(scan=scan).order_by("place")))


@transaction.atomic
def mark_note(scan_id: int, page: uuid.UUID, with_note: bool) -> None:
    """Whether the picture shows a sticky note; the sheet is then taken again without it. Raises: Closed, LookupError."""
    row = _page(opened(scan_id), page)
    row.with_note = with_note
    row.save(update_fields=["with_note"])


@transaction.atomic
def drop(scan_id: int, *, by: Actor, at: datetime) -> None:
    """Give a scan up: its pictures are destroyed. Raises: Closed."""
    close(opened(scan_id), Scan.State.DROPPED, by.account_id, at)


def words_of(row: ScanPage) -> tuple[Word, ...]:
    """The words of a page, as they were read."""
    return tuple(msgspec.convert(row.words, list[Word]))


def proposed(pages: Iterable[ScanPage]) -> dict[str, proposals.Proposal]:
    """What the machine believes of the pages in their order."""
    return proposals.propose([words_of(row) for row in pages])


def close(scan: Scan, state: str, account_id: int | None, at: datetime) -> None:
    """End a scan whose row is locked; its pictures are destroyed when the transaction holds."""
    paths = [path for row in ScanPage.objects.filter(scan=scan) for path in (row.came, row.kept)]
    scan.state, scan.closed_by_id, scan.closed_at = state, account_id, at
    scan.save()
    ScanPage.objects.filter(scan=scan).delete()
    transaction.on_commit(lambda: delete(paths))


def forget_abandoned(at: datetime) -> int:
    """Give up scans that nobody closed for `KEEP`: pictures of people's papers do not lie about. How many."""
    old = Scan.objects.filter(state=Scan.State.OPEN, opened_at__lt=at - KEEP).values_list("pk", flat=True)
    given_up = 0
    for scan_id in list(old[:ABANDONED_A_TURN]):
        with transaction.atomic(), suppress(ScanRefused):
            close(opened(scan_id), Scan.State.DROPPED, None, at)
            given_up += 1
    return given_up


def opened(scan_id: int) -> Scan:
    """The scan, locked. Raises: Closed, Secret."""
    scan = (
        Scan.objects.select_for_update(of=("self",))
        .select_related("agency", "owner", "organisation")
        .get(pk=scan_id)
    )
    if scan.state == Scan.State.SECRET:
        raise Secret
    if scan.state != Scan.State.OPEN:
        raise Closed
    return scan


def _have_prepared(scan: Scan) -> None:
    """Ask the job to make the waiting pages ready, one job a scan at a time."""
    from motcua.records.scanning import jobs  # this room is loaded before jobs can be declared

    jobs.prepare.configure(lock=f"scan-{scan.pk}").defer(scan_id=scan.pk)


def _page(scan: Scan, number: uuid.UUID) -> ScanPage:
    found = ScanPage.objects.filter(scan=scan, uuid=number).first()
    if found is None:
        raise LookupError(number)
    return found


def _number(rows: Sequence[ScanPage]) -> None:
    for place, row in enumerate(rows, 1):
        row.place = place
    ScanPage.objects.bulk_update(rows, ["place"])


def hold_name(key: str) -> None:
    """A lock of the running transaction by name."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def write(scan: Scan, content: bytes) -> str:
    """Keep a picture of a scan that is under work; its path."""
    return default_storage.save(f"scans/{scan.uuid.hex[:2]}/{uuid.uuid4().hex}.jpg", ContentFile(content))


def content_of(path: str) -> bytes:
    """The bytes of a picture under work."""
    with default_storage.open(path, "rb") as file:
        return file.read()


def delete(paths: Iterable[str]) -> None:
    """Destroy pictures."""
    for path in paths:
        if path:
            default_storage.delete(path)


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=CAME_QUALITY)
    return out.getvalue()
