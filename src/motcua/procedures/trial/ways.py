"""All ways through a workflow at once: each case, each path forward, with its hours and the day it ends."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from motcua.foundation import worktime
from motcua.foundation.worktime import Span

from ..binding import Context
from ..compiled import CompiledAction, CompiledProcedure, CompiledStep
from ..definition import Case
from .running import Trial
from .sampling import sample_for_case
from .shapes import Offices, Opening

MOST_WAYS = 200
"""Ways of one case that are listed; a workflow with more is told to have more."""
LONGEST_WAY = 120


@dataclass(frozen=True, slots=True)
class Stop:
    """A step on a way, and the action by which it is left. `unsure`: an officer's entry decides about it."""

    step: str
    vi: str
    en: str
    way_vi: str
    way_en: str
    unsure: bool


@dataclass(frozen=True, slots=True)
class Way:
    """One path of a case. `end`: done, refused, stuck or round (it comes back to a step going forward)."""

    case: Case
    stops: tuple[Stop, ...]
    minutes: int
    due_at: datetime
    ready_at: datetime
    end: str

    @property
    def late(self) -> bool:
        return self.ready_at > self.due_at


@dataclass(frozen=True, slots=True)
class Ways:
    """`without_answers`: cases to which no made-up answers led. `more`: cases with more ways than are listed."""

    ways: tuple[Way, ...]
    without_answers: tuple[Case, ...] = ()
    more: tuple[Case, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Walk:
    """A way begun: where the clock stands, and what was left of the limit when it was stopped or started last."""

    now: datetime
    clock_from: datetime
    clock: Span
    due_at: datetime
    minutes: int = 0
    stops: tuple[Stop, ...] = ()
    been: frozenset[str] = frozenset()


def all_ways(
    compiled: CompiledProcedure,
    offices: Offices,
    *,
    at: datetime,
    place: str,
    channel: str = "online",
    applicant: Mapping[str, Any] | None = None,
) -> Ways:
    """Walk every case by every way forward; each step takes exactly its hours, each consultation its days."""
    ways: list[Way] = []
    unreached, more = [], []
    for case, _ in compiled.cases:
        found = sample_for_case(
            compiled,
            case.id,
            today=at.astimezone(worktime.VN).date(),
            place=place,
            channel=channel,
            applicant=applicant,
        )
        if found is None:
            unreached.append(case)
            continue
        walker = _Walker(compiled, offices, Opening(at, found.clean, channel, applicant or {}), case)
        mine = list(walker.ways())
        ways += mine[:MOST_WAYS]
        if len(mine) > MOST_WAYS:
            more.append(case)
    return Ways(tuple(ways), tuple(unreached), tuple(more))


class _Walker:
    def __init__(self, compiled: CompiledProcedure, offices: Offices, opening: Opening, case: Case):
        self.compiled, self.case = compiled, case
        self.trial = Trial(compiled, offices, opening, case, opening.at)
        context = Context(
            today=opening.at.astimezone(worktime.VN).date(), channel=opening.channel, case=case.id
        )
        self.values = compiled.values(opening.answers, context)
        # What officers will enter is not known: without their answers a condition on them is neither true nor false.
        self.values["officer"] = {}

    def ways(self) -> Iterator[Way]:
        limit, at = self.compiled.limit(self.case.id), self.trial.opening.at
        clock = Span(Decimal(limit.amount), worktime.Unit(limit.unit))
        due = worktime.due(at, clock, self.trial.calendar)
        left = [MOST_WAYS + 1]
        yield from self._on(self.compiled.steps[self.compiled.start], _Walk(at, at, clock, due), left)

    def _on(self, step: CompiledStep, walk: _Walk, left: list[int]) -> Iterator[Way]:
        if left[0] <= 0:
            return
        if step.id in walk.been or len(walk.stops) >= LONGEST_WAY:
            yield self._end(walk, "round", left)
            return
        if step.kind == "return":
            yield self._end(walk, "done", left)
            return
        walk = self._through(step, walk)
        if step.skipped_in(self.case.id):
            on = step.onward
            actions: tuple[CompiledAction, ...] = (on,) if on else ()
        else:
            actions = tuple(action for action in step.actions if action.kind != "back" and self._may(action))
        if not actions:
            yield self._end(walk, "stuck", left)
        for action in actions:
            title, label = step.step.title, action.action.label
            unsure = action.when is not None and not action.when.holds(self.values)
            stop = Stop(step.id, title.vi, title.en, label.vi, label.en, unsure)
            after = _Walk(
                walk.now,
                walk.clock_from,
                walk.clock,
                walk.due_at,
                walk.minutes,
                (*walk.stops, stop),
                walk.been | {step.id},
            )
            if action.to is None:
                yield self._end(after, "refused" if action.kind == "refuse" else "done", left)
            else:
                yield from self._on(self.compiled.steps[action.to], after, left)

    def _may(self, action: CompiledAction) -> bool:
        """Whether the way can be open in this case; an officer's entry may open it."""
        return action.when is None or action.when.evaluate(self.values) is not False

    def _through(self, step: CompiledStep, walk: _Walk) -> _Walk:
        """The clock after the step has taken its time."""
        minutes, pauses = self._time(step)
        where = self.trial.where_of(step)
        now = worktime.add_working_minutes(walk.now, minutes, where.calendar) if minutes else walk.now
        clock_from, clock, due = walk.clock_from, walk.clock, walk.due_at
        if pauses:
            clock = worktime.remaining_after(clock_from, walk.now, clock, self.trial.calendar)
            clock_from, due = now, worktime.due(now, clock, self.trial.calendar)
        own = 0 if pauses else minutes
        return _Walk(now, clock_from, clock, due, walk.minutes + own, walk.stops, walk.been)

    def _time(self, step: CompiledStep) -> tuple[int, bool]:
        """Working minutes of the step, and whether the dossier's clock rests meanwhile."""
        if step.skipped_in(self.case.id) or step.kind == "automatic":
            return 0, False
        minutes = step.minutes_in(self.case.id)
        if step.opinions:
            open_ = [
                one.minutes
                for one in step.opinions
                if one.when is None or one.when.evaluate(self.values) is not False
            ]
            minutes += max(open_, default=0) - max(one.minutes for one in step.opinions)
        return minutes, step.pauses

    def _end(self, walk: _Walk, how: str, left: list[int]) -> Way:
        left[0] -= 1
        return Way(self.case, walk.stops, walk.minutes, walk.due_at, walk.now, how)
