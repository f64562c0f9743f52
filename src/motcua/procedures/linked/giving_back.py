"""The fee of a part for which no work is done: the consumer "linked-fees" of the outbox.

Money locks an order before the dossier that it pays for; a change of a set holds dossiers already, so its event does this
a moment later. What is paid is asked back for the payer, and approved by a person as every refund; what is not paid is
no longer owed: the order is closed and the rest of it opened anew.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from motcua.foundation.events import Delivered
from motcua.money import errors, orders, refunds
from motcua.money.models import Order
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.status import OPEN, Finance, Status

CONSUMER = "linked-fees"
KINDS = frozenset({"part-fee-back"})
BY = "Hệ thống"


def give_back(batch: Sequence[Delivered]) -> None:
    """Each event is one part of one set. One query and those of the money room an order."""
    for event in batch:
        mine = f"{event.data['part_id']}."
        for order in Order.objects.filter(subject_id=UUID(event.chain.split("/")[1])).order_by("pk"):
            lines = [line for line in order.lines if str(line["code"]).startswith(mine)]
            if lines:
                _give_back(order, lines, str(event.data.get("reason") or event.kind), event)


def _give_back(order: Order, lines: list[dict[str, Any]], reason: str, event: Delivered) -> None:
    current = orders.lock(order.pk)
    amount = sum(int(line["payer"]) for line in lines)
    if current.status in (Order.Status.PAID, Order.Status.PARTLY_REFUNDED):
        if amount:
            with suppress(errors.RefundRefused):  # asked for already
                refunds.request(current, amount, reason, BY, event.at)
    elif current.status in orders.PAYABLE | {Order.Status.ZERO}:
        _owe_the_rest(current, lines, reason, event)


def _owe_the_rest(order: Order, lines: list[dict[str, Any]], reason: str, event: Delivered) -> None:
    gone = {str(line["code"]) for line in lines}
    rest = [line for line in order.lines if str(line["code"]) not in gone]
    orders.cancel_order(order, reason, event.at)
    total = {name: sum(int(line[name]) for line in rest) for name in ("base", "payer", "supported", "waived")}
    if rest:
        Order.objects.create(
            subject=order.subject,
            subject_id=order.subject_id,
            payer_name=order.payer_name,
            person_id=order.person_id,
            lines=rest,
            base_amount=total["base"],
            payer_amount=total["payer"],
            supported=total["supported"],
            waived=total["waived"],
            status=Order.Status.PENDING if total["payer"] else Order.Status.ZERO,
            channel=order.channel,
            collector=order.collector,
            collector_tax_code=order.collector_tax_code,
            agency_id=order.agency_id,
            created_at=event.at,
        )
    dossier = Dossier.objects.select_for_update().get(uuid=order.subject_id)
    dossier.fee_total = max(0, dossier.fee_total - order.payer_amount + total["payer"])
    if not total["payer"] and Status(dossier.status) in OPEN and dossier.finance == Finance.DUE:
        dossier.finance = (Finance.WAIVED if rest else Finance.NONE).value
    dossier.save(update_fields=["fee_total", "finance"])
