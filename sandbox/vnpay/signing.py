"""VNPay's signatures as the gateway computes them, apart from the product's: each checks the other."""

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import quote_plus

NAME = "vnp_SecureHash"
QUERY_REQUEST = "RequestId Version Command TmnCode TxnRef TransactionDate CreateDate IpAddr OrderInfo"
REFUND_REQUEST = (
    "RequestId Version Command TmnCode TransactionType TxnRef Amount TransactionNo TransactionDate CreateBy "
    "CreateDate IpAddr OrderInfo"
)
REFUND_ANSWER = (
    "ResponseId Command ResponseCode Message TmnCode TxnRef Amount BankCode PayDate TransactionNo "
    "TransactionType TransactionStatus OrderInfo"
)
QUERY_ANSWER = REFUND_ANSWER + " PromotionCode PromotionAmount"


def query_signature(secret: str, params: Mapping[str, str]) -> str:
    """Signature of a query string: names sorted, values form-encoded, empty ones left out."""
    names = sorted(name for name, value in params.items() if value and not name.startswith(NAME))
    return _hmac(secret, "&".join(f"{name}={quote_plus(params[name])}" for name in names))


def message_signature(secret: str, message: Mapping[str, str], order: str) -> str:
    """Signature of a JSON message: its values in the published order, joined with bars."""
    return _hmac(secret, "|".join(str(message.get(f"vnp_{name}") or "") for name in order.split()))


def right(expected: str, given: object) -> bool:
    """Whether a given signature is the expected one, in either case of letters."""
    return hmac.compare_digest(expected.encode(), str(given or "").lower().encode("utf-8", "replace"))


def _hmac(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), text.encode("utf-8", "replace"), hashlib.sha512).hexdigest()
