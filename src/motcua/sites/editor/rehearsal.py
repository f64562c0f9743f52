"""A draft run over last year's dossiers: asked for, watched, and read. The walking is `procedures.rehearsal`."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from motcua.city.models import Agency
from motcua.procedures.authoring.models import WorkingCopy
from motcua.procedures.catalogue import publishing
from motcua.procedures.definition import ProcedureDefinition, Text
from motcua.procedures.rehearsal import figures as sums
from motcua.procedures.rehearsal import jobs, running
from motcua.procedures.rehearsal.models import Rehearsal
from motcua.sites.desk.officer import Officer
from motcua.sites.editor.frame import copy_for, editing_page, frame
from motcua.sites.editor.saving import compiled_of

MOST_AGENCIES = 15


@require_http_methods(["GET", "HEAD", "POST"])
@editing_page
def rehearse(request: HttpRequest, officer: Officer, uuid: str) -> HttpResponseBase:
    """What the last rehearsal found. A POST asks for a new one, or goes on with one that stopped."""
    copy = copy_for(uuid)
    compiled, problems = compiled_of(copy.tree)
    if request.method == "POST" and compiled is not None:
        asked = running.ask(copy, by=officer.actor, at=officer.now)
        jobs.rehearse.defer(rehearsal_id=asked.id)
        return redirect("editor:rehearse", uuid=copy.uuid)
    run = copy.rehearsals.order_by("-asked_at").first()
    known = compiled.definition if compiled else None
    shown = frame(officer, copy, "editor:rehearse", problems=problems, **_shown(copy, run, known))
    return render(request, "editor/rehearsal.html", shown)


@require_GET
@editing_page
def progress(request: HttpRequest, officer: Officer, uuid: str, run: str) -> HttpResponseBase:
    """How far a rehearsal is, for the page that waits; when it has ended the page loads itself anew. Two queries."""
    copy = copy_for(uuid)
    found = copy.rehearsals.filter(uuid=run).first()
    if found is None:
        raise Http404
    answer = render(request, "editor/_rehearsal_progress.html", {"copy": copy, "run": found})
    if found.state in (Rehearsal.State.DONE, Rehearsal.State.FAILED):
        answer["HX-Redirect"] = reverse("editor:rehearse", args=[copy.uuid])
    return answer


def _shown(copy: WorkingCopy, run: Rehearsal | None, new: ProcedureDefinition | None) -> dict[str, Any]:
    """The rehearsal in rows of words. One query for names of agencies."""
    if run is None or run.state != Rehearsal.State.DONE:
        return {"run": run}
    figures = run.figures or sums.empty()
    old = publishing.definition_of(copy.base) if copy.base is not None else None
    names = _names(new) | _names(old)
    papers = _papers(new) | _papers(old)
    by = figures["by"]
    refused = [
        {
            "name": names.get(path, path),
            "count": count,
            "why": figures["said"].get(path, ""),
            "examples": [
                {"told": told, "month": f"{month[5:]}/{month[:4]}"}
                for told, month in figures["examples"].get(path, [])
            ],
        }
        for path, count in sums.top(by["refused"])
    ]  # fmt: skip
    fees = figures["fees_after"] - figures["fees_before"]
    return {
        "run": run,
        "figures": figures,
        "stale": run.revision != copy.revision,
        "refused": refused,
        "asked": [(names.get(path, path), count) for path, count in sums.top(by["asked"])],
        "dropped": [(names.get(path, path), count) for path, count in sums.top(by["dropped"])],
        "papers_more": [(papers.get(path, path), count) for path, count in sums.top(by["papers_more"])],
        "papers_less": [(papers.get(path, path), count) for path, count in sums.top(by["papers_less"])],
        "cases": sums.top(figures["cases"]),
        "fees": abs(fees),
        "fees_more": fees > 0,
        "agencies": _agencies(figures["agencies"]),
    }


def _names(definition: ProcedureDefinition | None) -> dict[str, Text]:
    """Labels of questions by path, as a rehearsal counts them."""
    found: dict[str, Text] = {}
    for page in definition.form.pages if definition else ():
        for one in page.fields:
            found[one.id] = one.label
        for group in page.groups:
            found[group.id] = group.label
            for one in group.fields:
                found[f"{group.id}.{one.id}" if group.repeat else one.id] = one.label
    return {
        **{f"{name}.{part}": words for name, words in found.items() for part in ("unit", "line")},
        **found,
    }


def _papers(definition: ProcedureDefinition | None) -> dict[str, Text]:
    return {one.id: one.name for one in definition.components} if definition else {}


def _agencies(by_id: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """Where it would be felt most: by refused dossiers, then by late ones. One query."""
    felt = sorted(by_id.items(), key=lambda one: (-one[1]["refused"], -abs(one[1]["late"]), -one[1]["seen"]))
    chosen = felt[:MOST_AGENCIES]
    names = {row.id: row for row in Agency.objects.filter(id__in=[int(key) for key, _ in chosen])}
    return [
        {"name": {"vi": row.name_vi, "en": row.name_en}, **counts}
        for key, counts in chosen
        if (row := names.get(int(key))) is not None
    ]


routes = [
    path("<uuid:uuid>/dien-tap/", rehearse, name="rehearse"),
    path("<uuid:uuid>/dien-tap/<uuid:run>/", progress, name="rehearse-progress"),
]
