"""What waits to be digitised, the papers of a dossier, and what the store has already: before anything is scanned."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from motcua.city.authority import NotAllowed
from motcua.foundation import audit
from motcua.insight.digitising import reading
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.changes.digitising import usable
from motcua.procedures.dossiers.errors import ChangeRefused
from motcua.procedures.dossiers.models import Component, Dossier
from motcua.records.papers.models import Paper
from motcua.records.scanning import reading as machine
from motcua.records.scanning import working
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.desk.printing import purpose_of
from motcua.sites.scanning import standing
from motcua.sites.scanning.linking import digitises
from motcua.sites.scanning.whose import HERE, dossier_of
from motcua.sites.shell.language import pick, say

PAGE = 30


@officer_page
def home(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Dossiers of this post's agency with papers that are not digital yet, and the agency's shares. Four queries."""
    if not digitises(officer):
        raise PermissionDenied
    raw = request.GET.get("sau", "")
    after = int(raw[:18]) if raw.isdecimal() else 0
    found = reading.waiting([officer.post.agency_id], after, PAGE + 1)
    ids = [row.dossier_id for row in found[:PAGE]]
    audit.log_list(
        officer.actor, Dossier.objects.filter(id__in=ids).values_list("owner_id", flat=True) if ids else (),
        purpose="Số hóa giấy tờ", what="list:digitising", code="digitising", at=officer.now,
    )  # fmt: skip
    months = reading.of_months([officer.post.agency_id], officer.now.date().replace(day=1))
    this_month = months[-1][1] if months and months[-1][0] == officer.now.date().replace(day=1) else None
    context = page_context(
        officer,
        HERE,
        rows=found[:PAGE],
        more=found[PAGE - 1].dossier_id if len(found) > PAGE else 0,
        month=this_month,
        after=after,
        reader=machine.engine(),
    )
    return render(request, "scanning/home.html", context)


@officer_page
def dossier(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """Each paper of a dossier: digital, to be scanned, or not and why; with what the store holds for those that wait."""
    found = dossier_of(officer, code)
    return _show(request, officer, found)


def _show(request: HttpRequest, officer: Officer, found: Dossier, status: int = 200) -> HttpResponse:
    compiled = compiled_version(found.version_id)
    rows = standing.rows(found)
    offered = {
        row.component.id: usable(found, compiled, row.component, officer.now) for row in rows if row.waits
    }
    audit.log_read(
        officer.actor,
        [found.owner_id],
        purpose=purpose_of(found),
        what="paper-store",
        code="digitising",
        at=officer.now,
        dossier_code=found.code,
    )
    names = {one.paper.id: one.paper.name for one in compiled.papers}
    context = page_context(
        officer,
        HERE,
        d=found,
        procedure=compiled.definition,
        rows=[
            {
                "row": row,
                "name": names.get(row.component.component_id, row.component.name),
                "offered": offered.get(row.component.id, []),
            }
            for row in rows
        ],
        sums=standing.sums(rows),
        ended=found.ended_at is not None,
        reader=machine.engine(),
    )
    return render(request, "scanning/dossier.html", context, status=status)


def _component(request: HttpRequest, found: Dossier) -> Component:
    raw = request.POST.get("component", "")
    component = (
        Component.objects.filter(id=int(raw[:18]), dossier_id=found.id).first() if raw.isdecimal() else None
    )
    if component is None:
        raise Http404
    return component


@require_POST
@officer_page
def begin(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """Open the scan of a component, or of a paper result. What the counter had put in already comes along as pages."""
    found = dossier_of(officer, code)
    component = None if request.POST.get("component") == "result" else _component(request, found)
    try:
        scan = changes.begin_scan(
            found.id, component.id if component else None, by=officer.actor, at=officer.now
        )
    except (ChangeRefused, NotAllowed) as refused:
        messages.warning(request, pick(refused))
        return redirect("scanning:dossier", code)
    if component is not None:
        working.bring(scan.pk, list(component.files))
    return redirect("scanning:scan", scan.uuid)


@require_POST
@officer_page
def reuse(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """Take the store's paper instead of scanning. Raises: Http404 for a paper that is not offered."""
    found = dossier_of(officer, code)
    component = _component(request, found)
    raw = request.POST.get("paper", "")
    try:
        changes.reuse(component.id, int(raw[:18]) if raw.isdecimal() else 0, by=officer.actor, at=officer.now)
    except Paper.DoesNotExist:
        raise Http404 from None
    except (ChangeRefused, NotAllowed) as refused:
        messages.warning(request, pick(refused))
        return redirect("scanning:dossier", code)
    messages.success(
        request,
        say("Đã dùng lại bản trong kho, không cần quét.", "The store's copy is used; nothing is scanned."),
    )
    return redirect("scanning:dossier", code)
