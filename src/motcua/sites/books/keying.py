"""The clerk's page: the image on one side, what it says on the other, everything by keys; drafts stay when one leaves."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from motcua.foundation import worktime
from motcua.records.books import keying
from motcua.records.books.errors import Faulty, NotPossible
from motcua.records.books.models import ClerkDay, Project, Turn
from motcua.sites.books.frame import KEYS, frame, may, project_of
from motcua.sites.books.typing_form import errors, lines, typed
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.shell.language import say
from motcua.sites.shell.typed import whole_number


@require_POST
@officer_page
def begin(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """Claim the next page and go there."""
    return _next(officer, project_of(officer, uuid, KEYS))


def _next(officer: Officer, project: Project, done: str = "") -> HttpResponse:
    turn = keying.claim(project, officer.account.pk, officer.account.display_name, at=officer.now)
    if turn is None:
        return redirect(f"{reverse('books:project', args=[project.uuid])}?het=1&xong={done}")
    return redirect(f"{reverse('books:keying', args=[turn.pk])}{f'?xong={done}' if done else ''}")


def _own(officer: Officer, number: int) -> Turn:
    """The claim of this officer. Somebody else's and one that is done: 404."""
    rows = Turn.objects.select_related("page__book", "page__file", "project")
    turn = rows.filter(pk=number, clerk_id=officer.account.pk, done_at=None).first()
    if turn is None or not may(officer, turn.project, KEYS):
        raise Http404
    return turn


@officer_page
def page(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """GET: the entry that is typed now. POST: it is typed (`viec`: `muc` next entry, `trang` the page is done).

    Four queries beyond the officer's own to show; the next page comes with the answer to the last.
    """
    turn = _own(officer, number)
    if request.method != "POST":
        return _shown(request, officer, turn)
    slot = _slot(request.POST.get("slot", ""))
    asked = keying.asked_of(turn.project, turn.round)
    given = typed(asked, request.POST)
    act = request.POST.get("viec", "muc")
    strokes = request.POST.get("strokes", "")
    try:
        if act == "trang" and turn.project.several and not any(given.values()):
            keying.finish_page(turn.pk, officer.account.pk, at=officer.now)
        else:
            keying.finish_entry(
                turn.pk, officer.account.pk, slot, given, at=officer.now,
                strokes=whole_number(strokes, 6) or 0, last=act == "trang",
            )  # fmt: skip
    except Faulty as faulty:
        return _shown(request, officer, turn, slot, given, faulty.fields, status=422)
    except NotPossible as refused:
        messages.error(request, say(refused.vi, refused.en))
        return redirect("books:project", turn.project.uuid)
    return _next(officer, turn.project, f"{turn.pk}-{slot}")


def _slot(raw: str) -> int:
    if not raw.isdecimal() or len(raw) > 3:
        raise Http404
    return int(raw)


def _shown(
    request: HttpRequest,
    officer: Officer,
    turn: Turn,
    slot: int | None = None,
    given: dict[str, str] | None = None,
    faults: dict[str, tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    work = keying.at_work(turn, slot)
    shown = lines(work.asked, work.values if given is None else given, above=work.above, faults=faults)
    day = officer.now.astimezone(worktime.VN).date()
    today = ClerkDay.objects.filter(project=turn.project, clerk=officer.account, day=day).first()
    done = request.GET.get("xong", "").split("-")
    context = frame(
        officer,
        turn=turn,
        page=turn.page,
        book=turn.page.book,
        project=turn.project,
        work=work,
        lines=shown,
        errors=errors(shown),
        today=today.entries if today else 0,
        sheets=range(1, turn.page.sheets + 1),
        forget=reverse("books:draft", args=done)
        if len(done) == 2 and all(one.isdecimal() for one in done)
        else "",
    )
    return render(request, "books/keying.html", context, status=status)


@require_POST
@officer_page
def draft(request: HttpRequest, officer: Officer, number: int, slot: int) -> HttpResponse:
    """Keep what is typed so far (autosave)."""
    turn = _own(officer, number)
    given = typed(keying.asked_of(turn.project, turn.round), request.POST)
    try:
        keying.save_draft(turn.pk, officer.account.pk, slot, given, at=officer.now)
    except NotPossible:
        raise Http404 from None
    return HttpResponse(status=204)


@require_POST
@officer_page
def leave(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """Give the page back to the others."""
    turn = _own(officer, number)
    keying.give_back(turn.pk, officer.account.pk)
    messages.success(request, say("Đã trả trang.", "The page is given back."))
    return redirect("books:project", turn.project.uuid)
