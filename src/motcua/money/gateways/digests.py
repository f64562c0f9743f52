"""Signatures that several providers use, and comparing them without telling by the time it takes."""

import hashlib
import hmac


def hmac_sha256(secret: str, text: str) -> str:
    """HMAC-SHA256 in lower-case hex."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def same(right: str, given: object) -> bool:
    """Whether a given signature is the right one, in either case of hex digits. Constant time."""
    text = str(given or "").lower()
    return text.isascii() and hmac.compare_digest(right.encode(), text.encode())


def whole_dong(value: object) -> int | None:
    """An amount as a provider writes it in JSON: a whole number above zero, or its plain digits; None for anything else.

    A float, a truth value, a negative, a text with signs or other scripts' digits are no amounts.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 0 < value < 10**13 else None
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 13:
        return int(value) if not value.startswith("0") else None
    return None
