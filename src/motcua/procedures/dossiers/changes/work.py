"""Working on a dossier: claiming, assigning, leaving a step by one of its ways out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.city import authority
from motcua.foundation.actor import Actor
from motcua.procedures import forms
from motcua.procedures.binding import Context
from motcua.procedures.compile import CompiledAction, CompiledStep
from motcua.procedures.dossiers import clockwork, papers_made, posts
from motcua.procedures.dossiers.changes import early_end, leaving, opinions, stepping
from motcua.procedures.dossiers.changes.checklist import refuse_unticked
from motcua.procedures.dossiers.errors import NotComplete, NoteNeeded, UnknownAction, WrongState
from motcua.procedures.dossiers.holding import (
    Held,
    free_for,
    hold,
    hold_task,
    look_at_task,
    refuse_taken,
    taken_by,
    was_faster,
)
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.status import OPEN, Move, Status


@transaction.atomic
def claim(task_id: int, *, by: Actor, at: datetime) -> Task:
    """Take a waiting task. The first working step moves the dossier to "in progress". `2 → 4`

    Raises SomebodyWasFaster, TakenByOther, NotAllowed. Claiming one's own task again is harmless.
    """
    held, task = hold_task(task_id, by, at)
    refuse_taken(task, by)
    free = Task.objects.filter(id=task.id, claimed_by=None)
    taken = free.update(claimed_by_id=by.account_id, claimed_at=at)
    if not taken and not Task.objects.filter(id=task.id, claimed_by=by.account_id).exists():
        raise taken_by(task.id)
    task.claimed_by_id, task.claimed_at = by.account_id, at
    if begin_work(held, task):
        held.dossier.save(update_fields=["status"])
        held.tell(Move.START_WORK, at, by, step=task.step, branch=task.branch or None)
    elif taken:
        held.tell("claimed", at, by, step=task.step, branch=task.branch or None)
    return task


@transaction.atomic
def release(task_id: int, *, by: Actor, at: datetime) -> Task:
    """Give a claimed task back to its post. Raises TakenByOther when it is a colleague's."""
    held, task = hold_task(task_id, by, at)
    refuse_taken(task, by)
    if not Task.objects.filter(free_for(by), id=task.id).update(claimed_by=None, claimed_at=None):
        raise taken_by(task.id)
    held.tell("released", at, by, step=task.step, branch=task.branch or None)
    return task


@transaction.atomic
def assign(task_id: int, to_account_id: int, *, by: Actor, at: datetime) -> Task:
    """Hand an open task to an officer who may do it. Needs the power to assign at the task's agency.

    Raises SomebodyWasFaster, NotAllowed (either officer).
    """
    task = Task.objects.select_related("dossier").filter(id=task_id, closed_at=None).first()
    if task is None:
        raise was_faster(task_id)
    held = _held_of(task)
    held.require(by, "assign", task.agency_id, at)
    if posts.grant_for(authority.powers_of(to_account_id, at), task) is None:
        raise authority.NotAllowed(
            "Người được giao không có quyền xử lý bước này.", "This colleague may not do this step."
        )
    before = Task.objects.values_list("claimed_by_id", flat=True).get(id=task.id)
    Task.objects.filter(id=task.id, closed_at=None).update(claimed_by_id=to_account_id, claimed_at=at)
    if begin_work(held, task):
        held.dossier.save(update_fields=["status"])
    held.tell("assigned", at, by, step=task.step, branch=task.branch or None, to=to_account_id, before=before)
    return task


def act(
    task_id: int,
    action_id: str,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    answers: Mapping[str, Any] | None = None,
    ticked: frozenset[str] = frozenset(),
    ground: str = "",
) -> Dossier:
    """Leave a step by one of its ways out: on, back, or to a refusal.

    `answers` are the officer's entries of the step, `ticked` the confirmed points of its checklist, `ground` the one
    for which the law lets it be refused, where the way lists them. Leaving a
    signing step forward makes and signs the result; entering the step of return finishes the dossier. On the task
    of a consulted body the action is its opinion (`opinions.answer`).
    Two statements where the step is plain: it is looked at, and written if it is still so; five under a lock else.
    Raises SomebodyWasFaster, TakenByOther, NotAllowed, WrongState, UnknownAction, NoteNeeded, NotComplete, FeeUnpaid.
    """
    note, entered = note.strip(), answers or {}
    looked = look_at_task(task_id, by, at)
    if looked is not None:
        held, task = looked
        step, action = _decided(held, task, action_id, by, at, note, entered, ticked)
        try:
            if action.kind != "refuse" and leaving.at_once(held, step, action, by, at, note=note):
                return held.dossier
        except stepping.ChangedMeanwhile:
            pass
    with transaction.atomic():
        held, task = hold_task(task_id, by, at)
        refuse_taken(task, by)
        if task.branch:
            return opinions.answer(task_id, action_id, note, by=by, at=at)
        step, action = _decided(held, task, action_id, by, at, note, entered, ticked)
        if action.kind == "refuse":
            words = _ground_words(action, ground)
            return _refuse(held, by, at, f"{words}. {note}" if words else note, ground)
        return leaving.leave(held, step, action, by, at, note=note)


def _decided(
    held: Held,
    task: Task,
    action_id: str,
    by: Actor,
    at: datetime,
    note: str,
    answers: Mapping[str, Any],
    ticked: frozenset[str],
) -> tuple[CompiledStep, CompiledAction]:
    """The step that is left and the way, when nothing stands against it. Writes nothing."""
    refuse_taken(task, by)
    step = held.step
    if Status(held.dossier.status) not in {Status.ACCEPTED, Status.IN_PROGRESS} or step.kind in {
        "receive",
        "return",
    }:
        raise WrongState("Bước này có thao tác riêng.", "This step has an action of its own.")
    if step.waits_for_parts:
        refuse_open_parts(held)
    begin_work(held, task)
    _enter_answers(held, step, answers, at)
    action = _way_out(held, step, action_id, at)
    if (action.action.needs_note or action.kind == "refuse") and not note:
        raise NoteNeeded
    if action.kind == "forward":
        refuse_unticked(step, ticked)
    if step.opinions:
        opinions.refuse_early(held, action, note)
    return step, action


def refuse_open_parts(held: Held) -> None:
    """Raises WrongState while a linked set has parts that are open, or has none yet. One query."""
    statuses = set(Dossier.objects.filter(part_of_id=held.dossier.id).values_list("status", flat=True))
    if not statuses or statuses & OPEN:
        raise WrongState(
            "Hồ sơ liên thông tự đi tiếp khi các phần đã xong; không chuyển bước bằng tay.",
            "The set goes on by itself when its parts have ended; it is not moved on by hand.",
        )


def begin_work(held: Held, task: Task) -> bool:
    """The handling agency touches the dossier for the first time; True when the status moved. `2 → 4`"""
    if held.dossier.status == Status.ACCEPTED and task.kind not in {"receive", "return"}:
        held.move(Move.START_WORK)
        return True
    return False


def context_of(held: Held, at: datetime) -> Context:
    """What the expressions of the workflow see."""
    return held.context(at)


def _held_of(task: Task) -> Held:
    held = hold(task.dossier_id)
    if held.dossier.open_task_id != (task.main_id if task.branch else task.id):
        raise was_faster(task.id)
    if task.branch and not Task.objects.filter(id=task.id, closed_at=None).exists():
        raise was_faster(task.id)
    return held


def _way_out(held: Held, step: CompiledStep, action_id: str, at: datetime) -> CompiledAction:
    found = held.compiled.transition(step.id, action_id)
    if found is None:
        raise UnknownAction
    if found.when is not None and not found.when.holds(context_of(held, at).values(held.dossier.answers)):
        raise UnknownAction
    return found


def _enter_answers(held: Held, step: CompiledStep, answers: Mapping[str, Any], at: datetime) -> None:
    if not step.fields:
        return
    merged = {**held.dossier.officer_answers, **answers}
    checked = forms.validate_step(
        held.compiled, step.id, merged, answers=held.dossier.answers, context=context_of(held, at)
    )
    if checked.errors:
        raise NotComplete({path: (message.vi, message.en) for path, message in checked.errors.items()})
    held.dossier.officer_answers = {**held.dossier.officer_answers, **checked.clean}


def _ground_words(action: CompiledAction, ground: str) -> str:
    """The chosen ground as the refusal states it; empty where none is listed. Raises NotComplete."""
    if not action.action.grounds:
        return ""
    found = next((one for one in action.action.grounds if one.id == ground), None)
    if found is None:
        raise NotComplete({"ground": ("Chọn căn cứ từ chối.", "Choose the ground for refusing.")})
    return found.vi


def _refuse(held: Held, by: Actor, at: datetime, words: str, ground: str = "") -> Dossier:
    """Refusal after appraisal, with form 03. `4 → 8`

    It comes within the time limit; one that does not is marked `late` in its event. Source: NĐ 61/2018 Đ19.8.
    """
    held.move(Move.REFUSE)
    early_end.close(held, words, by, at, "refuse", work_was_done=True)
    papers_made.refusal(held, by, at)
    held.tell(
        Move.REFUSE, at, by, words=words, late=clockwork.late(held.dossier, at) or None, ground=ground or None
    )
    return held.dossier
