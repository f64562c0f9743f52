"""Nobody owes a fee for a request that has ended without a result: the consumer "unpaid-fees" of the outbox.

Money locks an order before the dossier that it pays for. A change holds the dossier already, so it cannot cancel
orders itself without risking a deadlock; its event does it a moment later. A payment that comes first stays
booked and is owed back.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from motcua.foundation.events import Delivered
from motcua.money import errors, orders
from motcua.money.models import Order
from motcua.procedures.dossiers.changes import duties
from motcua.procedures.dossiers.status import Move
from motcua.procedures.duties.models import Duty

CONSUMER = "unpaid-fees"
ENDS = frozenset(
    move.value
    for move in (Move.WITHDRAW, Move.STOP, Move.REFUSE_INTAKE, Move.REFUSE, Move.SUPPLEMENT_EXPIRED)
)


def cancel_of_ended(batch: Sequence[Delivered]) -> None:
    """Cancel what is still unpaid for the dossiers of these events; two queries, and three an order."""
    by_dossier = {UUID(event.chain.split("/")[1]): event for event in batch}
    for duty in duties.end_of(list(by_dossier)):
        event = by_dossier[duty.dossier.uuid]
        _cancel(duty.order, str(event.data.get("words") or event.kind), event.at)
        Duty.objects.filter(id=duty.id, state=Duty.State.DUE).update(state=Duty.State.ENDED)
    for order in _unpaid(by_dossier):
        event = by_dossier[order.subject_id]
        _cancel(order, str(event.data.get("words") or event.kind), event.at)


def cancel(dossier_uuid: UUID, reason: str, at: datetime) -> None:
    """Cancel what is still unpaid for one dossier; only outside of a change, see above."""
    for order in _unpaid([dossier_uuid]):
        _cancel(order, reason, at)


def _unpaid(dossiers: Iterable[UUID]) -> list[Order]:
    return list(
        Order.objects.filter(subject_id__in=dossiers, status__in=sorted(orders.PAYABLE)).order_by("pk")
    )


def _cancel(order: Order, reason: str, at: datetime) -> None:
    with suppress(errors.WrongState):  # paid or cancelled since we looked
        orders.cancel_order(order, reason, at)
