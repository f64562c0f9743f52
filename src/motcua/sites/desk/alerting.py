"""Words about work that stays open, and the days on which one is away."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import alerts as told
from motcua.procedures.dossiers.errors import NotComplete
from motcua.procedures.dossiers.models import Alert
from motcua.sites.desk import showing, wording
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.shell.language import say
from motcua.sites.shell.typed import day

PAGE = 50
PARTS = ("day", "month", "year")


@officer_page
def alerts(request: HttpRequest, officer: Officer) -> HttpResponse:
    """What I am told of late work, newest first, and my own absences. Three queries."""
    return _page(request, officer, {}, {})


def _page(
    request: HttpRequest, officer: Officer, typed: dict[str, Any], errors: dict[str, Any], status: int = 200
) -> HttpResponse:
    rows = told.of_officer(officer.powers, officer.now)
    if request.GET.get("after", "").isdecimal():
        rows = rows.filter(id__lt=int(request.GET["after"][:18]))
    found = list(rows[: PAGE + 1])
    context = page_context(
        officer,
        "alerts",
        rows=[_row(one) for one in found[:PAGE]],
        older=f"?after={found[PAGE - 1].id}" if len(found) > PAGE else "",
        newer=request.path if request.GET.get("after") else "",
        absences=list(told.absences_of(officer.account.id, officer.now.date())),
        days=[_day(name, vi, en, typed, errors) for name, vi, en in _DAYS],
        errors=[
            {"href": f"#{name}-day", "text": dict(zip(("vi", "en"), errors[name], strict=True))}
            for name, _, _ in _DAYS
            if name in errors
        ],
    )
    return render(request, "desk/alerts.html", context, status=status)


_DAYS = (("first", "Từ ngày", "From"), ("last", "Đến hết ngày", "Until"))


def _day(name: str, vi: str, en: str, typed: dict[str, Any], errors: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "label": {"vi": vi, "en": en},
        "error": errors.get(name),
        **{part: typed.get(f"{name}-{part}", "") for part in PARTS},
    }


def _row(alert: Alert) -> dict[str, Any]:
    procedure = compiled_version(alert.dossier.version_id)
    return {
        "look": wording.ALERTS[alert.kind],
        "at": alert.at,
        "code": alert.dossier.code,
        "procedure": procedure.definition.name,
        "step": showing.title_of(procedure, alert.task),
        "agency": alert.agency,
        "due_at": alert.task.due_at if alert.task.timed else None,
    }


@require_POST
@officer_page
def away(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Say on which days I get no new work by itself. 422 with the faults at their fields."""
    try:
        told.be_away(day(request.POST, "first"), day(request.POST, "last"), by=officer.actor, at=officer.now)
    except NotComplete as faulty:
        return _page(request, officer, request.POST.dict(), faulty.fields, 422)
    messages.success(
        request, say("Đã ghi ngày vắng mặt; việc mới không tự giao cho anh/chị.", "Your absence is noted.")
    )
    return redirect("desk:alerts")


@require_POST
@officer_page
def back(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """Take an own absence back; somebody else's is not found."""
    if not told.be_back(number, by=officer.actor, at=officer.now):
        raise Http404
    messages.success(request, say("Đã bỏ ngày vắng mặt.", "The absence is taken back."))
    return redirect("desk:alerts")
