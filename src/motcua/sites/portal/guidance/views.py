"""Search, browse and guidance pages. Public: no sign-in, and nobody is logged for what they look for."""

from urllib.parse import urlencode

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from motcua.foundation.identifiers import is_dossier_code
from motcua.procedures.catalogue import browsing, closing, publishing, searching, wording
from motcua.procedures.catalogue.audience import AUDIENCE
from motcua.procedures.catalogue.models import FieldOfProcedure, Procedure, Status
from motcua.procedures.catalogue.spelling import LONGEST_QUESTION
from motcua.sites.portal.frame import show
from motcua.sites.portal.guidance import doors, life_events, reading
from motcua.sites.portal.guidance.life_event_views import event_cards
from motcua.sites.portal.views.tracking import as_written
from motcua.sites.shell import procedure_page

COUNTS_KEPT_S = 300
FOUND, FOUND_BESIDE_DOORS = 30, 5
MOST_SUGGESTED = 5
MOST_DOORS_SUGGESTED = 2
SHORTEST_SUGGESTED = 2
FIELDS = {
    "q": "query",
    "su-kien": "life_event",
    "nhom": "group",
    "linh-vuc": "field_key",
    "cap": "level",
    "doi-tuong": "audience",
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Find a procedure: by words, by life event, by group of fields; narrowed by level and audience.

    Words also open doors, and the number of a dossier opens its look-up. At most 3 queries; counts are kept for five
    minutes. Raises: Http404 for a filter that does not exist.
    """
    asked = {name: request.GET.get(parameter, "").strip() for parameter, name in FIELDS.items()}
    query = asked.pop("query")[:LONGEST_QUESTION]
    only = request.GET.get("nop-duoc") == "1"
    try:
        choice = browsing.Choice(**asked, only_executable=only)
    except browsing.UnknownChoice as unknown:
        raise Http404(str(unknown)) from unknown
    if query and is_dossier_code(code := as_written(query)):
        return redirect(f"{reverse('portal:tracking')}?{urlencode({'ma': code})}")
    page = {
        "query": query,
        "choice": choice,
        "filters": _filters(choice),
        "narrowed": any(asked.values()) or only,
        "clear": request.path,
    }
    if query:
        page["doors"] = doors.opened(query)
        page["results"] = searching.search(
            query,
            level=choice.level,
            audience=choice.audience,
            field_key=choice.field_key,
            limit=FOUND_BESIDE_DOORS if page["doors"] else FOUND,
        )
    elif choice.life_event and choice == browsing.Choice(life_event=choice.life_event):
        page["results"] = browsing.for_life_event(choice.life_event)
        page["in_order"] = True
    elif page["narrowed"]:
        shelf = browsing.browse(choice, after=request.GET.get("sau", ""), before=request.GET.get("truoc", ""))
        page["results"] = shelf.procedures
        page["older"] = _turn(request, "sau", shelf.after)
        page["newer"] = _turn(request, "truoc", shelf.before)
    else:
        page["cards"] = event_cards()
        page["groups"] = _groups()
        page["often"] = browsing.browse(browsing.Choice(), page=8).procedures
    page["guide"] = life_events.slug_of(choice.life_event) if choice.life_event else ""
    page["event"] = next((event for event in wording.life_events() if event.key == choice.life_event), None)
    page["group"] = next((group for group in wording.groups() if group.key == choice.group), None)
    page["field"] = (
        FieldOfProcedure.objects.filter(key=choice.field_key).first() if choice.field_key else None
    )
    if choice.field_key and page["field"] is None:
        raise Http404(choice.field_key)
    return show(request, "portal/guidance/index.html", page)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """The first few pages and procedures for what is being typed, as a piece of a page. Two queries, none for a single letter."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    asked = len(query) >= SHORTEST_SUGGESTED
    opened = doors.opened(query, most=MOST_DOORS_SUGGESTED) if asked else []
    found = searching.search(query, limit=MOST_SUGGESTED - len(opened)) if asked else []
    page = {"query": query, "found": found, "doors": opened}
    answer = render(request, "portal/guidance/_suggestions.html", page)
    answer["Cache-Control"] = "private, max-age=60"
    return answer


@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """What one procedure takes. Two queries. Raises: Http404 for an unknown or internal code."""
    found = Procedure.objects.filter(code=code, internal=False).first()
    if found is None:
        raise Http404(code)
    version = publishing.version_for(code, timezone.now()) if found.executable else None
    if version is not None:
        definition = publishing.definition_of(version)
        inner = publishing.parts_of(definition, timezone.now())
        guidance = reading.from_definition(definition, found.facts, inner)
        heading = reading.Words(definition.name.vi, definition.name.en)
    else:
        guidance = reading.from_facts(found.facts, found.levels)
        heading = reading.Words(found.name_vi, found.name_en)
    page = {
        "procedure": found,
        "guidance": guidance,
        "heading": heading,
        "ways": reading.alike(guidance.ways),
        "case_fees_only": bool(guidance.ways) and reading.of_cases_only(guidance.ways[0].fees),
        "glance_fee": reading.at_a_glance(guidance.ways[0].fees) if guidance.ways else reading.UNSTATED,
        "version": version,
        "closed": closing.closed(found, version, timezone.now()) if version is not None else None,
        "abolished": found.status == Status.ABOLISHED,
        "audience": [reading.Words(*AUDIENCE[key]) for key in found.audience],
        "portal_url": found.facts.get("portal_url", ""),
        "as_of": "/".join(reversed(found.facts.get("as_of", "").split("-"))),
        "crumbs": [
            {"label": {"vi": "Thủ tục", "en": "Procedures"}, "href": _index_url()},
            {"label": found.field, "href": f"{_index_url()}?{urlencode({'linh-vuc': found.field_key})}"},
            {"label": heading, "href": ""},
        ],
        "cards": procedure_page.cards(found.code),
    }
    return show(request, "portal/guidance/procedure.html", page)


@require_safe
def long_code(request: HttpRequest, code: str) -> HttpResponse:
    """Old long forms carry the agency behind the code (1.001193.000.00.00.H35): the code itself counts."""
    return redirect("guidance:procedure", code=code, permanent=True)


def _index_url() -> str:
    return reverse("guidance:index")


def _turn(request: HttpRequest, parameter: str, key: str) -> str:
    """Address of a neighbouring page of the same list; empty when there is none."""
    if not key:
        return ""
    kept = {name: request.GET[name] for name in (*FIELDS, "nop-duoc") if request.GET.get(name)}
    return f"{request.path}?{urlencode(kept | {parameter: key})}"


def _groups() -> list[dict[str, object]]:
    """Plain-language groups with cached counts."""
    counts = cache.get_or_set("catalogue.groups", browsing.group_counts, COUNTS_KEPT_S) or {}
    return [
        {"key": group.key, "vi": group.vi, "en": group.en, "count": counts[group.key]}
        for group in wording.groups()
        if counts.get(group.key)
    ]


def _filters(choice: browsing.Choice) -> list[dict[str, object]]:
    levels = [{"value": level, "label": reading.LEVELS[level]} for level in browsing.LEVELS]
    audience = [{"value": key, "label": reading.Words(*words)} for key, words in AUDIENCE.items()]
    return [
        {
            "name": "cap",
            "label": reading.Words("Mọi cấp", "Any level"),
            "options": levels,
            "value": choice.level,
        },
        {
            "name": "doi-tuong",
            "label": reading.Words("Mọi người", "Anybody"),
            "options": audience,
            "value": choice.audience,
        },
    ]
