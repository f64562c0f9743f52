"""Saved views: a work list with its filters under a name, one's own or shared within the agency."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from motcua.procedures.dossiers import worklist
from motcua.procedures.dossiers.models import SavedView
from motcua.sites.desk import walking
from motcua.sites.desk.officer import Officer, back_to, officer_page
from motcua.sites.shell.language import say

MOST = 12
"""Tabs on one screen; whoever wants more lets an old one go."""
MANY = 99


def of_officer(officer: Officer) -> list[SavedView]:
    """The officer's own views, then those shared in the agency of the post. One query."""
    mine_or_shared = Q(account_id=officer.account.id) | Q(agency_id=officer.post.agency_id)
    rows = SavedView.objects.filter(mine_or_shared).order_by("id")[: 2 * MOST]
    return sorted(rows, key=lambda view: view.account_id != officer.account.id)[:MOST]


def walk_of(view: SavedView) -> walking.Walk:
    walk = walking.read(f"{view.tab}?{view.query}")
    assert walk is not None
    return walk


def tabs(officer: Officer, here: walking.Walk | None) -> list[dict[str, Any]]:
    """The views as tabs after the lists. One query."""
    return [
        {
            "label": view.name,
            "href": walk_of(view).href,
            "current": here is not None and here.query != "" and str(walk_of(view)) == str(here),
            "id": view.id,
            "mine": view.account_id == officer.account.id,
            "shared": view.agency_id is not None,
        }
        for view in of_officer(officer)
    ]


@require_POST
@officer_page
def save(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Keep the list that is shown under a name; the same name again takes its place."""
    walk = walking.read(request.POST.get("ds", ""))
    name = " ".join(request.POST.get("name", "").split())[:40]
    if walk is None or not name:
        messages.warning(request, say("Đặt tên cho danh sách.", "Give the view a name."))
        return back_to(request)
    known = SavedView.objects.filter(account_id=officer.account.id)
    if not known.filter(name=name).exists() and known.count() >= MOST:
        messages.warning(request, say(f"Tối đa {MOST} danh sách; hãy bỏ bớt.", f"{MOST} views at most."))
        return back_to(request)
    SavedView.objects.update_or_create(
        account_id=officer.account.id,
        name=name,
        defaults={
            "tab": walk.tab,
            "query": walk.query,
            "agency_id": officer.post.agency_id if request.POST.get("shared") == "yes" else None,
            "created_at": officer.now,
        },
    )
    messages.success(request, say(f"Đã lưu danh sách “{name}”.", f"View “{name}” saved."))
    return redirect(walk.href)


@require_POST
@officer_page
def forget(request: HttpRequest, officer: Officer, view: int) -> HttpResponse:
    """Let an own view go; others' are not found."""
    gone, _ = SavedView.objects.filter(id=view, account_id=officer.account.id).delete()
    if not gone:
        return render(request, "404.html", status=404)
    messages.success(request, say("Đã bỏ danh sách đã lưu.", "The view is gone."))
    return back_to(request)


@officer_page
def counts(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The tabs with how much waits in each, "99+" above that: fetched after the list stands. One query a tab."""
    lists = [
        (label, walking.Walk(tab, ""))
        for tab, (_, _, label) in walking.LISTS.items()
        if tab != "online" or officer.receives
    ]
    lists += [({"vi": view.name, "en": view.name}, walk_of(view)) for view in of_officer(officer)]
    found = []
    for label, walk in lists:
        waits = worklist.count_to(officer.powers, walk.filters, officer.now, MANY)
        count = f"{MANY}+" if waits > MANY else str(waits)
        found.append({"label": label, "href": walk.href, "count": count})
    return render(request, "desk/_counts.html", {"found": found})
