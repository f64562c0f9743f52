"""The OpenID Connect client: allauth's, made stricter.

allauth neither sends a nonce nor checks the signature of a token that it fetched itself. Both are done here,
and the subject of userinfo must be that of the ID token.
"""

import hmac
import secrets
import time
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialToken
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from joserfc.jwk import KeySetSerialization

from motcua.sites.shell.signon.claims import UnusableClaims, read_claims
from motcua.sites.shell.signon.tokens import UntrustedToken, check_id_token


class SignOnRefused(PermissionDenied):
    """The provider's answer cannot be trusted or read; nobody is signed in."""


class NationalIdentityClient(OpenIDConnectOAuth2Adapter):
    """One exchange with the provider. `nonce` and `next_url` are what this browser's request carried."""

    nonce = ""
    next_url = ""

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> Any:
        """Three requests to the provider (discovery, keys, userinfo). Raises SignOnRefused."""
        raw = kwargs["response"].get("id_token")
        if not raw:
            raise SignOnRefused("no ID token")
        try:
            proved = check_id_token(
                raw,
                keys=self._keys(),
                issuer=self.openid_config["issuer"],
                client_id=app.client_id,
                nonce=self.nonce,
                # Another machine dated the token: true time, not the city's clock, which tests may shift
                now=int(time.time()),
            )
            said = self._fetch_user_info(token.token)
            if not hmac.compare_digest(str(said.get("sub", "")).encode(), proved["sub"].encode()):
                raise SignOnRefused("userinfo speaks of another subject")
            claims = read_claims(said, app.settings.get("claims"))
        except (UntrustedToken, UnusableClaims) as error:
            raise SignOnRefused(str(error)) from error
        login = self.get_provider().sociallogin_from_response(request, {"userinfo": {"sub": claims.subject}})
        login.claims = claims
        login.id_token = raw
        login.logout_address = self.openid_config.get("end_session_endpoint", "")
        return login

    def _keys(self) -> KeySetSerialization:
        with get_adapter().get_requests_session() as session:
            response = session.get(self.openid_config["jwks_uri"])
            response.raise_for_status()
        return response.json()


class NationalIdentity(OpenIDConnectProvider):
    """allauth's provider with a nonce in every request and nothing taken from the visitor's query."""

    oauth2_adapter_class = NationalIdentityClient

    def begin(self, request: HttpRequest, next_url: str, **hints: str) -> HttpResponse:
        """Send the browser to the provider. Raises requests.RequestException when the provider is away."""
        nonce = secrets.token_urlsafe(24)
        parameters = {"nonce": nonce, "acr_values": self.app.settings.get("acr_values", "LoA2"), **hints}
        return self.redirect(request, "login", next_url=next_url, auth_params=parameters, nonce=nonce)


class NationalIdentityReturn(OAuth2CallbackView):
    """The browser comes back with a code: give the client the nonce that belongs to its state."""

    adapter: NationalIdentityClient

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[dict[str, Any] | None, Any]:
        state, refusal = super()._get_state(request, provider)
        if state:
            self.adapter.nonce = state.get("nonce", "")
            self.adapter.next_url = state.get("next") or ""
        return state, refusal
