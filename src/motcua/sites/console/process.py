"""The real path of dossiers: procedures by what is lost, one procedure on its diagram, the dossiers behind a figure."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from motcua.city import posts
from motcua.foundation import audit
from motcua.insight import reading as figures
from motcua.insight.process import keeping, reading, telling
from motcua.insight.process.reading import Stretch
from motcua.insight.process.sight import Sight
from motcua.procedures.catalogue import publishing
from motcua.procedures.catalogue.versions import compiled_version
from motcua.sites.console import process_export_form, process_filters, process_picture, process_rows
from motcua.sites.console.leader import Leader, frame, leader_page, sees
from motcua.sites.console.process_filters import Chosen, reads_processes
from motcua.sites.shell.language import active, pick, say

POSTS = {key: {"vi": kind.vi, "en": kind.en} for key, kind in posts.KINDS.items()}


@leader_page(reads_processes)
def processes(request: HttpRequest, leader: Leader) -> HttpResponse:
    """Procedures ranked by the working time that dossiers spend past the hours of their steps. Five queries."""
    chosen = process_filters.read(request.GET, leader)
    sights = {
        code: seen for code in chosen.city.procedures if (seen := chosen.sight(leader, code)) is not None
    }
    found = reading.flows(sights, chosen.stretch())
    context = _frame(
        leader, chosen, None,
        rows=process_rows.ranking(found, chosen),
        total=process_rows.totals(found.values()),
    )  # fmt: skip
    return render(request, "console/processes.html", context)


@leader_page(reads_processes)
def process(request: HttpRequest, leader: Leader, code: str) -> HttpResponse:
    """One procedure: what its figures say, its diagram with them on it, and the same numbers as tables.

    Twelve queries at most, whatever the number of dossiers.
    """
    chosen, seen = seen_by(request, leader, code)
    return render(request, "console/process.html", page_of(leader, chosen, seen, code))


def page_of(leader: Leader, chosen: Chosen, seen: Sight, code: str, **more: Any) -> dict[str, Any]:
    """The context of the page about one procedure; the export shows it again when something is missing."""
    versions = reading.versions(seen, code, chosen.stretch())
    version_id = _version(chosen, code, versions, leader)
    compiled, design = compiled_version(version_id), keeping.design(version_id)
    months = chosen.stretch(version_id)
    steps, ways = reading.steps(seen, code, months), reading.ways(seen, code, months)
    flow = reading.flow(seen, code, months)
    names = process_rows.step_names(compiled)
    worst = telling.bottleneck(steps, names)
    places = process_rows.by_agency(reading.doing(worst, seen, code, months), chosen) if worst else []
    back = process_rows.ways_back(ways, design)
    said = telling.sentences(flow, steps, back, names, {pick(row.name): row.told for row in places})
    rows = process_rows.steps(steps, compiled, names, chosen, code, links=leader.sees)
    words = {"vi": names[worst].vi, "en": names[worst].en} if worst else None
    trend = reading.by_month(seen, code, Stretch(figures.later(chosen.month, -11), chosen.month))
    label = say("Sơ đồ quy trình với số liệu thực tế; cùng số liệu trong bảng bên dưới.",
                "Diagram of the workflow with what really happened; the same numbers are in the table below.")  # fmt: skip
    picture_names = process_picture.names_of(active() == "en", POSTS)
    return _frame(
        leader, chosen, versions,
        code=code,
        procedure=chosen.city.procedures[code],
        version=version_id,
        sentences=said,
        cards=process_rows.cards(flow),
        flow=flow,
        picture=process_picture.draw(compiled, design, steps, ways, picture_names, label),
        steps=rows,
        passages=process_rows.passages(ways, compiled, design, names),
        paths=process_rows.paths(reading.paths(seen, code, months), flow, names, chosen, code, links=leader.sees),
        marks=process_rows.marks(flow),
        worst=words,
        places=places,
        trend=process_rows.trend(trend, chosen),
        doing=seen.level == "doing",
        exports=leader.sees,
        export_to=process_export_form.address(chosen, code),
        **{"export_fields": process_export_form.fields(), **more},
    )  # fmt: skip


@leader_page(sees)
def dossiers(request: HttpRequest, leader: Leader, code: str) -> HttpResponse:
    """The dossiers behind a late step or a way, a page at a time. Names where the powers allow; then it is logged."""
    chosen, _ = seen_by(request, leader, code)
    first, until = chosen.moments()
    step, path = request.GET.get("buoc", ""), request.GET.get("duong", "")
    after = request.GET.get("sau", "")
    scope = chosen.scope(leader)
    if step:
        found = reading.slow(scope, code, step, first, until, after)
        title = process_rows.slow_title(step, code, leader.now)
    elif path.isdecimal() and len(path) < 20:
        found = reading.gone(scope, code, int(path), first, until, after)
        title = {"vi": "Hồ sơ đi theo đường này", "en": "Dossiers that went this way"}
    else:
        raise Http404
    rows = process_rows.dossiers(found.dossiers, leader, chosen)
    named = [one.owner_id for (one, _), row in zip(found.dossiers, rows, strict=True) if row["owner"]]
    what = f"Danh sách theo quy trình: {title['vi']}"
    audit.log_read(
        leader.actor, named, purpose="Giám sát giải quyết hồ sơ", what=what, code="oversight", at=leader.now
    )
    here = reverse("console:process-dossiers", args=[code])
    kept = {"buoc": step, "duong": path if not step else ""}
    context = _frame(
        leader, chosen, None,
        code=code,
        procedure=chosen.city.procedures[code],
        title=title,
        rows=rows,
        names=any(row["owner"] for row in rows),
        back=f"{reverse('console:process', args=[code])}?{chosen.query()}",
        older=f"{here}?{chosen.query(**kept, sau=found.following)}" if found.following else "",
        newer=f"{here}?{chosen.query(**kept)}" if after else "",
    )  # fmt: skip
    return render(request, "console/process_dossiers.html", context)


def seen_by(request: HttpRequest, leader: Leader, code: str) -> tuple[Chosen, Sight]:
    """What was chosen and what of it may be seen; 404 for a procedure that is not there or not theirs."""
    chosen = process_filters.read(request.GET, leader)
    seen = chosen.sight(leader, code) if code in chosen.city.procedures else None
    if seen is None:
        raise Http404
    return chosen, seen


def _version(chosen: Chosen, code: str, versions: list[tuple[int, int]], leader: Leader) -> int:
    """The chosen version, else the newest with figures, else the one in force. Raises Http404 without any."""
    known = [version for version, _ in versions]
    if chosen.version in known:
        return chosen.version
    if known:
        return known[0]
    version = publishing.version_for(code, leader.now)
    if version is None:
        raise Http404
    return version.id


def _frame(
    leader: Leader, chosen: Chosen, versions: list[tuple[int, int]] | None, **more: Any
) -> dict[str, Any]:
    return frame(
        leader,
        "processes",
        query_string="",
        chosen=chosen.words(),
        controls=process_filters.controls(chosen, leader, versions),
        query=chosen.query(),
        **more,
    )
