"""Who calls: the token of a partner system, its scopes, and why it reads personal data."""

import time
from functools import wraps
from typing import Annotated, Any
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest
from ninja import Header
from ninja.security import HttpBearer
from pydantic import AfterValidator, StringConstraints

from motcua.city import partners
from motcua.city.partners import NoSuchToken, Partner, PostNotHeld
from motcua.foundation import clock
from motcua.foundation.actor import Actor
from motcua.sites.api import pace
from motcua.sites.api.answers import NO_TOKEN, NOT_IN_SCOPE, TOO_FAST, Refusal

POST_NOT_HELD = (
    "Cán bộ của mã truy cập này không còn giữ chức vụ.",
    "The officer of this token does not hold the post any more.",
)
OFFICERS_ONLY = ("Mã truy cập này không gắn với cán bộ.", "This token is not bound to an officer.")
LONGEST_TOKEN = 200


class Bearer(HttpBearer):
    """`Authorization: Bearer mc_…`, not faster than the installation allows one token."""

    def authenticate(self, request: HttpRequest, token: str) -> Partner:
        partner = partner_of(token)
        if wait := pace.take(partner.token_id, settings.API_CALLS_PER_MINUTE, time.monotonic()):
            raise Refusal(429, "too-fast", TOO_FAST, retry_after=wait)
        return partner


def partner_of(token: str) -> Partner:
    """The partner of a token. Raises Refusal 401."""
    try:
        return partners.partner_of(token[:LONGEST_TOKEN].strip(), clock.now())
    except NoSuchToken:
        raise Refusal(401, "no-token", NO_TOKEN) from None


def partner_by(authorization: str) -> Partner:
    """The partner of an `Authorization` header. Raises Refusal 401."""
    kind, _, token = authorization.partition(" ")
    if kind.lower() != "bearer":
        raise Refusal(401, "no-token", NO_TOKEN)
    return partner_of(token)


def scope(wanted: str):
    """The operation needs this scope: 403 without it. The partner becomes `request.auth`."""

    def guard(operation):
        @wraps(operation)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any):
            if not request.auth.allows(wanted):  # type: ignore[attr-defined]
                raise Refusal(403, "not-in-scope", NOT_IN_SCOPE)
            return operation(request, *args, **kwargs)

        return guarded

    return guard


def actor_of(partner: Partner, at) -> Actor:
    """Who the events will name. Raises Refusal 403 when the officer has left the post."""
    try:
        return partner.actor(at)
    except PostNotHeld:
        raise Refusal(403, "post-not-held", POST_NOT_HELD) from None


def officer_of(partner: Partner, at) -> Actor:
    """The officer in whose name tasks are done. Raises Refusal 403 for tokens without a post."""
    if not partner.bound_to_officer:
        raise Refusal(403, "officers-only", OFFICERS_ONLY)
    return actor_of(partner, at)


def _purpose(raw: str) -> str:
    """Headers are ASCII: words with diacritics come percent-encoded."""
    words = " ".join(unquote(raw).replace("\x00", " ").split())
    if len(words) < 3:
        raise ValueError("say why the data are read")
    return words


Purpose = Annotated[
    str,
    Header(
        alias="X-Purpose", description="Why the data are read; the person sees it. Percent-encoded UTF-8."
    ),
    StringConstraints(min_length=3, max_length=600),
    AfterValidator(_purpose),
    Header(
        alias="X-Purpose", description="Why the data are read; the person sees it. Percent-encoded UTF-8."
    ),
]
