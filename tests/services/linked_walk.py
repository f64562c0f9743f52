"""A linked set on its way: officers of the city work on its parts, outside bodies answer by message."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from motcua.foundation.actor import Actor
from motcua.foundation.events import outbox
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.changes import outside
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.linked.models import LinkedItem
from tests.procedures.people import officer
from tests.services import walking

BODY = Actor("partner", name="Cơ quan ngoài")


def settle(at: datetime) -> None:
    """What the worker does: sets hear of what happened to their parts."""
    while outbox.drain("linked", at):
        pass


def accept(parent: Dossier, at: datetime) -> Dossier:
    """The counter takes the set in, the money being paid; its parts begin."""
    Dossier.objects.filter(id=parent.id).exclude(finance="none").update(finance="paid")
    task = Task.objects.get(dossier=parent, closed_at=None)
    step = compiled_version(parent.version_id).step(task.step)
    changes.accept(
        task.id, by=officer("counter", at), at=at, ticked=frozenset(i.id for i in step.step.checklist)
    )
    settle(at)
    parent.refresh_from_db()
    return parent


def part(parent: Dossier, part_id: str) -> Dossier:
    return LinkedItem.objects.select_related("dossier").get(case__parent=parent, part_id=part_id).dossier


def states(parent: Dossier) -> dict[str, str]:
    items = LinkedItem.objects.filter(case__parent=parent).order_by("place")
    return {item.part_id: str(item.state) for item in items}


def work(parent: Dossier, part_id: str, at: datetime, entered: Mapping[str, Mapping[str, Any]]) -> Dossier:
    """The officers of a part do their work until its result lies at the counter."""
    done = walking.walk(part(parent, part_id), at, entered)
    settle(at + timedelta(minutes=30))
    done.refresh_from_db()
    return done


def answer(parent: Dossier, part_id: str, at: datetime, **answers: Any) -> Dossier:
    """The body for which a part waits answers by message."""
    child = part(parent, part_id)
    step = compiled_version(child.version_id).step(child.step)
    assert step.step.external is not None, f"{part_id} stands at {child.step}"
    changes.external.answer(
        child.id, step.step.external.system, answers, f"{child.code}/{at.isoformat()}", by=BODY, at=at
    )
    settle(at)
    child.refresh_from_db()
    return child


def send_back(parent: Dossier, part_id: str, at: datetime, reason: str) -> None:
    """The body for which a part waits says by message that what it was told is wrong."""
    child = part(parent, part_id)
    external = compiled_version(child.version_id).step(child.step).step.external
    assert external is not None
    said = outside.Said("returned", f"{child.code}/{at.isoformat()}", reason=reason)
    outside.take(child.id, external.system, said, by=BODY, at=at)
    settle(at)
