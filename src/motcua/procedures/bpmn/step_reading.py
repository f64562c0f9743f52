"""One element of BPMN to one step of our language: our own settings as they are, those of others as far as they go."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from motcua.foundation.safe_xml import Element

from .container import ASIDE, PASSED, TASKS, Container, event_kind, is_box, plain, remark, settings, waits
from .drawing import element as drawn
from .findings import Findings
from .foreign import KIND_WORDS, Vocabulary, condition_from, kind_from, report_vendor, slug
from .spelling import BPMN, read_map

AUTOMATIC = frozenset({"scriptTask", "serviceTask", "businessRuleTask"})
INSIDE = frozenset({"extensionElements", "documentation", "incoming", "outgoing", "conditionExpression"})
DAYS_IF_UNTOLD = 5
"""Working days of a consultation that the file gives no time for: an author must look at it. [our default]"""


class StepReading:
    """`ids`: our id by element id. `consulting`: parallel gateways that are opinions, their tasks and where they join.
    `call`: the part that a sub-process or a call stands for."""

    def __init__(
        self,
        container: Container,
        findings: Findings,
        vocabulary: Vocabulary,
        call: Callable[[Element], str],
    ) -> None:
        self.c, self.findings, self.vocabulary, self.call = container, findings, vocabulary, call
        self.ids: dict[str, str] = {}
        self.consulting: dict[str, tuple[list[str], str]] = {}

    def step(self, key: str, element: Element) -> dict[str, Any]:
        report_vendor(element, self.findings)
        own = settings(element, "step")
        words = plain(element.attributes.get("name", ""))
        known = frozenset({"id", "words", "words_en"})
        step: dict[str, Any] = read_map(own, known) if own else {}
        title = title_of(own, element.attributes.get("name", ""), step.pop("title", None), self.ids[key])
        if title is not None:
            step = {"kind": step.pop("kind", None), "title": title, **step}
            if step["kind"] is None:
                del step["kind"]
        if own is None or own.attributes.get("made"):
            step = self._guess(key, element, words, own)
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
        if element.attributes.get("isForCompensation") == "true":
            self.findings.unsupported(element, "Bước hoàn tác (compensation) không có trong ngôn ngữ quy trình.",
                                      "A step for compensation has no meaning here.")  # fmt: skip
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

    def _guess(self, key: str, element: Element, words: str, own: Element | None) -> dict[str, Any]:
        """A step of another tool, or one just drawn: kind by its BPMN type and words, place by its lane. `own`: what
        has been set beside the diagram already."""
        title = {"vi": words or self.ids[key], "en": own.attributes.get("words_en", "") if own else ""}
        told = read_map(own, frozenset({"id", "words", "words_en", "made"})) if own else {}
        kind = str(told.get("kind") or self._kind(key, element, words))
        step: dict[str, Any] = {"kind": kind, "title": title}
        if (documentation := element.first(BPMN, "documentation")) is not None:
            step["hint"] = {"vi": documentation.text.strip(), "en": ""}
        place = self._place(key)
        question = {"vi": title["vi"], "en": title["en"]}
        if kind == "external":
            step["external"] = {"system": (slug(words) or "outside").replace("_", "-"), "days": DAYS_IF_UNTOLD,
                                "question": question}  # fmt: skip
        elif kind == "consult" and key not in self.consulting and element.name != "subProcess":
            step["consult"] = {"agency": place.get("agency", "consulted"), "days": DAYS_IF_UNTOLD,
                               "question": question}  # fmt: skip
        step |= place | told
        if not told.get("kind"):
            self.findings.guessed(
                element,
                f"Loại bước “{KIND_WORDS[kind][0]}” và nơi làm được đoán theo tên; hãy xem lại.",
                f'The kind of step, "{KIND_WORDS[kind][1]}", and its place are guessed from names; have a look.',
            )
        return step

    def _kind(self, key: str, element: Element, words: str) -> str:
        if element.name in AUTOMATIC or element.name == "exclusiveGateway":
            return "automatic"
        if element.name == "receiveTask" or waits(element):
            return "external"
        if element.name == "callActivity" or (element.name == "subProcess" and not is_box(element)):
            return "part"
        if key in self.consulting or element.name == "subProcess":
            return "consult"
        return kind_from(words)

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
            elif task.name in ASIDE:
                remark(task, self.findings)
            elif task.name not in INSIDE:
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
        row = read_map(own, frozenset({"made", "words", "words_en"})) if own else {}
        words = task.attributes.get("name", "")
        name = title_of(own, words, row.pop("name", None), str(row.get("id", "")))
        if name is not None:
            row = {**({"id": row.pop("id")} if "id" in row else {}), "name": name, **row}
        if own is None or own.attributes.get("made"):
            english = own.attributes.get("words_en", "") if own else ""
            title = {"vi": plain(words) or task.attributes.get("id", ""), "en": english}
            place = self._place(task.attributes.get("id", ""))
            agency = place.get("agency") or self.vocabulary.agency(words) or "consulted"
            told = {key: value for key, value in row.items() if key != "name"}
            row = {"id": slug(words) or slug(task.attributes.get("id", "")) or "opinion", "name": title,
                   "agency": agency, "days": DAYS_IF_UNTOLD, "question": dict(title), **told}  # fmt: skip
        if own is None:
            self.findings.guessed(task, f"Cơ quan “{agency}” và {DAYS_IF_UNTOLD} ngày được đoán; hãy xem lại.",
                                  f'The agency "{agency}" and {DAYS_IF_UNTOLD} days are guessed.')  # fmt: skip
            condition = flow.first(BPMN, "conditionExpression") if flow else None
            if condition is not None and flow is not None:
                row["when"] = self.condition(flow, condition)
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
            for flow in self.c.out(timer.attributes.get("id", "")):
                self.findings.unsupported(flow, "Mũi tên đi ra từ sự kiện đó cũng không đưa vào.",
                                          "Nor is the arrow out of that event taken over.")  # fmt: skip
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

    def condition(self, flow: Element, condition: Element) -> str:
        language = condition.attributes.get("language", "")
        text, foreign = condition_from(condition.text, language)
        if foreign:
            self.findings.note("BPMN_CONDITION", flow,
                               f"Điều kiện lấy từ công cụ khác, hãy viết lại bằng CEL: {plain(condition.text)}",
                               f"A condition of another tool; write it again in CEL: {plain(condition.text)}")  # fmt: skip
        return text


def title_of(own: Element | None, words: str, other: Any, key: str) -> Any:
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
