"""The browser comes back from VNPay: what to show. Nothing is booked here, whatever the address says."""

from collections.abc import Mapping
from datetime import datetime

from motcua.money.gateways import returns
from motcua.money.gateways.returns import ReturnPage
from motcua.money.gateways.vnpay import codes, config, signing
from motcua.money.gateways.vnpay.outcomes import GATEWAY, outcome_of


def read_return(params: Mapping[str, str], at: datetime) -> ReturnPage:
    """Check the signature and look the order up, for display only. The visit is kept. Two queries."""
    merchant = config.with_code(params.get("vnp_TmnCode", ""))
    genuine = merchant is not None and signing.is_signed(merchant.secret, params)
    response = params.get("vnp_ResponseCode", "")
    return returns.read(
        GATEWAY,
        params,
        params.get("vnp_TxnRef", "") if genuine else None,
        outcome_of(response, params.get("vnp_TransactionStatus", "")),
        codes.explain(response),
        "VNPAY",
        at,
    )
