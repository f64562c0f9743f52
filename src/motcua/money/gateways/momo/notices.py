"""MoMo's notice (IPN) in the words of all providers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from motcua.money.gateways import digests, notices
from motcua.money.gateways.momo import config, signing
from motcua.money.gateways.momo.outcomes import GATEWAY, outcome_of
from motcua.money.gateways.notices import Said, Verdict
from motcua.money.gateways.settlement import Outcome

STATUS = {
    Verdict.CONFIRMED: 204,
    Verdict.ALREADY: 204,
    Verdict.SIGNATURE: 400,
    Verdict.UNKNOWN: 404,
    Verdict.AMOUNT: 400,
    Verdict.ERROR: 500,
}
"""MoMo wants 204 without a body within 15 s and repeats after anything else."""


def handle_ipn(message: Mapping[str, Any], at: datetime, remote: str = "") -> int:
    """Decide on one notice; the HTTP status to answer with. Never raises."""
    return STATUS[notices.take(GATEWAY, message, lambda: read(message), at, remote)]


def read(message: Mapping[str, Any]) -> Said | None:
    """The notice, when it is signed by MoMo for a merchant of ours."""
    code = str(message.get("partnerCode", ""))
    merchant = config.with_code(code)
    if merchant is None or not signing.is_signed(
        merchant.secret, merchant.access_key, message, signing.NOTICE
    ):
        return None
    result = str(message.get("resultCode", ""))
    return Said(
        merchant=code,
        reference=str(message.get("orderId", "")),
        amount=digests.whole_dong(message.get("amount")),
        outcome=outcome_of(result) or Outcome.OPEN,
        gateway_no=str(message.get("transId", ""))[:30],
        bank=str(message.get("payType", "")),
        code=result,
    )
