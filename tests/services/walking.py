"""A dossier on its way through every step of its procedure, until the result is issued."""

import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from motcua.city import authority
from motcua.city.models import Account, Appointment
from motcua.foundation.actor import Actor
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Document, Dossier, Task
from motcua.records import papers


def officer_for(task: Task, at: datetime) -> Actor:
    """An officer who holds the post that the task waits for."""
    post = Appointment.objects.filter(post__agency_id=task.agency_id, post__kind=task.post_kind).first()
    assert post is not None, f"nobody is {task.post_kind} of agency {task.agency_id}"
    return authority.actor_for(Account.objects.get(id=post.account_id), at)


def walk(
    dossier: Dossier, at: datetime, entered: Mapping[str, Mapping[str, Any]], until: str = "return"
) -> Dossier:
    """Take a filed dossier through the first way out that is open at each step; `entered`: answers by step.
    It stops where a step of kind `until` begins.

    Two minutes pass between steps. Money is taken as paid: these tests are about results.
    """
    for _ in range(20):
        dossier.refresh_from_db()
        task = Task.objects.filter(dossier=dossier, closed_at=None).first()
        if task is None or task.kind == until:
            return dossier
        at += timedelta(minutes=2)
        by = officer_for(task, at)
        step = compiled_version(dossier.version_id).step(task.step)
        ticked = frozenset(item.id for item in step.step.checklist)
        if task.kind == "receive":
            Dossier.objects.filter(id=dossier.id).update(
                finance="paid" if dossier.fee_total else dossier.finance
            )
            changes.accept(task.id, by=by, at=at, ticked=ticked)
            continue
        answers = dict(entered.get(task.step, {}))
        way = answers.pop("way", None) or next(a.id for a in step.actions if a.kind == "forward")
        changes.act(task.id, way, by=by, at=at, answers=answers, ticked=ticked)
    raise AssertionError("the dossier never came to the counter")


def result_of(dossier: Dossier) -> tuple[Document, bytes]:
    """The issued result and its bytes."""
    document = Document.objects.select_related("file").get(dossier=dossier, kind="result", state="issued")
    assert document.file is not None
    return document, papers.content(document.file)


def scanned_page() -> bytes:
    """A scan of two pages as the counter would make it."""
    from PIL import Image, ImageDraw

    pages = []
    for number in (1, 2):
        page = Image.new("RGB", (827, 1169), "white")
        ImageDraw.Draw(page).text((100, 100), f"Bang tot nghiep - trang {number}", fill="black")
        pages.append(page)
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:])
    return out.getvalue()
