"""What stands in a process: nodes, arrows, lanes, and events at the edge of steps."""

from motcua.foundation.safe_xml import Element

from .findings import Findings
from .foreign import report_vendor
from .spelling import BPMN, OURS

TASKS = frozenset({"task", "userTask", "manualTask", "sendTask", "scriptTask", "serviceTask",
                   "businessRuleTask", "receiveTask", "callActivity", "subProcess"})  # fmt: skip
ASIDE = frozenset({"textAnnotation", "association", "group", "dataObject", "dataObjectReference",
                   "dataStoreReference", "ioSpecification", "property", "auditing", "monitoring"})  # fmt: skip
PASSED = frozenset({"sequenceFlow", "laneSet", "extensionElements", "documentation", "incoming", "outgoing"})


def remark(element: Element, findings: Findings) -> None:
    """A remark, a data object and the like: named, and left in the other file."""
    text = element.first(BPMN, "text")
    words = plain(text.text if text else element.attributes.get("name", ""))
    told = (f": “{words}”", f': "{words}"') if words else ("", "")
    findings.aside(
        element, f"Chỉ để đọc, không đưa vào{told[0]}.", f"For reading only, not taken over{told[1]}."
    )


def plain(words: str) -> str:
    """Words of a label in one line."""
    return " ".join(words.split())


def settings(element: Element, name: str) -> Element | None:
    extension = element.first(BPMN, "extensionElements")
    return extension.first(OURS, name) if extension else None


def event_kind(element: Element) -> str:
    """`timer`, `message`, …; empty for a plain event."""
    found = next((one.name for one in element.all(BPMN) if one.name.endswith("EventDefinition")), "")
    return found.removesuffix("EventDefinition")


class Container:
    """What stands in a process: nodes by id, arrows by where they begin, lanes by who stands in them."""

    def __init__(self, element: Element, findings: Findings) -> None:
        self.element = element
        self.nodes: dict[str, Element] = {}
        self.timers: dict[str, list[Element]] = {}
        self.flows: dict[str, list[Element]] = {}
        self.incoming: dict[str, int] = {}
        self.lanes: dict[str, Element] = {}
        for child in element.all(BPMN):
            key = child.attributes.get("id", "")
            if child.name == "laneSet":
                self._lanes(child, findings)
            elif child.name == "sequenceFlow":
                self.flows.setdefault(child.attributes.get("sourceRef", ""), []).append(child)
            elif child.name == "boundaryEvent":
                self.timers.setdefault(child.attributes.get("attachedToRef", ""), []).append(child)
            elif child.name in ASIDE:
                remark(child, findings)
            elif child.name not in PASSED:
                self.nodes[key or f"#{child.line}"] = child
        for child in element.children:
            if child.space != BPMN:
                findings.aside(child, "Phần tử của công cụ khác, không đưa vào.",
                               "An element of another tool, not taken over.")  # fmt: skip
        for flow in [one for some in self.flows.values() for one in some]:
            target = flow.attributes.get("targetRef", "")
            self.incoming[target] = self.incoming.get(target, 0) + 1
            for end in ("sourceRef", "targetRef"):
                if flow.attributes.get(end, "") not in self.nodes and flow.attributes.get(end, "") not in {
                    timer.attributes.get("id") for some in self.timers.values() for timer in some
                }:
                    findings.error("BPMN_LOOSE", flow, "Mũi tên không nối với bước nào.",
                                   "The arrow does not join two elements.")  # fmt: skip

    def _lanes(self, lane_set: Element, findings: Findings) -> None:
        for lane in lane_set.all(BPMN, "lane"):
            report_vendor(lane, findings)
            for ref in lane.all(BPMN, "flowNodeRef"):
                self.lanes[ref.text.strip()] = lane
            for inner in lane.all(BPMN, "childLaneSet"):
                self._lanes(inner, findings)

    def out(self, key: str) -> list[Element]:
        return self.flows.get(key, [])

    def target(self, flow: Element) -> str:
        return flow.attributes.get("targetRef", "")


def waits(element: Element) -> bool:
    """An event in the middle that waits for a message from outside."""
    return element.name == "intermediateCatchEvent" and event_kind(element) == "message"


def is_box(element: Element) -> bool:
    tasks = [one for one in element.all(BPMN) if one.name in TASKS]
    ordered = element.all(BPMN, "sequenceFlow") or element.all(BPMN, "startEvent")
    return (
        bool(tasks) and not ordered and all(task.name not in ("subProcess", "callActivity") for task in tasks)
    )
