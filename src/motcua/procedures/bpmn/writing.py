"""A workflow's tree as BPMN 2.0 XML with a drawn diagram: other tools show it, and reading it gives the same tree.

What BPMN has words for is said in its words (lanes, tasks, gateways, timers, called pieces); what it has none for stands
in elements of our own name space, which other tools keep. `reading.py` is the way back.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .drawing import (
    Drawing,
    Edge,
    Names,
    Node,
    Tree,
    drawing_of,
    element,
    rows_of,
    steps_in,
    way_ids,
    ways_of,
)
from .layout import Box, Layout, lay_out
from .spelling import BPMN, OURS, spelled, tag, written

SPACES = {
    "xmlns:bpmn": BPMN,
    "xmlns:bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "xmlns:dc": "http://www.omg.org/spec/DD/20100524/DC",
    "xmlns:di": "http://www.omg.org/spec/DD/20100524/DI",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xmlns:mc": OURS,
}
CEL = "https://cel.dev"
"""Named as the language of conditions; it is not fetched."""

TASKS = {"auto": "serviceTask", "wait": "receiveTask", "call": "callActivity", "box": "subProcess"}


def to_bpmn(workflow: Tree, names: Names | None = None, *, name: str = "") -> str:
    """The XML of a workflow's tree, its parts behind it, each with a diagram of its own."""
    names = replace(names or Names(), english=False)
    drawings = [drawing_of(workflow, names, name=name)]
    drawings += [drawing_of(workflow, names, part=str(part)) for part in _map(workflow.get("parts"))]
    body = []
    for drawing in drawings:
        flow = _map(_map(workflow.get("parts")).get(drawing.part)) if drawing.part else workflow
        body.append(_Process(drawing, flow).xml())
    body += [_diagram(lay_out(drawing)) for drawing in drawings]
    head = {**SPACES, "id": "Definitions", "targetNamespace": OURS, "expressionLanguage": CEL,
            "exporter": "Một Cửa"}  # fmt: skip
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tag("bpmn:definitions", head, body)}\n'


def title_of(text: Any) -> tuple[str, dict[str, str]] | None:
    """Vietnamese as the BPMN name, English beside it; None when the tree's text has another shape."""
    if not isinstance(text, Mapping) or not isinstance(text.get("vi"), str) or not text["vi"]:
        return None
    if set(text) == {"vi"}:
        return text["vi"], {"words": "vi"}
    if set(text) == {"vi", "en"} and isinstance(text["en"], str):
        return text["vi"], {"words_en": text["en"]}
    return None


class _Process:
    def __init__(self, drawing: Drawing, flow: Tree) -> None:
        self.drawing, self.flow, self.part = drawing, flow, drawing.part
        self.steps = steps_in(flow)
        self.outgoing: dict[str, list[str]] = {}
        self.incoming: dict[str, list[str]] = {}
        for edge in drawing.edges:
            self.outgoing.setdefault(edge.source, []).append(edge.id)
            self.incoming.setdefault(edge.target, []).append(edge.id)

    def xml(self) -> str:
        own = self.id("Process")
        pool = tag("bpmn:participant", {"id": self.id("Pool"), "name": self.drawing.name, "processRef": own})
        nodes = [self.node(node) for node in self.drawing.nodes]
        timers = [self.timers(node) for node in self.drawing.nodes if node.timers]
        edges = [self.edge(edge) for edge in self.drawing.edges]
        inside = [_settings(self.about()), self.lanes(), *nodes, *timers, *edges]
        head = {"id": own, "name": self.drawing.name, "isExecutable": "false"}
        return tag("bpmn:collaboration", {"id": self.id("Pools")}, [pool]) + tag("bpmn:process", head, inside)

    def id(self, kind: str, *parts: str) -> str:
        return element(kind, *parts, part=self.part)

    def about(self) -> str:
        known = {"steps", "parts"}
        if any(edge.id == self.id("Begin") for edge in self.drawing.edges) and isinstance(
            self.flow.get("start"), str
        ):
            known.add("start")
        rest = {key: value for key, value in self.flow.items() if key not in known}
        return written("workflow", rest, {"part": self.part} if self.part else None)

    def lanes(self) -> str:
        rows = []
        for lane in self.drawing.lanes:
            about = {"agency": lane.agency, **({"post": lane.post} if lane.post else {})}
            members = [node.id for node in self.drawing.nodes if node.lane == lane.id]
            members += [timer for n in self.drawing.nodes if n.lane == lane.id for timer in n.timers]
            refs = [tag("bpmn:flowNodeRef", {}, [spelled(one)]) for one in members]
            inside = [_settings(tag("mc:lane", about)), *refs]
            rows.append(tag("bpmn:lane", {"id": lane.id, "name": lane.label}, inside))
        return tag("bpmn:laneSet", {"id": self.id("Lanes")}, rows) if rows else ""

    def node(self, node: Node) -> str:
        flows = [tag("bpmn:incoming", {}, [one]) for one in self.incoming.get(node.id, ())]
        flows += [tag("bpmn:outgoing", {}, [one]) for one in self.outgoing.get(node.id, ())]
        head = {"id": node.id, "name": node.label}
        match node.kind:
            case "start":
                return tag("bpmn:startEvent", head, flows)
            case "choice":
                return tag("bpmn:exclusiveGateway", {"id": node.id}, flows)
            case "end":
                return tag("bpmn:endEvent", head, flows)
            case "refused":
                return tag("bpmn:endEvent", head, [_settings(tag("mc:refused", {})), *flows])
            case "missing":
                to = tag("mc:missing", {"to": node.label} if node.label != "?" else {})
                link = tag("bpmn:linkEventDefinition", {"id": f"{node.id}-link", "name": node.label})
                return tag("bpmn:intermediateThrowEvent", head, [_settings(to), *flows, link])
        return self.step(node, flows)

    def step(self, node: Node, flows: list[str]) -> str:
        step = self.steps[node.step]
        left_out = {"next"}
        title = title_of(step.get("title"))
        about = {"id": node.step}
        if title:
            left_out.add("title")
            about |= title[1]
        inner = []
        for key in ("opinions", "escalate"):
            if rows_of(step, key):
                left_out.add(key)
        if not rows_of(step, "next") and "next" in step:
            left_out.discard("next")
        if node.inside and node.kind == "box":
            inner = [self.opinion(one, row) for one, row in zip(node.inside, rows_of(step, "opinions"),
                                                                  strict=True)]  # fmt: skip
        elif rows_of(step, "opinions"):
            left_out.discard("opinions")
        rest = {key: value for key, value in step.items() if key not in left_out and key != "id"}
        head = {"id": node.id, "name": title[0] if title else node.label}
        if node.kind == "call":
            head["calledElement"] = element("Process", part=str(step.get("part") or ""))
        kind = TASKS.get(node.kind, "userTask")
        if kind == "subProcess":
            head["triggeredByEvent"] = "false"
        return tag(f"bpmn:{kind}", head, [_settings(written("step", rest, about)), *flows, *inner])

    def opinion(self, inner: Any, row: Tree) -> str:
        name = title_of(row.get("name"))
        about = dict(name[1]) if name else {}
        rest = {key: value for key, value in row.items() if not (key == "name" and name)}
        head = {"id": inner.id, "name": name[0] if name else inner.label}
        return tag("bpmn:userTask", head, [_settings(written("opinion", rest, about))])

    def timers(self, node: Node) -> str:
        step, made = self.steps[node.step], []
        for timer, row in zip(node.timers, rows_of(step, "escalate"), strict=True):
            about = written("escalation", row)
            span = _span(step.get("hours"), row.get("hours"))
            when = tag("bpmn:timeDuration", {"xsi:type": "bpmn:tFormalExpression"}, [span])
            definition = tag("bpmn:timerEventDefinition", {"id": f"{timer}-timer"}, [when])
            head = {"id": timer, "attachedToRef": node.id, "cancelActivity": "false"}
            made.append(tag("bpmn:boundaryEvent", head, [_settings(about), definition]))
        return "".join(made)

    def edge(self, edge: Edge) -> str:
        head = {"id": edge.id, "sourceRef": edge.source, "targetRef": edge.target}
        if not edge.action:
            return tag("bpmn:sequenceFlow", head)
        ways = ways_of(self.steps[edge.step])
        ids = [self.id("Way", edge.step, one) for one in way_ids(way.get("id") for way in ways)]
        way = dict(ways[ids.index(edge.id)])
        label = title_of(way.get("label"))
        about = label[1] if label else {}
        if label:
            way.pop("label")
        if isinstance(way.get("to"), str):
            way.pop("to")
        inside = []
        if isinstance(way.get("when"), str):
            told = {"xsi:type": "bpmn:tFormalExpression", "language": CEL}
            inside = [tag("bpmn:conditionExpression", told, [spelled(way.pop("when"))])]
        if label or "label" in way:
            head["name"] = label[0] if label else edge.label
        return tag("bpmn:sequenceFlow", head, [_settings(written("way", way, about)), *inside])


def _settings(inside: str) -> str:
    return tag("bpmn:extensionElements", {}, [inside])


def _map(value: Any) -> Tree:
    return value if isinstance(value, Mapping) else {}


def _span(hours: Any, after: Any) -> str:
    """For readers of other tools: working hours from the step's opening to this moment, as a duration."""
    told = [one for one in (hours, after) if isinstance(one, int | float)]
    minutes = max(round(sum(told) * 60), 0)
    return f"PT{minutes // 60}H" + (f"{minutes % 60}M" if minutes % 60 else "")


def _diagram(layout: Layout) -> str:
    drawing, part = layout.drawing, layout.drawing.part
    shapes = [_shape(element("Pool", part=part), layout.frame, ' isHorizontal="true"')]
    shapes += [_shape(lane.id, layout.boxes[lane.id], ' isHorizontal="true"') for lane in drawing.lanes]
    for node in drawing.nodes:
        box = layout.boxes[node.id]
        open_ = ' isExpanded="true"' if node.kind == "box" else ""
        under = Box(box.x - 42, box.bottom + 4, 120, 26) if box.height < 40 and node.label else None
        shapes.append(_shape(node.id, box, open_, under))
        shapes += [_shape(one.id, layout.boxes[one.id]) for one in node.inside]
        shapes += [_shape(timer, layout.boxes[timer]) for timer in node.timers]
    for edge in drawing.edges:
        points = "".join(tag("di:waypoint", {"x": f"{x:g}", "y": f"{y:g}"}) for x, y in layout.lines[edge.id])
        label = _label(layout.labels[edge.id]) if edge.id in layout.labels else ""
        shapes.append(
            tag("bpmndi:BPMNEdge", {"id": f"{edge.id}-di", "bpmnElement": edge.id}, [points, label])
        )
    plane = {"id": element("Plane", part=part), "bpmnElement": element("Pools", part=part)}
    inside = [tag("bpmndi:BPMNPlane", plane, shapes)]
    head = {"id": element("Diagram", part=part), "name": drawing.name}
    return tag("bpmndi:BPMNDiagram", head, inside)


def _shape(key: str, box: Box, more: str = "", label: Box | None = None) -> str:
    return (
        f'<bpmndi:BPMNShape id="{key}-di" bpmnElement="{key}"{more}>{_bounds(box)}'
        f"{_label(label) if label else ''}</bpmndi:BPMNShape>"
    )


def _label(box: Box) -> str:
    return f"<bpmndi:BPMNLabel>{_bounds(box)}</bpmndi:BPMNLabel>"


def _bounds(box: Box) -> str:
    return f'<dc:Bounds x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}"/>'
