"""Taking back the last act: done at once by a key; where it cannot be, the page says why and what to do instead."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from motcua.city.authority import NotAllowed
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.changes.undoing import CannotUndo, LastAct, possible
from motcua.procedures.dossiers.models import Dossier
from motcua.sites.desk import rights, walking
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.shell.language import say

WORDS = {
    "released": ("Đã trả lại việc", "The task was given back"),
    "assigned": ("Đã giao việc", "The task was assigned"),
    "stepped": ("Đã chuyển bước", "The step was passed on"),
    "note-withdrawn": ("Đã rút ghi chú", "A note was taken back"),
}


@officer_page
def take_back(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """GET: what would be taken back, or why not. POST: take it back. 422 where it cannot be."""
    found = rights.dossier_for(officer.powers, code)
    if request.method != "POST":
        told = possible(found, officer.actor, officer.now)
        return _page(request, officer, found, told, 200)
    try:
        last = changes.undo(found.id, by=officer.actor, at=officer.now)
    except (CannotUndo, NotAllowed) as refused:
        return _page(request, officer, found, refused, 422)
    messages.success(request, say(f"{code}: đã thu hồi.", f"{code}: taken back."))
    walk = walking.read(request.POST.get("ds", ""))
    anchor = "#ghi-chu" if last.kind.startswith("note") else ""
    return redirect((walk.dossier(code) if walk else reverse("desk:dossier", args=[code])) + anchor)


def _page(
    request: HttpRequest,
    officer: Officer,
    found: Dossier,
    told: LastAct | CannotUndo | NotAllowed,
    status: int,
) -> HttpResponse:
    if isinstance(told, LastAct):
        step = compiled_version(found.version_id).steps.get(told.data.get("step", ""))
        what = dict(zip(("vi", "en"), WORDS[told.kind], strict=True))
        words = {"can": True, "what": what, "step": step.step.title if step else None, "at": told.at}
    else:
        words = {"can": False, "why": {"vi": told.vi, "en": told.en}}
    ds = request.POST.get("ds") or request.GET.get("ds", "")
    context = page_context(officer, "", d=found, ds=ds, **words)
    return render(request, "desk/take_back.html", context, status=status)
