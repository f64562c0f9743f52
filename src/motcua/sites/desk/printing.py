"""Papers served to officers: files as handed in, forms and results, previews, the control sheet, the register.

Every opening is logged for the person whose data it shows.
"""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

from motcua.foundation import audit, worktime
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import papers_made, registers, results
from motcua.procedures.dossiers.holding import Held
from motcua.procedures.dossiers.models import Component, Document, Dossier
from motcua.records.documents import DocumentError
from motcua.records.papers import storing
from motcua.records.papers.models import StoredFile
from motcua.sites.desk import rights
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.shell.fields import Field
from motcua.sites.shell.typed import day as typed_day

ALONE = csp_override(
    {"default-src": [CSP.NONE], "style-src": [CSP.UNSAFE_INLINE], "frame-ancestors": [CSP.SELF]}
)
"""A paper brings nothing along and is framed by our own pages only."""


@ALONE
@officer_page
def file(request: HttpRequest, officer: Officer, code: str, number: UUID) -> FileResponse:
    """A file of the dossier's papers, in the browser's own viewer."""
    found = rights.dossier_for(officer.powers, code)
    if not Component.objects.filter(dossier_id=found.id, files__contains=[number]).exists():
        raise Http404
    return _send(get_object_or_404(StoredFile, uuid=number), found, officer)


@ALONE
@officer_page
def document(request: HttpRequest, officer: Officer, code: str, number: UUID) -> FileResponse:
    """A form or result of the dossier; a form is set and sealed when it is first opened."""
    found = rights.dossier_for(officer.powers, code)
    made = get_object_or_404(
        Document.objects.select_related("file", "dossier"), uuid=number, dossier_id=found.id
    )
    return _send(papers_made.file_of(made, officer.now), found, officer)


@ALONE
@officer_page
def preview(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """The result as it would be signed, without number and signature."""
    found = rights.dossier_for(officer.powers, code)
    held = Held(found, compiled_version(found.version_id))
    try:
        pdf = results.preview(held, officer.now)
    except (results.NoBuilder, DocumentError, KeyError):
        raise Http404 from None
    _log(officer, found, "result-preview")
    return _pdf(pdf, f"du-thao-{found.code}.pdf")


@ALONE
@officer_page
def control_sheet(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """Phiếu kiểm soát: made now from the dossier's tasks."""
    found = rights.dossier_for(officer.powers, code)
    pdf = registers.control_sheet(Held(found, compiled_version(found.version_id)), officer.now)
    _log(officer, found, "control-sheet")
    return _pdf(pdf, f"phieu-kiem-soat-{found.code}.pdf")


@officer_page
def register(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """Choose the period of the tracking register; with a period, the register itself as PDF."""
    today = officer.now.date()
    first, last = typed_day(request.GET, "tu") or today.replace(day=1), typed_day(request.GET, "den") or today
    wrong = first > last or (last - first).days > registers.MOST_DAYS
    if request.GET.get("in") and not wrong:
        return _register(request, first=first, last=last)
    fields = [
        Field("tu", "date", {"vi": "Từ ngày", "en": "From"}, value=first),
        Field("den", "date", {"vi": "Đến ngày", "en": "To"}, value=last),
    ]
    if wrong:
        told = {"vi": "Chọn khoảng không quá một năm.", "en": "Choose a period of at most a year."}
        fields[0].error = told
    return render(request, "desk/register.html", page_context(officer, "register", fields=fields))


@ALONE
@officer_page
def _register(request: HttpRequest, officer: Officer, first: date, last: date) -> HttpResponse:
    start = datetime.combine(first, time(0), worktime.VN)
    end = datetime.combine(last + timedelta(days=1), time(0), worktime.VN)
    audit.log_list(
        officer.actor, registers.people_tracked(officer.post.agency_id, start, end), purpose="Sổ theo dõi hồ sơ",
        what=f"list:register {first:%Y-%m-%d}–{last:%Y-%m-%d}", code="dossier", at=officer.now,
    )  # fmt: skip
    pdf = registers.tracking_register(officer.post.agency_id, start, end, officer.now)
    return _pdf(pdf, f"so-theo-doi-{first:%Y%m%d}-{last:%Y%m%d}.pdf")


def _send(stored: StoredFile, found: Dossier, officer: Officer) -> FileResponse:
    opened = storing.open_for(
        stored, reader=officer.actor, purpose=purpose_of(found), at=officer.now, dossier_code=found.code
    )
    response = FileResponse(opened, content_type=stored.media_type)
    response["Content-Disposition"] = f'inline; filename="{stored.uuid}{_ending(stored.media_type)}"'
    return response


def _ending(media_type: str) -> str:
    return {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}.get(media_type, "")


def _pdf(pdf: bytes, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def purpose_of(found: Dossier) -> str:
    """What a look into a dossier is for: the step at which it stands."""
    procedure = compiled_version(found.version_id)
    step = procedure.steps.get(found.step)
    return step.step.title.vi if step else procedure.definition.name.vi


def _log(officer: Officer, found: Dossier, what: str) -> None:
    people: list[Any] = [found.owner_id, found.applicant_id, found.authorised_id]
    audit.log_read(
        officer.actor,
        people,
        purpose=purpose_of(found),
        what=what,
        code="dossier",
        at=officer.now,
        dossier_code=found.code,
    )
