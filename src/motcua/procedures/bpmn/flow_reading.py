"""One process or sub-process: its nodes and arrows, and the steps and ways that they make in our language."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from motcua.foundation.safe_xml import Element

from .container import TASKS, Container, event_kind, plain, settings, waits
from .findings import Findings
from .foreign import Vocabulary, report_vendor, slug
from .spelling import BPMN, read_map
from .step_reading import StepReading, title_of


class FlowReading(StepReading):
    def __init__(
        self,
        container: Container,
        findings: Findings,
        vocabulary: Vocabulary,
        call: Callable[[Element], str],
    ) -> None:
        super().__init__(container, findings, vocabulary, call)
        self.names: dict[str, str] = {}
        self.steps: dict[str, dict[str, Any]] = {}
        self.folded: set[str] = set()
        self.taken: set[str] = set()
        self.used: set[str] = set()
        self.branches = False
        """There are parallel branches that are no consultation."""
        self.unnamed: set[int] = set()
        """Ways without settings of ours, by identity: forward or back is found out."""

    def read(self, about: Mapping[str, Any]) -> dict[str, Any]:
        self._sort()
        for key in self.ids:
            element = self.c.nodes[key]
            self.names[f"steps.{self.ids[key]}"] = key
            self.steps[self.ids[key]] = self.step(key, element)
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
            if element.name in TASKS or key in self.consulting or waits(element):
                self._becomes_step(key, element)
            elif element.name == "exclusiveGateway" and len(out) > 1:
                if self._behind_a_step(key):
                    self.folded.add(key)
                else:
                    self._becomes_step(key, element)

    def _behind_a_step(self, gateway: str) -> bool:
        """One arrow only leads into this gateway, and it comes from a step."""
        sources = [
            source for source, flows in self.c.flows.items() for one in flows if self.c.target(one) == gateway
        ]
        if len(sources) != 1:
            return False
        if any(join == sources[0] for _, join in self.consulting.values()):
            return True
        element = self.c.nodes.get(sources[0])
        return element is not None and (element.name in TASKS or waits(element))

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
        own = settings(element, "step")
        if len(self.c.out(origin)) > 1 and element.name != "exclusiveGateway" and own is None:
            self.findings.note(
                "BPMN_SPLIT", element,
                "Nhiều mũi tên rời bước này: hiểu là người làm chọn một (BPMN hiểu là đi tất cả).",
                "Several arrows leave this step: taken as a choice of one (BPMN means all of them).",
            )  # fmt: skip
        found: list[tuple[Element, dict[str, Any]]] = []
        for gateway, flow_out in self._arrows(origin):
            default = self.c.nodes[gateway].attributes.get("default")
            found.append((flow_out, self._way(flow_out, flow_out.attributes.get("id") == (default or None))))
        if step.get("kind") == "automatic" and own is None:
            found.sort(key=lambda pair: "when" not in pair[1])
        out, ways = [one for one, _ in found], [way for _, way in found]
        keys: list[str] = []
        for one, way in found:
            told = settings(one, "way")
            if told is None or told.attributes.get("made"):
                wish, n = way["id"], 2
                while way["id"] in keys:
                    way["id"], n = f"{wish}_{n}", n + 1
            keys.append(str(way.get("id")))
        for n, one in enumerate(out):
            self.names[f"steps.{self.ids[key]}.next[{n}]"] = one.attributes.get("id", "")
        if ways:
            step["next"] = ways

    def _arrows(self, origin: str) -> list[tuple[str, Element]]:
        """The arrows out of a step, those of a choice behind it in its place; with the node that each leaves."""
        found = []
        for flow in self.c.out(origin):
            gateway = self.c.target(flow)
            if gateway in self.folded:
                self.used.add(gateway)
                report_vendor(self.c.nodes[gateway], self.findings)
                found += [(gateway, one) for one in self.c.out(gateway)]
            else:
                found.append((origin, flow))
        return found

    def _way(self, flow: Element, default: bool) -> dict[str, Any]:
        report_vendor(flow, self.findings)
        own = settings(flow, "way")
        words = flow.attributes.get("name", "")
        to, refused = self._goal(self.c.target(flow))
        condition = flow.first(BPMN, "conditionExpression")
        if own is not None and not own.attributes.get("made"):
            way = read_map(own, frozenset({"words", "words_en"}))
            label = title_of(own, words, way.pop("label", None), str(way.get("id", "")))
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
            way["when"] = self.condition(flow, condition)
        if refused:
            way["kind"] = "refuse"
        if own is not None:
            way["label"]["en"] = own.attributes.get("words_en", "")
            way |= read_map(own, frozenset({"words", "words_en", "made"}))
        if "kind" not in way:
            self.unnamed.add(id(way))
        return way

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
                self.branches = True
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
        for key in self.used - set(self.ids):
            element = self.c.nodes[key]
            words = plain(element.attributes.get("name", ""))
            if element.name.endswith("Gateway") and words:
                self.findings.aside(element, f"Tên của điểm rẽ, không đưa vào: “{words}”.",
                                    f'The gateway\'s name is not taken over: "{words}".')  # fmt: skip
        guessed = {key for key in self.ids if settings(self.c.nodes[key], "step") is None}
        for key, element in [("", self.c.element), *self.c.nodes.items(), *_by_id(self.c.flows)]:
            told = element.first(BPMN, "documentation")
            if (
                told is not None
                and told.text.strip()
                and key not in guessed
                and not (key == "" and element.name == "subProcess")
            ):
                self.findings.aside(element, f"Mô tả không đưa vào: “{plain(told.text)[:200]}”.",
                                    f'Its description is not taken over: "{plain(told.text)[:200]}".')  # fmt: skip
        for host, timers in self.c.timers.items():
            if host not in self.ids:
                for timer in timers:
                    self.findings.unsupported(timer, "Sự kiện gắn vào chỗ không phải là bước.",
                                              "The event is attached to what is no step.")  # fmt: skip


def _by_id(flows: Mapping[str, list[Element]]) -> list[tuple[str, Element]]:
    return [(one.attributes.get("id", ""), one) for some in flows.values() for one in some]


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
