"""Pages of signing in and out."""

import logging
from urllib.parse import urlencode

import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.contrib.auth import logout
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.city import identities
from motcua.foundation import clock
from motcua.sites.shell.signon import pages, session
from motcua.sites.shell.signon.provider import NationalIdentityClient, NationalIdentityReturn, SignOnRefused
from motcua.sites.shell.signon.step_up import LEVELS

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
    next_url = pages.safe_next(request)
    if "another" in request.POST:
        return to_provider(request, next_url, prompt="select_account")
    return to_provider(request, next_url)


@never_cache
@require_http_methods(["GET", "POST"])
def step_up(request: HttpRequest) -> HttpResponse:
    """A stronger or fresher proof: why, and off to the national identity, for the same person and back to the same place."""
    next_url = pages.safe_next(request)
    asked = (request.POST if request.method == "POST" else request.GET).get("muc", "")
    level = next((one for one in LEVELS if str(one) == asked), LEVELS[-1])
    if session.proof_of(request) is None:
        # nobody is signed on by the national identity: then signing on comes first
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': next_url})}")
    if request.method == "GET":
        context = {"next": next_url, "level": level, "minutes": settings.STEP_UP_MINUTES}
        return render(request, "signon/step_up.html", context)
    kept = request.session[session.KEY]
    return to_provider(request, next_url, step_up=level, id_token_hint=kept["id_token"])


def to_provider(request: HttpRequest, next_url: str, *, step_up: int = 0, **hints: str) -> HttpResponse:
    """A redirect to the provider, or the page that says it is away. One request to the provider."""
    provider = get_adapter(request).get_provider(request, PROVIDER)
    try:
        answer: HttpResponse = provider.begin(request, next_url, step_up=step_up, **hints)
    except (requests.RequestException, KeyError, ValueError) as error:
        log.warning("the identity provider cannot be reached: %s", error)
        return pages.trouble(request, "away", 503, next_url, step_up)
    except SignOnRefused as error:
        log.error("the identity provider is not the expected one: %s", error)
        return pages.trouble(request, "untrusted", 403, next_url, step_up)
    return answer


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
        return pages.trouble(request, "away", 503, client.next_url, client.step_up)


@csrf_exempt
@never_cache
@require_POST
def ended_there(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The provider tells that somebody has signed out there: every session of that person ends here, too.

    OpenID Connect Back-Channel Logout 1.0, section 2.7. Its token proves who speaks; the same token counts once.
    """
    token = request.POST.get("logout_token", "")
    try:
        claims = NationalIdentityClient(request, provider_id).logout_claims(token)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except SignOnRefused as error:
        log.warning("a logout token was refused: %s", error)
        return JsonResponse({"error": "invalid_request"}, status=400)
    except (requests.RequestException, KeyError, ValueError) as error:
        log.warning("the identity provider cannot be reached: %s", error)
        return JsonResponse({"error": "temporarily_unavailable"}, status=503)
    if cache.add(f"logout-token/{provider_id}/{claims['jti']}", 1, 600):
        ended = identities.sign_out(
            provider_id, str(claims.get("sub") or ""), str(claims.get("sid") or ""), clock.now()
        )
        log.info("the identity provider ended the sessions of %s accounts", ended)
    return HttpResponse(status=200)


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
