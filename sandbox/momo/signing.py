"""MoMo's signatures as the gateway computes them, apart from the product's: each checks the other."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

CREATE = "accessKey amount extraData ipnUrl orderId orderInfo partnerCode redirectUrl requestId requestType"
NOTICE = (
    "accessKey amount extraData message orderId orderInfo orderType partnerCode payType requestId responseTime "
    "resultCode transId"
)
QUERY = "accessKey orderId partnerCode requestId"
REFUND = "accessKey amount description orderId partnerCode requestId transId"


def signature(secret: str, access_key: str, message: Mapping[str, Any], names: str) -> str:
    """HMAC-SHA256 over `name=value&…` in the given order."""
    values = {**message, "accessKey": access_key}
    text = "&".join(f"{name}={values.get(name, '')}" for name in names.split())
    return hmac.new(secret.encode(), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def right(expected: str, given: object) -> bool:
    return hmac.compare_digest(expected.encode(), str(given or "").encode("utf-8", "replace"))
