"""Papers between the place of intake and the competent agency: to send, on their way, signed for."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from motcua.city.hall import transfers
from motcua.city.hall.errors import NotYours, Refused
from motcua.city.hall.models import Slip, Transfer
from motcua.foundation.identifiers import is_dossier_code, scanned
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.shell.language import pick

HERE = "/quay/giay-to/"
SHOWN = 100
PAGE = 20


def handles_papers(officer: Any) -> bool:
    """For menus: no query."""
    return any(officer.powers.holds_any(power) for power in {*transfers.SENDS, *transfers.TAKES})


@officer_page
def papers(request: HttpRequest, officer: Officer) -> HttpResponse:
    """What has to leave by when, what is coming, and where the papers of one dossier are. Five queries."""
    if not handles_papers(officer):
        raise PermissionDenied
    return _show(request, officer)


def _show(
    request: HttpRequest, officer: Officer, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    sends = transfers.places(officer.powers, transfers.SENDS)
    takes = transfers.places(officer.powers, transfers.TAKES)
    rows = (
        Transfer.objects.select_related("to_agency")
        .filter(from_agency__in=sends, slip=None)
        .order_by("due_at", "id")
    )
    by_place: dict[int, dict[str, Any]] = {}
    for one in rows[:SHOWN]:
        place = by_place.setdefault(one.to_agency_id, {"agency": one.to_agency, "rows": []})
        place["rows"].append({"row": one, "late": one.due_at < officer.now})
    slips = Slip.objects.select_related("from_agency", "to_agency").annotate(n=Count("transfers"))
    asked = scanned(request.GET.get("ma", "").strip()[:200]).upper()[:60]
    found = None
    if asked and is_dossier_code(asked):
        found = (
            Transfer.objects.select_related("slip", "from_agency", "to_agency")
            .filter(dossier_code=asked)
            .first()
        )
        if found is not None and not (found.from_agency_id in sends or found.to_agency_id in takes):
            found = None
    context = page_context(
        officer,
        HERE,
        places=list(by_place.values()),
        coming=list(slips.filter(to_agency__in=takes, received_at=None).order_by("id")[:SHOWN]),
        sent=list(slips.filter(from_agency__in=sends).order_by("-id")[:PAGE]),
        asked=asked,
        found=found,
        sends=bool(sends),
        takes=bool(takes),
        refused=refused,
    )
    return render(request, "hall/papers.html", context, status=status)


@require_POST
@officer_page
def send(request: HttpRequest, officer: Officer) -> HttpResponse:
    """A slip for the ticked papers. Raises: Http404 for papers of another agency."""
    if not handles_papers(officer):
        raise PermissionDenied
    chosen = [int(one[:18]) for one in request.POST.getlist("rows") if one.isdecimal()]
    try:
        slip = transfers.send(chosen, officer.powers, by=officer.actor, at=officer.now)
    except NotYours:
        raise Http404 from None
    except Refused as refused:
        return _show(request, officer, refused, 422 if refused.field else 409)
    return redirect("hall:paper-slip", slip.uuid)


@officer_page
def slip(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """The record of handing over, to print and to sign for. Raises: Http404 for other agencies."""
    return _slip(request, officer, uuid)


def _slip(
    request: HttpRequest,
    officer: Officer,
    uuid: uuids.UUID,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    try:
        found = transfers.of_uuid(uuid, officer.powers)
    except NotYours:
        raise Http404 from None
    takes = found.received_at is None and found.to_agency_id in transfers.places(
        officer.powers, transfers.TAKES
    )
    rows = list(Transfer.objects.filter(slip=found).order_by("id"))
    context = page_context(
        officer, HERE, slip=found, rows=rows, takes=takes, refused=refused, total=sum(one.papers for one in rows),
        typed=request.POST.get("words", ""), ticked=set(request.POST.getlist("missing")),
    )  # fmt: skip
    return render(request, "hall/paper_slip.html", context, status=status)


@require_POST
@officer_page
def take(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """Counted and signed for. Raises: Http404 for other agencies."""
    missing = [int(one[:18]) for one in request.POST.getlist("missing") if one.isdecimal()]
    try:
        transfers.take(
            uuid,
            missing,
            request.POST.get("words", "")[:2000],
            officer.powers,
            by=officer.actor,
            at=officer.now,
        )
    except NotYours:
        raise Http404 from None
    except Refused as refused:
        if refused.field:
            return _slip(request, officer, uuid, refused, 422)
        messages.warning(request, pick(refused))
    return redirect("hall:paper-slip", uuid)
