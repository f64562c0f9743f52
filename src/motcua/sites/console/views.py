"""The pages of the console: overview, rankings, the dossiers behind a figure, the figures as a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from motcua.foundation import audit, worktime
from motcua.insight import reading
from motcua.insight.totals import ENOUGH_TO_RANK, GOOD, Now
from motcua.sites.console import cards, filters
from motcua.sites.console.filters import Filters
from motcua.sites.console.leader import Leader, frame, leader_page, sees

TREND = 11
"""Months before the chosen one that the charts show."""


@leader_page(sees)
def home(request: HttpRequest, leader: Leader) -> HttpResponse:
    """Live figures, the month, and where it goes wrong. Eight queries, whatever the size of the city."""
    chosen = filters.read(request.GET, leader)
    scope, names = chosen.scope(leader), chosen.city
    by_month = reading.months(scope, reading.later(chosen.month, -TREND), chosen.month)
    happened, is_open = reading.by_agency(scope, chosen.month), reading.open_by_agency(scope)
    now = _now(is_open)
    this, before = by_month[chosen.month], by_month[reading.later(chosen.month, -1)]
    agencies = cards.lines(happened, is_open, names.agencies)
    procedures = cards.lines(
        reading.by_procedure(scope, chosen.month), reading.open_by_procedure(scope), names.procedures
    )
    running = chosen.month == _this_month(leader)
    context = _page(
        leader, chosen, "home", {*happened, *is_open},
        headline=cards.headline(now, agencies, chosen),
        live=cards.live_cards(now, chosen),
        month=cards.month_cards(this, before, chosen, running),
        worst=cards.table(cards.worst_first(agencies)[:8], chosen, "co-quan"),
        agencies_count=len(agencies),
        procedures=cards.table(cards.worst_first(procedures)[:12], chosen, "thu-tuc"),
        received=cards.received_points(by_month),
        on_time=cards.on_time_points(by_month),
        ways=cards.ways_of_filing(this),
        goal=GOOD,
        running=running,
    )  # fmt: skip
    return render(request, "console/home.html", context)


@leader_page(sees)
def agencies(request: HttpRequest, leader: Leader) -> HttpResponse:
    """All agencies of the scope, the worst first."""
    return _ranking(request, leader, "agencies")


@leader_page(sees)
def procedures(request: HttpRequest, leader: Leader) -> HttpResponse:
    """All procedures of the scope, the worst first."""
    return _ranking(request, leader, "procedures")


def _ranking(request: HttpRequest, leader: Leader, which: str) -> HttpResponse:
    chosen = filters.read(request.GET, leader)
    scope, month, seen = chosen.scope(leader), chosen.month, set[int]()
    if which == "agencies":
        happened, is_open = reading.by_agency(scope, month), reading.open_by_agency(scope)
        rows, name = cards.lines(happened, is_open, chosen.city.agencies), "co-quan"
        seen = {*happened, *is_open}
    else:
        rows = cards.lines(
            reading.by_procedure(scope, month), reading.open_by_procedure(scope), chosen.city.procedures
        )
        seen, name = set(reading.by_agency(scope, month)), "thu-tuc"
    order = request.GET.get("xep", "")
    rows = cards.by_share(rows) if order == "dung-han" else cards.worst_first(rows)
    here = reverse(f"console:{which}")
    context = _page(
        leader, chosen, which, seen,
        which=which,
        rows=cards.table(rows, chosen, name),
        enough=ENOUGH_TO_RANK,
        orders=[
            {"label": {"vi": "Nhiều hồ sơ quá hạn", "en": "Most overdue"}, "href": f"{here}?{chosen.query()}",
             "current": order != "dung-han"},
            {"label": {"vi": "Tỷ lệ đúng hạn thấp", "en": "Lowest on-time share"},
             "href": f"{here}?{chosen.query(xep='dung-han')}", "current": order == "dung-han"},
        ],
    )  # fmt: skip
    return render(request, "console/ranking.html", context)


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
    audit.log_read(leader.actor, named, purpose="Giám sát giải quyết hồ sơ", what=what, at=leader.now)
    here = reverse("console:dossiers")
    context = _page(
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


def _page(leader: Leader, chosen: Filters, current: str, seen: set[int], **more: Any) -> dict[str, Any]:
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


def _now(is_open: Any) -> Now:
    total = Now()
    for now in is_open.values():
        total.add(
            {
                name: getattr(now, name)
                for name in ("open", "overdue", "waiting_supplement", "waiting_payment")
            }
        )
    return total


def _this_month(leader: Leader):
    return leader.now.astimezone(worktime.VN).date().replace(day=1)
