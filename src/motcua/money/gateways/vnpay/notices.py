"""VNPay's notice (IPN) in the words of all providers, and our answer in VNPay's."""

from collections.abc import Mapping
from datetime import datetime

from motcua.money.gateways import notices
from motcua.money.gateways.notices import Said, Verdict
from motcua.money.gateways.vnpay import config, signing
from motcua.money.gateways.vnpay.outcomes import GATEWAY, outcome_of

ANSWERS = {
    Verdict.CONFIRMED: ("00", "Confirm Success"),
    Verdict.UNKNOWN: ("01", "Order not found"),
    Verdict.ALREADY: ("02", "Order already confirmed"),
    Verdict.AMOUNT: ("04", "Invalid amount"),
    Verdict.SIGNATURE: ("97", "Fail checksum"),
    Verdict.ERROR: ("99", "Unknown error"),
}
CODES = {verdict: code for verdict, (code, _) in ANSWERS.items()}


def handle_ipn(params: Mapping[str, str], at: datetime, remote: str = "") -> dict[str, str]:
    """Answer one notice by VNPay's decision table (rows 1 to 7, in this order). Never raises."""
    verdict = notices.take(GATEWAY, params, lambda: read(params), at, remote, CODES)
    code, message = ANSWERS[verdict]
    return {"RspCode": code, "Message": message}


def read(params: Mapping[str, str]) -> Said | None:
    """The notice, when it is signed by VNPay for a merchant of ours. A terminal that is not ours speaks for no order."""
    code = params.get("vnp_TmnCode", "")
    merchant = config.with_code(code)
    if not signing.is_signed((merchant or config.current()).secret, params):
        return None
    amount = params.get("vnp_Amount", "")
    response = params.get("vnp_ResponseCode", "")
    return Said(
        merchant=code,
        reference=params.get("vnp_TxnRef", "") if merchant else "",
        amount=hundredth(amount),
        outcome=outcome_of(response, params.get("vnp_TransactionStatus", "")),
        gateway_no=params.get("vnp_TransactionNo", ""),
        bank=params.get("vnp_BankCode", ""),
        code=response,
    )


def hundredth(amount: str) -> int | None:
    """Đồng of an amount that VNPay writes times 100, in plain digits; None for anything else."""
    if not (amount.isascii() and amount.isdecimal() and amount.endswith("00") and len(amount) <= 14):
        return None
    return int(amount) // 100 if not amount.startswith("0") else None
