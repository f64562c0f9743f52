"""The browser comes back from VNPay: what to show. Nothing is booked here, whatever the address says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.money.fees import Words
from motcua.money.gateways.settlement import Outcome
from motcua.money.gateways.vnpay import codes, config, notices, signing
from motcua.money.gateways.vnpay.outcomes import GATEWAY, outcome_of
from motcua.money.models import Attempt, GatewayNotice, Order

WAITING = Words(
    "Cổng thanh toán báo giao dịch thành công; hệ thống đang chờ xác nhận từ VNPAY",
    "The gateway reports success; we are waiting for its confirmation",
)
UNSIGNED = Words(
    "Không xác thực được thông tin trả về từ cổng thanh toán",
    "The answer of the gateway could not be verified",
)


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """What the page after a payment may say. `booked`: our own books; `reported`: what the address claims."""

    genuine: bool
    reported: Outcome | None
    booked: bool
    text: Words
    order_id: UUID | None = None
    order_status: str = ""
    subject: str = ""
    subject_id: UUID | None = None
    txn_ref: str = ""
    amount: int = 0


def read_return(params: Mapping[str, str], at: datetime) -> ReturnPage:
    """Check the signature and look the order up, for display only. The visit is kept. Two queries."""
    merchant = config.current()
    genuine = signing.is_signed(merchant.secret, params) and params.get("vnp_TmnCode") == merchant.tmn_code
    attempt = None
    if genuine:
        reference = params.get("vnp_TxnRef", "")
        attempt = Attempt.objects.select_related("order").filter(gateway=GATEWAY, txn_ref=reference).first()
    alert = GatewayNotice.Alert.NONE if genuine else GatewayNotice.Alert.SIGNATURE
    verdict = "unsigned" if not genuine else "unknown" if attempt is None else "shown"
    notices.keep(GatewayNotice.Kind.RETURN, params, verdict, at, attempt=attempt, alert=alert)
    if attempt is None:
        return ReturnPage(False, None, False, UNSIGNED)
    order = attempt.order
    response = params.get("vnp_ResponseCode", "")
    reported = outcome_of(response, params.get("vnp_TransactionStatus", ""))
    booked = order.status == Order.Status.PAID
    waiting = reported is Outcome.PAID and not booked
    return ReturnPage(
        genuine=True,
        reported=reported,
        booked=booked,
        text=WAITING if waiting else codes.explain(response),
        order_id=order.public_id,
        order_status=order.status,
        subject=order.subject,
        subject_id=order.subject_id,
        txn_ref=attempt.txn_ref,
        amount=attempt.amount,
    )
