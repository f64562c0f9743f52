"""Moving a set on: looked at as it stands, whatever happened, so that repeats and order do not matter.

Locks: the set's own dossier first, then those of its parts in the order of the definition.
"""

from datetime import datetime

from django.db import transaction

from motcua.foundation.actor import SYSTEM
from motcua.foundation.models import Event
from motcua.foundation.worktime import VN
from motcua.procedures.dossiers import papers_made, posts
from motcua.procedures.dossiers.changes import early_end, external, leaving
from motcua.procedures.dossiers.changes.ending import returned
from motcua.procedures.dossiers.changes.intake import refuse_unpaid_at_filing, start_clock
from motcua.procedures.dossiers.errors import FeeUnpaid
from motcua.procedures.dossiers.holding import Held, hold
from motcua.procedures.dossiers.models import Document, Dossier, Task
from motcua.procedures.dossiers.status import OPEN, Move, Status
from motcua.procedures.linked import dues, feeding, repairing, starting
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
        Task.objects.filter(id=held.dossier.open_task_id or 0).update(kind=posts.PARTS)
        if held.dossier.status == Status.ACCEPTED:
            held.move(Move.START_WORK)
            held.dossier.save(update_fields=["status"])
            held.tell(Move.START_WORK, at, SYSTEM)
    settle(held, case, at)


def settle(held: Held, case: LinkedCase, at: datetime) -> None:
    """As `advance`, for a caller who holds the parent's row."""
    items = {item.part_id: item for item in LinkedItem.objects.filter(case=case).order_by("place")}
    ended_before = {item.part_id for item in items.values() if item.state in ENDED}
    _see_ends(items, at)
    if Status(held.dossier.status) in {Status.WITHDRAWN, Status.STOPPED, Status.REFUSED}:
        _end_with_the_set(held, items, at)
    _go_on(held, items, at)
    dues.watch(held, case, items, at)
    for item in items.values():
        item.save()
        if item.part_id not in ended_before and _no_work_done(item):
            _fee_back(held, item, at)
    whole = all(item.state in ENDED for item in items.values())
    if whole and case.ended_at is None:
        case.ended_at = at
    elif not whole and case.ended_at is not None and Status(held.dossier.status) in OPEN:
        case.ended_at = None
    case.save(update_fields=["due_at", "ended_at"])
    if whole:
        _end_set(held, items, at)
        _deliver(held, items, at)


def _no_work_done(item: LinkedItem) -> bool:
    """Whether the fee of a part that has ended goes back: as for any dossier, unless it was refused after appraisal."""
    if item.state != State.FAILED:
        return item.state in WITHOUT_RESULT
    chain = item.dossier.chain
    return not Event.objects.filter(chain=chain, kind=Move.REFUSE.value).exists()


def _has_begun(held: Held, at: datetime) -> bool:
    """Whether the set stands at the step of its parts. One without a counter is accepted here by itself."""
    dossier = held.dossier
    step = held.compiled.steps.get(dossier.step)
    if step is None or not step.waits_for_parts:
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
        elif status in WITHOUT and item.state not in ENDED:
            item.state = State.DROPPED if status == Status.WITHDRAWN else State.FAILED
            item.reason = child.end_reason


WITHOUT = frozenset({Status.WITHDRAWN, Status.STOPPED, Status.REFUSED})


def _go_on(held: Held, items: dict[str, LinkedItem], at: datetime) -> None:
    """Begin what has its data, stop what will never have them. In order, so that one pass is enough."""
    assert held.compiled.linked is not None
    for item in items.values():
        part = held.compiled.linked.part(item.part_id)
        if item.state == State.WAITING:
            needed = [items[name] for name in item.needs]
            lost = next((one for one in needed if one.state in WITHOUT_RESULT), None)
            if lost is not None:
                name = held.compiled.linked.part(lost.part_id).part.name.vi
                halt(held, item, f"Phần “{name}” kết thúc không có kết quả: {lost.reason}".strip(": "), at)
            elif all(one.state == State.DONE for one in needed) and (
                not item.follows or items[item.follows].state in ENDED
            ):
                if starting.proceeds(held, part, items, at):
                    begin = repairing.resume if item.resume_step else starting.begin_part
                    begin(held, part, item, items, at)
                else:
                    assert part.part.otherwise is not None
                    halt(held, item, part.part.otherwise.vi, at)
        elif any(items[name].revision > item.fed.get(name, 0) for name in item.needs if item.fed):
            repairing.tell_news(held, part, item, items, at)


def halt(held: Held, item: LinkedItem, reason: str, at: datetime) -> None:
    """A part ends without a result because of another, or of the set: its agency and the owner are told why.

    One that has signed its decision, or is correcting it, is left to come to its end.
    """
    child = hold(item.dossier_id)
    decided = Document.objects.filter(dossier=child.dossier, kind="result").exists()
    if decided or Status(child.dossier.status) not in OPEN:
        return
    item.state, item.reason = State.HALTED, reason
    child.move(Move.WITHDRAW)
    early_end.close(child, reason, SYSTEM, at, "halt")
    accepted = child.dossier.accepted_at is not None
    child.tell(Move.WITHDRAW, at, SYSTEM, words=reason, accepted=accepted, halted=True)


def _end_with_the_set(held: Held, items: dict[str, LinkedItem], at: datetime) -> None:
    """The set was taken back or stopped: so is what is still open of it."""
    for item in items.values():
        if item.state not in ENDED:
            halt(held, item, held.dossier.end_reason or "Hồ sơ liên thông đã dừng", at)


def _fee_back(held: Held, item: LinkedItem, at: datetime) -> None:
    """Nobody pays for work that was not begun; when the whole set ends early its own end pays it back."""
    assert held.compiled.linked is not None
    if Status(held.dossier.status) in OPEN and held.dossier.fee_total:
        name = held.compiled.linked.part(item.part_id).part.name
        held.tell("part-fee-back", at, SYSTEM, part={"vi": name.vi, "en": name.en}, part_id=item.part_id,
                  reason=item.reason or None)  # fmt: skip


def _deliver(held: Held, items: dict[str, LinkedItem], at: datetime) -> None:
    """What was handed over for the whole set was handed over for its parts, and the other way round."""
    dossier = held.dossier
    done = [item.dossier_id for item in items.values() if item.state == State.DONE]
    if dossier.status == Status.RETURNED and dossier.delivery_proof:
        proof = {**dossier.delivery_proof}
        kind = proof.pop("kind")
        for child_id in done:
            child = hold(child_id)
            # a result that was corrected after it was handed over is handed over anew
            if child.dossier.status == Status.DONE and not child.dossier.corrections:
                returned(child, kind, proof, SYSTEM, at)
    elif dossier.status == Status.DONE and done:
        statuses = set(Dossier.objects.filter(id__in=done).values_list("status", flat=True))
        if statuses == {Status.RETURNED}:
            returned(held, "electronic", {"received_by": dossier.owner_name, "by_parts": True}, SYSTEM, at)


def _end_set(held: Held, items: dict[str, LinkedItem], at: datetime) -> None:
    """All parts have ended: the set goes on from its step, or ends without a result when none has one.

    Where the step has several ways its officer chooses; with a fee still owed it waits for the payment.
    """
    dossier, step = held.dossier, held.compiled.steps.get(held.dossier.step)
    if step is None or not step.waits_for_parts or Status(dossier.status) != Status.IN_PROGRESS:
        return
    if any(item.state == State.DONE for item in items.values()):
        if not leaving.by_itself(held, external.way_after(held, step, at), at):
            Task.objects.filter(id=dossier.open_task_id or 0).update(kind=step.kind)  # somebody has to choose
        return
    held.move(Move.REFUSE)
    words = next((item.reason for item in items.values() if item.reason), "Không phần nào có kết quả")
    early_end.close(held, words, SYSTEM, at, "halt", work_was_done=True)
    held.tell(Move.REFUSE, at, SYSTEM, words=words)
