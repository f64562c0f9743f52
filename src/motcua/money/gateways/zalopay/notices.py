"""ZaloPay's notice (callback) in the words of all providers, and our answer in ZaloPay's. It is sent for success only."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from motcua.money.gateways import digests, notices
from motcua.money.gateways.notices import Said, Verdict
from motcua.money.gateways.settlement import Outcome
from motcua.money.gateways.zalopay import config, signing
from motcua.money.gateways.zalopay.outcomes import GATEWAY

ANSWERS: dict[Verdict, tuple[int, str]] = {
    Verdict.CONFIRMED: (1, "success"),
    Verdict.ALREADY: (2, "already processed"),
    Verdict.SIGNATURE: (-1, "mac not equal"),
    Verdict.UNKNOWN: (-2, "order not found"),
    Verdict.AMOUNT: (-3, "amount differs"),
    Verdict.ERROR: (0, "try again"),
}


def handle_callback(message: Mapping[str, Any], at: datetime, remote: str = "") -> dict[str, Any]:
    """Decide on one callback and answer it; anything but 1 and 2 is repeated. Never raises."""
    code, words = ANSWERS[notices.take(GATEWAY, message, lambda: read(message), at, remote)]
    return {"return_code": code, "return_message": words}


def read(message: Mapping[str, Any]) -> Said | None:
    """The callback, when its text is signed for a merchant of ours: read first, for it names the merchant, trusted after."""
    text = message.get("data")
    if not isinstance(text, str):
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    code = str(data.get("app_id", ""))
    merchant = config.with_code(code)
    if merchant is None or not signing.is_notice(merchant.key2, text, message.get("mac")):
        return None
    return Said(
        merchant=code,
        reference=str(data.get("app_trans_id", "")),
        amount=digests.whole_dong(data.get("amount")),
        outcome=Outcome.PAID,
        gateway_no=str(data.get("zp_trans_id", ""))[:30],
        bank=str(data.get("channel", "")),
        code="1",
    )
