"""Pages of signing in and out."""

import logging
from urllib.parse import urlencode

import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.city.models import Account
from motcua.sites.shell.signon import pages, session
from motcua.sites.shell.signon.provider import NationalIdentityClient, NationalIdentityReturn

log = logging.getLogger(__name__)
PROVIDER = "dinhdanh"


@never_cache
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Resident or officer?"""
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


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def officer(request: HttpRequest) -> HttpResponse:
    """Officers sign in with their own name and password; five failures lock for a while (django-axes)."""
    next_url = pages.safe_next(request)
    if request.method == "GET":
        return render(request, "signon/officer.html", {"next": next_url})
    username = request.POST.get("username", "").strip()
    account = authenticate(request, username=username, password=request.POST.get("password", ""))
    if isinstance(account, Account) and account.kind == Account.Kind.OFFICER:
        login(request, account)
        log.info("officer account %s signed in by password", account.pk)
        return HttpResponseRedirect(next_url or settings.OFFICER_HOME)
    # One answer for a wrong name, a wrong password and a closed account: nothing to learn by trying.
    return render(
        request, "signon/officer.html", {"next": next_url, "username": username, "wrong": True}, status=422
    )


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
