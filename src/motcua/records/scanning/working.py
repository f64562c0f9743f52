"""A scan from its first page to the signed copy: pages come, are turned and put in order, are made ready, and are closed.

Each change locks the scan's row; what is closed stays closed. Pictures under work lie in the default storage and are
destroyed when the scan is closed: what stays is the one signed PDF.
"""

import io
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import msgspec
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from PIL import Image

from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.records import papers, signing
from motcua.records.papers import antivirus
from motcua.records.papers.models import Paper, StoredFile
from motcua.records.scanning import jobs, naming, proposals, reading, sheet, taking
from motcua.records.scanning.archive import Leaf, bind
from motcua.records.scanning.errors import Closed, Faults, ScanRefused, Secret
from motcua.records.scanning.models import Scan, ScanPage
from motcua.records.scanning.reading import Word
from motcua.records.scanning.taking import MAX_SHEETS, RefusedScan, Sheet

POOR = 55.0
"""Mean confidence below which a sheet may lie on its side: then it is asked which way is up."""
CAME_QUALITY = 92
MOST_VERSIONS = 50
"""Of one owner's paper of one kind and day; more is somebody pressing in vain."""


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


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What the officer says of the paper. `compared`: pages held against the original; `sure`: doubtful fields confirmed."""

    title: str
    number: str
    issued_on: date | None
    issuer: str
    valid_until: date | None
    name: str
    sides: int | None
    compared: frozenset[str] = frozenset()
    sure: frozenset[str] = frozenset()
    unreadable: dict[str, tuple[str, str]] = field(default_factory=dict)
    """What could not be understood of what was typed, by field: told together with all other faults."""


@transaction.atomic
def begin(subject: Subject, stage: str, *, by: Actor, at: datetime) -> Scan:
    """The open scan of this component, a new one where there is none: two officers work on the same one."""
    if subject.component_row is not None:
        # the component's own number as a lock: two presses at one moment are one scan
        _hold(f"scan/{subject.component_row}")
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

    Raises: RefusedScan, Closed. Some 0.1 s a page here; the rest is done by the job.
    """
    if clamd:
        antivirus.scan(content, clamd)
    with transaction.atomic():
        scan = _open(scan_id)
        there = ScanPage.objects.filter(scan=scan).count()
        written: list[str] = []
        try:
            for one in taking.sheets(content, name):
                if there + len(written) >= MAX_SHEETS:
                    raise RefusedScan("too_many_sheets")
                path = _write(scan, _jpeg(one.picture))
                written.append(path)
                width, height = one.size_mm or (None, None)
                ScanPage.objects.create(
                    scan=scan, place=there + len(written), came=path, width_mm=width, height_mm=height
                )
        except BaseException:
            _delete(written)
            raise
        jobs.prepare.configure(lock=f"scan-{scan.pk}").defer(scan_id=scan.pk)
    return len(written)


@transaction.atomic
def turn(scan_id: int, page: uuid.UUID, degrees: int) -> None:
    """Turn a page clockwise by `degrees` (90, 180, 270); it is made clean and read again. Raises: Closed, LookupError."""
    scan = _open(scan_id)
    row = _page(scan, page)
    if degrees not in (90, 180, 270):
        raise LookupError(degrees)
    row.turn = (row.turn + degrees) % 360
    row.state = ScanPage.State.WAITING
    row.save(update_fields=["turn", "state"])
    jobs.prepare.configure(lock=f"scan-{scan.pk}").defer(scan_id=scan.pk)


@transaction.atomic
def move(scan_id: int, page: uuid.UUID, to: int) -> None:
    """Put a page at place `to` (from 1); the others keep their order. Raises: Closed, LookupError."""
    scan = _open(scan_id)
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
    scan = _open(scan_id)
    row = _page(scan, page)
    _delete([row.came, row.kept])
    row.delete()
    _number(list(ScanPage.objects.filter(scan=scan).order_by("place")))


@transaction.atomic
def mark_note(scan_id: int, page: uuid.UUID, with_note: bool) -> None:
    """Whether the picture shows a sticky note; the sheet is then taken again without it. Raises: Closed, LookupError."""
    row = _page(_open(scan_id), page)
    row.with_note = with_note
    row.save(update_fields=["with_note"])


@transaction.atomic
def drop(scan_id: int, *, by: Actor, at: datetime) -> None:
    """Give a scan up: its pictures are destroyed. Raises: Closed."""
    _close(_open(scan_id), Scan.State.DROPPED, by.account_id, at)


def prepare(scan_id: int, *, at: datetime, most: int) -> bool:
    """Make up to `most` waiting pages clean and read them; whether more wait. No lock while a page is worked on.

    A page that was turned meanwhile is left for the next round; a stamp of secrecy closes the scan.
    """
    waiting = ScanPage.objects.filter(
        scan_id=scan_id, scan__state=Scan.State.OPEN, state=ScanPage.State.WAITING
    )
    for row in list(waiting.order_by("place")[:most]):
        _prepare(row)
        if proposals.secret([words_of(row)]):
            with transaction.atomic():
                scan = Scan.objects.select_for_update().get(pk=scan_id)
                if scan.state == Scan.State.OPEN:
                    _close(scan, Scan.State.SECRET, None, at)
                    system = Actor("system", name="Số hóa", agency_id=scan.agency_id)
                    events.record(
                        f"scan/{scan.uuid}", "scan-secret", at=at, actor=system, data={"code": scan.dossier_code}
                    )
            return False
    return waiting.exists()


def _prepare(row: ScanPage) -> None:
    size = (row.width_mm, row.height_mm) if row.width_mm and row.height_mm else None
    with default_storage.open(row.came, "rb") as file, Image.open(io.BytesIO(file.read())) as opened:
        came = Sheet(opened.convert("RGB"), size)
    turned = row.turn
    made = sheet.clean(came, turned)
    words, unread = _read(made)
    if not unread and _mean(words) < POOR and (up := reading.quarter(made.to_read, sheet.READ_DPI)):
        again = sheet.clean(came, (turned + up) % 360)
        better, _ = _read(again)
        if _mean(better) > _mean(words):
            made, words, turned = again, better, (turned + up) % 360
    before, seen = row.kept, row.turn
    kept = _write(row.scan, made.jpeg)
    row.kept, row.turn, row.state = kept, turned, ScanPage.State.READY
    row.angle, row.cut, row.page_mm, row.unread = made.angle, made.cut, list(made.size_mm), unread
    row.words = msgspec.to_builtins(words)
    names = ("kept", "turn", "state", "angle", "cut", "page_mm", "unread", "words")
    written = ScanPage.objects.filter(pk=row.pk, turn=seen, state=ScanPage.State.WAITING).update(
        **{name: getattr(row, name) for name in names}
    )
    _delete([before] if written else [kept])


def _read(made: sheet.CleanSheet) -> tuple[tuple[Word, ...], bool]:
    """The words, and whether nobody could read."""
    if not reading.engine():
        return (), True
    try:
        return reading.read(made.to_read, sheet.READ_DPI), False
    except reading.CannotRead:
        return (), True


def _mean(words: Sequence[Word]) -> float:
    return sum(one.sure for one in words) / len(words) if words else 0.0


def words_of(row: ScanPage) -> tuple[Word, ...]:
    """The words of a page, as they were read."""
    return tuple(msgspec.convert(row.words, list[Word]))


def proposed(pages: Iterable[ScanPage]) -> dict[str, proposals.Proposal]:
    """What the machine believes of the pages in their order."""
    return proposals.propose([words_of(row) for row in pages])


def faults(pages: Sequence[ScanPage], confirmed: Confirmed, on: date) -> dict[str, tuple[str, str]]:
    """All that stands against closing, by field of the form. Source: TT 01/2023 Điều 8 (every page, in order, compared)."""
    found = dict(confirmed.unreadable)
    if not pages:
        found["pages"] = ("Chưa có trang nào.", "There is no page yet.")
    elif any(row.state == ScanPage.State.WAITING for row in pages):
        found["pages"] = ("Còn trang đang làm sạch, xin đợi vài giây.", "Some pages are still being cleaned.")
    notes = sum(1 for row in pages if row.with_note)
    for row, after in zip(pages, [*pages[1:], None], strict=True):
        if row.with_note and (after is None or after.with_note):
            found["pages"] = (
                f"Trang {row.place} có giấy dán: ảnh ngay sau phải là trang đó khi đã gỡ giấy dán.",
                f"Page {row.place} has a sticky note: the next picture must be the same page without it.",
            )
    if "sides" not in found:
        images = len(pages) - notes
        if confirmed.sides is None:
            found["sides"] = ("Ghi số trang của bản giấy.", "Write how many pages the paper has.")
        elif pages and confirmed.sides != images:
            found["sides"] = (
                f"Bản giấy {confirmed.sides} trang nhưng có {images} ảnh (không kể ảnh có giấy dán).",
                f"The paper has {confirmed.sides} pages, but there are {images} pictures (without sticky notes).",
            )
    for row in pages:
        if str(row.uuid) not in confirmed.compared:
            found[f"page-{row.place}"] = (
                f"Trang {row.place}: chưa đối chiếu với bản giấy.",
                f"Page {row.place} has not been compared with the paper.",
            )
    if not confirmed.title:
        found.setdefault("title", ("Ghi tên giấy tờ.", "Write what the paper is called."))
    if confirmed.issued_on and confirmed.issued_on > on:
        found["issued_on"] = ("Ngày cấp ở sau ngày hôm nay.", "The day of issue is in the future.")
    if confirmed.issued_on and confirmed.valid_until and confirmed.valid_until < confirmed.issued_on:
        found["valid_until"] = ("Ngày hết hạn ở trước ngày cấp.", "It ends before it was issued.")
    for name, proposal in proposed(pages).items():
        value = getattr(confirmed, name)
        as_read = value.isoformat() if isinstance(value, date) else value
        if proposal.doubtful and as_read == proposal.value and name not in confirmed.sure:
            found.setdefault(
                name,
                ("Máy đọc chưa chắc: so với bản giấy rồi đánh dấu xác nhận, hoặc sửa lại.",
                 "Read with doubt: compare with the paper and tick, or correct it."),
            )  # fmt: skip
    return found


def finish(scan_id: int, confirmed: Confirmed, *, number: int, by: Actor, at: datetime) -> Scan:
    """Bind, sign as a copy ("sao y"), keep, and note as a paper of its owner. In the caller's transaction.

    `number`: the how-manieth file of its component. Raises: Closed, Secret, Faults, signing.CannotSign, signing.NoKey.
    """
    scan = _open(scan_id)
    pages = list(ScanPage.objects.filter(scan=scan).order_by("place"))
    if found := faults(pages, confirmed, at.date()):
        raise Faults(found)
    agency, owner, organisation = scan.agency, scan.owner, scan.organisation
    holder = (owner.pin if owner else "") or (organisation.number if organisation else "")
    scan.version, scan.item_code = _version(holder, scan.kind, confirmed.issued_on) if holder else (1, "")
    scan.reader = "" if any(row.unread for row in pages) else reading.engine()
    pdf = bind(
        [Leaf(_content(row.kept), (row.page_mm[0], row.page_mm[1]), words_of(row)) for row in pages],
        title=confirmed.title,
        by=agency.name_vi,
        at=at,
        description=f"Bản số hóa {len(pages)} ảnh, hồ sơ {scan.dossier_code}",
        keywords=[one for one in (scan.item_code, scan.dossier_code, scan.kind) if one],
    )
    signed = signing.sign_copy(
        pdf, form="sao_y", agency=signing.seal_of(agency.code, agency.name_vi), at=at
    )
    stored = papers.store_made(
        signed,
        name=naming.file_name(scan.dossier_code, scan.kind, number),
        purpose=StoredFile.Purpose.SCAN,
        owner_id=scan.owner_id,
        at=at,
        by=by.account_id,
    )
    scan.file, scan.sides = stored, confirmed.sides
    scan.fields = {
        "title": confirmed.title,
        "number": confirmed.number,
        "issued_on": confirmed.issued_on.isoformat() if confirmed.issued_on else "",
        "issuer": confirmed.issuer,
        "valid_until": confirmed.valid_until.isoformat() if confirmed.valid_until else "",
        "name": confirmed.name,
    }
    if scan.owner_id or scan.organisation_id:
        scan.paper = _paper(scan, confirmed, stored, signed, len(pages), at)
    _close(scan, Scan.State.DONE, by.account_id, at)
    return scan


def _paper(
    scan: Scan, confirmed: Confirmed, stored: StoredFile, signed: bytes, images: int, at: datetime
) -> Paper:
    """The paper in its owner's store, in place of an earlier version of the same one. Metadata of TT 01/2023 Điều 8."""
    signature = signing.check_pdf(signed, now=at)[-1]
    if not signature.holds:
        raise signing.CannotSign(signature.code)
    made = Paper.objects.create(
        kind=scan.kind,
        title=confirmed.title[:200],
        number=confirmed.number[:60],
        issued_on=confirmed.issued_on,
        issuer_name=confirmed.issuer[:200],
        owner_id=scan.owner_id,
        organisation_id=scan.organisation_id,
        file=stored,
        source=Paper.Source.SCANNED,
        dossier_code=scan.dossier_code,
        valid_until=confirmed.valid_until,
        data={
            "code": scan.item_code,
            "version": scan.version,
            "how": "scanned",
            "stage": scan.stage,
            "holder": confirmed.name,
            "images": images,
            "sides": confirmed.sides,
            "text_layer": scan.reader,
            "sha256": stored.sha256,
            "signed_by": f"{signature.name} ({signature.identifier})",
            "copied_by": scan.agency.name_vi,
        },
        created_at=at,
    )
    if scan.version > 1:
        before = f"{scan.item_code.rpartition('.')[0]}.v{scan.version - 1}"
        earlier = Scan.objects.select_related("paper").filter(item_code=before).first()
        # another paper of the same kind and day has a number of its own and stays
        if earlier is not None and earlier.paper is not None and earlier.paper.number == made.number:
            papers.replace(earlier.paper, made)
    return made


def _version(holder: str, kind: str, issued_on: date | None) -> tuple[int, str]:
    """The next version of this owner's paper of the kind and day, and its code. One query, under a lock of its own."""
    first = naming.item_code(holder, kind, issued_on, 1)
    _hold(f"scan/{first}")
    codes = [naming.item_code(holder, kind, issued_on, n) for n in range(1, MOST_VERSIONS + 1)]
    taken = set(Scan.objects.filter(item_code__in=codes).values_list("item_code", flat=True))
    free = next((n for n, code in enumerate(codes, 1) if code not in taken), None)
    if free is None:
        raise ScanRefused(
            f"Giấy tờ loại này, ngày này đã được số hóa {MOST_VERSIONS} lần: dùng lại bản trong kho.",
            f"This paper was digitised {MOST_VERSIONS} times: use the copy of the store.",
        )
    return free, codes[free - 1]


def _close(scan: Scan, state: str, account_id: int | None, at: datetime) -> None:
    paths = [path for row in ScanPage.objects.filter(scan=scan) for path in (row.came, row.kept)]
    scan.state, scan.closed_by_id, scan.closed_at = state, account_id, at
    scan.save()
    ScanPage.objects.filter(scan=scan).delete()
    transaction.on_commit(lambda: _delete(paths))


def _open(scan_id: int) -> Scan:
    """The scan, locked. Raises: Closed, Secret."""
    scan = Scan.objects.select_for_update(of=("self",)).select_related("agency", "owner", "organisation").get(pk=scan_id)
    if scan.state == Scan.State.SECRET:
        raise Secret
    if scan.state != Scan.State.OPEN:
        raise Closed
    return scan


def _page(scan: Scan, number: uuid.UUID) -> ScanPage:
    found = ScanPage.objects.filter(scan=scan, uuid=number).first()
    if found is None:
        raise LookupError(number)
    return found


def _number(rows: Sequence[ScanPage]) -> None:
    for place, row in enumerate(rows, 1):
        row.place = place
    ScanPage.objects.bulk_update(rows, ["place"])


def _hold(key: str) -> None:
    """A lock of the running transaction by name."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _write(scan: Scan, content: bytes) -> str:
    return default_storage.save(f"scans/{scan.uuid.hex[:2]}/{uuid.uuid4().hex}.jpg", ContentFile(content))


def _content(path: str) -> bytes:
    with default_storage.open(path, "rb") as file:
        return file.read()


def _delete(paths: Iterable[str]) -> None:
    for path in paths:
        if path:
            default_storage.delete(path)


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=CAME_QUALITY)
    return out.getvalue()


__all__ = [
    "Closed", "Confirmed", "Faults", "ScanRefused", "Secret", "Subject", "add", "begin", "drop", "faults", "finish",
    "mark_note", "move", "prepare", "proposed", "remove", "turn", "words_of",
]  # fmt: skip
