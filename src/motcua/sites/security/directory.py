"""Officers by the city's own directory, another OpenID provider. It replaces the password, and the second factor only when it
says that it asked for one (`amr`) and the city trusts it so far (`MOTCUA_DIRECTORY_AMR`).

The checks of the ID token are those for residents: signature, issuer, audience, times, nonce.
"""

import base64
import hashlib
import hmac
import logging
import secrets
import time
from typing import Any
from urllib.parse import urlencode

import requests
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from motcua.city.models import Account
from motcua.city.security.models import OfficerSession
from motcua.sites.security import sign_in
from motcua.sites.shell.signon import pages
from motcua.sites.shell.signon.tokens import Expected, UntrustedToken, check_id_token

log = logging.getLogger(__name__)
KEY = "directory"
TIMEOUT_S = 5
GOOD_S = 600


@never_cache
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Off to the directory. One request to it. Raises: Http404 where the city has none."""
    if not settings.DIRECTORY:
        raise Http404
    next_url = pages.safe_next(request)
    try:
        known = discovery()
        verifier, state, nonce = (secrets.token_urlsafe(48) for _ in range(3))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code",
            "client_id": settings.DIRECTORY["client_id"],
            "redirect_uri": request.build_absolute_uri(reverse("security:directory-return")),
            "scope": "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        to = f"{known['authorization_endpoint']}?{urlencode(query)}"
    except (requests.RequestException, KeyError, ValueError) as error:
        log.warning("the city's directory cannot be reached: %s", error)
        return pages.trouble(request, "away", 503, next_url)
    request.session[KEY] = {
        "state": state,
        "nonce": nonce,
        "verifier": verifier,
        "next": next_url,
        "at": int(time.time()),
    }
    return HttpResponseRedirect(to)


@never_cache
@require_GET
def returned(request: HttpRequest) -> HttpResponse:
    """Back with a code. Three requests to the directory. The account is found by the claim that the city names."""
    if not settings.DIRECTORY:
        raise Http404
    kept: dict[str, Any] | None = request.session.pop(KEY, None)
    given = request.GET.get("state", "")
    if (
        kept is None
        or not hmac.compare_digest(given.encode(), kept["state"].encode())
        or time.time() - kept["at"] > GOOD_S
    ):
        return pages.trouble(request, "stale", 400)
    next_url = kept["next"]
    if "error" in request.GET or not request.GET.get("code"):
        return pages.trouble(request, "cancelled", 200, next_url)
    try:
        said = exchange(request, kept)
    except UntrustedToken as refused:
        log.warning("the directory's answer is not trusted: %s", refused.reason)
        return pages.trouble(request, "untrusted", 403, next_url)
    except (requests.RequestException, KeyError, ValueError) as error:
        log.warning("the city's directory answered nonsense or not at all: %s", error)
        return pages.trouble(request, "away", 503, next_url)
    username = str(said.get(settings.DIRECTORY["claim"]) or "")
    account = (
        Account.objects.filter(username=username, kind=Account.Kind.OFFICER).first() if username else None
    )
    if account is None or not account.is_active:
        return pages.trouble(request, "closed", 403, next_url)
    told = said.get("amr")
    proofs = set(told) if isinstance(told, list) and all(isinstance(one, str) for one in told) else set()
    if proofs & set(settings.DIRECTORY["amr"]):
        return sign_in.finish(request, account, OfficerSession.How.DIRECTORY.value, next_url)
    return sign_in.expect(request, account, next_url, by_password=False)


def exchange(request: HttpRequest, kept: dict[str, Any]) -> dict[str, Any]:
    """The claims of the ID token that the code brings. Raises: UntrustedToken, RequestException, KeyError, ValueError."""
    known = discovery()
    if "iss" in request.GET and request.GET["iss"] != known["issuer"]:
        raise UntrustedToken("another issuer answered")
    answer = requests.post(
        known["token_endpoint"],
        data={
            "grant_type": "authorization_code",
            "code": request.GET["code"],
            "redirect_uri": request.build_absolute_uri(reverse("security:directory-return")),
            "code_verifier": kept["verifier"],
        },
        auth=(settings.DIRECTORY["client_id"], settings.DIRECTORY["secret"]),
        timeout=TIMEOUT_S,
    )
    answer.raise_for_status()
    keys = requests.get(known["jwks_uri"], timeout=TIMEOUT_S)
    keys.raise_for_status()
    tokens = answer.json()
    expected = Expected(keys.json(), known["issuer"], settings.DIRECTORY["client_id"], int(time.time()))
    return check_id_token(
        tokens["id_token"], expected, nonce=kept["nonce"], access_token=str(tokens.get("access_token") or "")
    )


def discovery() -> dict[str, Any]:
    """What the directory says of itself; its issuer must be the address that the city named."""
    base = settings.DIRECTORY["url"].rstrip("/")
    answer = requests.get(f"{base}/.well-known/openid-configuration", timeout=TIMEOUT_S)
    answer.raise_for_status()
    known = answer.json()
    if known["issuer"].rstrip("/") != base:
        raise ValueError("the directory calls itself by another name")
    return known
