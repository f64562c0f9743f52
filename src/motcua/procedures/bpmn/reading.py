"""BPMN 2.0 XML to a workflow's tree: our own files without loss, those of other tools as far as our language goes.

Nothing is dropped in silence: what is not taken over is named with its element, kind and line. Where something is left
out that a dossier would have passed, the ways into it lead to a step that is not there, so that nobody publishes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from motcua.foundation.safe_xml import Element, NotReadable, read_xml
from motcua.procedures.definition import Workflow

from .container import Container, plain
from .findings import Finding, Findings
from .flow_reading import FlowReading
from .foreign import Vocabulary, report_vendor, slug
from .spelling import BPMN, OURS, read_map
from .threads import report_threads

WORKFLOW_PARTS = frozenset({"extensionElements", "documentation", "laneSet"})


@dataclass(frozen=True, slots=True)
class Reading:
    """`workflow`: the tree. `names`: element id in the file by path in the tree, such as `steps.check.next[0]`."""

    workflow: dict[str, Any]
    findings: tuple[Finding, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    name: str = ""

    @property
    def whole(self) -> bool:
        """Nothing was left out that changes the meaning."""
        return all(finding.weight == "note" for finding in self.findings)


def from_bpmn(source: bytes | str, vocabulary: Vocabulary | None = None) -> Reading:
    """The workflow that the file holds. `vocabulary`: the city's posts and agencies, to know lanes by their names.

    Raises: NotReadable when it is no XML, not safe, or no BPMN 2.0.
    """
    root = read_xml(source.encode() if isinstance(source, str) else source)
    if root.space != BPMN or root.name != "definitions":
        raise NotReadable(
            root.line,
            f"Tệp không phải BPMN 2.0 (phần tử gốc là “{root.name}”).",
            f'The file is not BPMN 2.0 (its root element is "{root.name}").',
        )
    return _Reader(root, vocabulary or Vocabulary()).read()


def workflow_of(reading: Reading) -> Workflow:
    """The typed workflow. Raises: msgspec.ValidationError when the tree is unfinished."""
    return msgspec.convert(reading.workflow, Workflow)


class _Reader:
    def __init__(self, root: Element, vocabulary: Vocabulary) -> None:
        self.root, self.vocabulary = root, vocabulary
        self.findings = Findings()
        self.processes = {one.attributes.get("id", f"#{n}"): one for n, one in
                          enumerate(root.all(BPMN, "process"))}  # fmt: skip
        self.parts: dict[str, dict[str, Any]] = {}
        self.part_ids: dict[str, str] = {}
        self.pending: list[tuple[str, Element]] = []
        self.names: dict[str, str] = {}

    def read(self) -> Reading:
        main = self._main()
        self._beside(main)
        for process in self.processes.values():
            part = self._settings(process).get("part")
            if process is not main and isinstance(part, str):
                self._begin_part(part, process)
        flow = self._flow(main, "")
        seen: set[int] = set()
        while self.pending:
            part, container = self.pending.pop(0)
            if id(container) not in seen:
                seen.add(id(container))
                self.parts[part] = self._flow(container, part)
        workflow = dict(flow)
        if self.parts:
            workflow["parts"] = self.parts
        for process in self.processes.values():
            if process is not main and id(process) not in seen:
                self.findings.unsupported(
                    process,
                    "Quy trình này không được quy trình chính gọi tới; không đưa vào.",
                    "The main process does not call this process; it is not taken over.",
                )
        found = tuple(sorted(self.findings.all, key=lambda one: (one.weight, one.line)))
        return Reading(workflow, found, self.names, main.attributes.get("name", ""))

    def _settings(self, process: Element) -> dict[str, Any]:
        extension = process.first(BPMN, "extensionElements")
        about = extension.first(OURS, "workflow") if extension else None
        return read_map(about, frozenset()) if about else {}

    def _main(self) -> Element:
        """Our main process, or the one with the most in it."""
        if not self.processes:
            raise NotReadable(self.root.line, "Tệp không có quy trình (process) nào.", "There is no process.")
        own = [p for p in self.processes.values() if "part" not in self._settings(p)] or [
            *self.processes.values()
        ]
        return max(own, key=lambda process: len(process.children))

    def _beside(self, main: Element) -> None:
        """Pools, messages between them and other things outside of processes."""
        report_vendor(self.root, self.findings)
        for process in self.processes.values():
            report_vendor(process, self.findings)
        for child in self.root.children:
            if child.space != BPMN or child.name in ("process", "import", "extension"):
                continue
            if child.name == "collaboration":
                self._collaboration(child)
            elif child.name not in ("extensionElements", "documentation"):
                self.findings.aside(child, "Phần tử ngoài quy trình, không đưa vào.",
                                    "It stands outside of the process and is not taken over.")  # fmt: skip

    def _collaboration(self, collaboration: Element) -> None:
        report_vendor(collaboration, self.findings)
        for one in collaboration.all(BPMN):
            words = plain(one.attributes.get("name", ""))
            match one.name:
                case "participant":
                    report_vendor(one, self.findings)
                    if one.attributes.get("processRef") not in self.processes:
                        self.findings.aside(one, f"Bên tham gia “{words}” không có quy trình bên trong.",
                                            f'The pool "{words}" holds no process.')  # fmt: skip
                case "messageFlow":
                    self.findings.aside(one, f"Luồng thông điệp “{words}” giữa các bên không đưa vào.",
                                        f'The message flow "{words}" between pools is not taken over.')  # fmt: skip
                case "extensionElements" | "documentation":
                    pass
                case _:
                    self.findings.aside(one, "Chú thích của sơ đồ, không đưa vào.",
                                        "A remark in the diagram, not taken over.")  # fmt: skip

    def _flow(self, container: Element, part: str) -> dict[str, Any]:
        about = self._settings(container) if container.name == "process" else {}
        about.pop("part", None)
        inside = Container(container, self.findings)
        reading = FlowReading(inside, self.findings, self.vocabulary, self.call)
        flow = reading.read(about)
        if reading.branches:
            report_threads(inside, self.findings)
        if part and "name" not in flow:
            words = plain(container.attributes.get("name", "")) or part
            flow = {"name": {"vi": words, "en": ""}, **flow}
        before = f"parts.{part}." if part else ""
        self.names |= {f"{before}{path}": element for path, element in reading.names.items()}
        return flow

    def _begin_part(self, part: str, container: Element) -> None:
        self.part_ids[container.attributes.get("id", "")] = part
        self.pending.append((part, container))

    def call(self, element: Element) -> str:
        """The part that a sub-process or a call stands for; it is read later."""
        if element.name == "subProcess":
            part = self._free(
                slug(element.attributes.get("name", "")) or slug(element.attributes.get("id", ""))
            )
            self._begin_part(part, element)
            return part
        called = element.attributes.get("calledElement", "") or _called_elsewhere(element)
        if called in self.part_ids:
            return self.part_ids[called]
        if called in self.processes:
            process = self.processes[called]
            part = self._free(slug(process.attributes.get("name", "")) or slug(called))
            self._begin_part(part, process)
            return part
        self.findings.unsupported(
            element,
            f"Quy trình con được gọi “{called}” không có trong tệp.",
            f'The called process "{called}" is not in the file.',
        )
        return slug(called) or "missing"

    def _free(self, wish: str) -> str:
        wish = wish or "part"
        taken, n, name = set(self.part_ids.values()), 2, wish
        while name in taken:
            name, n = f"{wish}_{n}", n + 1
        return name


def _called_elsewhere(element: Element) -> str:
    """Camunda 8 names the called process in an extension."""
    extension = element.first(BPMN, "extensionElements")
    found = [one.attributes.get("processId", "") for one in extension.children] if extension else []
    return next((one for one in found if one), "")
