"""A partner has a payment whose notice never came: its gateway is asked, and its answer books what is true."""

from datetime import datetime

from motcua.money.gateways import registry, sweep
from motcua.money.models import Attempt
from motcua.money.reconciliation.errors import NotOpen
from motcua.money.reconciliation.models import Difference


def may_ask(found: Difference) -> bool:
    """Whether there is a gateway to ask about it. No query."""
    return found.cause == "missing_notice" and found.partner in registry.GATEWAYS


def ask(found: Difference, at: datetime) -> bool:
    """Ask; whether the answer settled the try. Outside of any transaction.

    Raises: NotOpen (no such try, or no gateway to ask), http.GatewayUnreachable, http.GatewayNonsense.
    """
    gateway = registry.GATEWAYS.get(found.partner)
    attempt = Attempt.objects.filter(gateway=found.partner, txn_ref=found.reference).first()
    if gateway is None or attempt is None or not may_ask(found):
        raise NotOpen
    return sweep.ask(attempt, gateway, at)
