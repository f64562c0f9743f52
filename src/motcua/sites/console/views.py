"""The pages of the console: overview, rankings, the dossiers behind a figure, the figures as a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from motcua.foundation import audit, worktime
from motcua.insight import reading
from motcua.insight.fair import compared
from motcua.insight.targets import target
from motcua.insight.totals import ENOUGH_TO_RANK
from motcua.procedures.dossiers.office import office
from motcua.sites.console import briefing, cards, filters, paper
from motcua.sites.console.filters import Filters
from motcua.sites.console.leader import Leader, frame, leader_page, sees
from motcua.sites.shell.language import pick


@leader_page(sees)
def home(request: HttpRequest, leader: Leader) -> HttpResponse:
    """What changed and why, what is overdue, the targets. At most eleven queries, whatever the size of the city."""
    chosen = filters.read(request.GET, leader)
    told = brief(leader, chosen)
    trend = told.by_month
    context = page_context(
        leader, chosen, "home", told.seen,
        headline=cards.headline(told.now, told.agencies, chosen),
        told=told,
        caveat=briefing.caveat(told.of, told.running),
        live=cards.live_cards(told.now, chosen),
        month=cards.month_cards(
            told.this, told.before, chosen, told.running, (told.this_days, told.before_days) if told.of else None
        ),
        worst=cards.table(cards.worst_first(told.agencies)[:8], chosen, "co-quan"),
        agencies_count=len(told.agencies),
        procedures=cards.table(cards.worst_first(told.procedures)[:12], chosen, "thu-tuc"),
        received=cards.received_points(trend),
        on_time=cards.on_time_points(trend),
        ways=cards.ways_of_filing(told.this),
        goal=_goal(chosen),
        running=told.running,
    )  # fmt: skip
    return render(request, "console/home.html", context)


def brief(leader: Leader, chosen: Filters) -> briefing.Briefing:
    """The briefing of what a leader chose, by the calendar of the leader's own agency."""
    calendar = office(leader.post.agency_id).calendar
    return briefing.make(chosen.scope(leader), chosen, leader.now, calendar, leader.own_unit)


@leader_page(sees)
def briefing_pdf(request: HttpRequest, leader: Leader) -> HttpResponse:
    """The briefing on A4, in the reader's language. As many queries as the overview."""
    chosen = filters.read(request.GET, leader)
    told = brief(leader, chosen)
    pdf = paper.render(told, chosen, pick(leader_agency(leader)))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="bao-cao-{chosen.month:%Y-%m}.pdf"'
    return response


def leader_agency(leader: Leader) -> dict[str, str]:
    return {"vi": leader.post.agency_name_vi, "en": leader.post.agency_name_en}


def _goal(chosen: Filters) -> float | None:
    goal = target("on_time", chosen.month, chosen.kind)
    return goal.at_least if goal else None


@leader_page(sees)
def agencies(request: HttpRequest, leader: Leader) -> HttpResponse:
    """All agencies of the scope, the worst first."""
    return _ranking(request, leader, "agencies")


@leader_page(sees)
def procedures(request: HttpRequest, leader: Leader) -> HttpResponse:
    """All procedures of the scope, the worst first."""
    return _ranking(request, leader, "procedures")


KINDS = {
    "commune": ("Xã, phường", "Communes"),
    "centre_branch": ("Chi nhánh", "Branches"),
    "department": ("Sở", "Departments"),
}


def _ranking(request: HttpRequest, leader: Leader, which: str) -> HttpResponse:
    """Nine queries at most. Units are ranked among units of their kind."""
    chosen = filters.read(request.GET, leader)
    scope, month = chosen.scope(leader), chosen.month
    of = compared(month, leader.now.astimezone(worktime.VN).date(), office(leader.post.agency_id).calendar)
    here, order, kind = reverse(f"console:{which}"), request.GET.get("xep", ""), request.GET.get("loai", "")
    kinds: list[dict[str, Any]] = []
    if which == "agencies":
        pairs, is_open = reading.pairs(scope, month, of, "agency"), reading.open_by_agency(scope)
        rows, name, seen = cards.lines(pairs, is_open, chosen.city.agencies), "co-quan", {*pairs, *is_open}
        found = [k for k in KINDS if any(row.kind == k for row in rows)]
        kind = kind if kind in found else (found[0] if found else "")
        kinds = [
            {"label": dict(zip(("vi", "en"), KINDS[k], strict=True)), "current": k == kind,
             "href": f"{here}?{chosen.query(loai=k, xep=order)}"}
            for k in found
        ] if len(found) > 1 else []  # fmt: skip
        rows = [row for row in rows if row.kind == kind or not found]
        trends = reading.trends(scope, reading.later(month, -briefing.TREND), month, "agency")
        told = brief_peers(leader, chosen, rows)
    else:
        by_procedure = reading.pairs(scope, month, of, "procedure")
        rows = cards.lines(by_procedure, reading.open_by_procedure(scope), chosen.city.procedures)
        trends = reading.trends(scope, reading.later(month, -briefing.TREND), month, "procedure")
        seen, name, told = set(reading.open_by_agency(scope)), "thu-tuc", None
    rows = cards.by_share(rows) if order == "dung-han" else cards.worst_first(rows)
    context = page_context(
        leader, chosen, which, seen,
        which=which,
        rows=cards.table(rows, chosen, name, trends, told.placing if told else None),
        peers=told,
        goal=_goal(chosen),
        kinds=kinds,
        caveat=briefing.caveat(of, month == _this_month(leader)),
        enough=ENOUGH_TO_RANK,
        orders=[
            {"label": {"vi": "Nhiều hồ sơ quá hạn", "en": "Most overdue"},
             "href": f"{here}?{chosen.query(loai=kind)}", "current": order != "dung-han"},
            {"label": {"vi": "Tỷ lệ đúng hạn thấp", "en": "Lowest on-time share"},
             "href": f"{here}?{chosen.query(xep='dung-han', loai=kind)}", "current": order == "dung-han"},
        ],
    )  # fmt: skip
    return render(request, "console/ranking.html", context)


def brief_peers(leader: Leader, chosen: Filters, rows: list[cards.Line]) -> briefing.Peers | None:
    """Where the units of the table stand among all of their kind."""
    kind = rows[0].kind if rows else ""
    own = rows[0].id if len(rows) == 1 and isinstance(rows[0].id, int) else None
    return briefing.peers_of(chosen, kind, own)


@leader_page(sees)
def dossiers(request: HttpRequest, leader: Leader) -> HttpResponse:
    """The dossiers behind a figure, a page at a time. Names where the powers allow; then it is logged."""
    chosen = filters.read(request.GET, leader)
    choice = request.GET.get("xem", "")
    choice = choice if choice in reading.CHOICES else "overdue"
    after = reading.Cursor.read(request.GET.get("sau", ""))
    page = reading.dossiers(chosen.scope(leader), choice, chosen.month, after)
    look = reading.CHOICES[choice]
    rows = [_row(dossier, leader, chosen) for dossier in page.dossiers]
    named = [dossier.owner_id for dossier, row in zip(page.dossiers, rows, strict=True) if row["owner"]]
    what = f"Danh sách điều hành: {look.vi}"
    audit.log_read(
        leader.actor, named, purpose="Giám sát giải quyết hồ sơ", what=what, code="oversight", at=leader.now
    )
    here = reverse("console:dossiers")
    context = page_context(
        leader, chosen, "dossiers", set(),
        title={"vi": look.vi, "en": look.en},
        of_month=look.of_month,
        choice=choice,
        rows=rows,
        names=any(row["owner"] for row in rows),
        choices=[
            {
                "label": {"vi": item.vi, "en": item.en},
                "href": f"{here}?{chosen.query(xem=key)}",
                "current": key == choice,
            }
            for key, item in reading.CHOICES.items()
        ],
        older=f"{here}?{chosen.query(xem=choice, sau=str(page.following))}" if page.following else "",
        newer=f"{here}?{chosen.query(xem=choice)}" if after else "",
    )  # fmt: skip
    return render(request, "console/dossiers.html", context)


def _row(dossier: Any, leader: Leader, chosen: Filters) -> dict[str, Any]:
    agency = chosen.city.agencies.get(dossier.competent_agency_id)
    may_see = leader.powers.holds(
        "see_person", dossier.procedure_code, dossier.field_key, dossier.competent_agency_id
    )
    procedure = chosen.city.procedures.get(dossier.procedure_code)
    return {
        "code": dossier.code,
        "procedure": procedure.short
        if procedure
        else {"vi": dossier.procedure_code, "en": dossier.procedure_code},
        "agency": agency.short if agency else dossier.competent_agency,
        "status": dossier.status,
        "due_at": None if dossier.ended_at else dossier.due_at,
        "submitted_at": dossier.submitted_at,
        "ended_at": dossier.ended_at,
        "late": dossier.due_at is not None and (dossier.ended_at or leader.now) > dossier.due_at,
        "owner": dossier.owner_name if may_see else "",
        "rating": dossier.rating,
    }


def page_context(
    leader: Leader, chosen: Filters, current: str, seen: set[int], **more: Any
) -> dict[str, Any]:
    """The context of a page with filters; `seen`: the agencies that can be chosen."""
    if chosen.agency:
        seen = seen | {i for i, agency in chosen.city.agencies.items() if agency.key == chosen.agency}
    return frame(
        leader,
        current,
        query_string=chosen.query(),
        controls=filters.controls(chosen, leader, seen),
        chosen=_chosen(chosen),
        clear=f"?{chosen.cleared().query()}" if chosen.agency or chosen.field or chosen.procedure else "",
        **more,
    )


def _chosen(chosen: Filters) -> list[Any]:
    """What is looked at, in words: shown above the figures and on paper."""
    words: list[Any] = [{"vi": f"Tháng {chosen.month:%m/%Y}", "en": f"{chosen.month:%B %Y}"}]
    agency = next((a for a in chosen.city.agencies.values() if a.key == chosen.agency), None)
    words.append(
        agency.short if agency else {"vi": "Mọi cơ quan trong phạm vi", "en": "All agencies in your scope"}
    )
    if chosen.field:
        words.append(chosen.city.field_name(chosen.field))
    if chosen.procedure:
        words.append(chosen.city.procedures[chosen.procedure].short)
    return words


def _this_month(leader: Leader):
    return leader.now.astimezone(worktime.VN).date().replace(day=1)
