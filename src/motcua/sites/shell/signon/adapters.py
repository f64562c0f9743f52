"""Where allauth asks us: which provider, which account, what to show when sign-on fails."""

import logging
from typing import Any

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthError
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from motcua.city.identities import AccountTaken, note_sign_on
from motcua.foundation import clock
from motcua.sites.shell.signon import pages, session
from motcua.sites.shell.signon.claims import SIGN_ON_LEVEL
from motcua.sites.shell.signon.linking import link
from motcua.sites.shell.signon.provider import NationalIdentity

log = logging.getLogger(__name__)

TOLD = {
    "temporarily_unavailable": ("away", 503), "server_error": ("away", 503),
    "unmet_authentication_requirements": ("weaker", 403),
}  # fmt: skip
"""What a provider says instead of a code (RFC 6749, 4.1.2.1; OpenID Connect Core Unmet Authentication Requirements 1.0)."""


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by `linking` alone; nobody signs up by a form."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only this very site; allauth would also trust every host of ALLOWED_HOSTS."""
        return url_has_allowed_host_and_scheme(url, {self.request.get_host()}, self.request.is_secure())

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """The username is the provider's subject, set by `linking`; allauth would make one of the name."""

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        return pages.trouble(request, "closed", 403)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages show who is signed in; a message for it would be noise."""

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        login = (kwargs.get("signal_kwargs") or {}).get("sociallogin")
        if login is not None:
            session.start(
                request,
                login.claims,
                login.differences,
                login.proof,
                id_token=login.id_token,
                logout_address=login.logout_address,
            )
            log.info("resident account %s signed in, authentication level %s", user.pk, login.proof.level)
        return super().post_login(request, user, **kwargs)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Links by PIN and explains failures."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        return NationalIdentity(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def get_requests_session(self) -> requests.Session:
        """With a time limit from allauth; a provider's server error counts as the provider being away."""
        session = super().get_requests_session()
        session.hooks["response"].append(_refuse_server_errors)
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Settle the account before allauth would look for one of its own; a step-up ends here."""
        claims = sociallogin.claims
        next_url = sociallogin.state.get("next") or ""
        if sociallogin.state.get("step_up") and request.user.is_authenticated:
            raise ImmediateHttpResponse(_stepped_up(request, sociallogin, next_url))
        if not claims.may_file:
            raise ImmediateHttpResponse(pages.trouble(request, "level", 403, next_url))
        if sociallogin.proof.level < SIGN_ON_LEVEL:
            log.warning("sign-on refused: authentication level %s", sociallogin.proof.level)
            raise ImmediateHttpResponse(pages.trouble(request, "weaker", 403, next_url))
        try:
            sociallogin.user, sociallogin.differences = link(claims)
            note_sign_on(
                sociallogin.account.provider,
                claims.subject,
                sociallogin.sid,
                sociallogin.user.person,
                clock.now(),
            )
            if claims.org_code and not next_url:
                sociallogin.state["next"] = settings.ORGANISATION_HOME
        except AccountTaken:
            log.error("sign-on refused: one subject for two people")
            raise ImmediateHttpResponse(pages.trouble(request, "untrusted", 403, next_url)) from None

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        """Every failure ends here: a page that says what to do, with the way back kept."""
        state = (extra_context or {}).get("state") or {}
        next_url = state.get("next") or ""
        if error == AuthError.CANCELLED:
            kind, status = "cancelled", 200
        elif isinstance(exception, requests.RequestException):
            kind, status = "away", 503
        elif exception is None and not state:
            kind, status = "stale", 400
        elif exception is None and (told := TOLD.get(request.GET.get("error", ""))) is not None:
            kind, status = told
        else:
            kind, status = "untrusted", 403
        log.warning("sign-on failed (%s): %s", kind, exception or error)
        if state.get("step_up") and request.user.is_authenticated:
            raise ImmediateHttpResponse(pages.trouble(request, kind, status, next_url, state["step_up"]))
        raise ImmediateHttpResponse(pages.trouble(request, kind, status, next_url))


def _stepped_up(request: HttpRequest, login: Any, next_url: str) -> HttpResponse:
    """The session's person has proved herself anew; nobody else can, and less than was asked for does not do."""
    wanted = login.state["step_up"]
    person = request.user.person  # type: ignore[union-attr]
    if person is None or person.pin != login.claims.pin:
        log.warning("step-up of account %s: another person answered", request.user.pk)
        return pages.trouble(request, "somebody-else", 403, next_url, wanted)
    if login.proof.level < wanted:
        log.warning("step-up of account %s: level %s, not %s", request.user.pk, login.proof.level, wanted)
        return pages.trouble(request, "weaker", 403, next_url, wanted)
    session.prove(request, login.proof, id_token=login.id_token)
    log.info("resident account %s stepped up to authentication level %s", request.user.pk, login.proof.level)
    return HttpResponseRedirect(pages.safe_next(request, next_url) or "/")


def _refuse_server_errors(response: requests.Response, *args: Any, **kwargs: Any) -> None:
    if response.status_code >= 500:
        response.raise_for_status()
