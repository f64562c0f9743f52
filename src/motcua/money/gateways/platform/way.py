"""The national payment platform as one of the city's providers."""

from dataclasses import replace
from datetime import datetime

from motcua.money.fees import Words
from motcua.money.gateways.platform import config, payments, returns
from motcua.money.gateways.platform.client import PlatformClient
from motcua.money.gateways.platform.outcomes import GATEWAY
from motcua.money.gateways.provider import Answer, Gateway
from motcua.money.models import Attempt


def query(attempt: Attempt, at: datetime) -> Answer:
    """What the platform knows. Raises: GatewayUnreachable, GatewayNonsense.

    An answer without an amount is about the one that INIT fixed: the reference belongs to no other.
    """
    client = PlatformClient(config.with_code(attempt.merchant) or config.current())
    answer = client.query(reference=attempt.txn_ref, created_at=attempt.created_at)
    return replace(answer, amount=attempt.amount) if "SoTien" not in answer.raw else answer


WAY = Gateway(
    key=GATEWAY,
    name=Words("Nền tảng thanh toán quốc gia", "National payment platform"),
    line=Words(
        "Cổng Dịch vụ công quốc gia: chọn ngân hàng hoặc ví", "National portal: choose a bank or a wallet"
    ),
    problems=config.check_config,
    begin=payments.begin,
    query=query,
    refund=None,
    read_return=returns.read_return,
)
