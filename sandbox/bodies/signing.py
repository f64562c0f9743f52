"""Signatures as the protocol has them, written from its description and not from the product's code.

`X-MotCua-Signature: v1=` + hex of HMAC-SHA256 with the shared secret over the seconds since 1970 in
`X-MotCua-Time`, a dot, and the bytes of the body.
"""

import hashlib
import hmac

TIME, SIGNATURE = "X-MotCua-Time", "X-MotCua-Signature"
TOLERATED_S = 300


def headers(secret: str, seconds: int, body: bytes) -> dict[str, str]:
    """The two headers of a message of ours."""
    return {TIME: str(seconds), SIGNATURE: made(secret, str(seconds), body)}


def made(secret: str, seconds: str, body: bytes) -> str:
    text = seconds.encode() + b"." + body
    return "v1=" + hmac.digest(secret.encode(), text, hashlib.sha256).hex()


def fault(secret: str, seconds: str, signature: str, body: bytes, now: float) -> str:
    """Why a message is not believed; empty when it is."""
    if not seconds.isascii() or not seconds.isdigit():
        return "no time"
    if not hmac.compare_digest(made(secret, seconds, body).encode(), signature.encode()):
        return "wrong signature"
    return "" if abs(int(seconds) - now) <= TOLERATED_S else "too old"
