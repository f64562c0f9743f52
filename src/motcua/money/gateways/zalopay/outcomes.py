"""What a return code of ZaloPay means for an attempt."""

from motcua.money.gateways.settlement import Outcome
from motcua.money.gateways.zalopay import codes

GATEWAY = "zalopay"


def outcome_of(return_code: str) -> Outcome | None:
    """By the three codes of a question; None for any other."""
    known = {codes.SUCCESS: Outcome.PAID, codes.FAILED: Outcome.FAILED, codes.PROCESSING: Outcome.OPEN}
    return known.get(return_code)
