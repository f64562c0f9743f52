"""The browser comes back from a provider: what to show. Nothing is booked here, whatever the address says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.money.fees import Words
from motcua.money.gateways import keeping
from motcua.money.gateways.settlement import Outcome
from motcua.money.models import Attempt, GatewayNotice, Order

UNSIGNED = Words(
    "Không xác thực được thông tin trả về từ cổng thanh toán",
    "The answer of the gateway could not be verified",
)


def waiting(name: str) -> Words:
    """The words while a provider claims success and our books do not know it yet."""
    return Words(
        f"Cổng thanh toán báo giao dịch thành công; hệ thống đang chờ xác nhận từ {name}",
        "The gateway reports success; we are waiting for its confirmation",
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


def read(
    gateway: str, params: Mapping[str, str], reference: str | None, outcome: Outcome, text: Words, name: str, at: datetime
) -> ReturnPage:  # fmt: skip
    """Look the order up, for display only; `reference` None: the address is not the provider's. The visit is kept."""
    attempt = None
    if reference is not None:
        attempt = Attempt.objects.select_related("order").filter(gateway=gateway, txn_ref=reference).first()
    alert = GatewayNotice.Alert.SIGNATURE if reference is None else GatewayNotice.Alert.NONE
    verdict = "unsigned" if reference is None else "unknown" if attempt is None else "shown"
    keeping.keep(
        gateway, GatewayNotice.Kind.RETURN, params, verdict, at, attempt=attempt, alert=alert
    )  # fmt: skip
    if attempt is None:
        return ReturnPage(False, None, False, UNSIGNED)
    order = attempt.order
    booked = order.status == Order.Status.PAID
    return ReturnPage(
        genuine=True,
        reported=outcome,
        booked=booked,
        text=waiting(name) if outcome is Outcome.PAID and not booked else text,
        order_id=order.public_id,
        order_status=order.status,
        subject=order.subject,
        subject_id=order.subject_id,
        txn_ref=attempt.txn_ref,
        amount=attempt.amount,
    )
