"""Leaving a step by one of its ways, by an officer or by itself: one rule for all that lead there."""

from datetime import datetime

from motcua.foundation.actor import SYSTEM, Actor
from motcua.procedures.compile import CompiledAction, CompiledStep
from motcua.procedures.dossiers import clockwork, results
from motcua.procedures.dossiers.changes import appointment, arriving, stepping, tasks
from motcua.procedures.dossiers.errors import WrongState
from motcua.procedures.dossiers.holding import Held
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.status import Finance, Move, Status


def leave(
    held: Held,
    step: CompiledStep,
    action: CompiledAction,
    by: Actor,
    at: datetime,
    *,
    note: str = "",
    whoever_holds_it: bool = False,
    silence: str | None = None,
    plainly: bool = False,
) -> Dossier:
    """Close the step's task, arrive where its way leads, save the dossier, tell it. For forward and back ways.

    `silence`: the rule by which it goes on without an answer. One statement where the step is plain (`stepping`),
    unless `plainly` asks for the ORM there too. Raises TakenByOther, FeeUnpaid, WrongState.
    """
    dossier = held.dossier
    if not (plainly or whoever_holds_it or silence) and at_once(held, step, action, by, at, note=note):
        return dossier
    goal = arriving.place(held, action.to, at)
    tasks.close(held, at, by, action.id, note, whoever_holds_it=whoever_holds_it)
    if action.kind == "forward":
        results.on_leaving(held, step, by, at)
    if step.pauses:
        clockwork.resume(dossier, at, held.calendar)
        appointment.watch(held)
    opened = arriving.arrive(held, goal, by, at, back=action.kind == "back")
    dossier.save()
    held.tell(
        "stepped",
        at,
        by,
        step=step.id,
        action=action.id,
        to=action.to if goal.passed else dossier.step,
        note=note or None,
        silence=silence,
        assigned=opened.claimed_by_id if opened else None,
    )
    arriving.tell_passed(held, goal.passed, at)
    if dossier.status == Status.DONE:
        held.tell(Move.FINISH, at, by, late=clockwork.late(dossier, at) or None)
    return dossier


def at_once(
    held: Held, step: CompiledStep, action: CompiledAction, by: Actor, at: datetime, *, note: str
) -> bool:
    """Leave a plain step in one statement; False, and nothing is written, where it is not plain.

    A dossier that is only looked at is left so where choosing whose work comes next writes nothing either. Raises
    TakenByOther, stepping.ChangedMeanwhile.
    """
    goal = arriving.place(held, action.to, at)
    if goal.step is None or not stepping.is_plain(step, goal):
        return False
    if held.seen and goal.step.step.assignment != "claim":
        return False
    earlier = arriving.colleague_of_before(held, goal.step, at) if action.kind == "back" else None
    stepping.leave_at_once(held, step, goal.step, action.id, by, at, note=note, claimed_by=earlier)
    return True


def by_itself(held: Held, way: CompiledAction | None, at: datetime, *, silence: str | None = None) -> bool:
    """Let the present step leave by `way` without anybody's hand, when nothing stands against it.

    False when it stays: no such way, a fee that is owed before the end, a body that cannot be reached. Then its
    officer chooses and is told why.
    """
    if way is None or Status(held.dossier.status) not in {Status.ACCEPTED, Status.IN_PROGRESS}:
        return False
    try:
        goal = arriving.place(held, way.to, at)
        if goal.step is not None:
            held.office_of(goal.step, at)
        for one in goal.asked:
            held.consulted(one.opinion, at)
    except WrongState:
        return False
    if goal.step is None or (goal.step.kind == "return" and held.dossier.finance == Finance.DUE):
        return False
    leave(held, held.step, way, SYSTEM, at, whoever_holds_it=True, silence=silence)
    return True


def settle(held: Held, at: datetime) -> bool:
    """All opinions are in: the step goes on by itself, if only one way is open and it has no condition. One query."""
    if Task.objects.filter(main_id=held.dossier.open_task_id, closed_at=None).exists():
        return False
    return by_itself(held, arriving.only_way(held.step, held.values(at)), at)
