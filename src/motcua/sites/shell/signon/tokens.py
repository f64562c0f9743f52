"""Checking the tokens of an identity provider. Plain data, no network.

ID tokens: OpenID Connect Core 1.0, section 3.1.3.7. Logout tokens: OpenID Connect Back-Channel Logout 1.0, section 2.6.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from joserfc.jwt import ClaimsOption

LEEWAY = 60
"""Seconds by which the provider's clock may differ from ours, when the installation does not say otherwise."""
ALGORITHMS = ["RS256"]
"""Never `none`, never one with a shared key: a public key would do as the secret of HS256."""
LOGGED_OUT = "http://schemas.openid.net/event/backchannel-logout"


class UntrustedToken(Exception):
    """The token is not what it should be; `reason` is for the log, never for the page."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say of its maker and its receiver. `now`: seconds since 1970, true time."""

    keys: KeySetSerialization
    issuer: str
    client_id: str
    now: int
    leeway: int = LEEWAY


def check_id_token(
    token: str, expected: Expected, *, nonce: str, access_token: str = "", asked_at: int | None = None
) -> dict[str, Any]:
    """The claims of `token` when signature, issuer, audience, authorised party, times and nonce are right.

    `access_token`: what came beside it, compared where the token has a hash of it. `asked_at`: the person had to prove
    herself after this second (step-up); a token that does not tell when she did is refused then. Raises UntrustedToken.
    """
    claims = _signed(token, expected, ("sub", "exp", "iat"))
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if ("azp" in claims or several) and claims.get("azp") != expected.client_id:
        raise UntrustedToken("issued to another party")
    # A token of another sign-on, replayed into this one, carries another nonce.
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()) or not nonce:
        raise UntrustedToken("nonce differs")
    if access_token and "at_hash" in claims and claims["at_hash"] != _half_hash(access_token):
        raise UntrustedToken("the access token is another one's")
    proved = claims.get("auth_time")
    if proved is not None and (not isinstance(proved, int) or proved > expected.now + expected.leeway):
        raise UntrustedToken("auth_time makes no sense")
    if asked_at is not None and (proved is None or proved < asked_at - expected.leeway):
        raise UntrustedToken("the person was not asked again")
    return claims


def check_logout_token(token: str, expected: Expected) -> dict[str, Any]:
    """The claims of a logout token that names a subject, a session or both. Raises UntrustedToken."""
    claims = _signed(token, expected, ("iat", "jti"))
    events = claims.get("events")
    if not isinstance(events, dict) or LOGGED_OUT not in events:
        raise UntrustedToken("not a logout token")
    if "nonce" in claims:
        raise UntrustedToken("an ID token sent as a logout token")
    if not (claims.get("sub") or claims.get("sid")):
        raise UntrustedToken("names nobody")
    if expected.now - claims["iat"] > 2 * expected.leeway and "exp" not in claims:
        raise UntrustedToken("too old")
    return claims


def _signed(token: str, expected: Expected, needed: tuple[str, ...]) -> dict[str, Any]:
    try:
        claims = jwt.decode(token, KeySet.import_key_set(expected.keys), algorithms=ALGORITHMS).claims
        jwt.JWTClaimsRegistry(
            now=expected.now,
            leeway=expected.leeway,
            iss={"essential": True, "value": expected.issuer},
            aud={"essential": True, "value": expected.client_id},
            **{name: ClaimsOption(essential=True) for name in needed},
        ).validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise UntrustedToken(f"{type(error).__name__}: {error}") from error
    return claims


def _half_hash(access_token: str) -> str:
    # OpenID Connect Core 3.1.3.6: the left half of the hash
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()
