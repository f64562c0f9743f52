"""A procedure that uses all of the workflow language, published in the small city, and dossiers on it."""

from datetime import datetime
from pathlib import Path

import msgspec

from motcua.foundation.actor import SYSTEM, Actor
from motcua.foundation.definitions import load_text
from motcua.procedures.catalogue import publishing
from motcua.procedures.definition import ProcedureDefinition, Step
from motcua.procedures.dossiers import changes, results
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.records.documents.results import Confirmation, Row
from tests.conftest import hanoi
from tests.procedures.at_work import HOME, now, seat
from tests.procedures.people import officer, resident, submission

WIDE = "1.999998"
TEXT = Path(__file__).with_name("wide.yaml").read_text()
PLAIN = {"urgent": False, "food": True, "city": True, "place": {"unit": "00160", "line": "Số 5"}}
ASKED = {"works": "so-xay-dung", "health": "so-y-te", "money": "so-tai-chinh"}


def definition() -> ProcedureDefinition:
    return load_text(TEXT, ProcedureDefinition).value


def publish(wanted: ProcedureDefinition | None = None) -> None:
    """Publish the procedure, or a changed one; its result is a plain confirmation."""
    results.register("wide", _built)
    publishing.publish(wanted or definition(), by=SYSTEM, at=hanoi("2026-01-01 00:00"))


def with_step(step_id: str, **changed) -> ProcedureDefinition:
    """The definition with one of its steps changed."""
    whole = definition()
    step: Step = msgspec.structs.replace(whole.workflow.steps[step_id], **changed)
    steps = {**whole.workflow.steps, step_id: step}
    return msgspec.structs.replace(whole, workflow=msgspec.structs.replace(whole.workflow, steps=steps))


def _built(case: results.ResultCase) -> results.Built:
    return results.Built(
        Confirmation(
            head=case.head, signer=case.signer, title="Giấy mẫu", rows=[Row(label="Số", value=case.number)]
        )
    )


def filed(at: datetime, **changed) -> Dossier:
    by = resident(at)
    return changes.file(submission(WIDE, {**PLAIN, **changed}, by, at), by=by, at=at)


def accepted(at: datetime, **changed) -> Dossier:
    dossier = filed(at, **changed)
    return changes.accept(main_task(dossier).id, by=officer("counter", at), at=at)


def at_check(at: datetime, **changed) -> Dossier:
    """A dossier that waits for the examination, its first visit done."""
    dossier = accepted(at, **changed)
    land = seat(HOME, "land_officer", at)
    while now(dossier).step != "check":
        act(dossier, (now(dossier).step.startswith("survey__visit") and "seen") or "done", land, at)
    return now(dossier)


def consulted(at: datetime, **changed) -> Dossier:
    """A dossier whose three departments have been asked."""
    dossier = at_check(at, **changed)
    act(dossier, "ask", holder(dossier, at), at)
    return now(dossier)


def main_task(dossier: Dossier) -> Task:
    return Task.objects.get(dossier=dossier, branch="", closed_at=None)


def sides(dossier: Dossier) -> dict[str, Task]:
    """The open tasks of the bodies that are asked, by opinion."""
    return {
        task.branch: task for task in Task.objects.filter(dossier=dossier, closed_at=None).exclude(branch="")
    }


def holder(dossier: Dossier, at: datetime) -> Actor:
    """Whoever has the main task, else the first officer on its post."""
    task = main_task(dossier)
    key = task.agency.key
    return seat(key, task.post_kind, at)


def department(branch: str, at: datetime, post: str = "specialist", number: int = 1) -> Actor:
    return seat(ASKED[branch], post, at, number)


def act(dossier: Dossier, action: str, by: Actor, at: datetime, **more) -> Dossier:
    return changes.act(main_task(dossier).id, action, by=by, at=at, **more)


def say(dossier: Dossier, branch: str, stance: str, at: datetime, words: str = "") -> Dossier:
    return changes.act(sides(dossier)[branch].id, stance, by=department(branch, at), at=at, note=words)
