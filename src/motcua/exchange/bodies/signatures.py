"""The signature on messages to and from bodies outside: HMAC-SHA256 over the time and the bytes of the body. Pure."""

import hashlib
import hmac
from datetime import datetime

TIME_HEADER = "X-MotCua-Time"
SIGNATURE_HEADER = "X-MotCua-Signature"
OLDEST_S = 300
"""A message is refused when its time is further than this from ours: a copy kept for later is worth nothing."""


class Forged(ValueError):
    """The signature is missing or wrong."""


class TooOld(ValueError):
    """The signature is right, but was made too long ago (or the sender's clock is wrong)."""


def sign(secret: bytes, at: datetime, body: bytes) -> dict[str, str]:
    """The two headers of a message."""
    time = str(int(at.timestamp()))
    return {TIME_HEADER: time, SIGNATURE_HEADER: _signature(secret, time, body)}


def check(secret: bytes, time: str, signature: str, body: bytes, now: datetime) -> None:
    """Raises Forged, TooOld. `time` and `signature` as the headers gave them."""
    if not secret or not signature.isascii() or not time.isascii():
        raise Forged
    if not hmac.compare_digest(_signature(secret, time, body), signature.strip().lower()):
        raise Forged
    if not time.isdecimal() or abs(int(time) - now.timestamp()) > OLDEST_S:
        raise TooOld


def _signature(secret: bytes, time: str, body: bytes) -> str:
    return "v1=" + hmac.new(secret, time.encode("ascii", "replace") + b"." + body, hashlib.sha256).hexdigest()
