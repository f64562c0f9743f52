"""Faults that a test or a curious visitor switches on: the other side is slow, fails, lies."""

import threading
from collections.abc import Mapping
from typing import Any


class UnknownFault(ValueError):
    """A fault was asked for that this stand-in does not play; the message lists those it does."""


class Faults:
    """At most one fault at a time, for ever or for the next `times` occasions."""

    def __init__(self, known: frozenset[str]) -> None:
        self.known = known
        self._lock = threading.Lock()
        self._name: str | None = None
        self._left: int | None = None
        self.seconds = 0.0

    def switch(self, wish: Mapping[str, Any]) -> None:
        """Set from `{"fail": name or null, "times": n, "seconds": s}`. Raises UnknownFault."""
        name = wish.get("fail")
        if name is not None and name not in self.known:
            raise UnknownFault(f"{name!r} is not one of {', '.join(sorted(self.known))}")
        with self._lock:
            self._name = name
            self._left = wish.get("times")
            self.seconds = float(wish.get("seconds", 3.0))

    def strikes(self, name: str) -> bool:
        """Whether the fault `name` is to be played now; uses up one of its times."""
        with self._lock:
            if self._name != name:
                return False
            if self._left is not None:
                self._left -= 1
                if self._left <= 0:
                    self._name = None
            return True

    def shown(self) -> dict[str, Any]:
        """The present switch position, as JSON."""
        return {"fail": self._name, "times": self._left, "seconds": self.seconds, "known": sorted(self.known)}
