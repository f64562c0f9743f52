"""The commune's merchants and zones, and the city's figures of them."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.models import Agency, Power
from motcua.foundation import audit
from motcua.foundation.refusals import Faulty, NotPossible
from motcua.money.merchants import changes, figures, printed, rules
from motcua.money.merchants.models import Merchant, Zone
from motcua.records import documents
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.merchants.wording import KINDS, errors, words
from motcua.sites.shell import typed as days
from motcua.sites.shell.fields import Field
from motcua.sites.shell.language import say

PAGE = 30
SHEET_MOST = 200
BODIES = {Agency.Kind.COMMUNE, Agency.Kind.PEOPLE_COMMITTEE}


def decides(officer: Any) -> bool:
    """Whether this post decides on merchants of its commune. No query."""
    here = officer.post.agency_id
    return officer.post.agency_kind == Agency.Kind.COMMUNE and officer.powers.holds(
        changes.DECIDES, agency_id=here
    )


def sees(officer: Any) -> bool:
    """For menus: no query."""
    return officer.post.agency_kind in BODIES and (
        decides(officer) or officer.powers.holds(Power.Name.SEE_STATISTICS, agency_id=officer.post.agency_id)
    )


@require_safe
@officer_page
def home(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Zones with the last whole month, and applications to decide. Five queries."""
    return _show(request, officer)


def _show(
    request: HttpRequest,
    officer: Officer,
    faults: dict[str, tuple[str, str]] | None = None,
    about: str = "",
    refused: NotPossible | None = None,
    status: int = 200,
) -> HttpResponse:
    if not sees(officer):
        raise PermissionDenied
    here = {"unit__agencies": officer.post.agency_id}
    whole_city = officer.post.agency_kind == Agency.Kind.PEOPLE_COMMITTEE
    raw = request.GET.get("truoc", "")
    rows = Zone.objects.select_related("unit").order_by("-id")
    if not whole_city:
        rows = rows.filter(**here)
    if raw.isdecimal() and len(raw) < 18:
        rows = rows.filter(pk__lt=int(raw))
    found = list(rows[: PAGE + 1])
    zones = found[:PAGE]
    months = rules.months_back(officer.now.date(), 3)[:-1]
    by_zone = figures.months_of([one.pk for one in zones], months) if zones else {}
    asked = []
    if decides(officer):
        asked = list(
            Merchant.objects.select_related("person", "organisation", "unit")
            .filter(state=Merchant.State.APPLIED, **here)
            .order_by("id")[:PAGE]
        )
        if people := [one.person_id for one in asked if one.person_id]:
            audit.log_list(
                officer.actor, people, purpose="Duyệt điểm thu không dùng tiền mặt", what="list:merchants",
                code="merchant", at=officer.now,
            )  # fmt: skip
    context: dict[str, Any] = {
        "lines": [
            {
                "zone": one, "kind": KINDS[one.kind], "last": by_zone[one.pk][-1], "growth": figures.growth(by_zone[one.pk]),
            }
            for one in zones
        ],
        "month": months[-1], "decides": decides(officer),
        "asked": [
            {
                "row": one, "kind": KINDS[one.kind], "bank": rules.banks().get(one.bin, one.bin),
                "owner": one.organisation.name if one.organisation else one.person.full_name if one.person else "",
                "here": about == f"m-{one.uuid}",
            }
            for one in asked
        ],
        "zones": zones, "whole_city": whole_city, "older": f"?truoc={zones[-1].pk}" if len(found) > PAGE else "",
        "faults": words(faults or {}), "refused": refused,
        "errors": [{**one, "href": f"#{about}"} for one in errors(faults or {})],
        "reason": request.POST.get("reason", "")[:300],
    }  # fmt: skip
    return render(
        request,
        "merchants/desk.html",
        page_context(officer, reverse("merchants:desk"), **context),
        status=status,
    )


@require_POST
@officer_page
def decide(request: HttpRequest, officer: Officer, uuid: uuids.UUID, name: str) -> HttpResponse:
    """Approve a merchant, with its zone, or refuse it. Raises: Http404 for other communes."""
    if not decides(officer):
        raise PermissionDenied
    if name not in ("duyet", "khong-duyet"):
        raise Http404
    raw = request.POST.get("zone", "")
    zone = None
    if raw.isdecimal() and len(raw) < 18:
        zone = Zone.objects.filter(pk=int(raw), unit__agencies=officer.post.agency_id).first()
        if zone is None:
            raise Http404
    try:
        found = changes.decide(
            uuid, name == "duyet", request.POST.get("reason", ""), zone, by=officer.actor, at=officer.now
        )
    except changes.NotYours:
        raise Http404 from None
    except Faulty as faulty:
        return _show(request, officer, faulty.fields, f"m-{uuid}", status=422)
    except NotPossible as refused:
        return _show(request, officer, refused=refused, status=409)
    told = (
        say("đã duyệt", "approved")
        if found.state == Merchant.State.APPROVED
        else say("không duyệt", "refused")
    )
    messages.success(request, f"{found.name}: {told}.")
    return redirect("merchants:desk")


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def new_zone(request: HttpRequest, officer: Officer) -> HttpResponse:
    """A pilot zone of the commune. 422 with every fault at its question."""
    if not decides(officer):
        raise PermissionDenied
    typed = {name: request.POST.get(name, "")[:120] for name in ("name_vi", "name_en", "kind")}
    faults: dict[str, tuple[str, str]] = {}
    if request.method == "POST":
        starts_on = days.any_day(request.POST, "starts_on")
        try:
            changes.open_zone(
                typed["name_vi"], typed["name_en"], typed["kind"], starts_on, by=officer.actor, at=officer.now
            )
        except Faulty as faulty:
            faults = faulty.fields
        else:
            messages.success(request, say("Đã lập khu thí điểm.", "The zone is made."))
            return redirect("merchants:desk")
    said = words(faults)
    begins = Field(
        "starts_on", "date", {"vi": "Từ ngày", "en": "From"}, error=said.get("starts_on", ""),
        value=days.day_as_typed(request.POST, "starts_on", officer.now.date()),
    )  # fmt: skip
    context = page_context(
        officer, reverse("merchants:desk"), typed=typed, faults=said, begins=begins,
        errors=[one | {"href": f"#{begins.anchor}"} if one["href"] == "#starts_on" else one for one in errors(faults)],
        kinds=[{"key": key, **label, "on": typed["kind"] == key} for key, label in KINDS.items()],
    )  # fmt: skip
    return render(request, "merchants/new_zone.html", context, status=422 if faults else 200)


@require_safe
@officer_page
def sheet(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """Codes of all merchants of a zone, four on a sheet of A4. Raises: Http404 for other communes."""
    if not decides(officer):
        raise PermissionDenied
    zone = Zone.objects.filter(uuid=uuid, unit__agencies=officer.post.agency_id).first()
    rows = (
        list(zone.merchants.filter(state=Merchant.State.APPROVED).order_by("place", "id")[:SHEET_MOST])
        if zone
        else []
    )
    if not rows:
        raise Http404
    sheets = printed.CodeSheet(small=False, cards=[printed.card_of(one) for one in rows])
    answer = HttpResponse(documents.render_form(sheets), content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="ma-vietqr-khu.pdf"'
    return answer
