"""From acting for oneself to acting for an organisation and back, without signing on again."""

from django.contrib.auth import login
from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from motcua.city import identities
from motcua.city.mandates import reading
from motcua.city.models import Account, Organisation
from motcua.foundation import clock
from motcua.sites.portal.assisted import helper
from motcua.sites.shell.signon import session
from motcua.sites.shell.signon.pages import safe_next

KEPT = (session.KEY, "_language", "portal-consented")
"""What a session keeps when it goes from one to the other: how its person signed on; nothing of whom it acted for."""
BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@require_POST
def begin(request: HttpRequest, number: str) -> HttpResponse:
    """Act for this organisation from now on. Raises: Http404 for whoever may not, and for no such organisation."""
    person = _resident(request).person
    organisation = Organisation.objects.filter(number=number).first()
    if person is None or organisation is None:
        raise Http404
    if reading.right_of(person, organisation, clock.now().date()) is None:
        raise Http404
    _go_on_as(request, identities.organisation_account(person, organisation), organisation)
    return HttpResponseRedirect(safe_next(request) or "/to-chuc-cua-toi/")


@never_cache
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Act for oneself again; harmless for whoever does. Works without any right to the organisation."""
    account = _resident(request)
    if account.organisation_id is not None and account.person is not None:
        own = identities.own_account(account.person)
        if own is None:
            own = identities.resident_account(account.person, f"person/{account.person.pk}")
        _go_on_as(request, own, None)
    return HttpResponseRedirect(safe_next(request) or "/to-chuc-cua-toi/")


def _resident(request: HttpRequest) -> Account:
    """The signed-on resident. Raises: Http404 for everybody else, and in a session that acts for another person."""
    user = request.user
    if not user.is_authenticated or user.kind != Account.Kind.RESIDENT or helper.named(request):
        raise Http404
    return user


def _go_on_as(request: HttpRequest, account: Account, organisation: Organisation | None) -> None:
    """The same person under another account: Django empties the session, and what stays is named above."""
    for _ in get_messages(request):
        pass  # what was said to the one is not shown to the other
    kept = {key: request.session[key] for key in KEPT if key in request.session}
    login(request, account, backend=BACKEND)
    for key, value in kept.items():
        request.session[key] = value
    session.act_for(
        request, organisation.number if organisation else "", organisation.name if organisation else ""
    )
