"""One process or sub-process: its nodes and arrows, and the steps that they make in our language."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from .drawing import element as drawn
from .findings import Findings
from .foreign import Vocabulary, condition_from, kind_from, report_vendor, slug
from .safe_xml import Element
from .spelling import BPMN, OURS, read_map

TASKS = frozenset({"task", "userTask", "manualTask", "sendTask", "scriptTask", "serviceTask",
                   "businessRuleTask", "receiveTask", "callActivity", "subProcess"})  # fmt: skip
AUTOMATIC = frozenset({"scriptTask", "serviceTask", "businessRuleTask"})
ASIDE = frozenset({"textAnnotation", "association", "group", "dataObject", "dataObjectReference",
                   "dataStoreReference", "ioSpecification", "property", "auditing", "monitoring"})  # fmt: skip
PASSED = frozenset({"sequenceFlow", "laneSet", "extensionElements", "documentation", "incoming", "outgoing"})
INSIDE = frozenset({"extensionElements", "documentation", "incoming", "outgoing", "conditionExpression"})
DAYS_IF_UNTOLD = 5
"""Working days of a consultation that the file gives no time for: an author must look at it. [our default]"""


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
                self._lanes(child)
            elif child.name == "sequenceFlow":
                self.flows.setdefault(child.attributes.get("sourceRef", ""), []).append(child)
            elif child.name == "boundaryEvent":
                self.timers.setdefault(child.attributes.get("attachedToRef", ""), []).append(child)
            elif child.name in ASIDE:
                text = child.first(BPMN, "text")
                words = plain(text.text if text else child.attributes.get("name", ""))
                findings.aside(child, f"Chỉ để đọc, không đưa vào: “{words}”.", f'Not taken over: "{words}".')
            elif child.name not in PASSED:
                self.nodes[key or f"#{child.line}"] = child
        for flow in [one for some in self.flows.values() for one in some]:
            target = flow.attributes.get("targetRef", "")
            self.incoming[target] = self.incoming.get(target, 0) + 1
            for end in ("sourceRef", "targetRef"):
                if flow.attributes.get(end, "") not in self.nodes and flow.attributes.get(end, "") not in {
                    timer.attributes.get("id") for some in self.timers.values() for timer in some
                }:
                    findings.error("BPMN_LOOSE", flow, "Mũi tên không nối với bước nào.",
                                   "The arrow does not join two elements.")  # fmt: skip

    def _lanes(self, lane_set: Element) -> None:
        for lane in lane_set.all(BPMN, "lane"):
            for ref in lane.all(BPMN, "flowNodeRef"):
                self.lanes[ref.text.strip()] = lane
            for inner in lane.all(BPMN, "childLaneSet"):
                self._lanes(inner)

    def out(self, key: str) -> list[Element]:
        return self.flows.get(key, [])

    def target(self, flow: Element) -> str:
        return flow.attributes.get("targetRef", "")


class FlowReading:
    def __init__(
        self,
        container: Container,
        findings: Findings,
        vocabulary: Vocabulary,
        call: Callable[[Element], str],
    ) -> None:
        self.c, self.findings, self.vocabulary, self.call = container, findings, vocabulary, call
        self.ids: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.steps: dict[str, dict[str, Any]] = {}
        self.consulting: dict[str, tuple[list[str], str]] = {}
        self.folded: dict[str, str] = {}
        self.taken: set[str] = set()
        self.used: set[str] = set()
        self.unnamed: set[int] = set()
        """Ways without settings of ours, by identity: forward or back is found out."""

    def read(self, about: Mapping[str, Any]) -> dict[str, Any]:
        self._sort()
        for key in self.ids:
            element = self.c.nodes[key]
            self.names[f"steps.{self.ids[key]}"] = key
            self.steps[self.ids[key]] = self._step(key, element)
        start = self._start()
        flow = {**about, **({"start": start} if start is not None else {}), "steps": self.steps}
        for key in self.ids:
            self._ways(key, flow)
        _name_ways_back(flow, self.unnamed)
        self._left_over()
        return flow

    def _sort(self) -> None:
        """Which nodes are steps, and which gateways belong to the step before them."""
        for key, element in self.c.nodes.items():
            if element.name in ("parallelGateway", "inclusiveGateway"):
                self._consultation(key, element)
        for key, element in self.c.nodes.items():
            if key in self.taken:
                continue
            out = self.c.out(key)
            if element.name in TASKS or key in self.consulting or _waits(element):
                self._becomes_step(key, element)
            elif element.name == "exclusiveGateway" and len(out) > 1:
                before = self._only_before(key)
                if before:
                    self.folded[before] = key
                else:
                    self._becomes_step(key, element)

    def _only_before(self, gateway: str) -> str:
        """The one step whose only arrow leads into this gateway."""
        sources = [
            source for source, flows in self.c.flows.items() for one in flows if self.c.target(one) == gateway
        ]
        if len(sources) != 1 or len(self.c.out(sources[0])) != 1:
            return ""
        source = sources[0]
        for split, (_, join) in self.consulting.items():
            if join == source:
                return split
        element = self.c.nodes.get(source)
        return source if element and (element.name in TASKS or _waits(element)) else ""

    def _becomes_step(self, key: str, element: Element) -> None:
        own = settings(element, "step")
        wish = own.attributes.get("id", "") if own else ""
        if wish and wish in self.ids.values():
            self.findings.note("BPMN_TWICE", element, f"Mã bước “{wish}” có hai lần; bước này nhận mã mới.",
                               f'The step id "{wish}" stands twice; this one gets a new one.')  # fmt: skip
            wish = f"{wish}_2"
        wish = wish or slug(element.attributes.get("name", "")) or slug(key) or "step"
        name, n = wish, 2
        while name in self.ids.values() or (name == "end" and own is None):
            name, n = f"{wish}_{n}", n + 1
        self.ids[key] = name

    def _consultation(self, key: str, split: Element) -> None:
        """A gateway that opens tasks side by side which all end in one gateway of its kind: opinions."""
        out = self.c.out(key)
        if len(out) < 2:
            return
        asked, joins = [], set()
        for flow in out:
            task = self.c.nodes.get(self.c.target(flow))
            onward = self.c.out(self.c.target(flow))
            if task is None or task.name not in TASKS - {"subProcess", "callActivity"} or len(onward) != 1:
                return
            if self.c.incoming.get(self.c.target(flow)) != 1:
                return
            asked.append(self.c.target(flow))
            joins.add(self.c.target(onward[0]))
        join = self.c.nodes.get(next(iter(joins))) if len(joins) == 1 else None
        if join is None or join.name != split.name or self.c.incoming.get(next(iter(joins))) != len(out):
            return
        self.consulting[key] = (asked, next(iter(joins)))
        self.taken |= {*asked, *joins}
        self.used |= {*asked, *joins}

    def _step(self, key: str, element: Element) -> dict[str, Any]:
        report_vendor(element, self.findings)
        own = settings(element, "step")
        words = plain(element.attributes.get("name", ""))
        known = frozenset({"id", "words", "words_en"})
        step: dict[str, Any] = read_map(own, known) if own else {}
        title = _title(own, element.attributes.get("name", ""), step.pop("title", None), self.ids[key])
        if title is not None:
            step = {"kind": step.pop("kind", None), "title": title, **step}
            if step["kind"] is None:
                del step["kind"]
        if own is None:
            step = self._guess(key, element, words)
        if element.name == "subProcess" and step.get("kind") != "part":
            self._box(element, step)
        elif element.name in ("subProcess", "callActivity"):
            called = element.attributes.get("calledElement")
            if called is None or called != drawn("Process", part=str(step.get("part") or "")):
                step["part"] = self.call(element)
        if key in self.consulting:
            step["opinions"] = [
                self._opinion(self.c.nodes[one], self._flow_to(key, one)) for one in self.consulting[key][0]
            ]
        escalate = [
            row for timer in self.c.timers.get(key, ()) if (row := self._timer(timer, step)) is not None
        ]
        if escalate:
            step["escalate"] = escalate
        self._inside(element)
        return step

    def _flow_to(self, source: str, target: str) -> Element:
        return next(one for one in self.c.out(source) if self.c.target(one) == target)

    def _inside(self, element: Element) -> None:
        """What a task holds besides: repetition, data, attached forms."""
        container = element.name == "subProcess"
        for one in element.all(BPMN):
            if (
                one.name in INSIDE
                or one.name.endswith("EventDefinition")
                or (container and one.name in PASSED)
            ):
                continue
            if one.name.endswith("LoopCharacteristics"):
                self.findings.unsupported(
                    element,
                    "Bước lặp lại nhiều lần (loop, multi-instance) không có trong ngôn ngữ quy trình.",
                    "A repeated task (loop, multi-instance) has no meaning here.",
                )
            elif not container:
                self.findings.aside(one if one.attributes.get("id") else element, f"“{one.name}” không đưa vào.",
                                    f'"{one.name}" is not taken over.')  # fmt: skip

    def _guess(self, key: str, element: Element, words: str) -> dict[str, Any]:
        """A step of another tool, or one just drawn: kind by its BPMN type and words, place by its lane."""
        title = {"vi": words or self.ids[key], "en": ""}
        step: dict[str, Any] = {"kind": kind_from(words), "title": title}
        if element.name in AUTOMATIC or element.name == "exclusiveGateway":
            step["kind"] = "automatic"
        elif element.name == "receiveTask" or _waits(element):
            step["kind"] = "external"
            step["external"] = {"system": (slug(words) or "outside").replace("_", "-"), "days": DAYS_IF_UNTOLD,
                                "question": dict(title)}  # fmt: skip
        elif element.name == "callActivity" or (element.name == "subProcess" and not _is_box(element)):
            step["kind"] = "part"
        elif key in self.consulting or element.name == "subProcess":
            step["kind"] = "consult"
        elif step["kind"] == "consult":
            step["consult"] = {"agency": self._place(key).get("agency", "consulted"), "days": DAYS_IF_UNTOLD,
                               "question": dict(title)}  # fmt: skip
        step |= self._place(key)
        self.findings.guessed(
            element,
            f"Loại bước “{step['kind']}” và nơi làm được đoán theo tên; hãy xem lại.",
            f'The kind of step, "{step["kind"]}", and its place are guessed from names; have a look.',
        )
        return step

    def _place(self, key: str) -> dict[str, str]:
        """Agency and post by the lane: by our settings on it, or by the names it bears."""
        lane = self.c.lanes.get(key)
        if lane is None:
            return {}
        own = settings(lane, "lane")
        if own:
            return {k: v for k, v in own.attributes.items() if k in ("agency", "post")}
        words = lane.attributes.get("name", "")
        found = {"post": self.vocabulary.post(words), "agency": self.vocabulary.agency(words)}
        if not any(found.values()) and words:
            self.findings.guessed(lane, f"Không biết làn “{plain(words)}” là vị trí hay cơ quan nào.",
                                  f'Which post or agency the lane "{plain(words)}" is, is not known.')  # fmt: skip
        return {k: v for k, v in found.items() if v}

    def _box(self, element: Element, step: dict[str, Any]) -> None:
        """A sub-process whose tasks stand side by side without arrows: opinions."""
        rows = []
        for task in element.all(BPMN):
            if task.name in TASKS:
                rows.append(self._opinion(task, None))
            elif task.name not in INSIDE and task.name not in ASIDE:
                self.findings.unsupported(
                    task,
                    "Trong ô lấy ý kiến song song chỉ có các ý kiến, không có thứ tự.",
                    "In a box of opinions side by side there are only opinions, in no order.",
                )
        if rows:
            step["opinions"] = rows

    def _opinion(self, task: Element, flow: Element | None) -> dict[str, Any]:
        report_vendor(task, self.findings)
        own = settings(task, "opinion")
        row = read_map(own, frozenset({"drawn", "words", "words_en"})) if own else {}
        words = task.attributes.get("name", "")
        name = _title(own, words, row.pop("name", None), str(row.get("id", "")))
        if name is not None:
            row = {**({"id": row.pop("id")} if "id" in row else {}), "name": name, **row}
        if own is None:
            title = {"vi": plain(words) or task.attributes.get("id", ""), "en": ""}
            place = self._place(task.attributes.get("id", ""))
            agency = place.get("agency") or self.vocabulary.agency(words) or "consulted"
            row = {"id": slug(words) or slug(task.attributes.get("id", "")) or "opinion", "name": title,
                   "agency": agency, "days": DAYS_IF_UNTOLD, "question": dict(title)}  # fmt: skip
            self.findings.guessed(task, f"Cơ quan “{agency}” và {DAYS_IF_UNTOLD} ngày được đoán; hãy xem lại.",
                                  f'The agency "{agency}" and {DAYS_IF_UNTOLD} days are guessed.')  # fmt: skip
            condition = flow.first(BPMN, "conditionExpression") if flow else None
            if condition is not None and flow is not None:
                row["when"] = self._condition(flow, condition)
        return row

    def _timer(self, timer: Element, step: Mapping[str, Any]) -> dict[str, Any] | None:
        own = settings(timer, "escalation")
        if own is not None:
            return read_map(own, frozenset())
        if event_kind(timer) != "timer" or timer.attributes.get("cancelActivity") != "false":
            self.findings.unsupported(
                timer,
                "Sự kiện gắn vào bước chỉ được là hẹn giờ không ngắt bước (nhắc, báo cáo, chuyển người).",
                "Only a timer that does not interrupt may stand at a step (remind, report, hand over).",
            )
            return None
        definition = next(one for one in timer.all(BPMN) if one.name == "timerEventDefinition")
        span = definition.first(BPMN, "timeDuration")
        hours = _hours(span.text.strip()) if span is not None else None
        if hours is None:
            self.findings.unsupported(timer, "Không hiểu thời lượng của hẹn giờ (cần dạng PT8H hoặc P2D).",
                                      "The timer's duration is not understood (PT8H or P2D).")  # fmt: skip
            return None
        if self.c.out(timer.attributes.get("id", "")):
            self.findings.unsupported(timer, "Nhánh đi ra từ hẹn giờ không đưa vào; chỉ nhắc người đang giữ.",
                                      "The branch out of the timer is not taken over; it reminds.")  # fmt: skip
        after = hours - float(step.get("hours") or 0)
        self.findings.guessed(timer, f"Hẹn giờ thành lời nhắc {after:g} giờ làm việc sau hạn của bước.",
                              f"The timer becomes a reminder {after:g} working hours after the step is due.")  # fmt: skip
        return {"hours": after, "do": "remind"}

    def _start(self) -> str | None:
        starts = [(k, e) for k, e in self.c.nodes.items() if e.name == "startEvent"]
        self.used |= {key for key, _ in starts}
        for _, element in starts:
            report_vendor(element, self.findings)
            if kind := event_kind(element):
                self.findings.aside(element, f"Hồ sơ luôn bắt đầu khi nộp; sự kiện “{kind}” không đưa vào.",
                                    f'A dossier begins when it is filed; "{kind}" is not taken over.')  # fmt: skip
        for _, element in starts[1:]:
            self.findings.unsupported(
                element, "Quy trình chỉ có một chỗ bắt đầu.", "A workflow has one start only."
            )
        out = self.c.out(starts[0][0]) if starts else []
        if len(out) > 1:
            self.findings.unsupported(starts[0][1], "Từ chỗ bắt đầu chỉ có một mũi tên.",
                                      "One arrow only leaves the start.")  # fmt: skip
        if out:
            return self._goal(self.c.target(out[0]))[0]
        begun = settings(self.c.element, "workflow") is not None
        if begun:
            return None
        first = next(
            (s for k, s in self.ids.items() if not self.c.incoming.get(k)), next(iter(self.steps), "")
        )
        if not starts:
            self.findings.guessed(self.c.element, f"Không có sự kiện bắt đầu; bắt đầu ở bước “{first}”.",
                                  f'There is no start event; it begins at "{first}".')  # fmt: skip
        return first

    def _ways(self, key: str, flow: Mapping[str, Any]) -> None:
        step = self.steps[self.ids[key]]
        element = self.c.nodes[key]
        origin = self.consulting[key][1] if key in self.consulting else key
        out = self.c.out(origin)
        if gateway := self.folded.get(key):
            self.used.add(gateway)
            report_vendor(self.c.nodes[gateway], self.findings)
            origin, out = gateway, self.c.out(gateway)
        elif len(out) > 1 and element.name != "exclusiveGateway":
            self.findings.note(
                "BPMN_SPLIT", element,
                "Nhiều mũi tên rời bước này: hiểu là người làm chọn một (BPMN hiểu là đi tất cả).",
                "Several arrows leave this step: taken as a choice of one (BPMN means all of them).",
            )  # fmt: skip
        default = self.c.nodes[origin].attributes.get("default", "") or element.attributes.get("default", "")
        ways = [self._way(one, one.attributes.get("id") == default, len(out)) for one in out]
        if element.name == "exclusiveGateway" or step.get("kind") == "automatic":
            foreign = settings(element, "step") is None
            ways = sorted(ways, key=lambda way: "when" not in way) if foreign else ways
        keys: list[str] = []
        for one, way in zip(out, ways, strict=True):
            if settings(one, "way") is None:
                wish, n = way["id"], 2
                while way["id"] in keys:
                    way["id"], n = f"{wish}_{n}", n + 1
            keys.append(str(way.get("id")))
        for n, one in enumerate(out):
            self.names[f"steps.{self.ids[key]}.next[{n}]"] = one.attributes.get("id", "")
        if ways:
            step["next"] = ways

    def _way(self, flow: Element, default: bool, count: int) -> dict[str, Any]:
        report_vendor(flow, self.findings)
        own = settings(flow, "way")
        words = flow.attributes.get("name", "")
        to, refused = self._goal(self.c.target(flow))
        condition = flow.first(BPMN, "conditionExpression")
        if own is not None:
            way = read_map(own, frozenset({"words", "words_en"}))
            label = _title(own, words, way.pop("label", None), str(way.get("id", "")))
            way = {
                **({"id": way.pop("id")} if "id" in way else {}),
                **({"label": label} if label else {}),
                **way,
            }
            if to is not None and not (isinstance(way.get("to"), int | float | list | dict) and not to):
                way["to"] = to
            if condition is not None:
                way["when"] = condition.text
            return way
        target = self.steps.get(to or "", {}).get("title", {})
        spoken = plain(words) or (
            ("Từ chối" if refused else "Kết thúc") if to == "end" else f"Chuyển: {target.get('vi', to)}"
        )
        way = {"id": slug(plain(words)) or f"to_{to or 'nowhere'}", "label": {"vi": spoken, "en": ""}}
        way["to"] = to or ""
        if condition is not None and not default:
            way["when"] = self._condition(flow, condition)
        if refused:
            way["kind"] = "refuse"
        self.unnamed.add(id(way))
        return way

    def _condition(self, flow: Element, condition: Element) -> str:
        language = condition.attributes.get("language", "")
        text, foreign = condition_from(condition.text, language)
        if foreign:
            self.findings.note("BPMN_CONDITION", flow,
                               f"Điều kiện lấy từ công cụ khác, hãy viết lại bằng CEL: {plain(condition.text)}",
                               f"A condition of another tool; write it again in CEL: {plain(condition.text)}")  # fmt: skip
        return text

    def _goal(self, key: str, passed: frozenset[str] = frozenset()) -> tuple[str | None, bool]:
        """The step that an arrow into this node leads to, or `end`; whether it ends in a refusal."""
        element = self.c.nodes.get(key)
        if element is None or key in passed:
            return (slug(key) or None if element is None else None), False
        if key in self.ids:
            return self.ids[key], False
        self.used.add(key)
        out = self.c.out(key)
        if element.name == "endEvent":
            return "end", self._refused(element)
        own = settings(element, "missing")
        if own is not None:
            return own.attributes.get("to"), False
        if element.name in ("exclusiveGateway", "inclusiveGateway") and len(out) == 1:
            return self._goal(self.c.target(out[0]), passed | {key})
        self.used.discard(key)
        return slug(element.attributes.get("name", "")) or slug(key) or "missing", False

    def _refused(self, end: Element) -> bool:
        report_vendor(end, self.findings)
        if settings(end, "refused") is not None:
            return True
        kind = event_kind(end)
        refused = kind in ("error", "cancel") or bool(
            re.search(r"\b(tu_choi|reject|refus|denied|decline)", slug(end.attributes.get("name", "")))
        )
        if kind and not refused:
            self.findings.aside(end, f"Sự kiện kết thúc kiểu “{kind}” được hiểu là kết thúc thường.",
                                f'An end of kind "{kind}" is taken as a plain end.')  # fmt: skip
        return refused

    def _left_over(self) -> None:
        """Name every node that became nothing."""
        for key, element in self.c.nodes.items():
            if key in self.ids or key in self.used:
                continue
            if element.space != BPMN:
                continue
            words = plain(element.attributes.get("name", "")) or key
            if element.name == "endEvent":
                self.findings.note("BPMN_LOOSE", element, f"Không mũi tên nào tới “{words}”.",
                                   f'No arrow leads to "{words}".')  # fmt: skip
            elif element.name in ("parallelGateway", "inclusiveGateway"):
                self.findings.unsupported(
                    element,
                    f"Nhánh song song tại “{words}” không phải là lấy ý kiến song song; hãy dùng quy trình con "
                    "hoặc bước lấy ý kiến.",
                    f'The parallel branches at "{words}" are no opinions side by side; use a part or a '
                    "consultation.",
                )
            elif element.name == "exclusiveGateway":
                self.findings.note("BPMN_LOOSE", element, f"Điểm rẽ “{words}” không dẫn tới đâu.",
                                   f'The gateway "{words}" leads nowhere.')  # fmt: skip
            else:
                kind = event_kind(element)
                self.findings.unsupported(
                    element,
                    f"Phần tử “{words}” ({element.name}{' ' + kind if kind else ''}) chưa được hỗ trợ.",
                    f'The element "{words}" ({element.name}{" " + kind if kind else ""}) is not supported.',
                )
        for host, timers in self.c.timers.items():
            if host not in self.ids:
                for timer in timers:
                    self.findings.unsupported(timer, "Sự kiện gắn vào chỗ không phải là bước.",
                                              "The event is attached to what is no step.")  # fmt: skip


def _waits(element: Element) -> bool:
    """An event in the middle that waits for a message from outside."""
    return element.name == "intermediateCatchEvent" and event_kind(element) == "message"


def _is_box(element: Element) -> bool:
    tasks = [one for one in element.all(BPMN) if one.name in TASKS]
    ordered = element.all(BPMN, "sequenceFlow") or element.all(BPMN, "startEvent")
    return (
        bool(tasks) and not ordered and all(task.name not in ("subProcess", "callActivity") for task in tasks)
    )


def _title(own: Element | None, words: str, other: Any, key: str) -> Any:
    """The two-language text that belongs to a BPMN name: Vietnamese there, English in our settings."""
    if own is None:
        return None
    if "words_en" in own.attributes:
        return {"vi": words, "en": own.attributes["words_en"]}
    if own.attributes.get("words") == "vi":
        return {"vi": words}
    if other is not None and (not isinstance(other, Mapping) or words in (key, *map(str, other.values()))):
        return other
    return {"vi": words, "en": ""} if words and words != key else other


def _hours(span: str) -> float | None:
    """Working hours of an ISO 8601 duration; a day is eight."""
    found = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+)M)?(?:\d+S)?)?", span)
    if not found or span in ("P", "PT"):
        return None
    days, hours, minutes = (float(one or 0) for one in found.groups())
    return days * 8 + hours + minutes / 60


def _name_ways_back(flow: dict[str, Any], unnamed: set[int]) -> None:
    """Ways that the file does not name so but that lead back to a step on the way here are ways back."""
    steps = flow["steps"]
    state: dict[str, int] = {}

    def walk(root: str) -> None:
        stack = [(root, iter(steps[root].get("next", ())))]
        state[root] = 1
        while stack:
            here, ways = stack[-1]
            way = next(ways, None)
            if way is None:
                state[here] = 2
                stack.pop()
                continue
            to = way.get("to")
            if not isinstance(to, str) or to not in steps or way.get("kind") in ("back", "refuse"):
                continue
            if state.get(to) == 1:
                if id(way) in unnamed:
                    way["kind"] = "back"
            elif to not in state:
                state[to] = 1
                stack.append((to, iter(steps[to].get("next", ()))))

    for root in (flow.get("start"), *steps):
        if isinstance(root, str) and root in steps and root not in state:
            walk(root)
