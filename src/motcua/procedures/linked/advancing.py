"""Moving a set on: looked at as it stands, whatever happened, so that repeats and order do not matter.

Locks: the set's own dossier first, then those of its parts in the order of the definition.
"""

from datetime import datetime

from django.db import transaction

from motcua.foundation.actor import SYSTEM
from motcua.foundation.worktime import VN
from motcua.procedures.definition import SET_SYSTEM
from motcua.procedures.dossiers import papers_made
from motcua.procedures.dossiers.changes import early_end, external
from motcua.procedures.dossiers.changes.intake import refuse_unpaid_at_filing, start_clock
from motcua.procedures.dossiers.errors import FeeUnpaid
from motcua.procedures.dossiers.holding import Held, hold
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.status import OPEN, Move, Status
from motcua.procedures.linked import dues, feeding, starting
from motcua.procedures.linked.models import ENDED, WITHOUT_RESULT, LinkedCase, LinkedItem, State


@transaction.atomic
def advance(parent_id: int, *, at: datetime) -> None:
    """Bring a set to where its dossiers allow it to be."""
    held = hold(parent_id)
    case = LinkedCase.objects.filter(parent_id=parent_id).first()
    if case is None:
        if not _has_begun(held, at):
            return
        case = starting.begin_set(held, at)
    items = {item.part_id: item for item in LinkedItem.objects.filter(case=case).order_by("place")}
    _see_ends(items, at)
    _go_on(held, items, at)
    dues.watch(held, case, items, at)
    for item in items.values():
        item.save()
    case.save(update_fields=["due_at"])
    if case.ended_at is None and all(item.state in ENDED for item in items.values()):
        case.ended_at = at
        case.save(update_fields=["ended_at"])
        _end_set(held, case, items, at)


def _has_begun(held: Held, at: datetime) -> bool:
    """Whether the set stands at the step of its parts. One without a counter is accepted here by itself."""
    dossier = held.dossier
    step = held.compiled.steps.get(dossier.step)
    if step is None or step.step.external is None or step.step.external.system != SET_SYSTEM:
        return False
    if dossier.status == Status.REGISTERED and dossier.open_task_id is not None:
        try:
            refuse_unpaid_at_filing(held)
        except FeeUnpaid:
            return False
        held.move(Move.ACCEPT)
        start_clock(held, at)
        dossier.save()
        papers_made.receipt(held, SYSTEM, at)
        held.tell(Move.ACCEPT, at, SYSTEM)
    return Status(dossier.status) in {Status.ACCEPTED, Status.IN_PROGRESS}


def _see_ends(items: dict[str, LinkedItem], at: datetime) -> None:
    """Read from the dossiers which parts have ended since, and which are open again for a correction."""
    children = Dossier.objects.in_bulk([item.dossier_id for item in items.values()])
    for item in items.values():
        child = children[item.dossier_id]
        status = Status(child.status)
        if status in {Status.DONE, Status.RETURNED} and item.state in {State.OPEN, State.WAITING}:
            item.state, item.revision = State.DONE, item.revision + 1
            item.decided = feeding.decided_by(child, (child.ended_at or at).astimezone(VN).date())
        elif status in OPEN and item.state == State.DONE:
            item.state = State.OPEN
        elif status not in OPEN and item.state not in ENDED:
            item.state, item.reason = State.FAILED, child.end_reason


def _go_on(held: Held, items: dict[str, LinkedItem], at: datetime) -> None:
    """Begin what has its data, stop what will never have them. In order, so that one pass is enough."""
    assert held.compiled.linked is not None
    for item in items.values():
        if item.state != State.WAITING:
            continue
        needed = [items[name] for name in item.needs]
        lost = next((one for one in needed if one.state in WITHOUT_RESULT), None)
        if lost is not None:
            _halt(held, item, lost, at)
        elif all(one.state == State.DONE for one in needed) and (
            not item.follows or items[item.follows].state in ENDED
        ):
            part = held.compiled.linked.part(item.part_id)
            if starting.proceeds(held, part, items, at):
                starting.begin_part(held, part, item, items, at)
            else:
                assert part.part.otherwise is not None
                _end_without_work(item, part.part.otherwise.vi, at)


def _halt(held: Held, item: LinkedItem, lost: LinkedItem, at: datetime) -> None:
    """A part that needs what will never come ends without work; its agency and the owner are told why."""
    assert held.compiled.linked is not None
    name = held.compiled.linked.part(lost.part_id).part.name.vi
    _end_without_work(item, f"Phần “{name}” kết thúc không có kết quả: {lost.reason}".strip(": "), at)


def _end_without_work(item: LinkedItem, reason: str, at: datetime) -> None:
    item.state, item.reason = State.HALTED, reason
    child = hold(item.dossier_id)
    child.move(Move.WITHDRAW)
    early_end.close(child, item.reason, SYSTEM, at, "halt")
    child.tell(Move.WITHDRAW, at, SYSTEM, words=item.reason, accepted=child.dossier.accepted_at is not None)


def _end_set(held: Held, case: LinkedCase, items: dict[str, LinkedItem], at: datetime) -> None:
    """All parts have ended: the set goes on from its step, or ends without a result when none has one."""
    dossier = held.dossier
    if Status(dossier.status) not in {Status.ACCEPTED, Status.IN_PROGRESS} or dossier.open_task_id is None:
        return
    if not any(item.state == State.DONE for item in items.values()):
        if dossier.status == Status.ACCEPTED:
            held.move(Move.START_WORK)
        held.move(Move.REFUSE)
        words = next((item.reason for item in items.values() if item.reason), "Không phần nào có kết quả")
        early_end.close(held, words, SYSTEM, at, "halt", work_was_done=True)
        held.tell(Move.REFUSE, at, SYSTEM, words=words)
        return
    external.answer(dossier.id, SET_SYSTEM, {}, f"set/{case.id}", by=SYSTEM, at=at)
