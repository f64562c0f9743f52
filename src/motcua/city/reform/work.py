"""Work that moves when a body ends: each room above registers a handler for its own; no room knows another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from motcua.foundation.actor import Actor

if TYPE_CHECKING:
    from motcua.city.reform.resolving import Change


@dataclass(frozen=True, slots=True)
class Line:
    """So many pieces of one kind of work go from a body to another. `to` empty: nobody takes them over.

    `about`: the procedure, the kind of post or the name of the thing. `unsure`: how many of them lie at `to` until an
    officer decides.
    """

    from_key: str
    to_key: str
    about: str
    count: int
    unsure: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """One kind of work in a preview, or what became of it."""

    key: str
    vi: str
    en: str
    lines: tuple[Line, ...]
    note_vi: str = ""
    note_en: str = ""

    @property
    def count(self) -> int:
        return sum(line.count for line in self.lines)

    @property
    def unsure(self) -> int:
        return sum(line.unsure for line in self.lines)


@dataclass(frozen=True, slots=True)
class Open:
    """A piece of work whose taker is not known: what an officer needs to decide it. See `models.Question`."""

    kind: str
    subject: str
    code: str
    title: str
    place: str
    from_key: str
    agency_key: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """What a handler found or did."""

    tallies: Sequence[Tally]
    open: Sequence[Open] = ()


class Handler(Protocol):
    """How one room's work is counted and moved. All run in the caller's transaction."""

    def preview(self, change: "Change", at: datetime) -> Moved:
        """What would move if the plan were run now. Writes nothing."""

    def move(self, change: "Change", by: Actor, at: datetime) -> Moved:
        """Move it. Called again after a run for work that slipped in meanwhile: what has moved is not touched."""


class Hander(Protocol):
    """Hands one piece of work on after an officer decided."""

    def __call__(
        self, subject: str, kind: str, to: str, *, by: Actor, at: datetime, plan: str, body: str
    ) -> bool:
        """`body`: key of the agency where it lies meanwhile. False: the matter has ended or lies elsewhere by now."""


_handlers: dict[str, tuple[int, Handler]] = {}
_handers: list[Hander] = []
_after: list[Callable[[], None]] = []


def offer(key: str, order: int, handler: Handler) -> None:
    """Register a room's handler; smaller `order` moves first. The same key replaces."""
    _handlers[key] = (order, handler)


def offer_hander(hander: Hander) -> None:
    """Register who hands on a dossier after a decision of the review list."""
    if hander not in _handers:
        _handers.append(hander)


def after_run(callback: Callable[[], None]) -> None:
    """Called when a plan was run and committed: rooms drop what they keep in memory of agencies."""
    if callback not in _after:
        _after.append(callback)


def handlers() -> list[Handler]:
    return [handler for _, handler in sorted(_handlers.values(), key=lambda pair: pair[0])]


def hand_on(subject: str, kind: str, to: str, *, by: Actor, at: datetime, plan: str, body: str) -> bool:
    """Let the room that knows the subject hand it on. False when none did."""
    return any(hander(subject, kind, to, by=by, at=at, plan=plan, body=body) for hander in _handers)


def forget() -> None:
    for callback in _after:
        callback()
