"""Mobile teams: the plans of one's agency, what came of each, and what residents read of them."""

import uuid as uuids
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.mobile import planning
from motcua.city.mobile.errors import Faulty, NotYours, Refused
from motcua.city.mobile.models import Brought, Outing
from motcua.city.mobile.planning import NewOuting
from motcua.city.models import Agency, Unit
from motcua.foundation import audit, clock
from motcua.foundation.worktime import VN
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.portal.frame import show
from motcua.sites.public.communes import own_commune
from motcua.sites.shell import typed
from motcua.sites.shell.fields import Field
from motcua.sites.shell.language import pick
from motcua.sites.shell.my_page import Card, Line
from motcua.sites.ways import by_post, tablet

HERE = "/to-luu-dong/to/"
SHOWN = 60
BACK = timedelta(days=14)
"""How long past outings stay on the list."""
CRUMBS = [{"label": {"vi": "Trang đầu", "en": "Home"}, "href": "/"}]
DAYS_VI = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def when(one: Outing) -> dict[str, str]:
    """Day and hours in words."""
    begin, end = one.starts_at.astimezone(VN), one.ends_at.astimezone(VN)
    hours = f"{begin:%H:%M}–{end:%H:%M}"
    return {
        "vi": f"{DAYS_VI[begin.weekday()]} {begin:%d/%m/%Y}, {hours}",
        "en": f"{DAYS_EN[begin.weekday()]} {begin:%d/%m/%Y}, {hours}",
    }


def has_teams(officer: Any) -> bool:
    """For menus: no query."""
    return any(officer.powers.holds_any(power) for power in (planning.SENDS, *planning.HELPS))


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Where teams come in the next days; those of the reader's own commune first. Two or three queries."""
    at = clock.now()
    rows = list(planning.coming(at)[:SHOWN])
    mine = own_commune(request)
    near = [one for one in rows if mine is not None and one.unit_id == mine.id]
    context = {
        "near": [{"row": one, "when": when(one)} for one in near],
        "rows": [{"row": one, "when": when(one)} for one in rows if one not in near],
        "crumbs": [*CRUMBS, {"label": {"vi": "Tổ lưu động", "en": "Mobile teams"}}],
    }
    return show(request, "ways/team_index.html", context)


@require_safe
def public(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One outing: when, where, for what, what to bring. Two queries. Raises: Http404."""
    try:
        found = planning.public(uuid)
    except NotYours:
        raise Http404 from None
    context = {
        "row": found, "when": when(found), "procedures": tablet.titles(found.procedures),
        "over": found.ends_at <= clock.now(), "cancelled": found.state == Outing.State.CANCELLED,
        "crumbs": [
            *CRUMBS, {"label": {"vi": "Tổ lưu động", "en": "Mobile teams"}, "href": reverse("ways:teams")},
            {"label": found.place},
        ],
    }  # fmt: skip
    return show(request, "ways/team_public.html", context)


def of_commune(unit_id: int, at: datetime) -> Card | None:
    """The next outings in a commune. One query. None where none is planned."""
    rows = list(planning.coming(at, unit_id)[:4])
    if not rows:
        return None
    return Card(
        "teams", {"vi": "Tổ lưu động đến gần bạn", "en": "Mobile teams near you"},
        [Line(when(one), reverse("ways:team-public", args=[one.uuid]), {"vi": one.place, "en": one.place}) for one in rows],
        {"vi": "", "en": ""}, href=reverse("ways:teams"), more={"vi": "Mọi nơi", "en": "Everywhere"},
    )  # fmt: skip


@require_safe
@officer_page
def home(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Outings of one's agency and one's own, the waiting drafts of each. Three queries."""
    if not has_teams(officer):
        raise PermissionDenied
    rows = planning.of_officer(officer.powers, officer.account.pk, officer.now - BACK)
    lines = [{"row": one, "when": when(one), "over": one.ends_at <= officer.now} for one in rows]
    context = page_context(
        officer, HERE, coming=[one for one in lines if not one["over"]],
        past=[one for one in reversed(lines) if one["over"]], plans=officer.powers.holds_any(planning.SENDS),
    )  # fmt: skip
    return render(request, "ways/teams.html", context)


@require_safe
@officer_page
def team(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """One outing: who goes, figures, drafts to be taken in. Six queries. Raises: Http404."""
    return _team(request, officer, uuid)


def _team(
    request: HttpRequest, officer: Officer, uuid: uuids.UUID, refused: Refused | None = None
) -> HttpResponse:
    try:
        found = planning.for_officer(uuid, officer.powers, officer.account.pk)
    except NotYours:
        raise Http404 from None
    drafts = Brought.objects.select_related("client").filter(outing=found).order_by("-id")[:SHOWN]
    rows = list(drafts)
    audit.log_list(
        officer.actor, [one.client_id for one in rows], purpose="Hồ sơ của tổ lưu động", what="list:mobile",
        code="mobile-team", at=officer.now,
    )  # fmt: skip
    context = page_context(
        officer, HERE, row=found, when=when(found), members=list(found.team.all()),
        procedures=tablet.titles(found.procedures), figures=planning.figures(found), drafts=rows,
        plans=found.agency_id in officer.powers.agency_ids(planning.SENDS), refused=refused,
        over=found.ends_at <= officer.now, reason=request.POST.get("reason", ""),
    )  # fmt: skip
    status = 200 if refused is None else 422 if refused.field else 409
    return render(request, "ways/team.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def new(request: HttpRequest, officer: Officer) -> HttpResponse:
    """A plan. 422 with every fault at its question."""
    if officer.post.agency_id not in officer.powers.agency_ids(planning.SENDS):
        raise PermissionDenied
    agency = Agency.objects.select_related("unit").get(pk=officer.post.agency_id)
    known = [one for one in by_post.all_of_them(officer.now) if not one.closed]
    post, faults = request.POST, {}
    units = _units(agency)
    if request.method == "POST":
        try:
            made = planning.write(
                agency, _typed(post, units), officer.powers, {one.code for one in known}, by=officer.actor,
                at=officer.now,
            )  # fmt: skip
            return redirect("ways:team", made.uuid)
        except Faulty as faulty:
            faults = {name: {"vi": vi, "en": en} for name, (vi, en) in faulty.fields.items()}
    chosen, going = set(post.getlist("procedures")), set(post.getlist("members"))
    context = page_context(
        officer, HERE, agency=agency, units=units, typed=post, faults=faults,
        procedures=[{"row": one, "on": one.code in chosen} for one in known],
        people=[{"row": one, "on": str(one.pk) in going} for one in planning.may_go(agency, officer.now)],
        day=Field(
            "day", "date", {"vi": "Ngày", "en": "Day"}, value=typed.day_as_typed(post, "day"), error=faults.get("day", ""),
        ),
        errors=[
            {"href": "#id-day-day" if name == "day" else f"#{name}", "text": pick(words)} for name, words in faults.items()
        ],
    )  # fmt: skip
    return render(request, "ways/team_new.html", context, status=422 if faults else 200)


def _units(agency: Agency) -> list[Unit]:
    """Communes that the agency serves. One query."""
    served = (
        list(agency.serves.order_by("sort_key", "pk")) if agency.kind == Agency.Kind.CENTRE_BRANCH else []
    )
    return served or ([agency.unit] if agency.unit else [])


def _typed(post: Any, units: list[Unit]) -> NewOuting:
    chosen = next((one for one in units if str(one.pk) == post.get("unit")), None)
    return NewOuting(
        unit=chosen if chosen or len(units) != 1 else units[0],
        place=post.get("place", "")[:200],
        starts_at=_moment(typed.any_day(post, "day"), post.get("begins", "")),
        ends_at=_moment(typed.any_day(post, "day"), post.get("ends", "")),
        procedures=tuple(one[:20] for one in post.getlist("procedures")[:200]),
        members=tuple(int(one[:18]) for one in post.getlist("members")[:100] if one.isdecimal()),
        devices=tuple(one.strip()[:80] for one in post.get("devices", "")[:800].split("\n") if one.strip()),
        words=post.get("words", "")[:500],
    )


def _moment(day: date | None, hour: str) -> datetime | None:
    at = typed.clock(hour)
    return datetime.combine(day, at, VN) if day and at is not None else None


@require_POST
@officer_page
def act(request: HttpRequest, officer: Officer, uuid: uuids.UUID, name: str) -> HttpResponse:
    """Publish or cancel. 409 or 422 in words. Raises: Http404."""
    does: dict[str, Any] = {"by": officer.actor, "at": officer.now}
    try:
        if name == "cong-bo":
            planning.publish(uuid, officer.powers, **does)
            messages.success(request, pick({"vi": "Đã công bố.", "en": "Published."}))
        elif name == "huy":
            planning.cancel(uuid, request.POST.get("reason", ""), officer.powers, **does)
        else:
            raise Http404
    except NotYours:
        raise Http404 from None
    except Refused as refused:
        return _team(request, officer, uuid, refused)
    return redirect("ways:team", uuid)
