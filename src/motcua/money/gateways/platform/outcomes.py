"""What a code of the platform means for an attempt."""

from motcua.money.gateways.platform import codes
from motcua.money.gateways.settlement import Outcome

GATEWAY = "platform"


def outcome_of_notice(error: str) -> Outcome:
    """MaLoi of a result message."""
    return Outcome.PAID if error == codes.SUCCESS else Outcome.FAILED


def outcome_of_query(state: str) -> Outcome | None:
    """TrangThaiGD; None for one that is not known."""
    return {codes.PAID: Outcome.PAID, codes.PENDING: Outcome.OPEN, codes.FAILED: Outcome.FAILED}.get(state)
