"""The big display of a hall, and what it asks for every few seconds. Numbers only; nobody's name."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.city.hall import board as boards
from motcua.foundation import clock
from motcua.sites.hall.public import plan_or_404

SHOWN = 5


@require_safe
@never_cache
def board(request: HttpRequest, key: str) -> HttpResponse:
    """The page; it works without a script by loading anew. Raises: Http404."""
    at = clock.now()
    plan = plan_or_404(key)
    told = boards.board(plan, at)
    groups = [
        {
            "letter": one.letter,
            "vi": one.name_vi,
            "en": one.name_en,
            "waiting": told.waiting.get(one.letter, 0),
        }
        for one in plan.groups
    ]
    context = {"hall": plan.hall, "board": told, "groups": groups, "now": at, "shown": SHOWN}
    return render(request, "hall/board.html", context)


@require_safe
def data(request: HttpRequest, key: str) -> HttpResponse:
    """The facts, at most a second old. Three queries, none while kept. Raises: Http404."""
    plan = plan_or_404(key)
    at = clock.now()
    told = boards.board(plan, at)
    answer = JsonResponse(
        {
            "called": [[one.label, one.counter, one.calls] for one in told.called[:SHOWN]],
            "waiting": told.waiting,
            "time": f"{at:%H:%M}",
        }
    )
    answer["Cache-Control"] = "no-store"
    return answer
