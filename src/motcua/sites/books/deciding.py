"""Differences, doubtful matches and what stays outside: an officer decides with the image beside it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from motcua.foundation import audit
from motcua.records.books import deciding, images, progress
from motcua.records.books.errors import Faulty, NotPossible
from motcua.records.books.models import Entry, Page, Project, Turn
from motcua.records.books.values import shown_day
from motcua.sites.books.frame import (
    CLASSES,
    DECIDES,
    STATES,
    allowed,
    entry_of,
    frame,
    may,
    project_frame,
    project_of,
    tag,
)
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.shell.language import say

PAGE = 50
EQUAL = {
    "number": ("số định danh", "number"), "name": ("họ tên", "name"), "birth": ("ngày sinh", "birth date"),
    "birth_year": ("năm sinh", "birth year"), "sex": ("giới tính", "sex"),
    "mother": ("mẹ", "mother"), "father": ("cha", "father"),
}  # fmt: skip


@officer_page
def queue(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """What waits for a decision, the oldest first. Four queries beyond the officer's own."""
    return _list(
        request,
        officer,
        project_of(officer, uuid),
        "books:decide",
        (Entry.State.DIFFERS, Entry.State.DOUBTFUL),
    )


@officer_page
def held(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """What stays outside, with its reason."""
    return _list(request, officer, project_of(officer, uuid), "books:held", (Entry.State.HELD,))


def _list(
    request: HttpRequest, officer: Officer, project: Project, here: str, states: tuple[Entry.State, ...]
) -> HttpResponse:
    after = request.GET.get("sau", "")
    rows = Entry.objects.filter(project=project, state__in=states).select_related("book", "page")
    if after.isdecimal() and len(after) < 16:
        rows = rows.filter(id__gt=int(after))
    found = list(rows.order_by("id")[: PAGE + 1])
    more = len(found) > PAGE
    found = found[:PAGE]
    context = project_frame(
        officer,
        project,
        here,
        progress.of_projects([project])[project.pk],
        rows=[
            {"entry": one, "tag": tag(STATES, one.state), "class": CLASSES.get(one.quality)} for one in found
        ],
        older=f"?sau={found[-1].pk}" if more else "",
        newer="?" if after else "",
    )
    return render(request, "books/queue.html", context)


@officer_page
def entry(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """One entry with its image. POST: what is decided about it, by its state; then the next one of the same kind."""
    found = entry_of(officer, number)
    if request.method != "POST":
        return _shown(request, officer, found, {}, {})
    found = entry_of(officer, number, DECIDES)
    before = found.state
    act: dict[str, Any] = {"clerk_id": officer.account.pk, "by": officer.actor, "at": officer.now}
    try:
        if before == Entry.State.DIFFERS:
            chosen = {name: _chosen(request, name) for name in found.differing}
            deciding.decide(found.pk, chosen, missing=request.POST.get("missing", ""), **act)
        elif before == Entry.State.DOUBTFUL:
            person = request.POST.get("person", "")
            faults = {} if person else {"person": ("Chọn một câu trả lời.", "Choose an answer.")}
            if faults:
                raise Faulty(faults)
            deciding.rule(
                found.pk, int(person) if person.isdecimal() else None, request.POST.get("words", ""),
                out=person == "out", **act,
            )  # fmt: skip
        else:
            deciding.classify_anew(found.pk, by=officer.actor, at=officer.now)
            messages.success(request, say("Đã phân loại lại.", "Classed anew."))
            return redirect("books:entry", found.pk)
    except Faulty as faulty:
        return _shown(request, officer, found, request.POST, faulty.fields, 422)
    except NotPossible as refused:
        messages.error(request, say(refused.vi, refused.en))
        return redirect("books:entry", found.pk)
    rows = Entry.objects.filter(project=found.project, state=before).order_by("id")
    follows = rows.filter(id__gt=found.pk).exclude(page__turns__clerk_id=officer.account.pk).first()
    if follows is None:
        return redirect("books:decide", found.project.uuid)
    return redirect("books:entry", follows.pk)


def _chosen(request: HttpRequest, name: str) -> str:
    """The value of the chosen side, or what was written in its place."""
    side = request.POST.get(name, "")
    return request.POST.get(f"{name}-{side}", "") if side in ("1", "2", "other") else ""


def _shown(
    request: HttpRequest,
    officer: Officer,
    found: Entry,
    given: Any,
    faults: dict[str, tuple[str, str]],
    status: int = 200,
) -> HttpResponse:
    asked = deciding.asked_of(found)
    people = [one["person"] for one in found.candidates]
    audit.log_read(
        officer.actor, people, purpose="book-digitising", what="book-match", code="old-books", at=officer.now
    )
    differing = []
    for one in (
        deciding.differences(found) if found.state == Entry.State.DIFFERS and not found.missing else []
    ):
        side = given.get(one.asked.id, "")
        differing.append(
            {
                "id": one.asked.id, "label": one.asked.label, "first": one.first, "second": one.second, "side": side,
                "other": given.get(f"{one.asked.id}-other", ""), "error": _words(faults.get(one.asked.id)),
            }
        )  # fmt: skip
    candidates = [
        {
            **one,
            "birth": shown_day(one["birth"]),
            "equal": {
                "vi": ", ".join(EQUAL[part][0] for part in one["equal"]),
                "en": ", ".join(EQUAL[part][1] for part in one["equal"]),
            },
        }
        for one in found.candidates
    ]
    context = frame(
        officer,
        entry=found,
        page=found.page,
        book=found.book,
        project=found.project,
        tag=tag(STATES, found.state),
        quality=CLASSES.get(found.quality),
        values=[(one.label, found.values.get(one.id, ""), one.id in found.decisions) for one in asked],
        differing=differing,
        candidates=candidates,
        chosen=given.get("person", ""),
        words=given.get("words", ""),
        faults={name: _words(words) for name, words in faults.items()},
        errors=[{"href": f"#d-{name}", "text": _words(words)} for name, words in faults.items()],
        keyed_by_me=Turn.objects.filter(page_id=found.page_id, clerk=officer.account).exists(),
        may_decide=may(officer, found.project, DECIDES),
        sheets=range(1, found.page.sheets + 1),
        back=reverse(
            "books:held" if found.state == Entry.State.HELD else "books:decide", args=[found.project.uuid]
        ),
    )
    return render(request, "books/entry.html", context, status=status)


def _words(pair: tuple[str, str] | None) -> dict[str, str]:
    return {"vi": pair[0], "en": pair[1]} if pair else {}


@require_POST
@officer_page
def again(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """Both clerks key a page anew, after a new scan."""
    page = Page.objects.select_related("book__project").filter(pk=number).first()
    project = allowed(officer, page.book.project if page else None, DECIDES)
    assert page is not None
    if images.key_again(page.pk, by=officer.actor, at=officer.now):
        messages.success(request, say("Trang trở lại hàng chờ nhập.", "The page waits to be keyed again."))
    else:
        messages.error(
            request,
            say(
                "Mục của trang đã vào lô hoặc vào sổ.", "An entry of the page is in a lot or in the register."
            ),
        )
    return redirect("books:held", project.uuid)
