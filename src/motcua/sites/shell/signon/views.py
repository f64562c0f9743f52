"""Pages of signing in and out."""

import logging
from urllib.parse import urlencode

import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from motcua.sites.shell.signon import pages, session
from motcua.sites.shell.signon.provider import NationalIdentityClient, NationalIdentityReturn

log = logging.getLogger(__name__)
PROVIDER = "dinhdanh"


@never_cache
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Resident or officer? An officer whose session is over goes to the officers' own page."""
    if why := getattr(request, "signed_out", "") if request.user.is_anonymous else "":
        query = urlencode({"vi-sao": why, "next": pages.safe_next(request)})
        return HttpResponseRedirect(f"{reverse('signon_officer')}?{query}")
    context = {"next": pages.safe_next(request), "acting": session.acting_as(request)}
    return render(request, "signon/choose.html", context)


@never_cache
@require_POST
def resident(request: HttpRequest) -> HttpResponse:
    """Off to the national identity; with `another`, to choose anew whom its own session would repeat."""
    hints = {"prompt": "select_account"} if "another" in request.POST else {}
    return to_provider(request, pages.safe_next(request), **hints)


def to_provider(request: HttpRequest, next_url: str, **hints: str) -> HttpResponse:
    """A redirect to the provider, or the page that says it is away. One request to the provider."""
    provider = get_adapter(request).get_provider(request, PROVIDER)
    try:
        return provider.begin(request, next_url, **hints)
    except (requests.RequestException, KeyError, ValueError) as error:
        log.warning("the identity provider cannot be reached: %s", error)
        return pages.trouble(request, "away", 503, next_url)


@never_cache
@require_GET
def returned(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the national identity with a code, or with a refusal."""
    client = NationalIdentityClient(request, provider_id)
    try:
        return NationalIdentityReturn.adapter_view(client)(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (requests.RequestException, KeyError, ValueError) as error:
        log.warning("the identity provider answered nonsense or not at all: %s", error)
        return pages.trouble(request, "away", 503, client.next_url)


def locked(request: HttpRequest, response: HttpResponse, credentials: object) -> HttpResponse:
    """What django-axes shows instead of any answer while a name is locked."""
    return pages.trouble(request, "locked", 429)


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out here, surely, and then at the provider, whose own session would sign in again unasked."""
    kept = session.provider_logout(request)
    logout(request)
    if kept is None:
        return HttpResponseRedirect("/")
    query = urlencode(
        {"id_token_hint": kept["id_token"], "post_logout_redirect_uri": request.build_absolute_uri("/")}
    )
    return HttpResponseRedirect(f"{kept['logout_address']}?{query}")
