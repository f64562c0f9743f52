"""Pages of life events: the list of them, and one as an ordered guide with a checklist for who is signed on."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.foundation import clock
from motcua.procedures.catalogue import publishing, wording
from motcua.procedures.catalogue.models import Procedure, Status
from motcua.procedures.dossiers.models import Dossier
from motcua.sites.portal.frame import CATALOGUE, show
from motcua.sites.portal.guidance import checklist, life_events, reading
from motcua.sites.portal.own_dossiers import own_rows
from motcua.sites.portal.resident import current

MOST_DOSSIERS = 50


def event_cards() -> list[dict[str, Any]]:
    """All events of the catalogue with the address of their guide, or of their list where there is no guide. No query."""
    index = reverse("guidance:index")
    return [
        {
            "event": event,
            "href": reverse("guidance:life-event", args=[slug])
            if (slug := life_events.slug_of(event.key))
            else f"{index}?su-kien={event.key}",
        }
        for event in wording.life_events()
    ]


@require_safe
def all_events(request: HttpRequest) -> HttpResponse:
    """What may happen in a life. No query of its own."""
    context = {"cards": event_cards(), "crumbs": []}
    return show(request, "portal/guidance/life_events.html", context, menu=CATALOGUE)


@never_cache
@require_safe
def one_event(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide. Two queries and one for each version that is not in memory; one more signed on. Raises: Http404."""
    guide = life_events.guides().get(slug)
    if guide is None:
        raise Http404(slug)
    at = clock.now()
    codes = {code for step in guide.steps for code in step.codes}
    if guide.together is not None:
        codes.add(guide.together.code)
    rows = Procedure.objects.filter(code__in=codes, internal=False).exclude(status=Status.ABOLISHED)
    procedures = {row.code: row for row in rows}
    main = [step.code for step in guide.steps if step.code in procedures]
    resident = current(request)
    dossiers: list[Dossier] = []
    if resident is not None:
        counted = {code for step in guide.steps for code in step.finished_by}
        mine = Dossier.objects.filter(own_rows(resident), procedure_code__in=counted)
        dossiers = list(mine.order_by("-id")[:MOST_DOSSIERS])
    steps = checklist.shown_steps(
        guide, procedures, {code: _glance(procedures[code], at) for code in main if code}, dossiers, at
    )
    must = [one for one in steps if not one["step"].sometimes]
    begun = guide.together is not None and any(one.procedure_code == guide.together.code for one in dossiers)
    context = {
        "guide": guide,
        "together": procedures.get(guide.together.code) if guide.together and not begun else None,
        "must": must,
        "may": [one for one in steps if one["step"].sometimes],
        "resident": resident,
        "done": sum(one["progress"].state == "done" for one in must),
        "everything": f"{reverse('guidance:index')}?su-kien={guide.event}",
        "crumbs": [
            {
                "label": {"vi": "Việc trong đời", "en": "Life events"},
                "href": reverse("guidance:life-events"),
            },
            {"label": guide, "href": ""},
        ],
    }
    return show(request, "portal/guidance/life_event.html", context, menu=CATALOGUE)


def _glance(procedure: Procedure, at: Any) -> dict[str, Any]:
    """Limit, fee, and of what can be filed here the papers that are always needed."""
    version = publishing.version_for(procedure.code, at) if procedure.executable else None
    guidance = (
        reading.from_definition(publishing.definition_of(version), procedure.facts)
        if version is not None
        else reading.from_facts(procedure.facts, procedure.levels)
    )
    way = guidance.ways[0] if guidance.ways else None
    # Published facts name papers in the words of decrees; our own definitions name them as people do.
    first = guidance.cases[0].papers if version is not None and guidance.cases else ()
    papers = [paper for paper in first if not paper.optional and not paper.known]
    return {
        "limit": way.limits[0] if way and way.limits else reading.UNSTATED,
        "fee": reading.at_a_glance(way.fees) if way else reading.UNSTATED,
        "papers": papers,
        "looked_up": any(paper.known for paper in first),
    }
