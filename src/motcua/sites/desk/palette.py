"""The command palette's search: dossiers by code or name while one types. Without JavaScript the search page does it."""

from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers.models import Dossier
from motcua.sites.desk import rights, views
from motcua.sites.desk.lists import noted, wanted
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.shell.language import pick

MOST = 8
SHORTEST = 2
"""Letters before a name is sought."""


@officer_page
def palette(request: HttpRequest, officer: Officer) -> JsonResponse:
    """Dossiers that are the officer's business, and saved views. One query each."""
    words = request.GET.get("q", "").strip()
    found: list[Dossier] = []
    if len(words) >= SHORTEST:
        rows = Dossier.objects.filter(rights.concerned(officer.powers), **wanted(words)).order_by("-id")
        found = list(rows[:MOST])
        noted(officer, found, "palette")
    return JsonResponse(
        {
            "dossiers": [
                {
                    "label": f"{one.owner_name} · {pick(compiled_version(one.version_id).definition.name)}",
                    "hint": one.code,
                    "href": reverse("desk:dossier", args=[one.code]),
                }
                for one in found
            ],
            "views": [
                {"label": view.name, "href": views.walk_of(view).href} for view in views.of_officer(officer)
            ],
        }
    )
