"""Checking an ID token as OpenID Connect Core 1.0, section 3.1.3.7, asks. Plain data, no network."""

import hmac
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

LEEWAY = 60
"""Seconds by which the provider's clock may differ from ours."""


class UntrustedToken(Exception):
    """The ID token is not what it should be; `reason` is for the log, never for the page."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_id_token(
    token: str, *, keys: KeySetSerialization, issuer: str, client_id: str, nonce: str, now: int
) -> dict[str, Any]:
    """The claims of `token` when signature (RS256 only), issuer, audience, times and nonce are right.

    `keys` is the provider's JWK set. Raises UntrustedToken.
    """
    try:
        claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=["RS256"]).claims
        jwt.JWTClaimsRegistry(
            now=now,
            leeway=LEEWAY,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        ).validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise UntrustedToken(f"{type(error).__name__}: {error}") from error
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != client_id:
        raise UntrustedToken("issued to another party")
    # A token of another sign-on, replayed into this one, carries another nonce.
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()) or not nonce:
        raise UntrustedToken("nonce differs")
    return claims
