"""ID tokens, true ones and, when a fault asks for it, false ones."""

import base64
import hashlib
import json
import time
from typing import Any

from joserfc import jwt

from sandbox.config import Config
from sandbox.identity.state import Grant, State

LIFETIME = 300
"""Seconds that an ID token and its access token are valid."""


def id_token(state: State, config: Config, grant: Grant, access_token: str) -> str:
    """The signed ID token of an exchange (RS256)."""
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": config.url + "/identity",
        "sub": grant.identity.sub,
        "aud": grant.asked.client_id,
        "iat": now,
        "exp": now + LIFETIME,
        "auth_time": int(grant.at),
        "acr": f"LoA{grant.asked.auth_level}",
        "at_hash": _half_hash(access_token),
    }
    if grant.asked.nonce:
        claims["nonce"] = grant.asked.nonce
    faults, key = state.faults, state.key
    if faults.strikes("wrong_nonce"):
        claims["nonce"] = "not-what-was-sent"
    elif faults.strikes("no_nonce"):
        claims.pop("nonce", None)
    elif faults.strikes("expired"):
        claims |= {"iat": now - 7200, "exp": now - 3600}
    elif faults.strikes("wrong_issuer"):
        claims["iss"] = "https://somebody-else.example"
    elif faults.strikes("wrong_audience"):
        claims["aud"] = "another-client"
    elif faults.strikes("bad_signature"):
        key = state.stranger_key
    elif faults.strikes("no_signature"):
        return f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part(claims)}."
    return jwt.encode({"alg": "RS256", "typ": "JWT", "kid": state.key.kid}, claims, key)


def s256(verifier: str) -> str:
    """The PKCE challenge of a verifier (RFC 7636, 4.2)."""
    return _base64url(hashlib.sha256(verifier.encode()).digest())


def _half_hash(access_token: str) -> str:
    # OpenID Connect Core 3.1.3.6: the left half of the hash
    return _base64url(hashlib.sha256(access_token.encode()).digest()[:16])


def _part(value: dict[str, Any]) -> str:
    return _base64url(json.dumps(value).encode())


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
