"""The points that an officer confirms before a step is left: each by itself, none by silence."""

from motcua.procedures.compile import CompiledStep
from motcua.procedures.dossiers.errors import NotTicked


def refuse_unticked(step: CompiledStep, ticked: frozenset[str]) -> None:
    """Raises NotTicked, which names every point of the step's checklist that was not confirmed."""
    open_points = [item for item in step.step.checklist if item.id not in ticked]
    if open_points:
        raise NotTicked(
            {
                f"check.{item.id}": (f"Chưa xác nhận: {item.vi}", f"Not confirmed: {item.en}")
                for item in open_points
            }
        )
