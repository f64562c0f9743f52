"""MoMo as one of the city's providers."""

from datetime import datetime

from motcua.money.fees import Words
from motcua.money.gateways.momo import config, payments, returns
from motcua.money.gateways.momo.client import MomoClient
from motcua.money.gateways.momo.outcomes import GATEWAY
from motcua.money.gateways.provider import Answer, Gateway, RefundAnswer
from motcua.money.models import Attempt, Refund


def query(attempt: Attempt, at: datetime) -> Answer:
    """What MoMo knows. Raises: GatewayUnreachable, GatewayNonsense."""
    return _client(attempt).query(order_id=attempt.txn_ref)


def refund(refund: Refund, attempt: Attempt, at: datetime) -> RefundAnswer:
    """Ask for an approved refund; repeating is safe. Raises: GatewayUnreachable, GatewayNonsense."""
    return _client(attempt).refund(
        request_id=refund.request_id, amount=refund.amount, gateway_no=attempt.gateway_no,
        words=f"Hoàn phí {attempt.txn_ref}",
    )  # fmt: skip


def _client(attempt: Attempt) -> MomoClient:
    return MomoClient(config.with_code(attempt.merchant) or config.current())


WAY = Gateway(
    key=GATEWAY,
    name=Words("Ví MoMo", "MoMo wallet"),
    line=Words("Ví điện tử MoMo hoặc thẻ gắn với ví", "MoMo wallet or a card in it"),
    problems=config.check_config,
    begin=payments.begin,
    query=query,
    refund=refund,
    read_return=returns.read_return,
)
