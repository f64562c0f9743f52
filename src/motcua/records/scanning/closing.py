"""Closing a scan: what stands against it, the signed copy, and the paper in its owner's store.

Source: TT 01/2023/TT-VPCP Điều 8; NĐ 30/2020 Điều 25-26 (sao y); NĐ 45/2020 Điều 16 (the store).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from motcua.foundation.actor import Actor
from motcua.records import papers, signing
from motcua.records.papers.models import Paper, StoredFile
from motcua.records.scanning import naming, reading, working
from motcua.records.scanning.archive import Leaf, bind
from motcua.records.scanning.errors import Faults, ScanRefused
from motcua.records.scanning.models import Scan, ScanPage

MOST_VERSIONS = 50
"""Of one owner's paper of one kind and day; more is somebody pressing in vain."""


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


def faults(pages: Sequence[ScanPage], confirmed: Confirmed, on: date) -> dict[str, tuple[str, str]]:
    """All that stands against closing, by field of the form. Source: TT 01/2023 Điều 8 (every page, in order, compared)."""
    found = dict(confirmed.unreadable)
    if not pages:
        found["pages"] = ("Chưa có trang nào.", "There is no page yet.")
    elif any(row.state == ScanPage.State.WAITING for row in pages):
        found["pages"] = ("Còn trang đang làm sạch, xin đợi vài giây.", "Some pages are still being cleaned.")
    notes = sum(1 for row in pages if row.with_note)
    for row, after in zip(pages, [*pages[1:], None], strict=False):
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
    for name, proposal in working.proposed(pages).items():
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
    scan = working.opened(scan_id)
    pages = list(ScanPage.objects.filter(scan=scan).order_by("place"))
    if found := faults(pages, confirmed, at.date()):
        raise Faults(found)
    agency, owner, organisation = scan.agency, scan.owner, scan.organisation
    holder = (owner.pin if owner else "") or (organisation.number if organisation else "")
    scan.version, scan.item_code = _version(holder, scan.kind, confirmed.issued_on) if holder else (1, "")
    scan.reader = "" if any(row.unread for row in pages) else reading.engine()
    pdf = bind(
        [
            Leaf(working.content_of(row.kept), (row.page_mm[0], row.page_mm[1]), working.words_of(row))
            for row in pages
        ],
        title=confirmed.title,
        by=agency.name_vi,
        at=at,
        description=f"Bản số hóa {len(pages)} ảnh, hồ sơ {scan.dossier_code}",
        keywords=[one for one in (scan.item_code, scan.dossier_code, scan.kind) if one],
    )
    signed = signing.sign_copy(pdf, form="sao_y", agency=signing.seal_of(agency.code, agency.name_vi), at=at)
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
    working.close(scan, Scan.State.DONE, by.account_id, at)
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
    working.hold_name(f"scan/{first}")
    codes = [naming.item_code(holder, kind, issued_on, n) for n in range(1, MOST_VERSIONS + 1)]
    taken = set(Scan.objects.filter(item_code__in=codes).values_list("item_code", flat=True))
    free = next((n for n, code in enumerate(codes, 1) if code not in taken), None)
    if free is None:
        raise ScanRefused(
            f"Giấy tờ loại này, ngày này đã được số hóa {MOST_VERSIONS} lần: dùng lại bản trong kho.",
            f"This paper was digitised {MOST_VERSIONS} times: use the copy of the store.",
        )
    return free, codes[free - 1]
