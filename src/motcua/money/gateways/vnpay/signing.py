"""Signatures of VNPay 2.1.0, as plain functions on plain data."""

import hmac
import re
import unicodedata
from collections.abc import Mapping, Sequence
from urllib.parse import quote_plus

SIGNATURE = "vnp_SecureHash"
UNSIGNED = {SIGNATURE, "vnp_SecureHashType"}
# PHP and Java encode the tilde, Python does not; JavaScript leaves the others bare: our values hold none.
AMBIGUOUS = str.maketrans("", "", "~*!'()")
INFO_LENGTH = 255

QUERY_REQUEST = (
    "RequestId", "Version", "Command", "TmnCode", "TxnRef", "TransactionDate", "CreateDate", "IpAddr",
    "OrderInfo",
)  # fmt: skip
QUERY_ANSWER = (
    "ResponseId", "Command", "ResponseCode", "Message", "TmnCode", "TxnRef", "Amount", "BankCode", "PayDate",
    "TransactionNo", "TransactionType", "TransactionStatus", "OrderInfo", "PromotionCode", "PromotionAmount",
)  # fmt: skip
REFUND_REQUEST = (
    "RequestId", "Version", "Command", "TmnCode", "TransactionType", "TxnRef", "Amount", "TransactionNo",
    "TransactionDate", "CreateBy", "CreateDate", "IpAddr", "OrderInfo",
)  # fmt: skip
REFUND_ANSWER = QUERY_ANSWER[:-2]


def hash_data(params: Mapping[str, str]) -> str:
    """The text that is signed for pay, IPN and return: sorted, form-encoded, without empty values.

    Every `vnp_*` name counts, also one that we do not know yet; the signature itself does not.
    """
    signed = sorted(
        (k, v) for k, v in params.items() if k.startswith("vnp_") and k not in UNSIGNED and v != ""
    )
    return "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in signed)


def _encoded(text: str) -> str:
    """Form-encoded; what needs no encoding, as almost all values, costs next to nothing."""
    return text if _PLAIN(text) else quote_plus(text)


_PLAIN = re.compile(r"[A-Za-z0-9_.~-]*").fullmatch


def sign(secret: str, text: str) -> str:
    """HMAC-SHA512 in lower-case hex."""
    return hmac.digest(secret.encode(), text.encode(), "sha512").hex()


def signed_query(secret: str, params: Mapping[str, str]) -> str:
    """The query string of a pay address: the signed text with the signature appended last."""
    text = hash_data(params)
    return f"{text}&{SIGNATURE}={sign(secret, text)}"


def is_signed(secret: str, params: Mapping[str, str]) -> bool:
    """Whether an IPN or return is rightly signed. Constant time; any case of hex; False when absent."""
    try:
        return _same(sign(secret, hash_data(params)), params.get(SIGNATURE, ""))
    except UnicodeEncodeError:  # lone surrogates from a broken query string: nobody can have signed that
        return False


def bar_text(message: Mapping[str, str], order: Sequence[str]) -> str:
    """The text that is signed for querydr and refund: raw values joined with bars, absent ones empty."""
    return "|".join(message.get(f"vnp_{name}", "") for name in order)


def sign_message(secret: str, message: Mapping[str, str], order: Sequence[str]) -> dict[str, str]:
    """The message with its signature added."""
    return {**message, SIGNATURE: sign(secret, bar_text(message, order))}


def is_signed_message(secret: str, message: Mapping[str, str], order: Sequence[str]) -> bool:
    """Whether an answer to querydr or refund carries the right signature."""
    try:
        return _same(sign(secret, bar_text(message, order)), message.get(SIGNATURE, ""))
    except UnicodeEncodeError:
        return False


def plain(text: str, length: int = INFO_LENGTH) -> str:
    """Vietnamese without diacritics and without characters that libraries encode differently.

    Bars, control characters and symbols become spaces; at most `length` characters.
    """
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    kept = "".join(c if c.isascii() and (c.isalnum() or c in " .,:-_/") else " " for c in _unmarked(bare))
    return " ".join(kept.translate(AMBIGUOUS).split())[:length].rstrip()


def _unmarked(text: str) -> str:
    return "".join(c for c in text if not unicodedata.combining(c))


def _same(right: str, given: str) -> bool:
    return hmac.compare_digest(right.encode(), given.lower().encode())
