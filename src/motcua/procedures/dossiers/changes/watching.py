"""Timers that watch a task: for a question's days, for what happens when a step stays open."""

from datetime import datetime

from motcua.foundation import worktime
from motcua.procedures.compile import CompiledStep
from motcua.procedures.dossiers.models import Task, Timer
from motcua.procedures.dossiers.office import Office

SILENCE_TIMER = "silence"
"""The days of a consulted or outside body are over."""
ESCALATION_TIMER = "escalation"
"""A step has stayed open for so long after its due moment, or will be due soon."""


def fire_times(step: CompiledStep, opened_at: datetime, due_at: datetime, where: Office) -> list[datetime]:
    """When each escalation of a step fires, by its office's calendar; what lies in the past fires at once."""
    return [
        max(worktime.add_working_minutes(due_at, round(one.hours * 60), where.calendar), opened_at)
        for one in step.escalate
    ]


def timers_of(step: CompiledStep, task: Task, where: Office) -> list[Timer]:
    """The timers of a main task, not yet written."""
    timers = [
        Timer(dossier_id=task.dossier_id, kind=ESCALATION_TIMER, fire_at=moment, task_id=task.id, place=place)
        for place, moment in enumerate(fire_times(step, task.opened_at, task.due_at, where))
    ]
    if step.step.consult is not None or step.step.external is not None:
        timers.append(silence_of(task))
    return timers


def silence_of(task: Task) -> Timer:
    return Timer(dossier_id=task.dossier_id, kind=SILENCE_TIMER, fire_at=task.due_at, task_id=task.id)
