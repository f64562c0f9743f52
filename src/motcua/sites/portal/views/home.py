"""The first page: what do you need to do? And for those signed on: what is to be done now."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.foundation import clock
from motcua.procedures.catalogue import browsing, wording
from motcua.procedures.dossiers import reading
from motcua.sites.portal.frame import catalogue_address, show
from motcua.sites.portal.own_dossiers import Entry, entries_of
from motcua.sites.portal.resident import current

MOST_USED = 8
NEWEST = 3


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """At most 9 queries signed on, 1 for visitors."""
    at = clock.now()
    resident = current(request)
    entries: list[Entry] = []
    unsent = []
    if resident is not None:
        entries = entries_of(reading.of_person(resident.person.pk), at)
        unsent = reading.drafts_of(resident.account.pk)[:NEWEST]
    context = {
        "resident": resident,
        "events": wording.life_events(),
        "often": browsing.browse(browsing.Choice(), page=MOST_USED).procedures,
        "catalogue": catalogue_address(),
        "todo": [entry for entry in entries if entry.action.todo],
        "entries": [entry for entry in entries if not entry.action.todo][:NEWEST],
        "unsent": unsent,
        "now": at,
    }
    return show(request, "portal/home.html", context, menu="home")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The header's search field leads into the catalogue."""
    query = urlencode({"q": request.GET.get("q", "")})
    return HttpResponseRedirect(f"{catalogue_address()}?{query}")
