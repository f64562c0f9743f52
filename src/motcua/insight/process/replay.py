"""Conformance: one dossier's way replayed on the workflow that was designed for it. Pure.

What fits and what does not is told by names (`MARKS`); a dossier goes straight when it came to a result by ways that
lead forward only and nothing stood in between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from motcua.insight.process.visits import Stay, Walk
from motcua.procedures.compiled import CompiledProcedure
from motcua.procedures.definition.workflow import END
from motcua.procedures.dossiers.status import Status

MARKS = (
    "back",  # sent back by a way that the design has: rework
    "undone",  # passed on and taken back within minutes
    "supplemented",  # the owner was asked for more
    "corrected",  # a result was opened again
    "handed_over",  # the work went to another officer because it stayed open
    "skipped",  # a step was left out, as the case or the workflow allows
    "unforeseen",  # a way that the design does not have
)
OFF_THE_WAY = frozenset(MARKS) - {"skipped"}
ENDINGS = ("done", "refused", "withdrawn", "stopped", "expired")
_RECEIVED = frozenset({"accept", "take-in", "confirm-supplement"})
_CUT_SHORT = frozenset({"withdraw", "stop", "expire", "refuse"})
MOST_STEPS = 60
"""A way is kept up to so many steps: whoever goes round that often is counted among those that do."""


class Way(NamedTuple):
    """A designed way out of a step. `to` is `end` where the dossier is finished."""

    to: str
    kind: str


@dataclass(frozen=True, slots=True)
class Design:
    """The workflow of one version. `passable`: steps that may leave no task behind, by case ("" for every case)."""

    start: str
    ways: Mapping[tuple[str, str], Way]
    kinds: Mapping[str, str]
    minutes: Mapping[str, int]
    passable: Mapping[str, frozenset[str]]

    def forward(self, step: str) -> list[str]:
        """Where the forward ways of a step lead."""
        return [way.to for (left, _), way in self.ways.items() if left == step and way.kind == "forward"]


@dataclass(frozen=True, slots=True)
class Replayed:
    """The outcome. `path`: the steps in order; `ending` is empty while the dossier has not ended."""

    path: tuple[str, ...]
    marks: frozenset[str]
    ending: str

    @property
    def straight(self) -> bool:
        return self.ending == "done" and not self.marks & OFF_THE_WAY


def design_of(compiled: CompiledProcedure) -> Design:
    """The design that a compiled version holds."""
    passable: dict[str, frozenset[str]] = {}
    for id_, step in compiled.steps.items():
        if step.kind == "automatic" or step.step.opinions:
            passable[id_] = frozenset({""})
        elif skipped := frozenset(variant.case for variant in step.step.variants if variant.skip):
            passable[id_] = skipped
    return Design(
        start=compiled.start,
        ways={
            (step.id, action.id): Way(action.to or END, action.kind)
            for step in compiled.steps.values()
            for action in step.actions
        },
        kinds={step.id: step.kind for step in compiled.steps.values()},
        minutes={step.id: step.minutes for step in compiled.steps.values()},
        passable=passable,
    )


def replay(walk: Walk, way: Sequence[Stay], design: Design) -> Replayed:
    """Replay the stays of a dossier."""
    marks = set(walk.marks)
    for stay in way:
        if stay.taken_back:
            marks.add("undone")
        if stay.supplemented:
            marks.add("supplemented")
    for stay in way:
        if stay.action and stay.reached:
            marks |= _judge(stay, walk.case_id, design)
    return Replayed(tuple(stay.step for stay in way[:MOST_STEPS]), frozenset(marks), _ending(walk, way))


def _judge(stay: Stay, case: str, design: Design) -> set[str]:
    """What one passage from a step to the next shows."""
    kind = design.kinds.get(stay.step)
    if kind is None or stay.reached not in design.kinds:
        return {"unforeseen"}
    if kind == "return" or stay.action == "correct":
        return {"corrected"}
    if kind == "receive" and stay.action in _RECEIVED:
        return _through(design.forward(stay.step), stay.reached, case, design)
    way = design.ways.get((stay.step, stay.action))
    if way is None:
        return {"unforeseen"}
    found = _through([way.to], stay.reached, case, design)
    return found | {"back"} if way.kind == "back" else found


def _through(targets: Sequence[str], reached: str, case: str, design: Design) -> set[str]:
    """Whether a step is reached from the targets of a way, directly or through steps that may be left out."""
    if reached in targets:
        return set()
    seen, waiting = set[str](), list(targets)
    while waiting:
        step = waiting.pop()
        if step in seen:
            continue
        seen.add(step)
        if step == reached:
            return {"skipped"}
        cases = design.passable.get(step, frozenset())
        if "" in cases or case in cases:
            waiting += design.forward(step)
    return {"unforeseen"}


def _ending(walk: Walk, way: Sequence[Stay]) -> str:
    status = Status(walk.status)
    if status in (Status.DONE, Status.RETURNED):
        return "done"
    if status == Status.WITHDRAWN:
        return "withdrawn"
    if status == Status.REFUSED:
        return "refused"
    if status != Status.STOPPED:
        return ""
    last = way[-1].action if way else ""
    return {"refuse": "refused", "ask-supplement": "expired", "expire": "expired"}.get(last, "stopped")


def kind_of_way(left: str, action: str, reached: str, design: Design) -> str:
    """How a passage is drawn: forward, back, refuse, end or other."""
    way = design.ways.get((left, action))
    if way is not None:
        return way.kind
    if action in _CUT_SHORT:
        return "refuse" if action == "refuse" else "end"
    if action in _RECEIVED and reached in design.forward(left):
        return "forward"
    if action.startswith("return-"):
        return "forward"
    return "other"
