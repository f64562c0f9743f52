"""What happens by itself when work stays open: a word to whoever has it, to a superior, or another post takes over;
and what the silence of a body that was asked means. A task that was closed meanwhile concerns nobody.
"""

from datetime import datetime

from motcua.foundation.actor import SYSTEM
from motcua.procedures.dossiers.changes import leaving, opinions
from motcua.procedures.dossiers.holding import Held
from motcua.procedures.dossiers.models import Alert, Task
from motcua.procedures.dossiers.status import Status

AT_WORK = {Status.REGISTERED, Status.ACCEPTED, Status.IN_PROGRESS, Status.SUPPLEMENT, Status.DONE}


def escalate(held: Held, task_id: int, number: int, at: datetime) -> None:
    """Do the escalation of this number of the step at which the dossier stands, if its task is still open."""
    task = _open(held, task_id)
    if task is None or Status(held.dossier.status) not in AT_WORK:
        return
    if number >= len(held.step.escalate):  # the dossier was moved to a version that escalates less
        return
    rule = held.step.escalate[number]
    if rule.do == "remind":
        _remind(held, task, at)
    elif rule.do == "report":
        _tell(task, Alert.Kind.REPORT, at, post_kind=rule.to or "")
        held.tell("reported", at, SYSTEM, step=task.step, post=rule.to)
    elif task.post_kind != rule.to:
        before, holder = task.post_kind, task.claimed_by_id
        Task.objects.filter(id=task.id).update(post_kind=rule.to, claimed_by=None, claimed_at=None)
        _tell(task, Alert.Kind.HANDED_OVER, at, post_kind=rule.to or "")
        _tell(task, Alert.Kind.HANDED_AWAY, at, post_kind=before, account_id=holder)
        held.tell("handed-over", at, SYSTEM, step=task.step, post=rule.to, before=holder)


def silence(held: Held, task_id: int, at: datetime) -> None:
    """The days of a body that was asked are over, and it has not answered."""
    task = _open(held, task_id)
    if task is None or Status(held.dossier.status) not in {Status.ACCEPTED, Status.IN_PROGRESS}:
        return
    step = held.step
    asked = next((one.opinion for one in step.opinions if one.id == task.branch), None)
    question = asked or step.step.consult or step.step.external
    if question is None:
        return
    rule = question.silence
    if rule == "remind":
        _remind(held, task, at)
        return
    if rule == "report":
        # whoever leads the silent body; of a body outside the city, whoever leads the office that waits for it
        main = task.main_id or task.id
        Alert.objects.create(
            dossier_id=task.dossier_id, task_id=main, kind=Alert.Kind.SILENT, at=at, agency_id=task.agency_id
        )
    if task.branch:
        opinions.silent(held, task, rule, SYSTEM, at)
    elif not leaving.by_itself(held, step.onward, at, silence=rule):
        _remind(held, task, at)


def _open(held: Held, task_id: int) -> Task | None:
    """The task, when it is still the dossier's open one or stands open beside it. One query under the lock."""
    task = Task.objects.filter(id=task_id, closed_at=None).first()
    current = None if task is None else (task.main_id if task.branch else task.id)
    return task if current is not None and held.dossier.open_task_id == current else None


def _remind(held: Held, task: Task, at: datetime) -> None:
    _tell(task, Alert.Kind.REMIND, at, post_kind=task.post_kind, account_id=task.claimed_by_id)
    held.tell("reminded", at, SYSTEM, step=task.step, branch=task.branch or None, agency=task.agency_id)


def _tell(
    task: Task, kind: Alert.Kind, at: datetime, *, post_kind: str, account_id: int | None = None
) -> None:
    Alert.objects.create(
        dossier_id=task.dossier_id,
        task_id=task.id,
        kind=kind,
        at=at,
        account_id=account_id,
        agency_id=task.agency_id,
        post_kind=post_kind,
    )
