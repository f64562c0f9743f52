"""A step as it is in one case: its variant's hours, post and agency, and whether it is left out."""

from dataclasses import dataclass

from ..compiled import CompiledAction, CompiledStep


@dataclass(frozen=True, slots=True)
class InCase:
    """What the variant of a case leaves of a step. `minutes` are working minutes."""

    minutes: int
    post: str | None
    agency: str
    skipped: bool


def in_case(step: CompiledStep, case_id: str) -> InCase:
    """The step in this case."""
    own = next((one for one in step.step.variants if one.case == case_id), None)
    minutes, post, agency = step.minutes, step.step.post, step.step.agency
    if own is None:
        return InCase(minutes, post, agency, False)
    return InCase(
        minutes if own.hours is None else round(own.hours * 60),
        own.post or post,
        own.agency or agency,
        own.skip,
    )


def only_way_on(step: CompiledStep) -> CompiledAction | None:
    """The single unconditional way forward, by which a step is left that nobody decides; None when there is none."""
    ways = [action for action in step.actions if action.kind == "forward"]
    free = [action for action in ways if action.when is None]
    return free[0] if len(free) == 1 else None
