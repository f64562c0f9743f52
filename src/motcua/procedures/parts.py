"""Pieces of workflow put in the place of the steps that call them: what runs has steps only, no parts.

A step `call` of kind `part` becomes the part's steps `call__<inner>`. Whoever went to `call` goes to the part's
start; a forward way to `end` inside the part goes where the calling step's one way forward goes; a refusal inside
ends the dossier. A part may call others, and be called any number of times.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from .definition import END, Action, Step, Workflow

BETWEEN = "__"
"""Stands between the id of the calling step and that of the step inside."""
MOST_STEPS = 1000
"""Parts in parts grow quickly: what has more steps than this is a mistake, not a workflow."""


@dataclass(frozen=True, slots=True)
class PlacedStep:
    """A step as it runs. `path`: where its definition stands, for messages. `calls`: the steps that call it."""

    id: str
    step: Step
    path: str
    calls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a call: at `path`, in words."""

    path: str
    vi: str
    en: str


@dataclass(slots=True)
class Expanded:
    """A workflow without parts. With `faults` the steps are those that could be placed."""

    start: str
    steps: dict[str, PlacedStep]
    faults: list[Fault] = field(default_factory=list)


def expand(workflow: Workflow) -> Expanded:
    """Put every part in its place. Faults (unknown part, circle of parts, no single way on) are told, not raised."""
    laying = _Laying(workflow)
    laying.lay(workflow.steps, "workflow.steps", "", END, ())
    for name in workflow.parts:
        if name not in laying.used:
            laying.tell(
                f"workflow.parts.{name}",
                f"Không bước nào dùng quy trình con “{name}”.",
                f'No step uses the part "{name}".',
            )
    return Expanded(laying.entry(workflow.start, workflow.steps, ""), laying.placed, laying.faults)


def all_steps(workflow: Workflow) -> Iterator[Step]:
    """Every step that is written down, those of parts once."""
    yield from workflow.steps.values()
    for part in workflow.parts.values():
        yield from part.steps.values()


class _Laying:
    def __init__(self, workflow: Workflow) -> None:
        self.parts = workflow.parts
        self.placed: dict[str, PlacedStep] = {}
        self.faults: list[Fault] = []
        self.used: set[str] = set()

    def tell(self, path: str, vi: str, en: str) -> None:
        fault = Fault(path, vi, en)
        if fault not in self.faults:
            self.faults.append(fault)

    def lay(
        self,
        steps: Mapping[str, Step],
        path: str,
        prefix: str,
        onward: str,
        calls: tuple[tuple[str, str], ...],
    ) -> None:
        """Place `steps` under `prefix`; `onward` is where a forward way to `end` leads. `calls`: (step, part)."""
        for step_id, step in steps.items():
            here = f"{path}.{step_id}"
            if BETWEEN in step_id and self.parts:
                self.tell(
                    here,
                    f"Mã bước không được chứa “{BETWEEN}”.",
                    f'The id of a step may not contain "{BETWEEN}".',
                )
            if len(self.placed) >= MOST_STEPS:
                self.tell(
                    here,
                    f"Quy trình có hơn {MOST_STEPS} bước sau khi ghép quy trình con.",
                    f"With its parts in place the workflow has more than {MOST_STEPS} steps.",
                )
                return
            if step.kind == "part":
                self.call(step_id, step, here, steps, prefix, onward, calls)
                continue
            full = prefix + step_id
            ways = tuple(self.way(action, steps, prefix, onward, bool(calls)) for action in step.next)
            placed = step if ways == step.next else msgspec.structs.replace(step, next=ways)
            callers = [name for name, _ in calls]
            through = tuple(BETWEEN.join(callers[: depth + 1]) for depth in range(len(callers)))
            self.placed[full] = PlacedStep(full, placed, here, through)

    def way(
        self, action: Action, steps: Mapping[str, Step], prefix: str, onward: str, inside: bool
    ) -> Action:
        if action.to == END:
            to = onward if inside and action.kind == "forward" else END
        else:
            to = self.entry(action.to, steps, prefix)
        return action if to == action.to else msgspec.structs.replace(action, to=to)

    def entry(self, step_id: str, steps: Mapping[str, Step], prefix: str) -> str:
        """The step at which somebody arrives who goes to `step_id`: for a call the first step inside."""
        seen: set[str] = set()
        while (step := steps.get(step_id)) is not None and step.kind == "part":
            part = self.parts.get(step.part or "")
            if part is None or step.part in seen:
                break
            seen.add(step.part or "")
            prefix, steps, step_id = f"{prefix}{step_id}{BETWEEN}", part.steps, part.start
        return prefix + step_id

    def call(
        self,
        step_id: str,
        step: Step,
        here: str,
        steps: Mapping[str, Step],
        prefix: str,
        onward: str,
        calls: tuple[tuple[str, str], ...],
    ) -> None:
        part = self.parts.get(step.part or "")
        if part is None:
            self.tell(
                f"{here}.part",
                f"Không có quy trình con “{step.part or ''}”.",
                f'There is no part "{step.part or ""}".',
            )
            return
        assert step.part is not None
        self.used.add(step.part)
        way_of_calls = [name for _, name in calls]
        if step.part in way_of_calls:
            circle = " → ".join([*way_of_calls[way_of_calls.index(step.part) :], step.part])
            self.tell(
                f"{here}.part",
                f"Quy trình con gọi vòng quanh: {circle}.",
                f"The parts call one another in a circle: {circle}.",
            )
            return
        forward = [action for action in step.next if action.kind == "forward"]
        if len(step.next) != 1 or len(forward) != 1 or forward[0].when is not None:
            self.tell(
                f"{here}.next",
                "Bước gọi quy trình con có đúng một đường đi tiếp, không điều kiện.",
                "A step that calls a part has exactly one way on, without a condition.",
            )
            return
        if part.start not in part.steps:
            self.tell(
                f"workflow.parts.{step.part}.start",
                f"Không có bước đầu “{part.start}”.",
                f'There is no starting step "{part.start}".',
            )
            return
        after = self.way(forward[0], steps, prefix, onward, bool(calls)).to
        inner = f"{prefix}{step_id}{BETWEEN}"
        path = f"workflow.parts.{step.part}.steps"
        self.lay(part.steps, path, inner, after, (*calls, (step_id, step.part)))
