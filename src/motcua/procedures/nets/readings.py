"""The ways that a dossier may take through a workflow, for each set of answers that makes a difference."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from motcua.foundation.expressions import Expression
from motcua.procedures.compiled import CompiledAction, CompiledStep

from .conditions import Conditions, Outcome, World

ENTERED_BY_PEOPLE = frozenset({"assign", "process", "review", "sign", "number"})
"""Kinds of steps that cannot be left before their required fields are entered."""

type Steps = Mapping[str, CompiledStep]


@dataclass(frozen=True, slots=True)
class Reading:
    """A workflow in one world: the ways that may be taken from each step. `case` is None when it makes no difference."""

    world: World
    case: str | None
    ways: Mapping[str, tuple[CompiledAction, ...]]
    reached: tuple[str, ...]
    """Steps at which a dossier may arrive, nearest first."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """A step that cannot be left with these answers. `proved`: false when not all could be tried."""

    step: str
    reading: Reading
    values: World
    proved: bool


def read(
    start: str,
    steps: Steps,
    cases: Sequence[tuple[str, Expression | None]],
    conditions: Conditions,
) -> tuple[list[Reading], list[Stuck]]:
    """Every different reading of the workflow, and where a dossier may stay without a way out."""
    sure = _entered(start, steps)
    names = conditions.names([way.when for step in steps.values() for way in step.actions])
    names = {name: values for name, values in names.items() if not name.startswith("officer.")}
    by_case = "case" in names or any(step.variants for step in steps.values())
    if by_case:
        names.setdefault("case", frozenset())
        names = _with_case_conditions(names, cases, conditions)
    asking = {
        step.id: sorted(conditions.names([way.when for way in step.actions]).keys() & names.keys())
        for step in steps.values()
        if any(way.when is not None for way in step.actions)
    }
    outcomes: dict[tuple, Outcome] = {}
    found: dict[tuple, Reading] = {}
    stuck: dict[str, Stuck] = {}
    for world in conditions.worlds(names):
        if by_case and not _consistent(world, cases, conditions):
            continue
        case = world.get("case") if by_case else None
        told = {
            id: _outcome(steps[id], asked, world, conditions, sure[id], outcomes)
            for id, asked in asking.items()
        }
        ways = {id: _ways(step, case, told.get(id)) for id, step in steps.items()}
        key = (case, tuple(tuple(way.id for way in open_) for open_ in ways.values()))
        reading = found.get(key)
        if reading is None:
            reading = found[key] = Reading(world, case, ways, tuple(_reached(start, ways)))
        for id, outcome in told.items():
            passed_over = case is not None and steps[id].skipped_in(case)
            if (
                outcome.none_holds is not None
                and id not in stuck
                and id in reading.reached
                and not passed_over
            ):
                stuck[id] = Stuck(id, reading, {**outcome.none_holds}, outcome.proved)
    return list(found.values()), list(stuck.values())


def way_to(reading: Reading, start: str, to: str) -> tuple[str, ...]:
    """The shortest way from the start to a step: steps and, between them, `step.action`."""
    came: dict[str, tuple[str, str]] = {}
    queue, seen = [start], {start}
    for here in queue:
        for way in reading.ways.get(here, ()):
            if way.to is not None and way.to not in seen:
                seen.add(way.to)
                came[way.to] = (here, f"{here}.{way.id}")
                queue.append(way.to)
    if to not in seen:
        return ()
    shown = [to]
    while to != start:
        to, action = came[to]
        shown += [action, to]
    return tuple(reversed(shown))


def _with_case_conditions(
    names: dict[str, frozenset], cases: Sequence[tuple[str, Expression | None]], conditions: Conditions
) -> dict[str, frozenset]:
    """When the workflow asks both for the case and for answers that lead to it, these belong together."""
    leading = conditions.names([when for _, when in cases])
    if not leading.keys() & names.keys():
        return names
    return {
        name: names.get(name, frozenset()) | leading.get(name, frozenset()) for name in {**names, **leading}
    }


def _consistent(world: World, cases: Sequence[tuple[str, Expression | None]], conditions: Conditions) -> bool:
    """Whether the answers of the world can lead to its case: it may hold, and no case before it surely does."""
    for case, when in cases:
        outcome = conditions.outcome([when], world)
        if case == world["case"]:
            return bool(outcome.possible)
        if when is None or (outcome.proved and outcome.none_holds is None):
            return False
    return False


def _outcome(
    step: CompiledStep,
    asked: list[str],
    world: World,
    conditions: Conditions,
    sure: Collection[str],
    kept: dict[tuple, Outcome],
) -> Outcome:
    """Worlds that agree in what the step asks come to the same."""
    key = (step.id, *((name, world[name]) for name in asked if name in world))
    if key not in kept:
        kept[key] = conditions.outcome([way.when for way in step.actions], world, sure)
    return kept[key]


def _ways(step: CompiledStep, case: str | None, outcome: Outcome | None) -> tuple[CompiledAction, ...]:
    if case is not None and step.skipped_in(case):
        return (step.onward,) if step.onward else ()
    if outcome is None:
        return step.actions
    return tuple(way for n, way in enumerate(step.actions) if n in outcome.possible)


def _reached(start: str, ways: Mapping[str, tuple[CompiledAction, ...]]) -> Iterator[str]:
    queue, seen = [start], {start}
    for here in queue:
        yield here
        for way in ways.get(here, ()):
            if way.to is not None and way.to not in seen and way.to in ways:
                seen.add(way.to)
                queue.append(way.to)


def _entered(start: str, steps: Steps) -> dict[str, frozenset[str]]:
    """For each step, the names that officers have surely given a value when its ways are chosen between."""
    own = {id: _own(step) for id, step in steps.items()}
    everything = frozenset().union(*own.values()) if own else frozenset()
    before: dict[str, frozenset[str]] = dict.fromkeys(steps, everything)
    if not everything:
        return before
    before[start] = frozenset()
    sources: dict[str, list[str]] = {}
    for id, step in steps.items():
        for way in step.actions:
            if way.to in steps and way.to is not None:
                sources.setdefault(way.to, []).append(id)
    queue = list(steps)
    while queue:
        here = queue.pop()
        after = before[here] | own[here]
        for way in steps[here].actions:
            if way.to is None or way.to not in before:
                continue
            kept = before[way.to] & after
            if kept != before[way.to]:
                before[way.to] = kept
                queue.append(way.to)
    return {id: before[id] | own[id] for id in steps}


def _own(step: CompiledStep) -> frozenset[str]:
    if any(varied.skip for varied in step.variants.values()):
        return frozenset()
    opinions = {f"officer.{one.id}" for one in step.opinions if one.when is None}
    if step.kind not in ENTERED_BY_PEOPLE:
        return frozenset(opinions)
    entered = {f"officer.{item.id}" for item in step.fields if item.required is True and item.when is None}
    return frozenset(opinions | entered)
