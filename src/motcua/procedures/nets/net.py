"""A workflow net: places, transitions, one place to begin in, one to end in. A marking is a number: bit = place.

One bit for a place is enough: a second token in a place is itself a fault (two threads of work where the drawing means
one), and the search stops there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Transition:
    """`inputs` and `outputs` are sets of places as bits; `shows` names what to draw when it fires.

    `waits`: an inclusive join takes the tokens that are there as soon as none can still come. Pairs of an input
    place and of the places from which a token may still reach it. `clears` takes every token away (terminate).
    """

    id: str
    inputs: int
    outputs: int
    shows: tuple[str, ...] = ()
    waits: tuple[tuple[int, int], ...] = ()
    clears: bool = False

    def enabled(self, marking: int) -> bool:
        if not self.waits:
            return marking & self.inputs == self.inputs
        if not marking & self.inputs:
            return False
        return all(marking & place or not marking & sources for place, sources in self.waits)

    def fire(self, marking: int) -> tuple[int, int]:
        """The next marking, and the places that would hold two tokens (0: none)."""
        rest = 0 if self.clears else marking & ~self.inputs
        return rest | self.outputs, rest & self.outputs


@dataclass(frozen=True, slots=True)
class Net:
    """`places` are names in the order of their bits; `start` and `end` are single bits."""

    places: tuple[str, ...]
    transitions: tuple[Transition, ...]
    start: int
    end: int

    def names(self, marking: int) -> tuple[str, ...]:
        """The marked places."""
        return tuple(name for i, name in enumerate(self.places) if marking >> i & 1)


class Builder:
    """Gathers places by name and transitions between them."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}
        self._transitions: list[Transition] = []

    def place(self, name: str) -> int:
        return self._bits.setdefault(name, 1 << len(self._bits))

    def mask(self, names: Iterable[str]) -> int:
        made = 0
        for name in names:
            made |= self.place(name)
        return made

    def transition(
        self, id: str, inputs: Iterable[str], outputs: Iterable[str], *, shows: tuple[str, ...] = (),
        waits: Mapping[str, Iterable[str]] | None = None, clears: bool = False,
    ) -> None:  # fmt: skip
        pairs = tuple((self.place(name), self.mask(sources)) for name, sources in (waits or {}).items())
        self._transitions.append(Transition(id, self.mask(inputs), self.mask(outputs), shows, pairs, clears))

    def net(self, start: str, end: str) -> Net:
        first, last = self.place(start), self.place(end)
        return Net(tuple(self._bits), tuple(self._transitions), first, last)
