"""The points that an officer confirms before a step is left: each by itself, none by silence."""

from motcua.procedures.compile import CompiledStep
from motcua.procedures.dossiers.errors import NotTicked


def unticked(step: CompiledStep, ticked: frozenset[str]) -> dict[str, tuple[str, str]]:
    """A message for each point of the step's checklist that was not confirmed, by `check.<id>`."""
    return {
        f"check.{item.id}": (f"Chưa xác nhận: {item.vi}", f"Not confirmed: {item.en}")
        for item in step.step.checklist
        if item.id not in ticked
    }


def refuse_unticked(step: CompiledStep, ticked: frozenset[str]) -> None:
    """Raises NotTicked, which names every point of the step's checklist that was not confirmed."""
    if open_points := unticked(step, ticked):
        raise NotTicked(open_points)
