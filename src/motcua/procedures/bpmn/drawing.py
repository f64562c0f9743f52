"""What stands in a workflow's diagram: lanes, nodes and arrows, without places and sizes yet.

It reads the plain tree of a workflow, which may be unfinished: a way to a step that is not there ends at a node of
kind `missing`, a step without a title shows its id. Every element has the id that it bears in BPMN too.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

NodeKind = Literal["start", "task", "auto", "wait", "call", "box", "choice", "end", "refused", "missing"]
EdgeKind = Literal["plain", "forward", "back", "refuse"]
type Tree = Mapping[str, Any]

_ODD = re.compile(r"[^a-z0-9_]")

SPECIAL = {
    "intake": ("Một cửa", "One-stop office"),
    "competent": ("Cơ quan giải quyết", "Competent agency"),
    "consulted": ("Cơ quan được hỏi", "Consulted agency"),
    "commune": ("UBND cấp xã", "Commune"),
    "police": ("Công an", "Police"),
}
"""Agencies that a workflow names by their part in it, and their words in Vietnamese and English."""


@dataclass(frozen=True, slots=True)
class Names:
    """Words for keys of posts and agencies, in the language of the picture."""

    posts: Mapping[str, str] = field(default_factory=dict)
    agencies: Mapping[str, str] = field(default_factory=dict)
    english: bool = False

    def of(self, text: Any, otherwise: str = "") -> str:
        """The words of a text tree `{vi, en}` in this language, or the other one."""
        if not isinstance(text, Mapping):
            return str(text or otherwise)
        first, second = ("en", "vi") if self.english else ("vi", "en")
        return str(text.get(first) or text.get(second) or otherwise)

    def say(self, vi: str, en: str) -> str:
        return en if self.english else vi

    def lane(self, agency: str, post: str | None) -> str:
        if agency in SPECIAL:
            where = SPECIAL[agency][self.english]
        else:
            where = self.agencies.get(agency, agency)
        if not post:
            return where
        if (agency, post) == ("intake", "reception"):
            return where
        who = self.posts.get(post, post)
        return who if agency == "competent" else f"{where} · {who}"


@dataclass(frozen=True, slots=True)
class Lane:
    id: str
    label: str
    agency: str
    post: str | None


@dataclass(frozen=True, slots=True)
class Inner:
    """An opinion asked for in a box of opinions side by side."""

    id: str
    label: str
    opinion: str


@dataclass(frozen=True, slots=True)
class Node:
    """`step`: id of the step it belongs to, empty for the start. `foot`: a few words about its time."""

    id: str
    kind: NodeKind
    label: str
    lane: str
    step: str = ""
    foot: str = ""
    inside: tuple[Inner, ...] = ()
    timers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """`action`: id of the way out that it shows, empty for lines that only join a step with its choice."""

    id: str
    source: str
    target: str
    kind: EdgeKind = "plain"
    label: str = ""
    step: str = ""
    action: str = ""
    conditional: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """`part`: id of the piece of workflow shown, empty for the workflow itself."""

    part: str
    name: str
    lanes: tuple[Lane, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def drawing_of(workflow: Tree, names: Names | None = None, *, part: str = "", name: str = "") -> Drawing:
    """The drawing of a workflow's tree, or of one of its parts."""
    names = names or Names()
    flow: Tree = _map(_map(workflow.get("parts")).get(part)) if part else workflow
    return _Drafting(flow, names, part, names.of(flow.get("name"), part) if part else name).finish()


def element(kind: str, *parts: str, part: str = "") -> str:
    """The BPMN id of what a step, way or opinion is drawn as. Our own ids hold no hyphen, so that none collide;
    what an unfinished tree holds instead of an id is spelled out, so that XML takes it."""
    return "-".join([kind, *([f"in_{_spelled(part)}"] if part else []), *map(_spelled, parts)])


def _spelled(key: str) -> str:
    return _ODD.sub(lambda found: f".{ord(found[0]):x}.", key) or ".."


def steps_in(flow: Tree) -> dict[str, Tree]:
    return {str(key): _map(step) for key, step in _map(flow.get("steps")).items()}


def ways_of(step: Tree) -> list[Tree]:
    return rows_of(step, "next")


def rows_of(step: Tree, key: str) -> list[Tree]:
    """The maps of a list in an unfinished tree; nothing when it is no list of maps."""
    found = step.get(key)
    whole = isinstance(found, list | tuple) and all(isinstance(one, Mapping) for one in found)
    return list(found) if whole and found else []


def way_ids(keys: Iterable[Any]) -> list[str]:
    """What parts of a step are drawn as: their ids; numbers where these are missing or come twice."""
    names: list[str] = []
    for number, key in enumerate(keys):
        name = str(key or number)
        names.append(f"{name}_{number}" if name in names else name)
    return names


def in_order(flow: Tree) -> list[str]:
    """The steps as one comes to them from the start, nearest first; then those that no way leads to."""
    steps = steps_in(flow)
    queue, order = [str(flow.get("start") or "")], dict[str, None]()
    while queue:
        here = queue.pop(0)
        if here in steps and here not in order:
            order[here] = None
            queue += [str(way.get("to") or "") for way in ways_of(steps[here])]
    return list({**order, **dict.fromkeys(steps)})


def _map(value: Any) -> Tree:
    return value if isinstance(value, Mapping) else {}


class _Drafting:
    def __init__(self, flow: Tree, names: Names, part: str, name: str) -> None:
        self.flow, self.names, self.part, self.name = flow, names, part, name
        self.steps = steps_in(flow)
        self.lanes: dict[str, Lane] = {}
        self.nodes: list[Node] = []
        self.edges: list[Edge] = []

    def finish(self) -> Drawing:
        start = str(self.flow.get("start") or "")
        first = self.steps.get(start, next(iter(self.steps.values()), {}))
        begin = self.id("Start")
        words = self.names.say("Nộp hồ sơ", "Filed") if not self.part else ""
        self.nodes.append(Node(begin, "start", words, self.lane(first)))
        if start:
            target = self.id("Step", start) if start in self.steps else self.missing("", start, first)
            self.edges.append(Edge(self.id("Begin"), begin, target))
        for step_id in in_order(self.flow):
            self.step(step_id, self.steps[step_id])
        return Drawing(self.part, self.name, tuple(self.lanes.values()), tuple(self.nodes), tuple(self.edges))

    def id(self, kind: str, *parts: str) -> str:
        return element(kind, *parts, part=self.part)

    def lane(self, step: Tree) -> str:
        agency, post = str(step.get("agency") or "competent"), step.get("post")
        key = self.id("Lane", agency, str(post or "any"))
        if key not in self.lanes:
            label = self.names.lane(agency, str(post) if post else None)
            self.lanes[key] = Lane(key, label, agency, str(post) if post else None)
        return key

    def step(self, step_id: str, step: Tree) -> None:
        lane, own = self.lane(step), self.id("Step", step_id)
        opinions = rows_of(step, "opinions")
        keys = way_ids(one.get("id") for one in opinions)
        inside = tuple(
            Inner(self.id("Opinion", step_id, key), self.names.of(one.get("name"), key), key)
            for key, one in zip(keys, opinions, strict=True)
        )
        timers = tuple(self.id("Timer", step_id, str(n)) for n, _ in enumerate(rows_of(step, "escalate")))
        label = self.names.of(step.get("title"), step_id)
        kind = _kind(step, bool(inside))
        self.nodes.append(Node(own, kind, label, lane, step_id, self.foot(step), inside, timers))
        ways = ways_of(step)
        source = own
        if len(ways) > 1:
            source = self.id("Choice", step_id)
            self.nodes.append(Node(source, "choice", "", lane, step_id))
            self.edges.append(Edge(self.id("To", step_id), own, source, step=step_id))
        for n, way in enumerate(ways):
            self.way(step_id, step, source, n, way)

    def way(self, step_id: str, step: Tree, source: str, n: int, way: Tree) -> None:
        action, to = str(way.get("id") or f"{n}"), str(way.get("to") or "")
        kind: EdgeKind = "forward"
        if way.get("kind") in ("back", "refuse"):
            kind = way["kind"]
        if to == "end":
            target = self.id("Refused" if kind == "refuse" else "End", step_id)
            if all(node.id != target for node in self.nodes):
                words = (
                    self.names.say("Từ chối", "Refused")
                    if kind == "refuse"
                    else self.names.say("Kết thúc", "Finished")
                )
                end: NodeKind = "refused" if kind == "refuse" else "end"
                self.nodes.append(Node(target, end, words, self.lane(step), step_id))
        elif to in self.steps:
            target = self.id("Step", to)
        else:
            target = self.missing(step_id, to, step)
        label = self.names.of(way.get("label"), action)
        own = way_ids([way.get("id") for way in ways_of(step)])[n]
        self.edges.append(
            Edge(self.id("Way", step_id, own), source, target, kind, label, step_id, action,
                 bool(way.get("when")))
        )  # fmt: skip

    def missing(self, step_id: str, to: str, step: Tree) -> str:
        target = self.id("Missing", step_id or "start", to or "nowhere")
        if all(node.id != target for node in self.nodes):
            self.nodes.append(Node(target, "missing", to or "?", self.lane(step), step_id))
        return target

    def foot(self, step: Tree) -> str:
        asked = _map(step.get("consult")) or _map(step.get("external"))
        days = asked.get("days")
        if isinstance(days, int):
            return self.names.say(f"{days} ngày", f"{days} days" if days != 1 else "1 day")
        hours = step.get("hours")
        if not isinstance(hours, int | float) or not hours:
            return ""
        told = f"{hours:g}"
        told = told if self.names.english else told.replace(".", ",")
        return self.names.say(f"{told} giờ", f"{told} h")


def _kind(step: Tree, several: bool) -> NodeKind:
    match step.get("kind"):
        case "automatic":
            return "auto"
        case "external":
            return "wait"
        case "part":
            return "call"
    return "box" if several else "task"
