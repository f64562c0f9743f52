"""Opinions of several bodies at once: given, taken back, given late, left out."""

from datetime import datetime

from django.db import transaction

from motcua.foundation.actor import Actor
from motcua.procedures.binding import STANCES
from motcua.procedures.compile import CompiledAction
from motcua.procedures.compiled import CompiledOpinion
from motcua.procedures.dossiers.changes import leaving, watching
from motcua.procedures.dossiers.errors import NoteNeeded, UnknownAction, WrongState
from motcua.procedures.dossiers.holding import Held, free_for, hold_opinion, taken_by, was_faster
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.status import Move, Status

GIVEN = STANCES[:3]
"""What an officer may say; silence is nobody's answer."""
SILENT_AGREES, SILENT = "silence-agree", "silence-report"
"""Actions of side tasks that were closed because the days of the body were over."""


@transaction.atomic
def answer(task_id: int, stance: str, words: str, *, by: Actor, at: datetime) -> Dossier:
    """Give the opinion of one's agency on a side task, in its days or late, as long as the step waits.

    `stance`: agree, conditions or object; the last two need `words`. When it was the last one and nothing is left
    to choose, the step goes on by itself. Raises UnknownAction, NoteNeeded, SomebodyWasFaster, TakenByOther,
    NotAllowed.
    """
    held, task = hold_opinion(task_id, by, at)
    if stance not in GIVEN:
        raise UnknownAction
    if stance != "agree" and not words.strip():
        raise NoteNeeded
    late = task.closed_at is not None and task.action in (SILENT_AGREES, SILENT)
    if late:
        rows = Task.objects.filter(id=task.id, action=task.action)
    else:
        rows = Task.objects.filter(free_for(by), id=task.id, closed_at=None)
    if not rows.update(
        closed_at=at, closed_by_id=by.account_id, closed_by_name=by.name, action=stance, note=words.strip()
    ):
        raise taken_by(task.id) if task.closed_at is None else was_faster(task.id)
    _begin(held)
    _note(held, task.branch, stance)
    held.tell(
        "opinion-given",
        at,
        by,
        step=task.step,
        branch=task.branch,
        stance=stance,
        words=words.strip() or None,
        agency=task.agency_id,
        late=(late or at > task.due_at) or None,
    )
    if not leaving.settle(held, at):
        held.dossier.save(update_fields=["status", "officer_answers"])
    return held.dossier


@transaction.atomic
def take_back(task_id: int, *, by: Actor, at: datetime) -> Task:
    """Take back the opinion one gave, as long as the step waits; what was said stays in the trail.

    Its task opens again for the same officer, with the due moment it had. Raises SomebodyWasFaster, WrongState,
    NotAllowed.
    """
    held, task = hold_opinion(task_id, by, at)
    if task.closed_at is None or task.action not in GIVEN or task.closed_by_id != by.account_id:
        raise WrongState("Chỉ rút ý kiến do chính mình đã gửi.", "Only one's own opinion can be taken back.")
    if Task.objects.filter(main_id=task.main_id, branch=task.branch, id__gt=task.id).exists():
        raise was_faster(task.id)
    again = Task.objects.create(
        dossier_id=task.dossier_id,
        step=task.step,
        kind=task.kind,
        branch=task.branch,
        main_id=task.main_id,
        agency_id=task.agency_id,
        post_kind=task.post_kind,
        procedure_code=task.procedure_code,
        field_key=task.field_key,
        opened_at=at,
        due_at=max(task.due_at, at),
        claimed_by_id=by.account_id,
        claimed_at=at,
    )
    if task.due_at > at:
        watching.silence_of(again).save(force_insert=True)
    _forget(held, task.branch)
    held.dossier.save(update_fields=["officer_answers"])
    held.tell("opinion-taken-back", at, by, step=task.step, branch=task.branch, agency=task.agency_id)
    return again


def silent(held: Held, task: Task, rule: str, by: Actor, at: datetime) -> None:
    """The days of a body are over and its silence lets the step go on: it agrees, or is counted as silent."""
    action, stance = (SILENT_AGREES, "agree") if rule == "agree" else (SILENT, "silent")
    Task.objects.filter(id=task.id, closed_at=None).update(
        closed_at=at, closed_by_name=by.name, action=action
    )
    _note(held, task.branch, stance)
    held.tell("opinion-silent", at, by, step=task.step, branch=task.branch, rule=rule, agency=task.agency_id)
    if not leaving.settle(held, at):
        held.dossier.save(update_fields=["officer_answers"])


def refuse_early(held: Held, action: CompiledAction, note: str) -> None:
    """Raises WrongState or NoteNeeded when a step is left while opinions are still awaited. One query.

    Going back needs a reason. Going on needs one too, and a body whose silence would hold up the step (`remind`)
    is waited for.
    """
    waiting = waiting_for(held)
    if not waiting:
        return
    held_up = [one for one in waiting if one.opinion.silence == "remind"]
    if action.kind == "forward" and held_up:
        names_vi = ", ".join(one.opinion.name.vi for one in held_up)
        names_en = ", ".join(one.opinion.name.en for one in held_up)
        raise WrongState(
            f"Chưa đủ ý kiến: phải chờ {names_vi}.", f"Opinions are missing: wait for {names_en}."
        )
    if not note.strip():
        raise NoteNeeded


def waiting_for(held: Held) -> list[CompiledOpinion]:
    """The opinions of the present step that are still awaited. One query."""
    branches = set(
        Task.objects.filter(main_id=held.dossier.open_task_id, closed_at=None).values_list(
            "branch", flat=True
        )
    )
    return [one for one in held.step.opinions if one.id in branches]


def _begin(held: Held) -> None:
    if held.dossier.status == Status.ACCEPTED:
        held.move(Move.START_WORK)


def _note(held: Held, branch: str, stance: str) -> None:
    """What a body said is known to the conditions of the workflow, as an officer's entry is."""
    held.dossier.officer_answers = {**held.dossier.officer_answers, branch: stance}


def _forget(held: Held, branch: str) -> None:
    held.dossier.officer_answers = {k: v for k, v in held.dossier.officer_answers.items() if k != branch}


__all__ = ["GIVEN", "SILENT", "SILENT_AGREES", "answer", "refuse_early", "silent", "take_back", "waiting_for"]
