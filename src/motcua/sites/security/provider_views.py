"""The city as an OpenID provider: authorisation code with PKCE S256 and nothing else.

The request is looked at here, strictly, before allauth's token endpoint ever sees its code: an exact address of return, one
value of each parameter, only what the system is registered for.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.core.internal.httpkit import extract_basic_auth
from allauth.idp.oidc import views as allauth_views
from allauth.idp.oidc.internal.oauthlib import authorization_codes
from allauth.idp.oidc.internal.tokens import decode_jwt_token
from allauth.idp.oidc.models import Client, Token
from django.contrib.auth import logout
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_deny
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.models import Account
from motcua.city.security import kept, systems
from motcua.city.security.models import System
from motcua.foundation import clock
from motcua.sites.security.devices import address_of
from motcua.sites.security.proof import fresh_proof
from motcua.sites.security.provider import CityProvider

CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
A_MINUTE = {"authorize": 60, "token": 120, "userinfo": 600, "revoke": 120}
"""Calls a minute of one address; a system's server has one."""
REMEMBERED_S = 600
"""How long a used code is remembered, to see that somebody tries it again."""
PARAMETERS = {
    "client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge", "code_challenge_method",
    "prompt", "response_mode", "request", "request_uri", "max_age",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """A request that was found good."""

    system: System
    client: Client
    returns: str
    scopes: tuple[str, ...]
    state: str
    nonce: str
    challenge: str
    prompt: frozenset[str]
    max_age: int | None


class NoWayBack(ValueError):
    """Nobody may be sent back: the system or its address is not known. Told on a page of ours."""


class SentBack(Exception):
    """The request is refused, and the system may hear so."""

    def __init__(self, returns: str, state: str, error: str, why: str = "") -> None:
        super().__init__(error)
        self.returns, self.state, self.error, self.why = returns, state, error, why


def limited(name: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """So many calls a minute of one address, counted for all processes together; then 429."""

    def around(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def page(request: HttpRequest) -> HttpResponse:
            if kept.count(f"rate:{name}:{address_of(request)}", 60) > A_MINUTE[name]:
                return JsonResponse(
                    {"error": "temporarily_unavailable"}, status=429, headers={"Retry-After": "60"}
                )
            return view(request)

        return page

    return around


@require_safe
def configuration(request: HttpRequest) -> JsonResponse:
    """What this provider offers. No statement."""
    issuer = CityProvider().get_issuer()

    def at(name: str) -> str:
        return issuer + reverse(f"idp:oidc:{name}")

    told = {
        "issuer": issuer,
        "authorization_endpoint": at("authorization"),
        "token_endpoint": at("token"),
        "userinfo_endpoint": at("userinfo"),
        "revocation_endpoint": at("revoke"),
        "end_session_endpoint": at("logout"),
        "jwks_uri": at("jwks"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "officer", "profile"],
        "claims_supported": ["sub", "account", "name", "posts"],
        "authorization_response_iss_parameter_supported": True,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "ui_locales_supported": ["vi", "en"],
    }
    return JsonResponse(told, headers={"Access-Control-Allow-Origin": "*", "Cache-Control": "max-age=3600"})


@never_cache
@xframe_options_deny
@limited("authorize")
@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """Somebody comes from a system to sign on. GET asks, when it has not been agreed; POST is the answer."""
    asked = request.GET if request.method == "GET" else QueryDict(request.POST.get("asked", "")[:4000])
    try:
        wish = read(asked)
        return _decide(request, wish, asked)
    except NoWayBack:
        return render(request, "security/no_way_back.html", status=400)
    except SentBack as refused:
        return _back(refused.returns, refused.state, error=refused.error, error_description=refused.why)


def read(asked: QueryDict) -> Wish:
    """The request, when everything about it is good. Raises: NoWayBack, SentBack. Two statements."""
    if any(len(asked.getlist(name)) > 1 for name in PARAMETERS):
        raise NoWayBack
    system = systems.of_client(asked.get("client_id", ""))
    client = Client.objects.filter(id=system.client_id).first() if system else None
    returns = asked.get("redirect_uri", "")
    if system is None or client is None or returns not in client.get_redirect_uris():
        raise NoWayBack
    state = asked.get("state", "")

    def refuse(error: str, why: str = "") -> SentBack:
        return SentBack(returns, state, error, why)

    if "request" in asked or "request_uri" in asked:
        raise refuse("request_uri_not_supported" if "request_uri" in asked else "request_not_supported")
    if asked.get("response_type") != "code":
        raise refuse("unsupported_response_type", "code only")
    if asked.get("response_mode", "query") != "query":
        raise refuse("invalid_request", "response_mode query only")
    if asked.get("code_challenge_method") != "S256" or not CHALLENGE.fullmatch(
        asked.get("code_challenge", "")
    ):
        raise refuse("invalid_request", "PKCE with S256 is required")
    scopes = tuple(dict.fromkeys(asked.get("scope", "").split()))
    if "openid" not in scopes or not set(scopes) <= set(client.get_scopes()):
        raise refuse("invalid_scope")
    prompt = frozenset(asked.get("prompt", "").split())
    if not prompt <= {"none", "login", "consent", "select_account"} or ("none" in prompt and len(prompt) > 1):
        raise refuse("invalid_request", "prompt")
    max_age = asked.get("max_age", "")
    if max_age and not (max_age.isdecimal() and len(max_age) < 8):
        raise refuse("invalid_request", "max_age")
    if len(state) > 1000 or len(asked.get("nonce", "")) > 500:
        raise refuse("invalid_request", "state or nonce too long")
    age = int(max_age) if max_age else None
    return Wish(
        system,
        client,
        returns,
        scopes,
        state,
        asked.get("nonce", ""),
        asked.get("code_challenge", ""),
        prompt,
        age,
    )


def _decide(request: HttpRequest, wish: Wish, asked: QueryDict) -> HttpResponse:
    user, silent = request.user, "none" in wish.prompt
    for_officers = wish.system.audience == System.Audience.OFFICERS
    here = f"{reverse('idp:oidc:authorization')}?{asked.urlencode()}"
    if not user.is_authenticated:
        if silent:
            raise SentBack(wish.returns, wish.state, "login_required")
        to = "signon_officer" if for_officers else "account_login"
        return HttpResponseRedirect(f"{reverse(to)}?{urlencode({'next': here})}")
    right_kind = Account.Kind.OFFICER if for_officers else Account.Kind.RESIDENT
    if user.kind != right_kind:
        raise SentBack(wish.returns, wish.state, "access_denied", "this system is for others")
    if request.method == "GET" and (response := _again(request, wish, asked, for_officers)):
        return response
    agreed = set(systems.subject(wish.client.id, user).scopes.split())
    if request.method == "POST":
        if request.POST.get("answer") != "yes":
            raise SentBack(wish.returns, wish.state, "access_denied")
        granted = tuple(
            one
            for one in wish.scopes
            if for_officers or one == "openid" or one in request.POST.getlist("pass_on")
        )
        systems.agree(wish.client.id, user, list(wish.scopes), clock.now())
        return _grant(request, wish, granted)
    if set(wish.scopes) <= agreed and for_officers and "consent" not in wish.prompt:
        return _grant(request, wish, wish.scopes)
    if silent:
        raise SentBack(wish.returns, wish.state, "consent_required")
    context = {"wish": wish, "asked": asked.urlencode(), "for_officers": for_officers, "who": user}
    context["host"] = urlsplit(wish.returns).netloc
    return render(request, "security/consent.html", context)


def _again(request: HttpRequest, wish: Wish, asked: QueryDict, for_officers: bool) -> HttpResponse | None:
    """Whether the system wants a proof of just now: the officer's second factor, the resident's sign-on anew."""
    wanted = "login" in wish.prompt or "select_account" in wish.prompt
    span = 60 if wanted else wish.max_age
    if span is None or (not wanted and not for_officers):
        return None
    without = asked.copy()
    without["prompt"] = " ".join(sorted(wish.prompt - {"login", "select_account"}))
    if for_officers:
        if fresh_proof(request, span):
            return None
        if "none" in wish.prompt:
            raise SentBack(wish.returns, wish.state, "login_required")
        here = f"{reverse('idp:oidc:authorization')}?{without.urlencode()}"
        return HttpResponseRedirect(f"{reverse('security:confirm')}?{urlencode({'next': here})}")
    logout(request)
    here = f"{reverse('idp:oidc:authorization')}?{without.urlencode()}"
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': here})}")


def _grant(request: HttpRequest, wish: Wish, scopes: tuple[str, ...]) -> HttpResponse:
    """A code, good once and for a minute."""
    code = secrets.token_urlsafe(32)
    carried = {"code": code} | ({"nonce": wish.nonce} if wish.nonce else {})
    asked = SimpleNamespace(
        redirect_uri=wish.returns,
        user=request.user,
        scopes=list(scopes),
        claims=None,
        code_challenge=wish.challenge,
        code_challenge_method="S256",
    )
    authorization_codes.create(wish.client, carried, asked)
    return _back(wish.returns, wish.state, code=code)


def _back(returns: str, state: str, **said: str) -> HttpResponse:
    """To the system, with our name beside the answer (RFC 9207)."""
    query = {name: value for name, value in said.items() if value}
    query |= {"state": state} if state else {}
    joint = "&" if "?" in returns else "?"
    return HttpResponse(
        status=302,
        headers={"Location": f"{returns}{joint}{urlencode(query | {'iss': CityProvider().get_issuer()})}"},
    )


@csrf_exempt
@never_cache
@require_POST
@limited("token")
def token(request: HttpRequest) -> HttpResponse:
    """Codes and refresh tokens become tokens. A code that comes twice ends what the first one brought (RFC 6749, 4.1.2)."""
    grant, code = request.POST.get("grant_type", ""), request.POST.get("code", "")[:200]
    if grant not in {"authorization_code", "refresh_token"}:
        return JsonResponse({"error": "unsupported_grant_type"}, status=400)
    if grant == "refresh_token" or not code:
        return allauth_views.token(request)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [code])
        if used := kept.look(f"used:{code}"):
            Token.objects.filter(client_id=used["client"], user_id=used["user"]).delete()
            return JsonResponse({"error": "invalid_grant"}, status=400)
        client_id = _client_of(request)
        known = authorization_codes.lookup(client_id, code) if client_id else None
        client = Client.objects.filter(id=client_id).first() if known else None
        user = CityProvider().get_user_by_sub(client, known["sub"]) if client and known else None
        response = allauth_views.token(request)
        if response.status_code == 200 and user is not None:
            kept.add(f"used:{code}", {"client": client_id, "user": user.pk}, REMEMBERED_S)
        return response


def _client_of(request: HttpRequest) -> str:
    by_header, _ = extract_basic_auth(request.headers)
    return str(by_header or request.POST.get("client_id", ""))


@csrf_exempt
@never_cache
@limited("userinfo")
def userinfo(request: HttpRequest) -> HttpResponse:
    return allauth_views.user_info(request)


@csrf_exempt
@never_cache
@limited("revoke")
def revoke(request: HttpRequest) -> HttpResponse:
    return allauth_views.revoke(request)


@never_cache
@xframe_options_deny
@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """A system signs its person out. The person is asked, unless nobody is signed in; only registered addresses are gone to."""
    given = request.GET if request.method == "GET" else QueryDict(request.POST.get("asked", "")[:6000])
    client = _client_that_leaves(given)
    wished, state = given.get("post_logout_redirect_uri", ""), given.get("state", "")[:1000]
    onward = "/"
    if client is not None and wished in client.get_post_logout_redirect_uris():
        onward = f"{wished}{'&' if '?' in wished else '?'}{urlencode({'state': state})}" if state else wished
    if not request.user.is_authenticated:
        return HttpResponse(status=302, headers={"Location": onward})
    if request.method == "GET":
        context = {"client": client, "asked": given.urlencode()}
        return render(request, "security/sign_out.html", context)
    if client is not None:
        Token.objects.filter(client=client, user_id=request.user.pk).delete()
    if request.POST.get("answer") == "all":
        logout(request)
    return HttpResponse(status=302, headers={"Location": onward})


def _client_that_leaves(given: QueryDict) -> Client | None:
    """The system that signs out, by its ID token (which may be over) or its id; nothing when the two disagree."""
    client_id = given.get("client_id", "")
    if hint := given.get("id_token_hint", ""):
        said: dict[str, Any] | None = decode_jwt_token(hint, verify_exp=False, verify_iss=True)
        if said is None or (client_id and said.get("aud") != client_id):
            return None
        client_id = str(said.get("aud", ""))
    return Client.objects.filter(id=client_id).first() if client_id else None
