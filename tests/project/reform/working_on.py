"""Officers of the new places go on with what came to them, step by step, until the result is in the owner's hands."""

from datetime import datetime, timedelta

from motcua.city import authority
from motcua.city.models import Account, Appointment
from motcua.foundation.actor import Actor
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.compile import CompiledProcedure
from motcua.procedures.dossiers import changes, posts
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.results import CannotBuild
from motcua.procedures.trial import sample_step
from motcua.project.demo import live

GIVEN = {sample.code: sample.entered for sample in live.SAMPLES}
MOST_STEPS = 25


def holder(task: Task, at: datetime) -> Actor:
    """Whoever claimed the task, else somebody who holds its post there."""
    if task.claimed_by_id:
        return authority.actor_for(Account.objects.get(id=task.claimed_by_id), at)
    for held in (
        Appointment.objects.on(at.date()).filter(post__agency_id=task.agency_id).select_related("post")
    ):
        if task.post_kind in {posts.ANY_POST, held.post.kind} or (
            task.post_kind in posts.serves(held.post.kind)
        ):
            return authority.actor_for(Account.objects.get(id=held.account_id), at)
    raise AssertionError(f"nobody is {task.post_kind} at {task.agency.key}")


def work_to_the_end(dossier: Dossier, at: datetime) -> list[str]:
    """The agencies that worked on it, in order, until it was handed over."""
    worked = []
    for _ in range(MOST_STEPS):
        dossier.refresh_from_db()
        task = Task.objects.select_related("agency").filter(dossier=dossier, closed_at=None).first()
        if task is None:
            return worked
        at += timedelta(minutes=3)
        by = holder(task, at)
        worked.append(task.agency.key)
        compiled = compiled_version(dossier.version_id)
        step = compiled.step(task.step)
        ticked = frozenset(item.id for item in step.step.checklist)
        if task.kind == "receive":
            Dossier.objects.filter(id=dossier.id, finance="due").update(finance="paid")
            changes.accept(task.id, by=by, at=at, ticked=ticked)
        elif task.kind == "return":
            changes.hand_over(task.id, "signature", {"received_by": dossier.owner_name}, by=by, at=at)
        else:
            unit = dossier.owner.unit.code
            made = sample_step(compiled, task.step, today=at.date(), place=unit, answers=dossier.answers)
            entered = (
                made
                | live.entered_on(step, at)
                | dict(GIVEN.get(dossier.procedure_code, {}).get(task.step, {}))
            )
            entered |= {"needs_police": False} if "needs_police" in entered else {}
            if "monthly_relief" in entered:  # no more than the tuition that this dossier names
                tuition = int(dossier.answers["monthly_tuition"])
                entered["monthly_relief"] = min(int(entered["monthly_relief"]), tuition)
            way = entered.pop("way", None)
            if way in (None, "ask_police"):
                forward = [one for one in step.actions if one.kind == "forward"]
                way = next(one.id for one in forward if not _asks(compiled, one.to))
            try:
                changes.act(task.id, way, by=by, at=at, answers=entered, ticked=ticked)
            except CannotBuild:  # an invented person stands in no register and brought no scan: it is refused
                refusal = next(one for one in step.actions if one.kind == "refuse")
                ground = next((one.id for one in refusal.action.grounds), "")
                changes.act(task.id, refusal.id, by=by, at=at, note="Không có gì để cấp", ground=ground)
    raise AssertionError(f"{dossier.code} never came to an end")


def _asks(compiled: CompiledProcedure, to: str | None) -> bool:
    return to is not None and to in compiled.steps and compiled.step(to).kind == "consult"
