"""The workflow as a diagram: the server's picture, the modeler over it, BPMN files in and out."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from motcua.foundation.safe_xml import MOST_BYTES
from motcua.procedures.authoring import working
from motcua.procedures.authoring.models import Edit, WorkingCopy
from motcua.procedures.bpmn import Finding, NotReadable, Reading, from_bpmn, to_bpmn
from motcua.procedures.bpmn.foreign import KIND_WORDS
from motcua.sites.desk.officer import Officer
from motcua.sites.editor import drawn, merging
from motcua.sites.editor.frame import EDIT, copy_for, editing_page, frame
from motcua.sites.shell import language

HERE = "editor:diagram"
NOTES = "diagram-notes"


@require_http_methods(["GET", "HEAD", "POST"])
@editing_page
def diagram(request: HttpRequest, officer: Officer, uuid: str) -> HttpResponseBase:
    """The page; a POST brings BPMN, drawn in the modeler (`xml`) or in a file, read and saved or told about.

    Raises: Http404.
    """
    copy = copy_for(uuid)
    if request.method != "POST":
        notes = request.session.pop(f"{NOTES}-{copy.uuid}", ())
        return _page(request, officer, copy, notes=notes, chosen=request.GET.get("loi", ""))
    if not officer.powers.holds_any(EDIT):
        return render(request, "403.html", status=403)
    source, uploaded = _source(request)
    seen = _seen(request, copy)
    if not source:
        words = language.say("Chọn một tệp BPMN để đưa lên.", "Choose a BPMN file to bring in.")
        return _page(request, officer, copy, error=words, status=422)
    known = drawn.agencies()
    try:
        reading = from_bpmn(source, drawn.vocabulary(known))
    except NotReadable as fault:
        text = "" if uploaded else source.decode(errors="replace")
        return _page(request, officer, copy, error=language.say(fault.vi, fault.en), text=text, status=422)
    if "resume" in request.POST:
        return _page(request, officer, copy, text=source.decode(), seen=seen)
    if (uploaded or not reading.whole) and "confirmed" not in request.POST:
        return _review(request, officer, copy, reading, source, seen, uploaded=uploaded)
    tree = drawn.with_workflow(_tree_seen(copy, seen), reading.workflow)
    words = language.say("Sửa sơ đồ quy trình", "The diagram was changed")
    try:
        working.save(uuid, tree, seen=seen, by=officer.actor, at=officer.now, words=words)
    except working.Diverged as both:
        return merging.diverged(request, officer, both)
    except working.NotEditable:
        told = language.say("Bản này đang chờ duyệt hoặc đã công bố: không sửa được nữa.",
                            "This copy is waiting for approval or published: it cannot be changed.")  # fmt: skip
        return _page(request, officer, copy, error=told, text=source.decode(), status=409)
    request.session[f"{NOTES}-{copy.uuid}"] = [_told(one) for one in reading.findings][:40]
    return redirect(reverse(HERE, args=[copy.uuid]))


@require_GET
@editing_page
def download(request: HttpRequest, officer: Officer, uuid: str) -> HttpResponseBase:
    """The workflow as a BPMN 2.0 file. Raises: Http404."""
    copy = copy_for(uuid)
    names = drawn.names_of(drawn.agencies(), english=False)
    xml = to_bpmn(drawn.workflow_in(copy.tree), names, name=copy.name)
    answer = HttpResponse(xml, content_type="application/xml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{copy.code}.bpmn"'
    return answer


def _source(request: HttpRequest) -> tuple[bytes, bool]:
    """The BPMN that was sent, and whether it came as a file."""
    file = request.FILES.get("file")
    if file is not None:
        return file.read(MOST_BYTES + 1), True
    return request.POST.get("xml", "").encode(), "uploaded" in request.POST


def _seen(request: HttpRequest, copy: WorkingCopy) -> int:
    raw = request.POST.get("seen", "")
    return int(raw) if raw.isdecimal() and int(raw) <= copy.revision else copy.revision


def _tree_seen(copy: WorkingCopy, seen: int) -> dict[str, Any]:
    """The tree that was on the screen: what changed since is merged, not overwritten. One query if it is older."""
    if seen == copy.revision:
        return copy.tree
    found = Edit.objects.filter(copy=copy, revision=seen).first()
    return found.tree if found else copy.tree


def _told(finding: Finding) -> dict[str, Any]:
    return {"vi": finding.vi, "en": finding.en, "element": finding.element, "kind": finding.kind,
            "line": finding.line, "error": finding.weight == "error"}  # fmt: skip


def _review(
    request: HttpRequest, officer: Officer, copy: WorkingCopy, reading: Reading, source: bytes, seen: int,
    *, uploaded: bool,
) -> HttpResponse:  # fmt: skip
    """What the file holds, before anything is changed: its picture, and what cannot be taken over."""
    names = drawn.names_of(drawn.agencies())
    context = {
        "pictures": drawn.pictures(reading.workflow, names),
        "errors": [_told(one) for one in reading.findings if one.weight == "error"],
        "notes": [_told(one) for one in reading.findings if one.weight == "note"],
        "source": source.decode(errors="replace"),
        "seen": seen,
        "uploaded": uploaded,
    }
    status = 200 if reading.whole else 422
    return render(request, "editor/diagram_review.html", frame(officer, copy, HERE, **context), status=status)


def _page(
    request: HttpRequest, officer: Officer, copy: WorkingCopy, *, notes: Any = (), error: str = "",
    text: str = "", seen: int | None = None, chosen: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    """`text`: BPMN drawn but not saved yet, shown again in the modeler. One query besides the frame's."""
    known = drawn.agencies()
    names, workflow = drawn.names_of(known), drawn.workflow_in(copy.tree)
    faults, elsewhere = drawn.faults_of(copy.tree, known)
    shown = int(chosen) - 1 if chosen.isdecimal() and chosen != "0" else None
    editable = copy.state == WorkingCopy.State.EDITING and officer.powers.holds_any(EDIT)
    context = {
        "pictures": drawn.pictures(workflow, names, faults, shown),
        "faults": [{"vi": f.vi, "en": f.en, "elements": f.elements, "number": n} for n, f in enumerate(faults, 1)],
        "shown": (shown or 0) + 1 if shown is not None else 0,
        "elsewhere": elsewhere,
        "notes": notes,
        "error": error,
        "editable": editable,
        "seen": seen or copy.revision,
        "xml": text or to_bpmn(workflow, drawn.names_of(known, english=False), name=copy.name),
        "unsaved": bool(text),
        "kinds": [(key, language.say(vi, en)) for key, (vi, en) in KIND_WORDS.items()],
        "marks": [{"at": f.at, "way": list(f.way), "words": language.say(f.vi, f.en)} for f in faults],
        **drawn.choices(known),
    }  # fmt: skip
    return render(request, "editor/diagram.html", frame(officer, copy, HERE, **context), status=status)


routes = [
    path("<uuid:uuid>/so-do/", diagram, name="diagram"),
    path("<uuid:uuid>/so-do.bpmn", download, name="diagram_file"),
]
