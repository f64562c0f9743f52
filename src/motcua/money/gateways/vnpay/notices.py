"""The server-to-server notice (IPN): the only way, besides a question of ours, in which money is booked.

Every notice is kept as it came. A notice that is booked is kept in the same transaction; one that fails is
rolled back, kept with its error, and the gateway repeats it.
"""

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from motcua.money.gateways import settlement
from motcua.money.gateways.settlement import Alert
from motcua.money.gateways.vnpay import config, signing
from motcua.money.gateways.vnpay.outcomes import GATEWAY, outcome_of
from motcua.money.models import Attempt, GatewayNotice

log = logging.getLogger(__name__)

CONFIRMED = ("00", "Confirm Success")
UNKNOWN_ORDER = ("01", "Order not found")
ALREADY_CONFIRMED = ("02", "Order already confirmed")
WRONG_AMOUNT = ("04", "Invalid amount")
BAD_SIGNATURE = ("97", "Fail checksum")
UNKNOWN_ERROR = ("99", "Unknown error")

# Anybody can call this address: what is kept of an unsigned call is bounded.
MOST_PARAMS = 40
LONGEST_VALUE = 512


def handle_ipn(params: Mapping[str, str], at: datetime, remote: str = "") -> dict[str, str]:
    """Answer one notice by VNPay's decision table (rows 1 to 7, in this order). Never raises.

    Idempotent, also when repeats arrive together: the order's row is locked before its state is read.
    """
    try:
        with transaction.atomic():
            answer, attempt, alert = _decide(params, at)
            keep(GatewayNotice.Kind.IPN, params, answer[0], at, attempt=attempt, alert=alert, remote=remote)
    except Exception:
        log.exception("VNPay notice %r was rolled back", params.get("vnp_TxnRef", "")[:100])
        answer = UNKNOWN_ERROR
        _keep_failure(params, at, remote)
    return {"RspCode": answer[0], "Message": answer[1]}


def _decide(params: Mapping[str, str], at: datetime) -> tuple[tuple[str, str], Attempt | None, Alert]:
    merchant = config.current()
    if not signing.is_signed(merchant.secret, params):
        return BAD_SIGNATURE, None, Alert.SIGNATURE
    found = settlement.lock(GATEWAY, params.get("vnp_TxnRef", ""))
    if found is None or params.get("vnp_TmnCode") != merchant.tmn_code:
        return UNKNOWN_ORDER, None, Alert.NONE
    attempt, order = found
    if params.get("vnp_Amount") != str(attempt.amount * 100):
        return WRONG_AMOUNT, attempt, Alert.AMOUNT
    response = params.get("vnp_ResponseCode", "")
    confirmed_before = order.status in _FINAL
    settled = settlement.settle(
        attempt,
        order,
        outcome_of(response, params.get("vnp_TransactionStatus", "")),
        at,
        gateway_no=params.get("vnp_TransactionNo", ""),
        bank=params.get("vnp_BankCode", ""),
        response_code=response,
    )
    new = settled.first_time and not confirmed_before
    return (CONFIRMED if new else ALREADY_CONFIRMED), attempt, settled.alert


_FINAL = {*settlement.orders.MONEY_IS_HERE, settlement.Order.Status.HELD}


def keep(
    kind: GatewayNotice.Kind,
    params: Mapping[str, str],
    verdict: str,
    at: datetime,
    *,
    attempt: Attempt | None = None,
    alert: Alert = Alert.NONE,
    remote: str = "",
) -> GatewayNotice:
    """Keep what the gateway told us, as it came (bounded, and without what PostgreSQL cannot hold)."""
    return GatewayNotice.objects.create(
        gateway=GATEWAY,
        kind=kind,
        attempt=attempt,
        params={_storable(name): _storable(value) for name, value in list(params.items())[:MOST_PARAMS]},
        verdict=verdict,
        alert=alert,
        remote=_storable(remote)[:60],
        at=at,
    )


def _keep_failure(params: Mapping[str, str], at: datetime, remote: str) -> None:
    try:
        with transaction.atomic():
            keep(GatewayNotice.Kind.IPN, params, UNKNOWN_ERROR[0], at, alert=Alert.ERROR, remote=remote)
    except Exception:  # the database is away: the gateway must still hear 99, so that it repeats
        log.exception("VNPay notice could not be kept")


def _storable(text: str) -> str:
    return text[:LONGEST_VALUE].encode("utf-8", "replace").decode().replace("\x00", "\ufffd")
