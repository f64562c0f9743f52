"""Reception by contract: the contracts of one's agency, who of the firm sits where, and how each ends."""

import uuid as uuids
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.agencies import day
from motcua.city.authority import NotAllowed
from motcua.city.contracts import changes, reading, rules
from motcua.city.contracts.errors import Faulty, NotYours, WrongState
from motcua.city.contracts.models import Placed, ReceptionContract
from motcua.city.contracts.rules import Terms
from motcua.city.models import Agency
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.security.proof import ask_proof, fresh_proof
from motcua.sites.shell import typed
from motcua.sites.shell.fields import Field
from motcua.sites.shell.language import both, pick, say
from motcua.sites.ways import by_post, tablet

HERE = "/tiep-nhan-hop-dong/"
A_PAGE = 50
STATES = {
    "draft": ("info", "clock", "Chờ duyệt", "To be approved"),
    "waiting": ("info", "calendar", "Chưa đến ngày", "Begins later"),
    "running": ("ok", "check", "Đang thực hiện", "Running"),
    "over": ("quiet", "check", "Đã hết hạn", "Over"),
    "ended": ("warn", "alert", "Đã chấm dứt", "Ended early"),
}
FAULTS = ("organisation", "number", "signed_on", "begins", "until", "points", "procedures")

DAYS = {
    "signed_on": both("Ngày ký hợp đồng", "Day of signing"),
    "begins": both("Từ ngày", "From"),
    "until": both("Đến hết ngày", "Last day"),
}


def deals_with_contracts(officer: Any) -> bool:
    """For menus: no query."""
    return bool(reading.writes_for(officer.powers))


def _state(row: ReceptionContract, officer: Officer) -> dict[str, Any]:
    key = rules.state(
        row.signed_at is not None, row.ended_at is not None, row.valid_from, row.valid_to or date.max,
        day(officer.now),
    )  # fmt: skip
    tone, icon, vi, en = STATES[key]
    return {"key": key, "tone": tone, "icon": icon, "vi": vi, "en": en}


@require_safe
@officer_page
def home(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Contracts of one's agency, newest first. One query."""
    if not deals_with_contracts(officer):
        raise PermissionDenied
    raw = request.GET.get("truoc", "")
    rows = reading.of_officer(officer.powers, int(raw[:18]) if raw.isdecimal() else None, A_PAGE + 1)
    context = page_context(
        officer, HERE, rows=[{"row": one, "state": _state(one, officer)} for one in rows[:A_PAGE]],
        more=rows[A_PAGE - 1].pk if len(rows) > A_PAGE else None,
        writes=officer.post.agency_id in reading.writes_for(officer.powers),
    )  # fmt: skip
    return render(request, "ways/contracts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def new(request: HttpRequest, officer: Officer) -> HttpResponse:
    """A contract, to be approved by somebody else. Three queries. 422 with every fault at its question."""
    if officer.post.agency_id not in reading.writes_for(officer.powers):
        raise PermissionDenied
    agency = Agency.objects.get(pk=officer.post.agency_id)
    known = [one for one in by_post.all_of_them(officer.now) if not one.closed]
    post, faults = request.POST, {}
    if request.method == "POST":
        try:
            made = changes.write(
                agency, _typed(post), officer.powers, {one.code for one in known}, by=officer.actor,
                at=officer.now,
            )  # fmt: skip
            return redirect("ways:contract", made.uuid)
        except Faulty as faulty:
            faults = {name: {"vi": vi, "en": en} for name, (vi, en) in faulty.fields.items()}
    points, chosen = set(post.getlist("points")), set(post.getlist("procedures"))
    places = list(reading.points_of(agency, officer.now))
    context = page_context(
        officer, HERE, agency_row=agency, typed=post, faults=faults,
        points=[{"row": one, "on": str(one.pk) in points or len(places) == 1} for one in places],
        procedures=[{"row": one, "on": one.code in chosen} for one in known],
        days=[
            Field(name, "date", words, value=typed.day_as_typed(post, name), error=faults.get(name, ""))
            for name, words in DAYS.items()
        ],
        errors=[
            {"href": f"#id-{name}-day" if name in DAYS else f"#{name}", "text": pick(faults[name])}
            for name in FAULTS
            if name in faults
        ],
    )  # fmt: skip
    return render(request, "ways/contract_new.html", context, status=422 if faults else 200)


def _typed(post: Any) -> Terms:
    return Terms(
        organisation=post.get("organisation", "").strip()[:35],
        number=post.get("number", "").strip()[:60],
        signed_on=typed.any_day(post, "signed_on"),
        begins=typed.any_day(post, "begins"),
        until=typed.any_day(post, "until"),
        points=tuple(int(one[:18]) for one in post.getlist("points")[:200] if one.isdecimal()),
        procedures=tuple(one[:20] for one in post.getlist("procedures")[:400]),
    )


@require_safe
@officer_page
def one(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """One contract: terms, seats, people. Five queries. Raises: Http404."""
    return _show(request, officer, uuid)


def _show(
    request: HttpRequest, officer: Officer, uuid: uuids.UUID, act: str = "",
    refused: Faulty | WrongState | NotAllowed | None = None,
) -> HttpResponse:  # fmt: skip
    try:
        row = reading.for_officer(uuid, officer.powers)
    except NotYours:
        raise Http404 from None
    people = Placed.objects.select_related("seat__post__agency", "account").filter(seat__contract=row)
    faults = refused.fields if isinstance(refused, Faulty) else {}
    state = _state(row, officer)
    context = page_context(
        officer, HERE, row=row, state=state, procedures=tablet.titles(row.procedures),
        points=list(Agency.objects.filter(pk__in=row.points).order_by("path")), people=list(people.order_by("id")),
        signs=state["key"] == "draft" and row.agency_id in reading.signs_for(officer.powers)
        and row.written_by_id != officer.account.pk,
        open=state["key"] in ("waiting", "running"), ends=state["key"] in ("draft", "waiting", "running"),
        faults={name: {"vi": vi, "en": en} for name, (vi, en) in faults.items()}, act=act,
        refused=None if isinstance(refused, Faulty) else refused, typed=request.POST,
        errors=[{"href": f"#{name}", "text": say(*words)} for name, words in faults.items()],
    )  # fmt: skip
    status = 200 if refused is None else 422 if faults else 403 if isinstance(refused, NotAllowed) else 409
    return render(request, "ways/contract.html", context, status=status)


@require_POST
@officer_page
def act(request: HttpRequest, officer: Officer, uuid: uuids.UUID, name: str) -> HttpResponse:
    """Approve (with a fresh proof), end, put somebody at a seat or take away. 403, 409 or 422 in words. Raises: Http404."""
    does: dict[str, Any] = {"by": officer.actor, "at": officer.now}
    try:
        reading.for_officer(uuid, officer.powers)
        if name in ("duyet", "cham-dut") and not fresh_proof(request):
            return ask_proof(request)
        if name == "duyet":
            changes.sign(uuid, officer.powers, **does)
            told = ("Đã duyệt. Xếp người vào quầy ở dưới.", "Approved. Put people at the counters below.")
        elif name == "cham-dut":
            changes.end(uuid, request.POST.get("why", ""), officer.powers, **does)
            told = ("Đã chấm dứt hợp đồng.", "The contract has ended.")
        elif name == "xep":
            raw = request.POST.get("point", "")
            changes.place(
                uuid, request.POST.get("username", "")[:150], int(raw[:18]) if raw.isdecimal() else None,
                officer.powers, **does,
            )  # fmt: skip
            told = ("Đã xếp vào quầy.", "Put at the counter.")
        elif name == "bo":
            raw = request.POST.get("placed", "")
            changes.take_away(uuid, int(raw[:18]) if raw.isdecimal() else 0, officer.powers, **does)
            told = ("Người này không còn ở quầy.", "No longer at the counter.")
        else:
            raise Http404
    except NotYours:
        raise Http404 from None
    except (Faulty, WrongState, NotAllowed) as refused:
        return _show(request, officer, uuid, name, refused)
    messages.success(request, say(*told))
    return redirect(reverse("ways:contract", args=[uuid]))
