"""The first page: what do you need to do? And for those signed on: what is to be done now."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from motcua.foundation import clock
from motcua.procedures.catalogue import browsing
from motcua.sites.portal import own_things
from motcua.sites.portal.drafts import unsent_of
from motcua.sites.portal.frame import catalogue_address, show
from motcua.sites.portal.guidance.life_event_views import event_cards
from motcua.sites.portal.own_dossiers import Entry, entries_of, own_list
from motcua.sites.portal.resident import current
from motcua.sites.shell import menus, my_page

MOST_USED = 8
NEWEST = 3
FIRST_EVENTS = 8


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """At most 10 queries signed on, and two for each card of another room; 1 for visitors."""
    at = clock.now()
    resident = current(request)
    todo: list[own_things.Todo] = []
    entries: list[Entry] = []
    if resident is not None:
        helped = resident.helper is not None
        entries = entries_of(own_list(resident, size=NEWEST), at)
        waiting = [] if helped else entries_of(own_things.waiting(resident), at)
        cards = [] if helped else my_page.cards(resident.person.pk, at)
        todo = own_things.todo(waiting or entries, unsent_of(resident)[:NEWEST], cards)
    events = event_cards()
    often = list(browsing.browse(browsing.Choice(), page=MOST_USED).procedures)
    context = {
        "resident": resident,
        "cards": events[:FIRST_EVENTS],
        "more_events": len(events) > FIRST_EVENTS,
        "often": often,
        "all_online": all(one.executable for one in often),
        "catalogue": catalogue_address(),
        "rooms": menus.entries("home", request),
        "todo": todo,
        "entries": entries,
    }
    return show(request, "portal/home.html", context, menu="home")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The header's search field leads into the catalogue."""
    query = urlencode({"q": request.GET.get("q", "")})
    return HttpResponseRedirect(f"{catalogue_address()}?{query}")
