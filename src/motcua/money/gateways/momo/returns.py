"""The browser comes back from MoMo with the fields of a notice in the address: shown, never booked."""

from collections.abc import Mapping
from datetime import datetime

from motcua.money.gateways import returns
from motcua.money.gateways.momo import codes, notices
from motcua.money.gateways.momo.outcomes import GATEWAY
from motcua.money.gateways.returns import ReturnPage
from motcua.money.gateways.settlement import Outcome


def read_return(params: Mapping[str, str], at: datetime) -> ReturnPage:
    """Check the signature and look the order up, for display only. The visit is kept. Two queries."""
    said = notices.read(params)
    return returns.read(
        GATEWAY,
        params,
        said.reference if said else None,
        said.outcome if said else Outcome.OPEN,
        codes.explain(params.get("resultCode", "")),
        "MoMo",
        at,
    )
