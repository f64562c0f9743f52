"""Notes between officers on a dossier, and the list of those that name me."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from motcua.city.authority import NotAllowed
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import inner_notes
from motcua.procedures.dossiers.errors import ChangeRefused, NotComplete, NotYours
from motcua.sites.desk import rights, walking
from motcua.sites.desk.dossier import Typed, show
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.shell.language import say

PAGE = 50
MOST_NAMES = 20


@require_POST
@officer_page
def write(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """Add a note, or put an own one right by another. 422 with the words kept when it is refused."""
    found = rights.dossier_for(officer.powers, code)
    corrects = request.POST.get("corrects", "")
    try:
        inner_notes.write(
            found.id,
            request.POST.get("inner", ""),
            by=officer.actor,
            at=officer.now,
            corrects=int(corrects) if corrects.isdecimal() else None,
        )
    except NotComplete as faulty:
        return _again(request, officer, code, faulty.fields)
    except (ChangeRefused, NotAllowed) as refused:
        return _again(request, officer, code, {"note": (refused.vi, refused.en)})
    messages.success(request, say("Đã ghi chú.", "Noted."))
    return redirect(_page(request, code))


def _again(request: HttpRequest, officer: Officer, code: str, errors: dict[str, Any]) -> HttpResponse:
    found = rights.dossier_for(officer.powers, code)
    typed = Typed(values=request.POST.dict(), errors={"inner": errors["note"]})
    return show(request, officer, found, "", typed, 422)


@require_POST
@officer_page
def withdraw(request: HttpRequest, officer: Officer, code: str, note: int) -> HttpResponse:
    """Take an own note back; a colleague's is not found."""
    rights.dossier_for(officer.powers, code)
    try:
        inner_notes.withdraw(note, by=officer.actor, at=officer.now)
    except NotYours:
        return render(request, "404.html", status=404)
    messages.success(request, say("Đã rút ghi chú; có thể thu hồi thao tác này.", "Taken back."))
    return redirect(_page(request, code))


def _page(request: HttpRequest, code: str) -> str:
    walk = walking.read(request.POST.get("ds", ""))
    return (walk.dossier(code) if walk else reverse("desk:dossier", args=[code])) + "#ghi-chu"


@officer_page
def names(request: HttpRequest, officer: Officer, code: str) -> JsonResponse:
    """Colleagues who can be named on this dossier, for typing after @. Two queries."""
    found = rights.dossier_for(officer.powers, code)
    agencies = inner_notes.agencies_of(found)
    people = inner_notes.colleagues(agencies, officer.now, request.GET.get("q", ""))
    return JsonResponse({"names": [one.display_name for one in people[:MOST_NAMES]]})


@officer_page
def mentions(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Notes that name me, newest first. Only those on dossiers that are still my business."""
    rows = inner_notes.mentions_of(officer.account.id)
    if request.GET.get("after", "").isdecimal():
        rows = rows.filter(id__lt=int(request.GET["after"]))
    mine = rights.mine_among(officer.powers)
    inner_notes.settle(officer.account.id, mine, officer.now)
    found = list(rows.filter(note__dossier__in=mine)[: PAGE + 1])
    return render(
        request,
        "desk/mentions.html",
        page_context(
            officer,
            "mentions",
            rows=[
                {
                    "mention": one,
                    "note": one.note,
                    "code": one.note.dossier.code,
                    "procedure": compiled_version(one.note.dossier.version_id).definition.name,
                }
                for one in found[:PAGE]
            ],
            older=f"?after={found[PAGE - 1].id}" if len(found) > PAGE else "",
            newer=request.path if request.GET.get("after") else "",
        ),
    )
