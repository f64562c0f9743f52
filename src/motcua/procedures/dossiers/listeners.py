"""What dossiers hear of from the rooms below, and what they tell to people."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motcua.money.models import Order


def register() -> None:
    """Called once, when the applications are ready."""
    from motcua.exchange.bodies import gathering
    from motcua.foundation import events
    from motcua.money import paid
    from motcua.procedures.dossiers import notices, outside, unpaid
    from motcua.procedures.dossiers.moving import open_work

    paid.connect(_paid)
    gathering.connect(outside.waiting)
    events.subscribe(notices.CONSUMER, notices.tell, notices.TOLD)
    events.subscribe(unpaid.CONSUMER, unpaid.cancel_of_ended, unpaid.ENDS)
    open_work.register()


def _paid(orders: Sequence["Order"], at: datetime) -> None:
    """An order is the fee of a dossier, or a duty that a body's answer brought, or somebody else's."""
    from motcua.procedures.dossiers.changes.external import duty_paid
    from motcua.procedures.dossiers.changes.paying import fees_paid

    for order in fees_paid(orders, at):
        duty_paid(order, at)
