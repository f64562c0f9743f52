"""What the two codes of a signed notice of VNPay mean for an attempt."""

from motcua.money.gateways.settlement import Outcome
from motcua.money.gateways.vnpay import codes

GATEWAY = "vnpay"


def outcome_of(response_code: str, transaction_status: str) -> Outcome:
    """What the two codes of a signed notice mean. Success takes both; 07 in either is suspected fraud."""
    if codes.SUSPECTED_FRAUD in (response_code, transaction_status):
        return Outcome.SUSPECTED
    if response_code == codes.SUCCESS and transaction_status == codes.SUCCESS:
        return Outcome.PAID
    return Outcome.FAILED
