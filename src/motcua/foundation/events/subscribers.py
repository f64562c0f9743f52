"""Who wants to hear of events. Filled when the applications start, read-only afterwards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Delivered:
    """An event as a consumer gets it."""

    id: int
    chain: str
    seq: int
    kind: str
    at: datetime
    actor: dict[str, Any]
    data: dict[str, Any]


class OtherSideAway(Exception):
    """Raised by a handler whose other side cannot be reached now: nothing is wrong with the events.

    They are kept as they are and tried again, for as long as it takes; no attempt is counted.
    """


Handler = Callable[[Sequence[Delivered]], None]


@dataclass(frozen=True, slots=True)
class Consumer:
    """A named consumer. `kinds` None means every kind."""

    name: str
    handler: Handler
    kinds: frozenset[str] | None

    def wants(self, kind: str) -> bool:
        return self.kinds is None or kind in self.kinds


consumers: dict[str, Consumer] = {}
_by_kind: dict[str, list[str]] = {}


def subscribe(name: str, handler: Handler, kinds: frozenset[str] | None = None) -> None:
    """Register `handler` for batches of events; a name is taken once (the same handler again is harmless).

    The handler runs in the transaction that deletes its outbox rows: what it writes happens exactly once.
    """
    known = consumers.get(name)
    if known is not None and known.handler is not handler:
        raise ValueError(f"consumer {name!r} is already registered")
    consumers[name] = Consumer(name, handler, kinds)
    _by_kind.clear()


def names_for(kind: str) -> list[str]:
    """Names of the consumers that want events of this kind."""
    if kind not in _by_kind:
        _by_kind[kind] = [consumer.name for consumer in consumers.values() if consumer.wants(kind)]
    return _by_kind[kind]
