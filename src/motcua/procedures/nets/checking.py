"""Is a net sound? Every part can be done, the end stays within reach, nothing is left behind at the end.

First the net is made small by rules that keep soundness (`reducing`); only when the small one is unsound is every
marking of the whole net visited, to find the shortest way into each fault.
"""

from collections import deque
from dataclasses import dataclass
from typing import Literal

from .graph import Graph, net_of
from .net import Net
from .reducing import reduced

Fault = Literal[
    "FLOW_DEADLOCK",
    "FLOW_LIVELOCK",
    "FLOW_LEFT_BEHIND",
    "FLOW_TWICE",
    "FLOW_NEVER",
    "FLOW_TOO_LARGE",
]
"""Work waits for ever; work goes round for ever; the end is reached while other work is open; the same place is
reached twice at once; a part that never happens; too many states to look at."""

MAX_STATES = 20_000
MOST = {"FLOW_LEFT_BEHIND": 1, "FLOW_TWICE": 1}
MOST_OF_OTHERS = 5
"""So many findings of one kind are told, the nearest to the start first; more would only repeat."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`elements`: where it shows. `way`: what happens one after another until then (nodes and arrows to draw)."""

    code: Fault
    elements: tuple[str, ...]
    way: tuple[str, ...] = ()


def check_graph(graph: Graph, *, max_states: int = MAX_STATES) -> list[Finding]:
    """What is wrong with a drawing, by the ids of its own elements; empty when it is sound."""
    net = net_of(graph)
    return [_by_ids(finding, net) for finding in check_net(net, max_states=max_states)]


def check_net(net: Net, *, max_states: int = MAX_STATES) -> list[Finding]:
    """As `check_graph`; `elements` are places, or for FLOW_NEVER what the transition shows."""
    small = reduced(net)
    if small is not None and not _explore(small, max_states):
        return []
    return _explore(net, max_states)


def _explore(net: Net, max_states: int) -> list[Finding]:
    came: dict[int, tuple[int, int]] = {net.start: (-1, -1)}
    back: dict[int, list[int]] = {}
    queue = deque([net.start])
    faults: dict[str, list[tuple[int, int, int]]] = {}
    fired = [False] * len(net.transitions)
    stuck: list[int] = []
    cut = False

    def note(code: str, marking: int, by: int, where: int) -> None:
        faults.setdefault(code, []).append((marking, by, where))

    while queue:
        marking = queue.popleft()
        if marking & net.end:
            if marking != net.end:
                note("FLOW_LEFT_BEHIND", marking, -1, marking & ~net.end)
                cut = True
            continue
        moved = False
        for n, transition in enumerate(net.transitions):
            if not transition.enabled(marking):
                continue
            moved = fired[n] = True
            following, twice = transition.fire(marking)
            if twice:
                note("FLOW_TWICE", marking, n, twice)
                cut = True
                continue
            back.setdefault(following, []).append(marking)
            if following not in came:
                if len(came) >= max_states:
                    return [Finding("FLOW_TOO_LARGE", ())]
                came[following] = (marking, n)
                queue.append(following)
        if not moved:
            stuck.append(marking)
            note("FLOW_DEADLOCK", marking, -1, marking)
    good = _closure([net.end], back) if net.end in came else set()
    lost = _closure([*stuck, *(m for found in faults.values() for m, _, _ in found)], back)
    circling = {marking for marking in came if marking not in good and marking not in lost}
    if circling:
        inner = _sink(circling, back)
        nearest = next(marking for marking in came if marking in inner)  # `came` is in the order of discovery
        note("FLOW_LIVELOCK", nearest, -1, nearest)
    if "FLOW_TWICE" in faults:  # what is doubled comes to the end twice as well: one word is enough
        faults.pop("FLOW_LEFT_BEHIND", None)
    findings = [
        Finding(code, net.names(where), _way(net, came, marking, by))  # type: ignore[arg-type]
        for code, found in faults.items()
        for marking, by, where in _distinct(found)[: MOST.get(code, MOST_OF_OTHERS)]
    ]
    # After another fault, what it keeps from happening is no fault of its own.
    never = _unconnected(net) if cut or findings else [n for n, did in enumerate(fired) if not did]
    done = {net.transitions[n].shows[:1] for n, did in enumerate(fired) if did}
    shown = dict.fromkeys(net.transitions[n].shows[:1] for n in never)
    return findings + [Finding("FLOW_NEVER", shows) for shows in shown if shows and shows not in done]


def _unconnected(net: Net) -> list[int]:
    """Transitions to which no chain of arrows leads from the start, whatever waits on the way."""
    reached, grown = net.start, True
    while grown:
        grown = False
        for transition in net.transitions:
            if transition.inputs & reached and transition.outputs & ~reached:
                reached |= transition.outputs
                grown = True
    return [n for n, transition in enumerate(net.transitions) if not transition.inputs & reached]


def _distinct(found: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The nearest of each place."""
    first: dict[int, tuple[int, int, int]] = {}
    for one in found:
        first.setdefault(one[2], one)
    return list(first.values())


def _closure(start: list[int], back: dict[int, list[int]]) -> set[int]:
    seen, queue = set(start), list(start)
    while queue:
        for before in back.get(queue.pop(), ()):
            if before not in seen:
                seen.add(before)
                queue.append(before)
    return seen


def _sink(markings: set[int], back: dict[int, list[int]]) -> set[int]:
    """Markings of the first circle found that nothing leaves: Tarjan's strongly connected components, until one."""
    onward: dict[int, list[int]] = {marking: [] for marking in markings}
    for marking in markings:
        for before in back.get(marking, ()):
            if before in onward:
                onward[before].append(marking)
    begin = next(iter(markings))
    number = {begin: 0}
    lowest = {begin: 0}
    path = [begin]
    work = [(begin, iter(onward[begin]))]
    while True:
        here, rest = work[-1]
        following = next(rest, None)
        if following is None:
            work.pop()
            if lowest[here] == number[here]:
                return set(path[path.index(here) :])
            above = work[-1][0]
            lowest[above] = min(lowest[above], lowest[here])
        elif following in number:
            lowest[here] = min(lowest[here], number[following])
        else:
            number[following] = lowest[following] = len(number)
            path.append(following)
            work.append((following, iter(onward[following])))


def _way(net: Net, came: dict[int, tuple[int, int]], marking: int, by: int) -> tuple[str, ...]:
    """What the transitions from the start to this marking show, in order; `by` fires last."""
    steps = [by] if by >= 0 else []
    while marking != net.start or came[marking][1] >= 0:
        before, transition = came[marking]
        if transition < 0:
            break
        steps.append(transition)
        marking = before
    shown: list[str] = []
    for n in reversed(steps):
        for name in net.transitions[n].shows:
            if not shown or shown[-1] != name:
                shown.append(name)
    return tuple(shown)


def _by_ids(finding: Finding, net: Net) -> Finding:
    """Places of a drawing are arrows or nodes: `source>arrow`, `node/in`."""
    if finding.code == "FLOW_NEVER":
        return finding
    ids = dict.fromkeys(name.split(">")[-1].removesuffix("/in") for name in finding.elements)
    return Finding(finding.code, tuple(ids), finding.way)
