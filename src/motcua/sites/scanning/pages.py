"""A scan in the browser: pages come, are turned, put in order and taken out; then they are compared and signed."""

import io
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST
from PIL import Image

from motcua.foundation import audit
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers.models import Dossier
from motcua.records.papers.checks import MAX_BYTES, RefusedFile
from motcua.records.scanning import reading, working
from motcua.records.scanning.errors import ScanRefused
from motcua.records.scanning.models import Scan, ScanPage
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.desk.printing import purpose_of
from motcua.sites.scanning.fields import Form
from motcua.sites.scanning.whose import HERE, scan_of
from motcua.sites.shell.language import pick, say

MOST_FILES = 50
ONE_LOOK_S = 600
"""Looking at the pictures of one scan within ten minutes is one look, and one line in what its owner reads."""
SMALL = 480
"""Pixels across of a page on the strip; sharp at double density."""
AROUND = 0.012
"""Shares of the page that are shown around a field."""


@officer_page
def scan(request: HttpRequest, officer: Officer, number: UUID) -> HttpResponse:
    """The scan as it stands: its pages, and when they are ready what was read, to be confirmed."""
    found, dossier = scan_of(officer, number)
    return show(request, officer, found, dossier, None)


def show(
    request: HttpRequest,
    officer: Officer,
    found: Scan,
    dossier: Dossier,
    form: Form | None,
    refused: Any = None,
    status: int = 200,
) -> HttpResponse:
    """Three queries beyond the scan's own. `form`: what was typed, when it was refused.

    The page asks again by itself while pages are read: that is one look in `ONE_LOOK_S` seconds.
    """
    rows = list(ScanPage.objects.filter(scan=found).order_by("place"))
    if cache.add(f"scan-open:{officer.account.id}:{found.pk}", 1, ONE_LOOK_S):
        audit.log_read(
            officer.actor,
            [dossier.owner_id],
            purpose=purpose_of(dossier),
            what="scan",
            code="digitising",
            at=officer.now,
            dossier_code=dossier.code,
        )
    waiting = sum(1 for row in rows if row.state == ScanPage.State.WAITING)
    ready = bool(rows) and not waiting
    if form is None and ready:
        form = Form.proposed(found, rows, dossier, officer.now.date())
    context = page_context(
        officer,
        HERE,
        scan=found,
        d=dossier,
        procedure=compiled_version(dossier.version_id).definition,
        pages=rows,
        waiting=waiting,
        form=form if ready else None,
        rows=form.rows(rows) if ready and form else [],
        errors=form.errors(rows) if ready and form else [],
        unread=any(row.unread for row in rows),
        refused=refused,
        reader=reading.engine(),
        last=len(rows),
    )
    return render(request, "scanning/scan.html", context, status=status)


@require_POST
@officer_page
def add(request: HttpRequest, officer: Officer, number: UUID) -> HttpResponse:
    """Put pages behind the others; what is refused is said by the name of its file."""
    found, dossier = scan_of(officer, number)
    came, refusals = 0, []
    for upload in request.FILES.getlist("files")[:MOST_FILES]:
        try:
            content = upload.read(MAX_BYTES + 1)
            came += working.add(found.pk, content, upload.name or "", clamd=settings.CLAMD_ADDRESS)
        except RefusedFile as refused:
            refusals.append((f"{upload.name}: {refused.vi}", f"{upload.name}: {refused.en}"))
        except ScanRefused as closed:
            messages.warning(request, pick(closed))
            return redirect("scanning:dossier", dossier.code)
    if not came and not refusals:
        refusals.append(("Chọn ít nhất một tệp ảnh hoặc PDF.", "Choose at least one picture or PDF."))
    if refusals:
        told = {"vi": " ".join(vi for vi, _ in refusals), "en": " ".join(en for _, en in refusals)}
        return show(request, officer, found, dossier, None, told, 422)
    return redirect("scanning:scan", number)


@require_POST
@officer_page
def change_page(request: HttpRequest, officer: Officer, number: UUID, page: UUID, act: str) -> HttpResponse:
    """Turn, move, take out, or say that a sticky note is on it. Raises: Http404 for a page of another scan."""
    found, dossier = scan_of(officer, number)
    row = ScanPage.objects.filter(scan=found, uuid=page).first()
    if row is None:
        raise Http404
    try:
        match act:
            case "xoay-phai":
                working.turn(found.pk, page, 90)
            case "xoay-trai":
                working.turn(found.pk, page, 270)
            case "len":
                working.move(found.pk, page, row.place - 1)
            case "xuong":
                working.move(found.pk, page, row.place + 1)
            case "bo":
                working.remove(found.pk, page)
            case "giay-dan":
                working.mark_note(found.pk, page, not row.with_note)
            case _:
                raise Http404
    except LookupError:
        raise Http404 from None
    except ScanRefused as closed:
        messages.warning(request, pick(closed))
        return redirect("scanning:dossier", dossier.code)
    return redirect("scanning:scan", number)


@require_POST
@officer_page
def drop(request: HttpRequest, officer: Officer, number: UUID) -> HttpResponse:
    """Give the scan up; its pictures are destroyed."""
    found, dossier = scan_of(officer, number)
    try:
        working.drop(found.pk, by=officer.actor, at=officer.now)
    except ScanRefused as closed:
        messages.warning(request, pick(closed))
    else:
        messages.success(request, say("Đã bỏ bản quét, ảnh đã hủy.", "Given up; the pictures are destroyed."))
    return redirect("scanning:dossier", dossier.code)


@officer_page
def picture(request: HttpRequest, officer: Officer, number: UUID, page: UUID) -> HttpResponse:
    """A page as it will be kept; `?nho=1` small, `?vung=left,top,width,height` only a part. Looked at and noted."""
    found, dossier = scan_of(officer, number)
    row = ScanPage.objects.filter(scan=found, uuid=page).first()
    if row is None or not row.kept:
        raise Http404
    if cache.add(f"scan-look:{officer.account.id}:{found.pk}", 1, ONE_LOOK_S):
        audit.log_read(
            officer.actor,
            [found.owner_id],
            purpose=purpose_of(dossier),
            what=f"scan:{found.title[:60]}",
            code="digitising",
            at=officer.now,
            dossier_code=dossier.code,
        )
    content = working.content_of(row.kept)
    box = _box(request.GET.get("vung", ""))
    if box is None and "nho" not in request.GET:
        return HttpResponse(content, content_type="image/jpeg")
    return HttpResponse(_part(content, box), content_type="image/jpeg")


def _box(raw: str) -> tuple[float, float, float, float] | None:
    try:
        left, top, width, height = (float(one) for one in raw.split(",")[:5])
    except ValueError:
        return None
    inside = all(0 <= one <= 1 for one in (left, top, width, height))
    return (left, top, width, height) if inside and width and height else None


def _part(content: bytes, box: tuple[float, float, float, float] | None) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(content)) as whole:
        if box is None:
            whole.draft("RGB", (SMALL, SMALL * 3 // 2))
            shown: Image.Image = whole.convert("RGB")
            shown.thumbnail((SMALL, SMALL * 3 // 2))
        else:
            left, top, width, height = box
            shown = whole.crop(
                (
                    int(max(0.0, left - AROUND) * whole.width),
                    int(max(0.0, top - AROUND) * whole.height),
                    int(min(1.0, left + width + AROUND) * whole.width) + 1,
                    int(min(1.0, top + height + AROUND) * whole.height) + 1,
                )
            )
        shown.save(out, "JPEG", quality=80)
    return out.getvalue()
