"""Whatever a body outside says of a dossier that waits for it: taken up, refused, sent back, answered, paid.

Each message counts once (`exchange.bodies.receiving`); what comes after the dossier's end is kept and told.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.db import transaction

from motcua.foundation.actor import Actor
from motcua.procedures.compile import CompiledAction, CompiledStep
from motcua.procedures.dossiers import papers_made, results
from motcua.procedures.dossiers.changes import duties, early_end, external, leaving
from motcua.procedures.dossiers.errors import NoteNeeded, WrongState
from motcua.procedures.dossiers.holding import Held, hold
from motcua.procedures.dossiers.models import Alert, Document, Dossier, OutsideAnswer
from motcua.procedures.dossiers.status import ENDED, Move, Status
from motcua.records import papers

type Outcome = Literal["answered", "acknowledged", "refused", "returned", "paid"]
REFUSED_OUTSIDE = "refused-outside"


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a body. `attached`: files that passed the checks of uploads, with their titles."""

    outcome: Outcome
    message_id: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    reference: str = ""
    notice: duties.Notice | None = None
    receipt_number: str = ""
    receipt_amount: int = 0
    attached: Sequence[papers.StoredFile] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """The dossier after a message. `late`: it had ended; what was said is kept and changes nothing."""

    dossier: Dossier
    late: bool = False


type ReturnedHandler = Callable[[Held, str, str, Mapping[str, Any], Actor, datetime], bool]
_returned: list[ReturnedHandler] = []


def on_returned(handler: ReturnedHandler) -> None:
    """Offer to act when a body sends a dossier back because of an error in what it was told.

    `handler(held, system, reason, fields, by, at)` runs in the transaction of the message with the dossier locked;
    True: it has seen to it (a linked part goes back to its issuer), and the dossier goes on waiting at its step.
    """
    if handler not in _returned:
        _returned.append(handler)


def take(dossier_id: int, system: str, said: Said, *, by: Actor, at: datetime) -> Done:
    """Take in what `system` says of a dossier that knows it. One transaction.

    Raises NotComplete with every fault by field, NoteNeeded, WrongState when the dossier does not wait for it.
    """
    with transaction.atomic():
        if said.outcome == "paid":
            status = Dossier.objects.values_list("status", flat=True).get(id=dossier_id)
            if Status(status) in ENDED:
                return _late(hold(dossier_id), system, said, by, at)
            # the order is locked before the dossier
            return Done(
                duties.settle_by_body(
                    dossier_id, system, said.receipt_number, said.receipt_amount, by=by, at=at
                )
            )
        if said.outcome == "returned":
            _hold_set_of(dossier_id)
        held = hold(dossier_id)
        if Status(held.dossier.status) in ENDED:
            return _late(held, system, said, by, at)
        step = external.waited_at(held, system)
        if said.outcome == "answered":
            return _answered(held, step, system, said, by, at)
        if said.outcome == "acknowledged":
            held.tell(
                "external-acknowledged", at, by, step=step.id, system=system, reference=said.reference or None
            )
            return Done(held.dossier)
        if not said.reason.strip():
            raise NoteNeeded
        _keep(held, step.id, system, said, by, at)
        if said.outcome == "refused":
            return _refused(held, step, system, said, by, at)
        return _sent_back(held, step, system, said, by, at)


def _hold_set_of(dossier_id: int) -> None:
    """What is sent back may change the set that this dossier is a part of: a set is locked before its parts."""
    set_id = Dossier.objects.values_list("part_of_id", flat=True).get(id=dossier_id)
    if set_id is not None:
        hold(set_id)


def _answered(held: Held, step: CompiledStep, system: str, said: Said, by: Actor, at: datetime) -> Done:
    if said.notice is not None:
        duties.refuse_other_bodies(system)
    for stored in said.attached:
        Document.objects.create(
            dossier=held.dossier, kind=results.OUTSIDE_PAPER, title=stored.name, number=said.reference,
            state=Document.State.ISSUED, file=stored, for_resident=False, data={"step": step.id, "system": system},
            made_at=at, made_by=by.name,
        )  # fmt: skip
    answered = external.answer(
        held.dossier.id, system, said.answers, said.message_id, by=by, at=at, notice=said.notice
    )
    return Done(answered.dossier)


def _refused(held: Held, step: CompiledStep, system: str, said: Said, by: Actor, at: datetime) -> Done:
    """The body declines. Where the step has a way to refusal, that is the decision; else its officer decides."""
    words = said.reason.strip()
    held.tell("external-refused", at, by, step=step.id, system=system, words=words)
    if not any(way.kind == "refuse" for way in step.actions):
        _tell_officer(held, at)
        return Done(held.dossier)
    if held.dossier.status == Status.ACCEPTED:
        held.move(Move.START_WORK)
    held.move(Move.REFUSE)
    early_end.close(held, words, by, at, REFUSED_OUTSIDE, work_was_done=True)
    papers_made.refusal(held, by, at)
    held.tell(Move.REFUSE, at, by, words=words)
    return Done(held.dossier)


def _sent_back(held: Held, step: CompiledStep, system: str, said: Said, by: Actor, at: datetime) -> Done:
    """Something that the body was told is wrong: whoever knows where it came from, else back, else the officer."""
    words = said.reason.strip()
    held.tell("external-returned", at, by, step=step.id, system=system, words=words)
    if any(handler(held, system, words, said.answers, by, at) for handler in _returned):
        return Done(Dossier.objects.get(id=held.dossier.id))
    way = _only_back(step)
    if way is None:
        _tell_officer(held, at)
        return Done(held.dossier)
    if held.dossier.status == Status.ACCEPTED:
        held.move(Move.START_WORK)
    leaving.leave(held, step, way, by, at, note=words, whoever_holds_it=True)
    return Done(held.dossier)


def _only_back(step: CompiledStep) -> CompiledAction | None:
    """The step's one way back. Its condition asks what the body answered, and here it has not answered."""
    ways = [way for way in step.actions if way.kind == "back"]
    return ways[0] if len(ways) == 1 else None


def _late(held: Held, system: str, said: Said, by: Actor, at: datetime) -> Done:
    step = next(
        (one.id for one in held.compiled.steps.values() if one.step.external and one.step.external.system == system),
        "",
    )  # fmt: skip
    _keep(held, step, system, said, by, at)
    held.tell("external-late", at, by, step=step, system=system, outcome=said.outcome)
    return Done(held.dossier, late=True)


def _keep(held: Held, step: str, system: str, said: Said, by: Actor, at: datetime) -> None:
    """What was said and is no answer of the step: kept beside the answers, under names no field can have."""
    kept = {
        "outcome:": said.outcome,
        "reason:": said.reason,
        "reference:": said.reference,
        "answers:": dict(said.answers),
        "files:": [str(one.uuid) for one in said.attached],
    }
    OutsideAnswer.objects.create(
        dossier=held.dossier, system=system, message_id=said.message_id, step=step, at=at, told_by=by.name,
        answers={name: value for name, value in kept.items() if value},
    )  # fmt: skip


def _tell_officer(held: Held, at: datetime) -> None:
    """A word to whoever has the task, or to its post."""
    task_id = held.dossier.open_task_id
    if task_id is None:
        raise WrongState("Hồ sơ không có việc đang mở.", "The dossier has no open task.")
    task = held.dossier.tasks.get(id=task_id)
    Alert.objects.create(
        dossier=held.dossier, task_id=task_id, kind=Alert.Kind.REMIND, at=at, account_id=task.claimed_by_id,
        agency_id=task.agency_id, post_kind=task.post_kind,
    )  # fmt: skip
