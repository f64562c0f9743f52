"""Lots: made, sampled entry by entry, accepted or returned by the plan, published."""

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from motcua.foundation import audit
from motcua.records.books import lots, progress, publishing, sampling
from motcua.records.books.deciding import asked_of
from motcua.records.books.errors import Faulty, NotPossible
from motcua.records.books.models import Entry, Lot
from motcua.sites.books.frame import (
    APPROVES,
    DECIDES,
    LOT_STATES,
    frame,
    lot_of,
    may,
    project_frame,
    project_of,
    tag,
)
from motcua.sites.books.typing_form import errors, lines, typed
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.shell.language import say
from motcua.sites.shell.typed import whole_number

MOST = 200


@officer_page
def listing(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """The lots of a project. POST: a new one of the entries that are ready."""
    project = project_of(officer, uuid)
    if request.method == "POST":
        project_of(officer, uuid, DECIDES)
        try:
            made = lots.make(project, secrets.token_hex(8), by=officer.actor, at=officer.now)
        except NotPossible as refused:
            messages.error(request, say(refused.vi, refused.en))
            return redirect("books:lots", project.uuid)
        return redirect("books:lot", made.uuid)
    found = list(project.lots.order_by("-number")[:MOST])
    context = project_frame(
        officer,
        project,
        "books:lots",
        progress.of_projects([project])[project.pk],
        rows=[{"lot": one, "tag": tag(LOT_STATES, one.state)} for one in found],
        table=sampling.table(officer.now.date()),
    )
    return render(request, "books/lots.html", context)


@officer_page
def lot(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """One lot with its sample. POST: `viec` is `vao-so` (publish) or `rut-lai` (draw the sample anew)."""
    found = lot_of(officer, uuid)
    if request.method == "POST":
        return _act(request, officer, found)
    looks = list(found.looks.filter(drawing=found.drawing).select_related("entry__book").order_by("place"))
    context = frame(
        officer,
        lot=found,
        project=found.project,
        tag=tag(LOT_STATES, found.state),
        looks=looks,
        left=found.entries.filter(state=Entry.State.RECHECK).count()
        if found.state == Lot.State.RETURNED
        else 0,
        may_decide=may(officer, found.project, DECIDES),
        may_approve=may(officer, found.project, APPROVES),
    )
    return render(request, "books/lot.html", context)


def _act(request: HttpRequest, officer: Officer, found: Lot) -> HttpResponse:
    act = request.POST.get("viec", "")
    if not may(officer, found.project, APPROVES if act == "vao-so" else DECIDES):
        raise PermissionDenied
    try:
        if act == "vao-so":
            done = publishing.publish(found, by=officer.actor, at=officer.now)
            messages.success(
                request,
                say(
                    f"Đã đưa {done.entered} mục vào sổ; {done.refused} mục để ngoài.",
                    f"{done.entered} entries are in the register; {done.refused} stay outside.",
                ),
            )
        elif act == "rut-lai":
            lots.draw_again(found, by=officer.actor, at=officer.now)
    except NotPossible as refused:
        messages.error(request, say(refused.vi, refused.en))
    return redirect("books:lot", found.uuid)


@officer_page
def check(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """The next entry of the sample, or of a returned lot, against its image. POST: what the paper says."""
    found = lot_of(officer, uuid, DECIDES)
    account = officer.account.pk
    again = found.state == Lot.State.RETURNED
    if request.method == "POST":
        return _checked(request, officer, found, again)
    if again:
        one = lots.next_recheck(found, account)
        return _form(request, officer, found, one, one.pk) if one else _nothing(request, found)
    look = lots.next_look(found, account) if found.state == Lot.State.OPEN else None
    return (
        _form(request, officer, found, look.entry, look.pk, look.place) if look else _nothing(request, found)
    )


def _nothing(request: HttpRequest, found: Lot) -> HttpResponse:
    messages.info(
        request,
        say(
            "Không còn mục nào anh/chị được kiểm trong lô này.",
            "Nothing is left in this lot that you may check.",
        ),
    )
    return redirect("books:lot", found.uuid)


def _checked(request: HttpRequest, officer: Officer, found: Lot, again: bool) -> HttpResponse:
    raw = request.POST.get("muc", "")
    number = whole_number(raw, 15) or 0
    together = ("project", "page__file", "book")
    look = entry = None
    if again:
        entry = Entry.objects.select_related(*together).filter(lot=found, pk=number).first()
    else:
        rows = found.looks.select_related(*(f"entry__{name}" for name in together))
        look = rows.filter(pk=number).first()
        entry = look.entry if look else None
    if entry is None:
        return _nothing(request, found)
    given = typed(asked_of(entry), request.POST)
    act: dict[str, Any] = {"account_id": officer.account.pk, "by": officer.actor, "at": officer.now}
    try:
        if look is not None:
            lots.look(look.pk, given, **act)
        else:
            lots.recheck(entry.pk, given, **act)
    except Faulty as faulty:
        return _form(
            request, officer, found, entry, number, look.place if look else 0, given, faulty.fields, 422
        )
    except NotPossible as refused:
        messages.error(request, say(refused.vi, refused.en))
        return redirect("books:lot", found.uuid)
    found.refresh_from_db()
    left = (
        found.entries.filter(state=Entry.State.RECHECK).exists() if again else found.state == Lot.State.OPEN
    )
    return redirect("books:check" if left else "books:lot", found.uuid)


def _form(
    request: HttpRequest,
    officer: Officer,
    found: Lot,
    entry: Entry,
    number: int,
    place: int = 0,
    given: dict[str, str] | None = None,
    faults: dict[str, tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    audit.log_read(
        officer.actor,
        entry.persons.values(),
        purpose="book-digitising",
        what="book-sample",
        code="old-books",
        at=officer.now,
    )
    shown = lines(asked_of(entry), entry.values if given is None else given, faults=faults)
    context = frame(
        officer,
        lot=found,
        entry=entry,
        page=entry.page,
        book=entry.book,
        project=found.project,
        number=number,
        place=place,
        lines=shown,
        errors=errors(shown),
        sheets=range(1, entry.page.sheets + 1),
    )
    return render(request, "books/check.html", context, status=status)
