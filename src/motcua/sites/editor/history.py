"""What was written when and by whom; versions beside each other; closing one for new requests."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, re_path
from django.views.decorators.http import require_GET, require_POST

from motcua.city.authority import NotAllowed
from motcua.procedures.authoring import rolling, working
from motcua.procedures.authoring.differences import differences
from motcua.procedures.authoring.models import Proposal, RollForward, WorkingCopy
from motcua.procedures.authoring.trees import tree_of
from motcua.procedures.catalogue import closing, publishing
from motcua.procedures.catalogue.models import Procedure, ProcedureVersion
from motcua.sites.desk.officer import Officer
from motcua.sites.editor import merging
from motcua.sites.editor.frame import EDIT, ISSUE, copy_for, editing_page, frame
from motcua.sites.editor.publishing import grouped
from motcua.sites.shell import language

MOST = 200


@require_GET
@editing_page
def edits(request: HttpRequest, officer: Officer, uuid: str) -> HttpResponseBase:
    """Every save of a copy, newest first, and two of them compared. Five queries besides the frame."""
    copy = copy_for(uuid)
    rows = list(copy.edits.defer("tree").order_by("-revision")[:MOST])
    older, newer = _two(request, [row.revision for row in rows])
    trees = dict(copy.edits.filter(revision__in=[older, newer]).values_list("revision", "tree"))
    context = frame(
        officer,
        copy,
        "editor:publish",
        edits=rows,
        numbers=[row.revision for row in rows],
        older=older,
        newer=newer,
        changes=grouped(differences(trees[older], trees[newer])) if older != newer else [],
        may_edit=officer.powers.holds_any(EDIT) and copy.state == WorkingCopy.State.EDITING,
    )
    return render(request, "editor/history.html", context)


@require_POST
@editing_page
def restore(request: HttpRequest, officer: Officer, uuid: str) -> HttpResponse:
    """The tree of an earlier save becomes the newest; what came between stays in the history."""
    if not officer.powers.holds_any(EDIT):
        raise Http404
    copy = copy_for(uuid)
    wanted = _int(request.POST.get("revision"))
    found = copy.edits.filter(revision=wanted).first()
    if found is None:
        raise Http404
    words = f"Khôi phục bản lưu {wanted}"
    try:
        working.save(
            uuid,
            found.tree,
            seen=_int(request.POST.get("seen")),
            by=officer.actor,
            at=officer.now,
            words=words,
        )
    except working.Diverged as both:
        return merging.diverged(request, officer, both)
    except working.NotEditable:
        messages.warning(request, language.say("Bản soạn không còn mở.", "The copy is not open any more."))
    return redirect("editor:history", copy.uuid)


@require_GET
@editing_page
def versions(request: HttpRequest, officer: Officer, code: str) -> HttpResponseBase:
    """The published versions of a procedure. Seven queries besides the frame. Raises: Http404."""
    procedure = _procedure(code)
    rows = list(procedure.versions.order_by("-number")[:MOST])
    if not rows:
        raise Http404
    older, newer = _two(request, [row.number for row in rows])
    by_number = {row.number: row for row in rows}
    running = rolling.running_on(row.pk for row in rows)
    told = {
        one.version_id: one
        for one in Proposal.objects.filter(version__in=rows, state=Proposal.State.APPROVED)
    }
    current = publishing.version_for(code, officer.now)
    context = frame(
        officer,
        procedure=procedure,
        rows=[
            {
                "version": row,
                "running": running.get(row.pk, 0),
                "proposal": told.get(row.pk),
                "current": current is not None and row.pk == current.pk,
                "coming": row.valid_from > officer.now,
            }
            for row in rows
        ],
        numbers=[row.number for row in rows],
        older=older,
        newer=newer,
        changes=grouped(_between(by_number[older], by_number[newer])) if older != newer else [],
        closed=closing.closed(procedure, current, officer.now) if current else None,
        in_force=current,
        rolls=list(
            RollForward.objects.filter(new__procedure=procedure)
            .select_related("old", "new")
            .order_by("-at")[:20]
        ),
        may_edit=officer.powers.holds_any(EDIT),
        may_issue=officer.powers.holds_any(ISSUE),
    )
    return render(request, "editor/versions.html", context)


@require_POST
@editing_page
def close(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """Close the version in force for new requests, or open it again."""
    procedure = _procedure(code)
    current = publishing.version_for(code, officer.now)
    if current is None or not officer.powers.holds_any(ISSUE):
        raise Http404
    vi, en = (request.POST.get(name, "").strip()[:500] for name in ("words_vi", "words_en"))
    try:
        if request.POST.get("mo"):
            closing.reopen(procedure.pk, by=officer.actor, at=officer.now)
        elif not vi or not en:
            messages.warning(
                request,
                language.say(
                    "Hãy ghi lý do bằng hai thứ tiếng: người dân sẽ đọc.",
                    "Give the reason in both languages: residents will read it.",
                ),
            )
        else:
            closing.close(current, vi=vi, en=en, by=officer.actor, at=officer.now)
    except NotAllowed as refused:
        messages.warning(request, language.say(refused.vi, refused.en))
    return redirect("editor:versions", code)


def _between(old: ProcedureVersion, new: ProcedureVersion) -> Any:
    return differences(tree_of(publishing.definition_of(old)), tree_of(publishing.definition_of(new)))


def _procedure(code: str) -> Procedure:
    found = Procedure.objects.filter(code=code, executable=True).first()
    if found is None:
        raise Http404
    return found


def _two(request: HttpRequest, numbers: list[int]) -> tuple[int, int]:
    """The two that the reader compares: as asked, else the newest and the one before."""
    newer = _int(request.GET.get("den"))
    older = _int(request.GET.get("tu"))
    newer = newer if newer in numbers else numbers[0]
    below = [number for number in numbers if number < newer]
    older = older if older in numbers else (below[0] if below else newer)
    return min(older, newer), max(older, newer)


def _int(raw: str | None) -> int:
    return int(raw) if raw and raw.isdecimal() and len(raw) < 10 else 0


CODE = r"(?P<code>\d\.\d{6})"
routes = [
    path("<uuid:uuid>/lich-su/", edits, name="history"),
    path("<uuid:uuid>/lich-su/khoi-phuc/", restore, name="restore"),
    re_path(rf"ban/{CODE}/$", versions, name="versions"),
    re_path(rf"ban/{CODE}/dong/$", close, name="close"),
]
