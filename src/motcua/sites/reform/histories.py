"""For everybody: what became of a body, what it was called, who was there before. Old names and codes lead to new ones."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from motcua.city import agencies
from motcua.city.models import Agency
from motcua.city.reform import lineage
from motcua.foundation import clock
from motcua.sites.portal.frame import show
from motcua.sites.reform.frame import both

MOST_WORDS = 80


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Bodies by a present or former name or code, with or without marks. Five queries when something is asked."""
    query = request.GET.get("q", "").strip()[:MOST_WORDS]
    today = agencies.day(clock.now())
    found = lineage.called(query) if query else []
    context = {
        "query": query,
        "rows": [{"agency": agency, **_fate(agency, today)} for agency in found],
        "crumbs": [{"label": both("Lịch sử cơ quan", "Histories of agencies"), "href": ""}],
    }
    return show(request, "reform/agencies.html", context)


@require_safe
def one(request: HttpRequest, key: str) -> HttpResponse:
    """The line of one body: ancestors, names, heirs. Seven queries. Raises: Http404."""
    agency = Agency.objects.select_related("unit", "parent", "successor").filter(key=key).first()
    if agency is None:
        raise Http404
    today = agencies.day(clock.now())
    line = lineage.line_of(agency)
    context = {
        "agency": agency,
        "line": line,
        **_fate(agency, today),
        "crumbs": [
            {"label": both("Lịch sử cơ quan", "Histories of agencies"), "href": reverse("reform:agencies")},
            {"label": both(agency.name_vi, agency.name_en), "href": ""},
        ],
    }
    return show(request, "reform/agency.html", context)


def _fate(agency: Agency, today: Any) -> dict[str, Any]:
    """Whether it is at work today, and who answers for it."""
    if agency.in_force(today):
        return {"at_work": True, "heir": None}
    if agency.valid_from > today:
        return {"at_work": False, "later": True, "heir": None}
    try:
        return {"at_work": False, "heir": agencies.heir(agency, today)}
    except agencies.NoCompetentAgency:
        return {"at_work": False, "heir": None}
