"""VNPay as one of the city's providers."""

from datetime import datetime

from motcua.money.fees import Words
from motcua.money.gateways.provider import Answer, Asking, Gateway, RefundAnswer
from motcua.money.gateways.vnpay import config, payments, returns
from motcua.money.gateways.vnpay.client import VnpayClient
from motcua.money.gateways.vnpay.outcomes import GATEWAY
from motcua.money.models import Attempt, Order, Refund

ALREADY_TAKEN = "94"


def begin(order: Order, asking: Asking) -> str:
    """The address of VNPay's pay page with a new try. Raises: NothingToPay, WrongState."""
    client = VnpayClient(config.of(order.agency_id))
    return payments.begin(order, client, ip=asking.ip, at=asking.at, lang=asking.lang)[1]


def query(attempt: Attempt, at: datetime) -> Answer:
    """What VNPay knows. Raises: GatewayUnreachable, GatewayNonsense."""
    told = _client(attempt).query_dr(txn_ref=attempt.txn_ref, created_at=attempt.created_at, at=at)
    return Answer(
        told.outcome, told.amount, told.transaction_status or told.response_code, told.raw, told.gateway_no, told.bank
    )  # fmt: skip


def refund(refund: Refund, attempt: Attempt, at: datetime) -> RefundAnswer:
    """Ask for an approved refund; repeating is safe (94: VNPay had taken it). Raises: GatewayUnreachable, GatewayNonsense."""
    told = _client(attempt).refund(
        request_id=refund.request_id,
        txn_ref=attempt.txn_ref,
        amount=refund.amount,
        full=refund.amount == attempt.amount,
        gateway_no=attempt.gateway_no,
        created_at=attempt.created_at,
        by=refund.approved_by,
        at=at,
    )
    return RefundAnswer(
        told.accepted or told.response_code == ALREADY_TAKEN, told.response_code, told.raw
    )  # fmt: skip


def _client(attempt: Attempt) -> VnpayClient:
    return VnpayClient(config.with_code(attempt.merchant) or config.current())


WAY = Gateway(
    key=GATEWAY,
    name=Words("VNPAY", "VNPAY"),
    line=Words("Thẻ ngân hàng, tài khoản, VNPAY-QR", "Bank card, account, VNPAY-QR"),
    problems=config.check_config,
    begin=begin,
    query=query,
    refund=refund,
    read_return=returns.read_return,
)
