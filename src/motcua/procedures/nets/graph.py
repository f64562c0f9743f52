"""A drawing as a graph of nodes and arrows, whatever tool made it, and the net that it means (BPMN 2.0 §13).

Every arrow is a place. A task with several arrows in takes each token that comes; with several arrows out it sends
one along each (with conditions: along at least one). The ends share one place: a second thread that comes there, or is
still on its way, is a fault.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from .net import Builder, Net

NodeKind = Literal["start", "end", "terminate", "task", "xor", "and", "or"]
"""`terminate` is an end that takes every other token away; `or` is the inclusive gateway. An event that is waited for
in the middle, a call and a collapsed sub-process are tasks here."""

MAX_WAYS_OF_INCLUSIVE = 6
"""Arrows out of an inclusive split whose every choice is played (63); beyond: each alone, each pair, and all."""

START, END = "*start", "*end"


@dataclass(frozen=True, slots=True)
class Node:
    """`id` is the element's id in its document, used in findings; `name` its words, shown to people."""

    id: str
    kind: NodeKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow. `condition` is only looked at for being there; `default` is taken when no other holds."""

    id: str
    source: str
    target: str
    condition: str | None = None
    default: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """Arrows whose source or target is no node are the caller's to report; they are left out here."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def node(self, id: str) -> Node:
        return next(node for node in self.nodes if node.id == id)


def net_of(graph: Graph) -> Net:
    """The net of the drawing. Several start events are alternatives: any one of them begins."""
    known = {node.id for node in graph.nodes}
    into: dict[str, list[Edge]] = {node.id: [] for node in graph.nodes}
    out: dict[str, list[Edge]] = {node.id: [] for node in graph.nodes}
    for edge in graph.edges:
        if edge.source in known and edge.target in known:
            out[edge.source].append(edge)
            into[edge.target].append(edge)
    builder = Builder()
    builder.place(START)
    for node in graph.nodes:
        _node(builder, node, [_place(e) for e in into[node.id]], out[node.id], graph)
    return builder.net(START, END)


def _node(builder: Builder, node: Node, inputs: list[str], out: list[Edge], graph: Graph) -> None:
    starting = node.kind == "start"
    gathered = inputs
    if starting:
        gathered = [START]
    elif node.kind in ("and", "or") and len(inputs) > 1:
        gathered = [f"{node.id}/in"]
        builder.transition(
            f"{node.id}/join", inputs, gathered, shows=(node.id,),
            waits=_upstream(node, inputs, graph) if node.kind == "or" else None,
        )  # fmt: skip
    for n, choice in enumerate(_choices(node, out)):
        outputs = [_place(edge) for edge in choice] or [END]
        shows = (node.id, *(edge.id for edge in choice))
        for m, place in enumerate(gathered):
            builder.transition(f"{node.id}/{n}.{m}", [place], outputs, shows=shows,
                               clears=node.kind == "terminate")  # fmt: skip
        if not gathered:  # nothing leads here: what it does never happens
            builder.transition(f"{node.id}/{n}", [f"{node.id}/never"], outputs, shows=shows)


def _choices(node: Node, out: list[Edge]) -> list[tuple[Edge, ...]]:
    """The sets of arrows along which one token may go on. None: the thread ends here."""
    if node.kind in ("end", "terminate") or not out:
        return [()]
    if node.kind == "xor":
        return [(edge,) for edge in out]
    if node.kind == "or":
        return _subsets(out)
    if node.kind == "and":
        return [tuple(out)]
    always = [edge for edge in out if edge.condition is None and not edge.default]
    chosen = [edge for edge in out if edge.condition is not None or edge.default]
    if not chosen:
        return [tuple(out)]
    picks = _subsets(chosen)
    return [(*always, *pick) for pick in ([(), *picks] if always else picks)]


def _subsets(edges: list[Edge]) -> list[tuple[Edge, ...]]:
    sizes = range(1, len(edges) + 1)
    if len(edges) > MAX_WAYS_OF_INCLUSIVE:
        sizes = [1, 2, len(edges)]  # type: ignore[assignment]
    default = [edge for edge in edges if edge.default]
    usual = [edge for edge in edges if not edge.default]
    found = [pick for size in sizes for pick in combinations(usual, size)]
    return [*found, tuple(default)] if default else found


def _upstream(node: Node, inputs: list[str], graph: Graph) -> Mapping[str, set[str]]:
    """For each arrow into an inclusive join: the places from which a token can come there, not through the join."""
    back: dict[str, list[Edge]] = {}
    for edge in graph.edges:
        back.setdefault(edge.target, []).append(edge)
    joins = {other.id for other in graph.nodes if other.kind in ("and", "or")}
    found: dict[str, set[str]] = {}
    for edge in back.get(node.id, []):
        seen: set[str] = set()
        queue = [edge.source]
        met = {node.id}
        while queue:
            at = queue.pop()
            if at in met:
                continue
            met.add(at)
            if at in joins:
                seen.add(f"{at}/in")
            for before in back.get(at, []):
                seen.add(_place(before))
                queue.append(before.source)
        found[_place(edge)] = seen - set(inputs)
    return found


def _place(edge: Edge) -> str:
    return f"{edge.source}>{edge.id}"
