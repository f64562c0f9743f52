"""The page on which the later of two editors puts both changes together."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, path, reverse
from django.views.decorators.http import require_http_methods

from motcua.procedures.authoring import merging, working
from motcua.procedures.authoring.merge import ABSENT, ORDER, Conflict, Merged
from motcua.procedures.authoring.models import Unmerged
from motcua.procedures.authoring.naming import called, path_words, value_words
from motcua.sites.desk.officer import Officer
from motcua.sites.editor.frame import TABS, copy_for, editing_page, frame
from motcua.sites.shell.typed import whole_number


def diverged(request: HttpRequest, officer: Officer, found: working.Diverged) -> HttpResponse:
    """Keep what was sent and lead to the page that merges it: what a tab answers to a save that came second.

    A page's own script (htmx) is told by `HX-Redirect`, any other by `Location`; both carry the address.
    """
    seen = _seen(request, found)
    kept = merging.keep(found, seen=seen, by=officer.actor, at=officer.now)
    address = reverse("editor:merge", args=[found.theirs.uuid, kept.pk])
    back = request.resolver_match.view_name if request.resolver_match else ""
    if back in {route for route, _, _ in TABS}:
        address += f"?ve={back.removeprefix('editor:')}"
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=200)
        answer["HX-Redirect"] = address
        return answer
    return redirect(address, preserve_request=False)


def _seen(request: HttpRequest, found: working.Diverged) -> int:
    """The revision whose tree both began from: told by the page, else found by that tree."""
    raw = request.POST.get("seen", "")
    if raw.isdecimal() and found.theirs.edits.filter(revision=int(raw)).exists():
        return int(raw)
    for edit in found.theirs.edits.order_by("-revision").iterator():
        if edit.tree == found.base:
            return edit.revision
    return 1


@require_http_methods(["GET", "HEAD", "POST"])
@editing_page
def merge(request: HttpRequest, officer: Officer, uuid: str, kept_id: int) -> HttpResponseBase:
    """Both changes side by side, and a choice where they touch the same thing. Raises: Http404 (also for others')."""
    copy = copy_for(uuid)
    kept = Unmerged.objects.filter(id=kept_id, copy=copy, by_id=officer.account.pk, settled_at=None).first()
    if kept is None:
        raise Http404
    back = _back(request, copy.uuid)
    if request.method == "POST":
        if request.POST.get("forgo"):
            merging.forgo(kept, at=officer.now)
            return redirect(back)
        try:
            done = merging.settle(
                kept, _choices(request), seen=_number(request), by=officer.actor, at=officer.now
            )
        except working.Diverged:
            return _page(request, officer, kept, news="again", status=409)
        except working.NotEditable:
            return _page(request, officer, kept, news="closed", status=409)
        if isinstance(done, Merged):
            return _page(request, officer, kept, news="choose", status=422)
        return redirect(back)
    return _page(request, officer, kept)


def _page(
    request: HttpRequest, officer: Officer, kept: Unmerged, news: str = "", status: int = 200
) -> HttpResponse:
    both = merging.meet(kept)
    chosen = _choices(request)
    rows = [_row(one, both, number, chosen) for number, one in enumerate(both.conflicts)]
    context = frame(
        officer,
        both.copy,
        "",
        both=both,
        conflicts=rows,
        news=news,
        back=request.GET.get("ve") or request.POST.get("ve") or "",
        errors=[
            {"href": f"#c{row['number']}-mine", "text": row["where"]} for row in rows if not row["chosen"]
        ]
        if news == "choose"
        else [],
    )
    return render(request, "editor/merge.html", context, status=status)


def _row(one: Conflict, both: merging.Meeting, number: int, chosen: dict[str, str]) -> dict[str, Any]:
    return {
        "number": number,
        "key": one.key,
        "where": path_words(one.path, both.kept.tree, both.copy.tree),
        "base": _value(one, one.base),
        "mine": _value(one, one.mine),
        "theirs": _value(one, one.theirs),
        "chosen": chosen.get(one.key, ""),
    }


def _value(one: Conflict, value: Any) -> dict[str, str]:
    if value is ABSENT:
        return {"vi": "(bỏ)", "en": "(removed)"}
    if one.path[-1] == ORDER:
        return value_words(list(value))
    if isinstance(value, dict) and called(value)["vi"]:
        return {"vi": f"(giữ, có sửa) {called(value)['vi']}", "en": f"(kept, changed) {called(value)['en']}"}
    return value_words(value, one.path[-1])


def _choices(request: HttpRequest) -> dict[str, str]:
    posted = request.POST.items()
    return {name.removeprefix("c:"): str(value) for name, value in posted if name.startswith("c:")}


def _number(request: HttpRequest) -> int:
    raw = request.POST.get("seen", "")
    return whole_number(raw, 9) or 0


def _back(request: HttpRequest, uuid: Any) -> str:
    """The tab the editor came from, else the copy's own page."""
    wanted = f"editor:{request.GET.get('ve') or request.POST.get('ve') or 'publish'}"
    try:
        return reverse(wanted if wanted in {route for route, _, _ in TABS} else "editor:publish", args=[uuid])
    except NoReverseMatch:
        return reverse("editor:list")


routes = [path("<uuid:uuid>/gop/<int:kept_id>/", merge, name="merge")]
