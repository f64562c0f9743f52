"""Who wants to know, in the same transaction, that orders have been paid.

A handler runs while the orders' rows are locked; when it raises, the booking is rolled back and the gateway
repeats its notice. A handler that locks rows of its own must take them in the order: order, then its rows. Many payments
that come at once are booked in one transaction: then it hears of them together, each order once.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motcua.money.models import Order

type Handler = Callable[[Sequence["Order"], datetime], None]

_handlers: list[Handler] = []


def connect(handler: Handler) -> Handler:
    """Call `handler(orders, at)` for all orders that become paid at once. Connecting twice has no effect."""
    if handler not in _handlers:
        _handlers.append(handler)
    return handler


def disconnect(handler: Handler) -> None:
    """Stop calling `handler`; nothing happens when it was not connected."""
    if handler in _handlers:
        _handlers.remove(handler)


def announce(orders: Sequence["Order"], at: datetime) -> None:
    """Call all handlers, in the order in which they were connected. What one raises goes to the caller."""
    for handler in list(_handlers):
        handler(orders, at)
