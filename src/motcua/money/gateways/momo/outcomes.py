"""What a result code of MoMo means for an attempt."""

from motcua.money.gateways.momo import codes
from motcua.money.gateways.settlement import Outcome

GATEWAY = "momo"


def outcome_of(code: str) -> Outcome | None:
    """By the list of final codes; None: it settles nothing, ask again."""
    if code in (codes.SUCCESS, codes.AUTHORISED):
        return Outcome.PAID
    if code in codes.FAILED:
        return Outcome.FAILED
    if code in codes.OPEN:
        return Outcome.OPEN
    return Outcome.NEVER_PAID if code == codes.UNKNOWN_ORDER else None
