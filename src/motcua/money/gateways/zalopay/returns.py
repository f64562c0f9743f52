"""The browser comes back from ZaloPay: shown, never booked."""

from collections.abc import Mapping
from datetime import datetime

from motcua.money.gateways import returns
from motcua.money.gateways.returns import ReturnPage
from motcua.money.gateways.settlement import Outcome
from motcua.money.gateways.zalopay import codes, config, signing
from motcua.money.gateways.zalopay.outcomes import GATEWAY


def read_return(params: Mapping[str, str], at: datetime) -> ReturnPage:
    """Check the checksum and look the order up, for display only. The visit is kept. Two queries."""
    merchant = config.with_code(params.get("appid", ""))
    genuine = merchant is not None and signing.is_return(merchant.key2, params)
    paid = params.get("status") == codes.SUCCESS
    return returns.read(
        GATEWAY,
        params,
        params.get("apptransid", "") if genuine else None,
        Outcome.PAID if paid else Outcome.FAILED,
        codes.PAID if paid else codes.OTHER,
        "ZaloPay",
        at,
    )
