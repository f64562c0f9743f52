"""Proves that a workflow always comes to its end in time, or shows a dossier for which it does not, step by step."""

from collections.abc import Iterable, Mapping, Sequence

from motcua.foundation.expressions import Expression, Type

from .binding import Notes
from .compiled import CompiledStep
from .definition import END, Field, Limit, ProcedureDefinition
from .nets import Finding, tell
from .nets.checking import check_net
from .nets.conditions import Conditions, World
from .nets.readings import Reading, Steps, Stuck, read, way_to
from .nets.steps import net_of_steps
from .nets.timing import longest, minutes_of
from .parts import all_steps

WORKING_DAY = 480
"""Minutes of a working day: 1 wd = 8 h in a workflow (TT01 tables; Hà Nội QĐ 1594/2025)."""

type Words = tuple[str, str]


def limit_minutes(limit: Limit) -> int:
    """The legal limit as working minutes. Calendar days count 5 of 7, a month 22 working days: on the safe
    side except around Tết, where the calendar decides."""
    match limit.unit:
        case "same_day":
            return WORKING_DAY
        case "working_day":
            return limit.amount * WORKING_DAY
        case "working_hour":
            return limit.amount * 60
        case "day":
            return limit.amount * 5 * WORKING_DAY // 7
    return limit.amount * 22 * WORKING_DAY


def check_flow(
    definition: ProcedureDefinition,
    start: str,
    steps: Steps,
    cases: Sequence[tuple[str, Expression | None]],
    env: Mapping[str, Type],
    notes: Notes,
) -> None:
    """Every step is reached, the end is reached from every step whatever people answer, and in time.

    `start` is one of `steps`, whose ways lead to others of them (other ways are told elsewhere). `cases` are the
    conditions of the cases by id, `env` the types that the conditions of ways see.
    """
    conditions = Conditions(env, _always_answered(definition))
    readings, stuck = read(start, steps, cases, conditions)
    telling = _Telling(definition, steps, notes)
    for one in stuck:
        telling.stuck(one, way_to(one.reading, start, one.step))
    told = {one.step for one in stuck}
    for reading in readings:
        for finding in check_net(net_of_steps(start, steps, reading)):
            if finding.elements and finding.elements[0] not in told:
                told.add(finding.elements[0])
                telling.finding(finding, reading, start)
    _reach(start, steps, readings, told, telling)
    _time(definition, start, steps, readings, telling)


def _reach(
    start: str, steps: Steps, readings: Iterable[Reading], told: set[str], telling: "_Telling"
) -> None:
    """Steps and ways that no dossier ever takes, and steps from which there is only refusal."""
    reached = {id for reading in readings for id in reading.reached}
    used = {(id, way.id) for reading in readings for id in reading.reached for way in reading.ways[id]}
    back: dict[str, set[str]] = {}
    for reading in readings:
        for id in reading.reached:
            for way in reading.ways[id]:
                if way.kind != "refuse":
                    back.setdefault(way.to or END, set()).add(id)
    finishing, queue = {END}, [END]
    for here in queue:
        new = back.get(here, set()) - finishing
        finishing |= new
        queue += new
    for id, step in steps.items():
        if id not in reached:
            telling.never_reached(step)
            continue
        # Before a dead end nothing comes to a result; only the dead end itself is told then.
        if id not in finishing and not told and any(way.kind == "refuse" for way in step.actions):
            telling.only_refused(step, next(way_to(r, start, id) for r in readings if id in r.reached))
        for n, way in enumerate(step.actions):
            if way.when is not None and (id, way.id) not in used and not _left_out(step, readings):
                telling.never_open(step, n)


def _left_out(step: CompiledStep, readings: Iterable[Reading]) -> bool:
    """Whether the step is passed over wherever it is reached; its ways then say nothing."""
    return all(r.case is not None and step.skipped_in(r.case) for r in readings if step.id in r.reached)


def _time(
    definition: ProcedureDefinition,
    start: str,
    steps: Steps,
    readings: Sequence[Reading],
    telling: "_Telling",
) -> None:
    for i, case in enumerate(definition.cases):
        found = [longest(start, steps, r, case.id) for r in readings if r.case in (None, case.id)]
        for one in found:
            if one.circle:
                telling.circle(one.circle)
                return
        most = max(found, key=lambda one: one.minutes, default=None)
        allowed = limit_minutes(case.limit or definition.limit)
        if most is not None and most.minutes > allowed:
            telling.too_long(i, case.id, most.steps, most.minutes, allowed)


def _always_answered(definition: ProcedureDefinition) -> set[str]:
    """Questions that everybody must answer: asked without any condition."""
    sure: set[str] = set()
    for page in definition.form.pages:
        if page.when is None:
            sure |= _required(page.fields)
            for group in page.groups:
                if group.when is None and group.repeat is None:
                    sure |= _required(group.fields)
    return sure


def _required(fields: Iterable[Field]) -> set[str]:
    return {item.id for item in fields if item.required is True and item.when is None and item.value is None}


class _Telling:
    """Puts what was found into words, with the way that leads there."""

    def __init__(self, definition: ProcedureDefinition, steps: Steps, notes: Notes) -> None:
        self.definition, self.steps, self.notes = definition, steps, notes
        self.names: dict[str, Words] = {
            id: (f"“{step.step.title.vi}”", f"“{step.step.title.en}”") for id, step in steps.items()
        }
        self._fields: dict[str, Field] | None = None

    def stuck(self, one: Stuck, way: tuple[str, ...]) -> None:
        path = f"{self.steps[one.step].path}.next"
        if not one.values:
            self.notes.report(
                path,
                "FLOW_STUCK",
                "Mọi thao tác đều có điều kiện: hồ sơ có thể mắc lại. Để một thao tác không có “when”."
                + self._way(way, 0),
                'Every action has a condition: a dossier may get stuck. Leave one without "when".'
                + self._way(way, 1),
                way=way,
            )
            return
        vi, en = self._world(one.values)
        if one.proved:
            said = (
                f"Hồ sơ mắc lại ở bước này khi {vi}: không thao tác nào dùng được.",
                f"A dossier gets stuck at this step when {en}: no action is open.",
            )
        else:
            said = (
                f"Hồ sơ có thể mắc lại ở bước này, ví dụ khi {vi}: không chứng minh được rằng luôn có thao tác "
                "dùng được. Để một thao tác không có “when”.",
                f"A dossier may get stuck at this step, for example when {en}: it cannot be proved that an action "
                'is always open. Leave one without "when".',
            )
        self.notes.report(
            path, "FLOW_STUCK", said[0] + self._way(way, 0), said[1] + self._way(way, 1), way=way
        )

    def finding(self, finding: Finding, reading: Reading, start: str) -> None:
        """A fault of the net. Waiting or going round without end are one to an editor: no way to the end."""
        element = finding.elements[0].split("/")[0]
        code = "FLOW_DEAD_END" if finding.code in ("FLOW_DEADLOCK", "FLOW_LIVELOCK") else finding.code
        way = way_to(reading, start, element) or (start, *finding.way)
        step = self.steps.get(element)
        path = step.path if step else "workflow.steps"
        if finding.code == "FLOW_DEADLOCK":
            vi = f"Từ bước “{element}” không có đường đến khi trả kết quả: không có thao tác nào để đi tiếp."
            en = f'From the step "{element}" no way leads to the return of a result: there is no way on.'
        elif finding.code == "FLOW_LIVELOCK":
            vi = f"Từ bước “{element}” không có đường đến khi trả kết quả: hồ sơ chỉ chạy vòng."
            en = f'From the step "{element}" no way leads to the return of a result: dossiers only go round.'
        else:
            vi, en = tell(Finding(finding.code, finding.elements), self.names)
        if reading.world:
            told = self._world(reading.world)
            vi, en = f"{vi} Xảy ra khi {told[0]}.", f"{en} It happens when {told[1]}."
        self.notes.report(path, code, vi + self._way(way, 0), en + self._way(way, 1), way=way)

    def never_reached(self, step: CompiledStep) -> None:
        self.notes.report(
            step.path,
            "FLOW_UNREACHABLE",
            f"Không thao tác nào dẫn tới bước “{step.id}”.",
            f'No action leads to the step "{step.id}".',
            way=(step.id,),
        )

    def only_refused(self, step: CompiledStep, way: tuple[str, ...]) -> None:
        self.notes.report(
            step.path,
            "FLOW_DEAD_END",
            f"Từ bước “{step.id}” không có đường đến khi trả kết quả: chỉ có thể từ chối."
            + self._way(way, 0),
            f'From the step "{step.id}" no way leads to the return of a result, only to a refusal.'
            + self._way(way, 1),
            way=way,
        )

    def never_open(self, step: CompiledStep, n: int) -> None:
        way = step.actions[n]
        source = way.when.source if way.when else ""
        self.notes.report(
            f"{step.path}.next[{n}].when",
            "FLOW_NEVER",
            f"Điều kiện này không bao giờ đúng, nên thao tác “{way.action.label.vi}” không dùng được bao giờ "
            f"({source}).",
            f'This condition never holds, so the action "{way.action.label.en}" can never be used ({source}).',
            way=(step.id, f"{step.id}.{way.id}"),
        )

    def circle(self, circle: tuple[str, ...]) -> None:
        self.notes.report(
            "workflow.steps",
            "FLOW_LOOP",
            "Các thao tác tiến tạo thành vòng; thao tác quay lại phải ghi kind: back." + self._way(circle, 0),
            "Forward actions go round in a circle; an action that returns needs kind: back."
            + self._way(circle, 1),
            way=circle,
        )

    def too_long(self, i: int, case: str, way: tuple[str, ...], minutes: int, allowed: int) -> None:
        hours = minutes / 60
        told = [
            " → ".join(f"{self.names[id][language]} {minutes_of(self.steps, id, case) / 60:g}" for id in way)
            for language in (0, 1)
        ]
        self.notes.report(
            f"cases[{i}]",
            "FLOW_HOURS",
            f"Trường hợp “{case}”: các bước cần {hours:g} giờ, thời hạn luật định là {allowed / 60:g} giờ"
            f" ({told[0]}).",
            f'Case "{case}": the steps take {hours:g} hours, the legal limit is {allowed / 60:g} ({told[1]}).',
            way=way,
        )

    def _way(self, way: tuple[str, ...], language: int) -> str:
        stops = [self.names[stop][language] for stop in way if stop in self.names]
        return f" {('Đường đi', 'The way there')[language]}: {' → '.join(stops)}." if len(stops) > 1 else ""

    def _world(self, values: World) -> Words:
        """Values in words: `Mục đích = Việc làm`; None is "no answer"."""
        if self._fields is None:
            self._fields = _all_fields(self.definition)
        vi, en = [], []
        for name, value in values.items():
            label, said = self._value(name, value)
            vi.append(f"{label[0]} = {said[0]}")
            en.append(f"{label[1]} = {said[1]}")
        return "; ".join(vi), "; ".join(en)

    def _value(self, name: str, value: object) -> tuple[Words, Words]:
        if name == "case":
            case = next((one for one in self.definition.cases if one.id == value), None)
            said = (case.name.vi, case.name.en) if case else (str(value), str(value))
            return ("trường hợp", "case"), said
        item = (self._fields or {}).get(name)
        label = (f"“{item.label.vi}”", f"“{item.label.en}”") if item else (name, name)
        if value is None:
            return label, ("không có câu trả lời", "no answer")
        if isinstance(value, bool):
            return label, (("có", "yes") if value else ("không", "no"))
        for option in item.options if item else ():
            if option.value == value:
                return label, (option.vi, option.en)
        if isinstance(value, str) and "\x00" in value:
            return label, ("một câu trả lời khác", "another answer")
        return label, (str(value), str(value))


def _all_fields(definition: ProcedureDefinition) -> dict[str, Field]:
    """Every question by the name that conditions use."""
    found: dict[str, Field] = {}
    for page in definition.form.pages:
        for fields in (page.fields, *(group.fields for group in page.groups)):
            found.update({item.id: item for item in fields})
    for step in all_steps(definition.workflow):
        found.update({f"officer.{item.id}": item for item in step.fields})
    return found
