"""Who wants to know, in the same transaction, that a receipt was issued or cancelled, and what is left of an order's prices;
and who knows under which symbols an agency collects. Rooms beside this one connect themselves.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from motcua.money.models import Order, Receipt


@dataclass(frozen=True, slots=True)
class Collector:
    """Under what an agency's receipts are numbered, and who collects."""

    form: str
    letters: str
    name: str
    tax_code: str


class Watcher(Protocol):
    """Is called while the orders' rows are locked; what it raises rolls the change back."""

    def issued(self, receipts: Sequence["Receipt"], at: datetime) -> None: ...

    def cancelled(self, receipt: "Receipt", at: datetime) -> None: ...

    def corrected(self, order: "Order", back: int, reason: str, at: datetime) -> None: ...


type FindCollector = Callable[["Order", datetime], Collector | None]

_watchers: list[Watcher] = []
_collector: list[FindCollector] = []


def connect(watcher: Watcher) -> Watcher:
    """Call `watcher` from now on; connecting twice has no effect."""
    if watcher not in _watchers:
        _watchers.append(watcher)
    return watcher


def collector_by(find: FindCollector) -> None:
    """Ask `find` under which symbols an order's agency collects. It must cost no statement as a rule."""
    _collector[:] = [find]


def collector_of(order: "Order", at: datetime) -> Collector | None:
    """The order's collector; None where nobody knows one, then the city's common letters count."""
    return _collector[0](order, at) if _collector else None


def tell_issued(receipts: Sequence["Receipt"], at: datetime) -> None:
    """All that were issued at once: of a burst of payments, or of one."""
    for watcher in _watchers:
        watcher.issued(receipts, at)


def tell_cancelled(receipt: "Receipt", at: datetime) -> None:
    for watcher in _watchers:
        watcher.cancelled(receipt, at)


def tell_corrected(order: "Order", back: int, reason: str, at: datetime) -> None:
    """`back`: đồng of the order that have gone back in all."""
    for watcher in _watchers:
        watcher.corrected(order, back, reason, at)
