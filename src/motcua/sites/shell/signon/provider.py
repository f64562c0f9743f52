"""The OpenID Connect client: allauth's, made stricter.

allauth neither sends a nonce, nor checks the signature of a token that it fetched itself, nor who answered. All of it is
done here, and the subject of userinfo must be that of the ID token.
"""

import hmac
import secrets
import time
from datetime import datetime, timedelta
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialToken
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from joserfc.jwk import KeySetSerialization

from motcua.foundation import clock
from motcua.sites.shell.signon.claims import UnusableClaims, proved_level, read_claims
from motcua.sites.shell.signon.keys import KEPT, kid_of
from motcua.sites.shell.signon.session import Proof
from motcua.sites.shell.signon.tokens import Expected, UntrustedToken, check_id_token, check_logout_token


class SignOnRefused(PermissionDenied):
    """The provider's answer cannot be trusted or read; nobody is signed in."""


class NationalIdentityClient(OpenIDConnectOAuth2Adapter):
    """One exchange with the provider. The fields are what this browser's request carried."""

    nonce = ""
    next_url = ""
    step_up = 0
    asked_at = 0

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself. Raises SignOnRefused when it calls itself otherwise than the city expects."""
        config: dict[str, Any] = super().openid_config
        expected = self.get_provider().expected_issuer
        if config.get("issuer") != expected:
            raise SignOnRefused(f"the provider calls itself {config.get('issuer')!r}, not {expected!r}")
        return config

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> Any:
        """Two or three requests to the provider (discovery, userinfo, keys unless known). Raises SignOnRefused."""
        raw = kwargs["response"].get("id_token")
        if not raw:
            raise SignOnRefused("no ID token")
        try:
            proved = check_id_token(
                raw,
                self._expected(app, raw),
                nonce=self.nonce,
                access_token=token.token,
                asked_at=self.asked_at if self.step_up else None,
            )
            said = self._fetch_user_info(token.token)
            if not hmac.compare_digest(str(said.get("sub", "")).encode(), proved["sub"].encode()):
                raise SignOnRefused("userinfo speaks of another subject")
            claims = read_claims(said, app.settings.get("claims"))
        except (UntrustedToken, UnusableClaims) as error:
            raise SignOnRefused(str(error)) from error
        login = self.get_provider().sociallogin_from_response(request, {"userinfo": {"sub": claims.subject}})
        login.claims = claims
        level = proved_level(claims, proved.get("acr"), app.settings.get("acr"))
        login.proof = Proof(level, _when(proved))
        login.sid = str(proved.get("sid") or "")[:255]
        login.id_token = raw
        login.logout_address = self.openid_config.get("end_session_endpoint", "")
        return login

    def logout_claims(self, token: str) -> dict[str, Any]:
        """What a logout token of this provider says. Raises SignOnRefused, requests.RequestException."""
        app = self.get_provider().app
        try:
            return check_logout_token(token, self._expected(app, token))
        except UntrustedToken as error:
            raise SignOnRefused(str(error)) from error

    def _expected(self, app: Any, token: str) -> Expected:
        config = self.openid_config
        keys = KEPT.of(config["jwks_uri"], kid_of(token), _fetch_keys, time.monotonic())
        # Another machine dated the token: true time, not the city's clock, which tests may shift
        return Expected(keys, config["issuer"], app.client_id, int(time.time()), settings.SIGNON_CLOCK_SKEW)


class NationalIdentity(OpenIDConnectProvider):
    """allauth's provider with a nonce in every request and nothing taken from the visitor's query."""

    oauth2_adapter_class = NationalIdentityClient

    @property
    def expected_issuer(self) -> str:
        """How the provider must call itself: as configured, else the address at which it is found."""
        named = self.app.settings.get("issuer")
        return str(named or self.app.settings["server_url"].removesuffix("/.well-known/openid-configuration"))

    def begin(self, request: HttpRequest, next_url: str, *, step_up: int = 0, **hints: str) -> HttpResponse:
        """Send the browser to the provider. `step_up`: the person must prove herself anew, at this level.

        Raises requests.RequestException when the provider is away, SignOnRefused when it is another one.
        """
        nonce = secrets.token_urlsafe(24)
        wanted = self.app.settings.get("acr_values", "LoA2")
        if step_up:
            wanted = (self.app.settings.get("acr") or {}).get(str(step_up), f"LoA{step_up}")
            # both: a provider that does not know one of them knows the other
            hints |= {"prompt": "login", "max_age": "0"}
        parameters = {"nonce": nonce, "acr_values": wanted, **hints}
        state = {"nonce": nonce, "step_up": step_up, "asked_at": int(time.time())}
        return self.redirect(request, "login", next_url=next_url, auth_params=parameters, **state)


class NationalIdentityReturn(OAuth2CallbackView):
    """The browser comes back with a code: give the client what belongs to its state, and see who answered."""

    adapter: NationalIdentityClient

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[dict[str, Any] | None, Any]:
        state, refusal = super()._get_state(request, provider)
        if not state:
            return state, refusal
        self.adapter.nonce = state.get("nonce", "")
        self.adapter.next_url = state.get("next") or ""
        self.adapter.step_up = state.get("step_up", 0)
        self.adapter.asked_at = state.get("asked_at", 0)
        try:
            _check_who_answers(self.adapter.openid_config, request.GET.get("iss"))
        except SignOnRefused as mixed_up:
            return None, render_authentication_error(
                request, provider, exception=mixed_up, extra_context={"state": state}
            )
        return state, None


def _check_who_answers(config: dict[str, Any], said: str | None) -> None:
    """RFC 9207: a code that another provider gave is never shown to this one. Raises SignOnRefused."""
    promised = config.get("authorization_response_iss_parameter_supported") is True
    if (said is None and promised) or (said is not None and said != config["issuer"]):
        raise SignOnRefused(f"another provider answered: {said!r}")


def _fetch_keys(address: str) -> KeySetSerialization:
    with get_adapter().get_requests_session() as session:
        response = session.get(address)
        response.raise_for_status()
    keys: KeySetSerialization = response.json()
    if not isinstance(keys, dict) or not isinstance(keys.get("keys"), list):
        raise ValueError("not a key set")
    return keys


def _when(proved: dict[str, Any]) -> datetime:
    """When the person proved herself, on the city's clock; the token is dated by true time."""
    age = max(0, int(time.time()) - int(proved.get("auth_time") or proved["iat"]))
    return clock.now() - timedelta(seconds=age)
