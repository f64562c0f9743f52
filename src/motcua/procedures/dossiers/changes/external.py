"""What a body outside the city answers to a dossier that waits for it: once for each of its messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from motcua.foundation.actor import Actor
from motcua.money.models import Order
from motcua.procedures import forms
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.compile import CompiledAction, CompiledStep
from motcua.procedures.dossiers.changes import arriving, duties, leaving
from motcua.procedures.dossiers.errors import NotComplete, WrongState
from motcua.procedures.dossiers.holding import Held, hold
from motcua.procedures.dossiers.models import Dossier, OutsideAnswer
from motcua.procedures.dossiers.status import Move, Status


@dataclass(frozen=True, slots=True)
class Answered:
    """The dossier after the answer. `new` is false for a message that was here before: nothing was changed."""

    dossier: Dossier
    new: bool


def answer(
    dossier_id: int,
    system: str,
    answers: Mapping[str, Any],
    message_id: str,
    *,
    by: Actor,
    at: datetime,
    notice: duties.Notice | None = None,
) -> Answered:
    """Take in what `system` answered. `answers` hold the fields of the step at which the dossier waits for it.

    With one way open the step goes on by itself; else its officer sees the answer and chooses. A `notice` of a duty
    to pay comes before either: the dossier rests until it is paid (`duties`). The same
    `message_id` of a system counts once, however often it is sent. Raises NotComplete with every fault by field,
    WrongState when the dossier does not wait for this system or the message id was used for another dossier.
    """
    try:
        with transaction.atomic():
            return _answer(dossier_id, system, answers, message_id, notice, by, at)
    except IntegrityError:
        # sent for two dossiers at the same moment: the other one was faster
        raise _used() from None


def concerned(dossier: Dossier, system: str) -> bool:
    """Whether a dossier's version waits for this system anywhere: for others it does not exist."""
    steps = compiled_version(dossier.version_id).steps.values()
    return any(step.step.external is not None and step.step.external.system == system for step in steps)


def _answer(
    dossier_id: int,
    system: str,
    answers: Mapping[str, Any],
    message_id: str,
    notice: duties.Notice | None,
    by: Actor,
    at: datetime,
) -> Answered:
    held = hold(dossier_id)
    known = OutsideAnswer.objects.filter(system=system, message_id=message_id).first()
    if known is not None:
        if known.dossier_id != dossier_id:
            raise _used()
        return Answered(held.dossier, False)
    step = waited_at(held, system)
    clean = _checked(held, step, answers, at)
    OutsideAnswer.objects.create(
        dossier_id=dossier_id, system=system, message_id=message_id, step=step.id, answers=clean, at=at,
        told_by=by.name,
    )  # fmt: skip
    dossier = held.dossier
    dossier.officer_answers = {**dossier.officer_answers, **clean}
    if dossier.status == Status.ACCEPTED:
        held.move(Move.START_WORK)
    held.tell("external-answered", at, by, step=step.id, system=system, message=message_id)
    if notice is not None:
        duties.begin(held, step, notice, by, at)
    elif not leaving.by_itself(held, way_after(held, step, at), at):
        dossier.save(update_fields=["officer_answers", "status"])
    return Answered(dossier, True)


def waited_at(held: Held, system: str) -> CompiledStep:
    """The step at which a held dossier waits for this system. Raises WrongState."""
    step = held.compiled.steps.get(held.dossier.step)
    if (
        step is None
        or step.step.external is None
        or step.step.external.system != system
        or step.waits_for_parts  # no body answers for the parts of a set
        or held.dossier.open_task_id is None
        or Status(held.dossier.status) not in {Status.ACCEPTED, Status.IN_PROGRESS}
    ):
        raise WrongState(
            "Hồ sơ không chờ trả lời của hệ thống này.", "The dossier does not wait for this system."
        )
    return step


def duty_paid(order: Order, at: datetime) -> None:
    """Handler of money: a duty that an answer brought has been paid; the dossier goes on."""
    duties.paid(order, at, way_after)


def _checked(held: Held, step: CompiledStep, answers: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    unknown = set(answers) - {item.id for item in step.fields}
    checked = forms.validate_step(
        held.compiled, step.id, answers, answers=held.dossier.answers, context=held.context(at)
    )
    faults = {path: (message.vi, message.en) for path, message in checked.errors.items()}
    faults |= dict.fromkeys(sorted(unknown), ("Không có câu hỏi này.", "There is no such question."))
    if faults:
        raise NotComplete(faults)
    return checked.clean


def way_after(held: Held, step: CompiledStep, at: datetime) -> CompiledAction | None:
    """The one way that is open after the answer, when it leads on and asks for nothing more."""
    if step.step.checklist:
        return None
    open_ways = arriving.open_ways(step, held.values(at))
    way = open_ways[0] if len(open_ways) == 1 else None
    return way if way is not None and way.kind == "forward" and not way.action.needs_note else None


def _used() -> WrongState:
    return WrongState(
        "Mã thông điệp này đã dùng cho hồ sơ khác.", "This message id was used for another dossier."
    )
