"""What `shell/payment_card.html` shows of an order."""

from typing import Any

from django.urls import reverse

from motcua.money.models import GatewayBill, Order
from motcua.money.orders import MONEY_IS_HERE
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.status import OPEN, Finance, Status

FREE = {"vi": "Bạn không phải nộp khoản nào.", "en": "Nothing for you to pay."}
PAYABLE = OPEN | {Status.DONE}
"""A fee may be paid while the dossier is open, and, where it is due before the return, when the result is ready."""

HELD = {
    "vi": "Khoản thanh toán đang được kiểm tra; bạn không phải trả lần nữa.",
    "en": "The payment is being checked; do not pay again.",
}


def card_of(dossier: Dossier, order: Order | None, has_receipt: bool) -> dict[str, Any] | None:
    """Lines, total and state; None when the dossier has no fee or nothing is owed any more."""
    if order is None or order.status == Order.Status.CANCELLED:
        return None
    card: dict[str, Any] = {
        "lines": lines_of(order.lines),
        "total": order.payer_amount,
        "state": "due",
        "free": "",
    }
    if order.status == Order.Status.ZERO:
        card["free"] = FREE
    elif order.status == Order.Status.HELD:
        card["free"] = HELD
    elif order.status in MONEY_IS_HERE:
        receipt = reverse("portal:receipt", args=[dossier.uuid]) if has_receipt else ""
        card |= {"state": "paid", "paid_at": order.paid_at, "receipt": receipt}
        if (
            order.means == Order.Means.PLATFORM
            and GatewayBill.objects.filter(attempt__order=order, file__isnull=False).exists()
        ):
            card["bill"] = reverse("portal:platform-bill", args=[dossier.uuid])
    elif not owes(dossier):
        return None
    else:
        failed = order.status in (Order.Status.FAILED, Order.Status.EXPIRED)
        card |= {
            "state": "failed" if failed else "due",
            "action": reverse("portal:pay", args=[dossier.uuid]),
        }
    return card


def owes(dossier: Dossier) -> bool:
    """Whether its owner is waited for with a payment."""
    return dossier.finance == Finance.DUE and Status(dossier.status) in PAYABLE


def lines_of(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each fee with what the payer pays of it and why."""
    return [
        {"label": {"vi": _label(line, "vi"), "en": _label(line, "en")}, "amount": line["payer"]}
        for line in lines
    ]


def _label(line: dict[str, Any], lang: str) -> str:
    why = line["explanation"][lang]
    return f"{line['name'][lang]} ({why})" if line["payer"] != line["base"] and why else line["name"][lang]
