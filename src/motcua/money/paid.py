"""Who wants to know, in the same transaction, that an order has been paid.

A handler runs while the order's row is locked; when it raises, the booking is rolled back and the gateway
repeats its notice. A handler that locks rows of its own must take them in the order: order, then its rows.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from motcua.money.models import Order

type Handler = Callable[["Order", datetime], None]

_handlers: list[Handler] = []


def connect(handler: Handler) -> Handler:
    """Call `handler(order, at)` for each order that becomes paid. Connecting twice has no effect."""
    if handler not in _handlers:
        _handlers.append(handler)
    return handler


def disconnect(handler: Handler) -> None:
    """Stop calling `handler`; nothing happens when it was not connected."""
    if handler in _handlers:
        _handlers.remove(handler)


def announce(order: "Order", at: datetime) -> None:
    """Call all handlers, in the order in which they were connected. What one raises goes to the caller."""
    for handler in list(_handlers):
        handler(order, at)
