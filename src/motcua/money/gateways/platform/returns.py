"""The browser comes back from the platform with no signature: nothing is told but what the payer's own session may see."""

from collections.abc import Mapping
from datetime import datetime

from motcua.money.gateways import returns
from motcua.money.gateways.limits import told
from motcua.money.gateways.platform import codes
from motcua.money.gateways.platform.outcomes import GATEWAY
from motcua.money.gateways.returns import ReturnPage
from motcua.money.gateways.settlement import Outcome
from motcua.money.models import Attempt

OWN = "own_order"
"""Parameter that the portal adds: the order for which this browser set out, known from its session. Never from the address."""


def read_return(params: Mapping[str, str], at: datetime) -> ReturnPage:
    """Look the payment up, for display only, when this browser began it. The visit is kept. Three queries."""
    reference = params.get(told()["platform"]["return_parameter"], "")
    own = params.get(OWN, "")
    mine = Attempt.objects.filter(gateway=GATEWAY, order__public_id=own).order_by("-pk") if own else None
    found = None
    if mine is not None:
        found = (
            (mine.filter(txn_ref=reference) if reference else mine).values_list("txn_ref", flat=True).first()
        )
    shown = {name: value for name, value in params.items() if name != OWN}
    return returns.read(GATEWAY, shown, found, Outcome.OPEN, codes.COMING, "Nền tảng thanh toán quốc gia", at)
