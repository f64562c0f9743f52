"""ID tokens, true ones and, when a fault asks for it, false ones."""

import base64
import hashlib
import hmac
import json
import secrets
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
        "auth_time": int(grant.proved),
        "sid": grant.sid,
        "acr": f"LoA{grant.asked.auth_level}",
        "at_hash": _half_hash(access_token),
    }
    if grant.asked.nonce:
        claims["nonce"] = grant.asked.nonce
    faults, key, head = state.faults, state.key, {"alg": "RS256", "typ": "JWT", "kid": state.key.kid}
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
    elif faults.strikes("shared_key"):
        return _signed_with_the_public_key(state, claims)
    elif faults.strikes("unknown_key"):
        head["kid"], key = "nobody-published-me", state.stranger_key
    elif faults.strikes("from_the_future"):
        claims |= {"iat": now + 600, "exp": now + 900}
    elif faults.strikes("another_party"):
        claims |= {"aud": [grant.asked.client_id, "another-client"], "azp": "another-client"}
    elif faults.strikes("old_proof"):
        claims["auth_time"] = now - 3600
    elif faults.strikes("no_proof_time"):
        claims.pop("auth_time")
    elif faults.strikes("weaker"):
        claims["acr"] = "LoA2"
    elif faults.strikes("one_factor"):
        claims["acr"] = "LoA1"
    elif faults.strikes("renamed"):
        claims["sub"] = renamed(grant.identity.sub)
    return jwt.encode(head, claims, key)


def logout_token(state: State, config: Config, sub: str, sid: str) -> str:
    """What tells the product that somebody signed out here (OpenID Connect Back-Channel Logout 1.0, section 2.4)."""
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": config.url + "/identity",
        "aud": config.client_id,
        "iat": now,
        "exp": now + 120,
        "jti": secrets.token_urlsafe(12),
        "sub": sub,
        "sid": sid,
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    }
    return jwt.encode({"alg": "RS256", "typ": "logout+jwt", "kid": state.key.kid}, claims, state.key)


def renamed(sub: str) -> str:
    """The pseudonym of somebody whom the provider calls otherwise from now on."""
    return hashlib.sha256(f"renamed:{sub}".encode()).hexdigest()[:32]


def _signed_with_the_public_key(state: State, claims: dict[str, Any]) -> str:
    """The old trick: HS256 whose shared secret is the key that everybody can read."""
    body = f"{_part({'alg': 'HS256', 'typ': 'JWT', 'kid': state.key.kid})}.{_part(claims)}"
    secret = state.key.as_pem(private=False)
    return f"{body}.{_base64url(hmac.digest(secret, body.encode(), 'sha256'))}"


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
