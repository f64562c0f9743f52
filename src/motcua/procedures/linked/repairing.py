"""An error found by a later part goes back to the part that issued it, and comes again put right.

Source: NĐ 63/2024 (an error in the birth certificate is returned to the commune, which corrects and sends it again);
the set's parts with data dependencies (NĐ 61/2018 Đ19 k6).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.foundation import worktime
from motcua.foundation.actor import SYSTEM, Actor
from motcua.procedures import forms
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.compile import CompiledProcedure
from motcua.procedures.definition import Text
from motcua.procedures.dossiers import clockwork
from motcua.procedures.dossiers.changes import appointment, tasks
from motcua.procedures.dossiers.changes.ending import reopen
from motcua.procedures.dossiers.errors import NoteNeeded, UnknownAction, WrongState
from motcua.procedures.dossiers.holding import Held, hold, hold_task, refuse_taken
from motcua.procedures.dossiers.models import Component, Dossier, Task
from motcua.procedures.dossiers.status import OPEN, Move, Status
from motcua.procedures.linked import dues, feeding
from motcua.procedures.linked.models import LinkedCase, LinkedItem, State
from motcua.procedures.linked_parts import CompiledPart

SENT_BACK = "send-back"


def repairable(held: Held, item: LinkedItem, items: dict[str, LinkedItem]) -> list[CompiledPart]:
    """The earlier parts to which an error found in this one may be sent back now: those that have decided."""
    return repairable_among(held.compiled, item, items)


def repairable_among(
    compiled: CompiledProcedure, item: LinkedItem, items: Mapping[str, LinkedItem]
) -> list[CompiledPart]:
    """The same for pages, which hold nothing."""
    linked = compiled.linked
    assert linked is not None
    part = linked.part(item.part_id).part
    named = part.repairs or item.needs
    return [linked.part(name) for name in named if name in items and items[name].state == State.DONE]


@transaction.atomic
def send_back(task_id: int, to_part: str, reason: str, *, by: Actor, at: datetime) -> Dossier:
    """The officer of a later part found an error in what an earlier one issued: its dossier is opened again.

    This one waits meanwhile and its clock rests. Raises NoteNeeded without a reason, UnknownAction for a part that
    cannot have made the error, WrongState outside of work, and what `hold_task` raises.
    """
    if not reason.strip():
        raise NoteNeeded
    item = LinkedItem.objects.filter(dossier__tasks__id=task_id).first()
    if item is None:
        raise UnknownAction
    parent, case, items, issuer = _held_with_issuer(item, to_part)
    held, task = hold_task(task_id, by, at)
    refuse_taken(task, by)
    _send_back(parent, case, items, items[item.part_id], held, issuer, to_part, reason.strip(), by, at)
    return held.dossier


@transaction.atomic
def send_back_from_outside(
    dossier_id: int, reason: str, *, by: Actor, at: datetime, to_part: str | None = None
) -> Dossier:
    """A body outside the city answers that what it was sent is wrong: as `send_back`, without a task of ours.

    `to_part`: which earlier part is meant; without it the last one that has decided. Raises WrongState for a dossier
    that belongs to no set, or that nothing can be sent back from.
    """
    item = LinkedItem.objects.filter(dossier_id=dossier_id).first()
    if item is None:
        raise WrongState("Hồ sơ không thuộc hồ sơ liên thông.", "This dossier belongs to no linked set.")
    if to_part is None:
        to_part = _last_decided(item)
    parent, case, items, issuer = _held_with_issuer(item, to_part)
    held = hold(dossier_id)
    words = reason.strip() or "Dữ liệu không đúng"
    _send_back(parent, case, items, items[item.part_id], held, issuer, to_part, words, by, at)
    return held.dossier


def sees_to_it(
    held: Held, system: str, reason: str, fields: Mapping[str, Any], by: Actor, at: datetime
) -> bool:
    """Whether an error that a body found can go back to an earlier part: then its event sends it there (`consumer`).

    Takes no lock: the message holds the part's dossier, and sets are locked from their own dossier on. Up to three
    queries.
    """
    item = LinkedItem.objects.select_related("case__parent").filter(dossier_id=held.dossier.id).first()
    if item is None or item.state != State.OPEN:
        return False
    compiled = compiled_version(item.case.parent.version_id)
    return bool(repairable_among(compiled, item, _items(item.case_id)))


def _last_decided(item: LinkedItem) -> str:
    parent = hold(item.case.parent_id)
    found = repairable(parent, item, _items(item.case_id))
    if not found:
        raise _nothing_to_repair()
    return found[-1].id


def _held_with_issuer(item: LinkedItem, to_part: str) -> tuple[Held, LinkedCase, dict[str, LinkedItem], Held]:
    """Lock in the order of all changes of sets: the parent, then the part that comes first."""
    parent = hold(item.case.parent_id)
    items = _items(item.case_id)
    if all(one.id != to_part for one in repairable(parent, items[item.part_id], items)):
        raise UnknownAction
    return parent, item.case, items, hold(items[to_part].dossier_id)


def _items(case_id: int) -> dict[str, LinkedItem]:
    return {one.part_id: one for one in LinkedItem.objects.filter(case_id=case_id).order_by("place")}


def _nothing_to_repair() -> WrongState:
    return WrongState(
        "Không có phần trước nào đã có kết quả để trả lại.", "No earlier part has a result to send back."
    )


def _send_back(
    parent: Held,
    case: LinkedCase,
    items: dict[str, LinkedItem],
    item: LinkedItem,
    held: Held,
    issuer: Held,
    to_part: str,
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    child = held.dossier
    if Status(child.status) not in {Status.ACCEPTED, Status.IN_PROGRESS} or item.state != State.OPEN:
        raise WrongState(
            "Phần này không ở bước giải quyết nên không trả lại được.",
            "This part is not being worked on now.",
        )
    linked = parent.compiled.linked
    assert linked is not None
    here, there = linked.part(item.part_id).part.name, linked.part(to_part).part.name
    reopen(issuer, f"{here.vi}: {reason}", by, at)
    item.state, item.resume_step, item.reason = State.WAITING, child.step, reason
    items[to_part].state = State.OPEN
    if child.status == Status.ACCEPTED:
        held.move(Move.START_WORK)
    clockwork.pause(child, at, held.calendar)
    tasks.close(held, at, by, SENT_BACK, reason)
    child.save()
    told = {"part": _both(here), "to": _both(there), "reason": reason}
    held.tell("sent-back", at, by, step=child.step, **told)
    parent.tell("part-sent-back", at, by, **told)
    dues.watch(parent, case, items, at)
    for one in (item, items[to_part]):
        one.save()
    case.save(update_fields=["due_at"])


def resume(
    parent: Held, part: CompiledPart, item: LinkedItem, items: dict[str, LinkedItem], at: datetime
) -> None:
    """The corrected result is here: the part goes on where it stopped, with the officer who sent it back."""
    held = hold(item.dossier_id)
    child = held.dossier
    _feed_again(parent, part, item, items, held, at)
    before = (
        Task.objects.filter(dossier_id=child.id, action=SENT_BACK).order_by("-id")
        .values_list("closed_by_id", flat=True).first()
    )  # fmt: skip
    clockwork.resume(child, at, held.calendar)
    appointment.watch(held)
    tasks.open_at(held, held.compiled.step(item.resume_step), at, claimed_by=before)
    child.save()
    held.tell("part-resumed", at, SYSTEM, step=child.step)
    item.state, item.resume_step, item.reason = State.OPEN, "", ""


def tell_news(
    parent: Held, part: CompiledPart, item: LinkedItem, items: dict[str, LinkedItem], at: datetime
) -> None:
    """An earlier part has issued a corrected result while this one was at work, or done already.

    Open work gets the new data at once; what has been decided on the old data stands until its agency corrects it,
    and it is told that there is reason to.
    """
    assert parent.compiled.linked is not None
    held = hold(item.dossier_id)
    changed = [name for name in item.needs if items[name].revision > item.fed.get(name, 0)]
    if Status(held.dossier.status) in OPEN:
        _feed_again(parent, part, item, items, held, at)
        held.dossier.save(update_fields=["answers"])
    item.fed = {name: items[name].revision for name in item.needs}
    name = parent.compiled.linked.part(changed[0]).part.name
    held.tell("set-data-changed", at, SYSTEM, part=_both(name))


def _feed_again(
    parent: Held, part: CompiledPart, item: LinkedItem, items: dict[str, LinkedItem], held: Held, at: datetime
) -> None:
    """The part's answers and papers from what the others say now; what its owner supplied in between stays."""
    on = at.astimezone(worktime.VN).date()
    child = held.dossier
    told = feeding.answers_for(
        part,
        feeding.set_values(parent.dossier, parent.compiled, on),
        {name: one.decided for name, one in items.items()},
    )
    news = {name: value for name, value in told.items() if item.told.get(name) != value}
    wanted, item.told = {**child.answers, **news}, told
    child.answers = forms.validate(held.compiled, wanted, today=on, partial=True, channel=child.channel).clean
    for paper in feeding.papers_for(part, parent.dossier, items):
        rows = Component.objects.filter(dossier=child, component_id=paper.component_id)
        rows.exclude(files=list(paper.files)).update(files=list(paper.files), source=paper.source)
    item.fed = {name: items[name].revision for name in item.needs}


def _both(name: Text) -> dict[str, str]:
    return {"vi": name.vi, "en": name.en}
