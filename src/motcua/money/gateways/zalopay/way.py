"""ZaloPay as one of the city's providers."""

from datetime import datetime

from motcua.money.fees import Words
from motcua.money.gateways.provider import Answer, Gateway, RefundAnswer
from motcua.money.gateways.zalopay import config, payments, returns
from motcua.money.gateways.zalopay.client import ZalopayClient, day_prefix
from motcua.money.gateways.zalopay.outcomes import GATEWAY
from motcua.money.models import Attempt, Refund


def query(attempt: Attempt, at: datetime) -> Answer:
    """What ZaloPay knows. Raises: GatewayUnreachable, GatewayNonsense."""
    return _client(attempt).query(trans_id=attempt.txn_ref)


def refund(refund: Refund, attempt: Attempt, at: datetime) -> RefundAnswer:
    """Ask for an approved refund; repeating is safe. Raises: GatewayUnreachable, GatewayNonsense."""
    client = _client(attempt)
    number = f"{day_prefix(refund.approved_at or at)}{client.config.app_id}_{refund.request_id[:24]}"
    return client.refund(
        refund_id=number, amount=refund.amount, gateway_no=attempt.gateway_no, words=f"Hoan phi {attempt.txn_ref}", at=at
    )  # fmt: skip


def _client(attempt: Attempt) -> ZalopayClient:
    return ZalopayClient(config.with_code(attempt.merchant) or config.current())


WAY = Gateway(
    key=GATEWAY,
    name=Words("ZaloPay", "ZaloPay"),
    line=Words("Ví ZaloPay hoặc quét mã", "ZaloPay wallet or its QR code"),
    problems=config.check_config,
    begin=payments.begin,
    query=query,
    refund=refund,
    read_return=returns.read_return,
)
