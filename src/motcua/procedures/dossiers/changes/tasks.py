"""Closing the open task and opening the next: the only place that writes tasks and `open_task_id`."""

from datetime import datetime

from motcua.foundation import worktime
from motcua.foundation.actor import Actor
from motcua.procedures.compile import CompiledStep
from motcua.procedures.dossiers.holding import Held, free_for, taken_by
from motcua.procedures.dossiers.models import Task
from motcua.procedures.dossiers.office import Office


def close(
    held: Held, at: datetime, by: Actor, action: str, note: str = "", *, whoever_holds_it: bool = True
) -> None:
    """End the open task, if there is one. One statement.

    With `whoever_holds_it` false, only a task that nobody else has claimed: the claim is read by the statement
    itself, because the task that came with the dossier's lock is older than the wait for that lock. Raises
    TakenByOther.
    """
    task_id = held.dossier.open_task_id
    if task_id is None:
        return
    rows = Task.objects.filter(id=task_id, closed_at=None)
    if not whoever_holds_it:
        rows = rows.filter(free_for(by))
    closed = rows.update(
        closed_at=at, closed_by_id=by.account_id, closed_by_name=by.name, action=action, note=note
    )
    if not closed:
        raise taken_by(task_id)
    held.dossier.open_task_id = None


def open_at(
    held: Held,
    step: CompiledStep,
    at: datetime,
    *,
    due: datetime | None = None,
    claimed_by: int | None = None,
) -> Task:
    """Open the task of a step at its office and make the step the dossier's present one. One statement."""
    where = held.office_of(step, at)
    task = Task.objects.create(
        dossier_id=held.dossier.id,
        step=step.id,
        kind=step.kind,
        agency_id=where.id,
        post_kind=step.step.post or "",
        procedure_code=held.dossier.procedure_code,
        field_key=held.dossier.field_key,
        opened_at=at,
        due_at=due or step_due(step, at, where),
        claimed_by_id=claimed_by,
        claimed_at=at if claimed_by else None,
    )
    held.dossier.step, held.dossier.open_task_id = step.id, task.id
    return task


def step_due(step: CompiledStep, at: datetime, where: Office) -> datetime:
    """When a step should be done: its working minutes by the calendar of its office."""
    return worktime.add_working_minutes(at, step.minutes, where.calendar)
