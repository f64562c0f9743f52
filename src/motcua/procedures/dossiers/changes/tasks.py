"""Closing the open task and opening the next: the only place that writes tasks and `open_task_id`."""

from collections.abc import Sequence
from datetime import datetime

from motcua.foundation import worktime
from motcua.foundation.actor import Actor
from motcua.procedures.compile import CompiledStep
from motcua.procedures.compiled import CompiledOpinion
from motcua.procedures.dossiers import posts
from motcua.procedures.dossiers.changes import assigning, watching
from motcua.procedures.dossiers.holding import Held, free_for, taken_by
from motcua.procedures.dossiers.models import Task, Timer
from motcua.procedures.dossiers.office import Office

NOT_AWAITED = "not-awaited"
"""Action of a side task that was closed because its step was left, or the dossier ended, without it."""


def close(
    held: Held, at: datetime, by: Actor, action: str, note: str = "", *, whoever_holds_it: bool = True
) -> None:
    """End the open task, if there is one. One statement, two at a step with several opinions.

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
    left = held.compiled.steps.get(held.dossier.step)
    if left is not None and left.opinions:
        Task.objects.filter(main_id=task_id, closed_at=None).update(
            closed_at=at, closed_by_id=by.account_id, closed_by_name=by.name, action=NOT_AWAITED
        )
    held.dossier.open_task_id = None


def open_at(
    held: Held,
    step: CompiledStep,
    at: datetime,
    *,
    due: datetime | None = None,
    claimed_by: int | None = None,
    asked: Sequence[CompiledOpinion] = (),
) -> Task:
    """Open the task of a step at its office and make the step the dossier's present one.

    One statement; one more each for an assignment by rule, for the bodies `asked` beside it, for its timers.
    """
    task, where = new_task(held, step, at, due=due, claimed_by=claimed_by, asked=asked)
    task.save(force_insert=True)
    held.dossier.step, held.dossier.open_task_id = step.id, task.id
    timers = watching.timers_of(step, task, where)
    timers += [watching.silence_of(side) for side in _open_beside(held, task, asked, at)]
    if timers:
        Timer.objects.bulk_create(timers)
    return task


def new_task(
    held: Held,
    step: CompiledStep,
    at: datetime,
    *,
    due: datetime | None = None,
    claimed_by: int | None = None,
    asked: Sequence[CompiledOpinion] = (),
) -> tuple[Task, Office]:
    """The task of a step, not yet written, and the office where it is done."""
    where = held.office_of(step, at)
    kind = posts.GATHER if step.opinions else step.kind
    post = step.post_in(held.dossier.case_id) or (_post_before(held) if step.opinions else "")
    claimed_by = claimed_by or assigning.choose(
        step.step.assignment,
        dossier_id=held.dossier.id,
        agency_id=where.id,
        post_kind=post,
        task_kind=kind,
        procedure_code=held.dossier.procedure_code,
        field_key=held.dossier.field_key,
        at=at,
    )
    task = Task(
        dossier_id=held.dossier.id,
        step=step.id,
        kind=kind,
        agency_id=where.id,
        post_kind=post,
        procedure_code=held.dossier.procedure_code,
        field_key=held.dossier.field_key,
        opened_at=at,
        due_at=due or step_due(held, step, at, where, asked),
        claimed_by_id=claimed_by,
        claimed_at=at if claimed_by else None,
    )
    return task, where


def step_due(
    held: Held, step: CompiledStep, at: datetime, where: Office, asked: Sequence[CompiledOpinion] = ()
) -> datetime:
    """When a step should be done: its working minutes by the calendar of its office."""
    minutes = step.minutes_in(held.dossier.case_id)
    if step.opinions:  # only those asked are waited for
        longest = max(one.minutes for one in step.opinions)
        minutes += max((one.minutes for one in asked), default=0) - longest
    return worktime.add_working_minutes(at, minutes, where.calendar)


def _open_beside(held: Held, main: Task, asked: Sequence[CompiledOpinion], at: datetime) -> list[Task]:
    """One side task for each body that is asked, at its agency and with its own days. One statement."""
    sides = []
    for one in asked:
        where = held.consulted(one.opinion, at)
        sides.append(
            Task(
                dossier_id=main.dossier_id,
                step=main.step,
                kind="consult",
                branch=one.id,
                main_id=main.id,
                agency_id=where.id,
                post_kind=posts.ANY_POST,
                procedure_code=main.procedure_code,
                field_key=main.field_key,
                opened_at=at,
                due_at=worktime.add_working_minutes(at, one.minutes, where.calendar),
            )
        )
    return Task.objects.bulk_create(sides) if sides else []


def _post_before(held: Held) -> str:
    """The post that worked on the dossier last: it gathers the opinions when the step names none. One query."""
    return (
        Task.objects.filter(dossier_id=held.dossier.id, branch="").exclude(post_kind="").order_by("-id")
        .values_list("post_kind", flat=True).first()
    ) or ""  # fmt: skip
