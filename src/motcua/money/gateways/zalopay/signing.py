"""Signatures (mac) of ZaloPay v2, as plain functions on plain data: values joined with bars, HMAC-SHA256 in hex."""

from collections.abc import Mapping

from motcua.money.gateways import digests

CREATE = ("app_id", "app_trans_id", "app_user", "amount", "app_time", "embed_data", "item")
QUERY = ("app_id", "app_trans_id")  # and key1 itself
REFUND = ("app_id", "zp_trans_id", "amount", "description", "timestamp")
REFUND_QUERY = ("app_id", "m_refund_id", "timestamp")
RETURN = ("appid", "apptransid", "pmcid", "bankcode", "amount", "discountamount", "status")


def bar_text(message: Mapping[str, object], names: tuple[str, ...]) -> str:
    """The values joined with bars, absent ones empty."""
    return "|".join(str(message.get(name, "")) for name in names)


def mac(key: str, message: Mapping[str, object], names: tuple[str, ...]) -> str:
    """The mac of a message of ours, with key1."""
    return digests.hmac_sha256(key, bar_text(message, names))


def query_mac(key1: str, message: Mapping[str, object]) -> str:
    """The mac of a question: key1 signs and stands at the end of what is signed."""
    return digests.hmac_sha256(key1, f"{bar_text(message, QUERY)}|{key1}")


def is_notice(key2: str, data: str, given: object) -> bool:
    """Whether the text of a callback is rightly signed, with key2."""
    try:
        return digests.same(digests.hmac_sha256(key2, data), given)
    except UnicodeEncodeError:
        return False


def is_return(key2: str, params: Mapping[str, str]) -> bool:
    """Whether the address with which a browser came back is ZaloPay's, with key2."""
    try:
        return digests.same(
            digests.hmac_sha256(key2, bar_text(params, RETURN)), params.get("checksum")
        )  # fmt: skip
    except UnicodeEncodeError:
        return False
