"""Several opinions at once, as the desk shows them: who was asked what, until when, who said what, who is silent."""

from typing import Any

from motcua.foundation import worktime
from motcua.procedures.binding import STANCES
from motcua.procedures.compile import CompiledProcedure
from motcua.procedures.dossiers import posts
from motcua.procedures.dossiers.changes.opinions import GIVEN
from motcua.procedures.dossiers.changes.tasks import NOT_AWAITED
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.office import office
from motcua.sites.desk import wording
from motcua.sites.desk.officer import Officer

assert STANCES[:3] == GIVEN
TONES = {"agree": "ok", "conditions": "warn", "object": "danger"}


def rows(
    found: Dossier, procedure: CompiledProcedure, tasks: list[Task], officer: Officer
) -> list[dict[str, Any]]:
    """The bodies asked when the dossier came to its last step with opinions, in the order of the definition.

    No query: the tasks of the dossier are given with their agencies.
    """
    main = next((task for task in reversed(tasks) if task.kind == posts.GATHER), None)
    step = procedure.steps.get(main.step) if main is not None else None
    if main is None or step is None:
        return []
    last = {task.branch: task for task in tasks if task.main_id == main.id}
    waits = found.open_task_id == main.id
    return [_row(one.opinion, last[one.id], officer, waits) for one in step.opinions if one.id in last]


def _row(opinion: Any, task: Task, officer: Officer, waits: bool) -> dict[str, Any]:
    calendar = office(task.agency_id).calendar
    grant = posts.grant_for(officer.powers, task) if waits else None
    mine = task.closed_by_id == officer.account.id and task.action in GIVEN
    open_ = task.closed_at is None
    return {
        "task": task,
        "name": opinion.name,
        "question": opinion.question,
        "agency": task.agency,
        "open": open_,
        "left": worktime.remaining(officer.now, task.due_at, calendar) if open_ else 0,
        "late": not open_
        and task.action in GIVEN
        and task.closed_at is not None
        and task.closed_at > task.due_at,
        "said": wording.ACTIONS.get(task.action),
        "tone": TONES.get(task.action, "quiet"),
        "not_awaited": task.action == NOT_AWAITED,
        "silence": wording.SILENCE[opinion.silence],
        "may_answer": grant is not None and (open_ or task.action.startswith("silence-")),
        "may_take_back": waits and grant is not None and mine,
    }


def awaited(
    found: Dossier, procedure: CompiledProcedure, task: Task | None, asked: list[dict[str, Any]]
) -> dict[str, Any] | None:
    """What the officer of a waiting step is told: who is still awaited, and whether one may go on without them.

    None when the page is not about such a step, or everybody has answered.
    """
    step = procedure.steps.get(found.step)
    waiting = [row for row in asked if row["open"]]
    if task is None or task.kind != posts.GATHER or task.closed_at is not None or step is None or not waiting:
        return None
    silences = {one.id: one.opinion.silence for one in step.opinions}
    held_up = any(silences[row["task"].branch] == "remind" for row in waiting)
    return {"rows": waiting, "held_up": held_up}


def present(tasks: list[Task], found: Dossier, officer: Officer, wanted: str) -> Task | None:
    """The task that the page is about: the one asked for, else the main one, else a side task that one may do.

    Side tasks whose silence was counted are among those that can be asked for: a late opinion still counts.
    """
    main = next((task for task in tasks if task.id == found.open_task_id), None)
    if main is None:
        return None
    beside = [task for task in tasks if task.main_id == main.id]
    can = [task for task in beside if posts.grant_for(officer.powers, task) is not None]
    asked_for = next((task for task in can if str(task.id) == wanted), None)
    if asked_for is not None:
        return asked_for
    if posts.grant_for(officer.powers, main) is None:
        return next((task for task in can if task.closed_at is None), main)
    return main
