"""The display that stands towards the payer at a counter. Public: an amount, a code, a QR; nobody's name."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.city.hall.models import Counter
from motcua.foundation import clock
from motcua.money.till import screens


@never_cache
@require_safe
def page(request: HttpRequest, counter: int) -> HttpResponse:
    """The page; it works without a script by loading anew. Three queries. Raises: Http404."""
    found = Counter.objects.select_related("hall").filter(pk=counter, closed_on=None).first()
    if found is None:
        raise Http404
    told = screens.shown(counter, clock.now())
    return render(request, "till/screen.html", {"counter": found, "hall": found.hall, "told": told})


@never_cache
@require_safe
def data(request: HttpRequest, counter: int) -> HttpResponse:
    """What changed, asked every two seconds. Two queries. An unknown counter is idle."""
    told = screens.shown(counter, clock.now())
    return JsonResponse(
        {
            "state": told.state, "amount": f"{told.amount:,}".replace(",", "."), "code": told.code, "note": told.note,
            "picture": told.picture,
        }
    )  # fmt: skip
