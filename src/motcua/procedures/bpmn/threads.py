"""Parallel branches that are no consultation: before saying that they are not supported, what is wrong with them."""

from motcua.foundation.safe_xml import Element
from motcua.procedures.nets import Edge, Graph, Node, NodeKind, check_graph, tell_of_graph

from .container import Container, event_kind, plain
from .findings import Findings
from .spelling import BPMN

KINDS: dict[str, NodeKind] = {
    "startEvent": "start",
    "exclusiveGateway": "xor",
    "eventBasedGateway": "xor",
    "parallelGateway": "and",
    "inclusiveGateway": "or",
    "complexGateway": "or",
}


def graph_of(container: Container) -> Graph:
    nodes = tuple(
        Node(key, _kind(element), plain(element.attributes.get("name", "")))
        for key, element in container.nodes.items()
        if element.space == BPMN
    )
    defaults = {element.attributes.get("default") for element in container.nodes.values()}
    edges = tuple(_edge(flow, defaults) for flows in container.flows.values() for flow in flows)
    return Graph(nodes, edges)


def report_threads(container: Container, findings: Findings) -> None:
    """Deadlocks and lost work of the drawing, by the ids of its own elements. Branches out of events at a step's
    edge are told elsewhere as not supported; a drawing with such branches is not judged here."""
    edges = {timer.attributes.get("id") for some in container.timers.values() for timer in some}
    if edges & set(container.flows):
        return
    flows = {flow.attributes.get("id", ""): flow for some in container.flows.values() for flow in some}
    graph = graph_of(container)
    for finding in check_graph(graph):
        first = finding.elements[0] if finding.elements else ""
        place = container.nodes.get(first) or flows.get(first) or container.element
        vi, en = tell_of_graph(finding, graph)
        findings.error(finding.code, place, vi, en)


def _kind(element: Element) -> NodeKind:
    if element.name == "endEvent":
        return "terminate" if event_kind(element) == "terminate" else "end"
    return KINDS.get(element.name, "task")


def _edge(flow: Element, defaults: set[str | None]) -> Edge:
    key = flow.attributes.get("id", "")
    condition = flow.first(BPMN, "conditionExpression")
    return Edge(
        key or f"#{flow.line}",
        flow.attributes.get("sourceRef", ""),
        flow.attributes.get("targetRef", ""),
        condition.text if condition is not None else None,
        key in defaults,
    )
