"""How long the work takes on the longest way forward: of opinions side by side the slowest counts."""

from collections.abc import Mapping
from dataclasses import dataclass

from .readings import Reading, Steps


@dataclass(frozen=True, slots=True)
class Longest:
    """`minutes` of work on the longest way and the steps on it; or `circle`, steps that lead forward in a circle."""

    minutes: int
    steps: tuple[str, ...]
    circle: tuple[str, ...] = ()


def longest(start: str, steps: Steps, reading: Reading, case: str) -> Longest:
    """Over the ways of kind `forward` in a reading; rework is not planned for."""
    onward = {
        id: [
            to for way in reading.ways[id] if way.kind == "forward" and (to := way.to) in reading.ways and to
        ]
        for id in reading.reached
    }
    waiting: dict[str, int] = dict.fromkeys(onward, 0)
    for targets in onward.values():
        for to in targets:
            waiting[to] += 1
    ready = [id for id in onward if not waiting[id]]
    order: list[str] = []
    while ready:
        here = ready.pop()
        order.append(here)
        for to in onward[here]:
            waiting[to] -= 1
            if not waiting[to]:
                ready.append(to)
    if len(order) < len(onward):
        return Longest(0, (), _circle(onward, {id for id in onward if waiting[id]}))
    best: dict[str, tuple[int, str | None]] = {}
    for here in reversed(order):
        most, following = 0, None
        for to in onward[here]:
            if following is None or best[to][0] > most:
                most, following = best[to][0], to
        best[here] = (minutes_of(steps, here, case) + most, following)
    way: list[str] = []
    at: str | None = start
    while at is not None:
        way.append(at)
        at = best[at][1]
    return Longest(best[start][0], tuple(way))


def minutes_of(steps: Steps, id: str, case: str) -> int:
    """Working minutes that a step takes of the legal time in a case: none while the clock rests."""
    step = steps[id]
    return 0 if step.pauses or step.skipped_in(case) else step.minutes_in(case)


def _circle(onward: Mapping[str, list[str]], left: set[str]) -> tuple[str, ...]:
    """One circle among the steps that could not be put in order; its first step comes again at the end."""
    # Whoever is left has somebody left before it, so that going back must meet a step again.
    before = {to: id for id, targets in onward.items() if id in left for to in targets if to in left}
    at = next(id for id in onward if id in left)
    way = [at]
    while (at := before[at]) not in way:
        way.append(at)
    circle = way[way.index(at) :]
    return (at, *reversed(circle))
