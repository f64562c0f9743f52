"""Signatures of MoMo v2, as plain functions on plain data."""

import unicodedata
from collections.abc import Mapping

from motcua.money.gateways import digests

CREATE = (
    "accessKey", "amount", "extraData", "ipnUrl", "orderId", "orderInfo", "partnerCode", "redirectUrl", "requestId",
    "requestType",
)  # fmt: skip
NOTICE = (
    "accessKey", "amount", "extraData", "message", "orderId", "orderInfo", "orderType", "partnerCode", "payType",
    "requestId", "responseTime", "resultCode", "transId",
)  # fmt: skip
QUERY = ("accessKey", "orderId", "partnerCode", "requestId")
REFUND = ("accessKey", "amount", "description", "orderId", "partnerCode", "requestId", "transId")
INFO_LENGTH = 200


def raw_text(message: Mapping[str, object], names: tuple[str, ...]) -> str:
    """The text that is signed: the values as they are written, absent ones empty."""
    return "&".join(f"{name}={_written(message.get(name))}" for name in names)


def sign(secret: str, message: Mapping[str, object], names: tuple[str, ...]) -> str:
    """HMAC-SHA256 over the raw text, in lower-case hex."""
    return digests.hmac_sha256(secret, raw_text(message, names))


def is_signed(secret: str, access_key: str, message: Mapping[str, object], names: tuple[str, ...]) -> bool:
    """Whether a message of MoMo is rightly signed; the access key is part of the text and never of the message."""
    try:
        right = sign(secret, {**message, "accessKey": access_key}, names)
    except UnicodeEncodeError:  # lone surrogates: nobody can have signed that
        return False
    return digests.same(right, message.get("signature"))


def words(text: str) -> str:
    """Text for people as it is signed and sent: composed letters (NFC), no control characters, not too long."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in composed)
    return " ".join(kept.split())[:INFO_LENGTH].rstrip()


def _written(value: object) -> str:
    """A value as JSON writes it: a truth value in small letters, nothing as nothing."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
