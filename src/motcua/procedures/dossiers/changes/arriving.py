"""Arriving at a step: past those that nobody does (automatic, left out, nobody asked), to the task that opens.

The step of return means that the decision is made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from motcua.city import agencies
from motcua.city.models import Appointment
from motcua.foundation.actor import SYSTEM, Actor
from motcua.procedures.compile import CompiledAction, CompiledStep
from motcua.procedures.compiled import CompiledOpinion
from motcua.procedures.definition import SET_SYSTEM
from motcua.procedures.dossiers import clockwork, results
from motcua.procedures.dossiers.changes import tasks
from motcua.procedures.dossiers.errors import FeeUnpaid, WrongState
from motcua.procedures.dossiers.holding import Held
from motcua.procedures.dossiers.models import Task
from motcua.procedures.dossiers.status import Delivery, Finance, Move

SET_REACHED = "set-reached"
"""A linked set has come to the step at which its parts are worked on: `procedures.linked` begins them."""
AUTOMATIC, LEFT_OUT, NOBODY_ASKED = "automatic", "left-out", "nobody-asked"


@dataclass(frozen=True, slots=True)
class Passed:
    """A step at which the dossier did not stop, why, and by which way it went on."""

    step: str
    why: str
    action: str
    to: str


@dataclass(slots=True)
class Place:
    """Where a dossier would come to a stop: `step` None is its end. `asked`: the opinions that open there."""

    step: CompiledStep | None
    asked: Sequence[CompiledOpinion] = ()
    passed: list[Passed] = field(default_factory=list)


def place(held: Held, to: str | None, at: datetime) -> Place:
    """Where a dossier that goes `to` a step comes to a stop now. Writes nothing.

    Raises WrongState when an automatic step has no way open: publication proves that there is one.
    """
    case, passed = held.dossier.case_id, list[Passed]()
    while to is not None:
        step = held.compiled.step(to)
        values = _values(held, step, at) if step.opinions or step.kind == "automatic" else {}
        asked = [one for one in step.opinions if one.when is None or one.when.holds(values)]
        way: CompiledAction | None
        if step.skipped_in(case):
            way, why = step.onward, LEFT_OUT
        elif step.kind == "automatic":
            way, why = next(iter(open_ways(step, values)), None), AUTOMATIC
        elif step.opinions and not asked and only_way(step, values) is not None:
            way, why = only_way(step, values), NOBODY_ASKED
        else:
            return Place(step, asked, passed)
        if way is None or len(passed) > len(held.compiled.steps):
            raise WrongState(
                f"Bước tự động “{step.step.title.vi}” không có đường đi tiếp; hãy báo phòng kiểm soát thủ tục.",
                f"The automatic step “{step.step.title.en}” has no way on; tell the procedure-control office.",
            )
        passed.append(Passed(step.id, why, way.id, way.to or ""))
        to = way.to
    return Place(None, (), passed)


def _values(held: Held, step: CompiledStep, at: datetime) -> dict[str, Any]:
    """What conditions see on arrival: what was said when the dossier stood here before counts no more."""
    values, said = held.values(at), {one.id for one in step.opinions}
    return {**values, "officer": {k: v for k, v in values["officer"].items() if k not in said}}


def arrive(held: Held, at_place: Place, by: Actor, at: datetime, *, back: bool = False) -> Task | None:
    """Stop at a place: its clock, its task, or the end. The dossier is not saved here. Raises FeeUnpaid."""
    dossier, step = held.dossier, at_place.step
    if step is not None and step.pauses:
        clockwork.pause(dossier, at, held.calendar)
    if step is None or step.kind == "return":
        if dossier.finance == Finance.DUE:
            raise FeeUnpaid
        held.move(Move.FINISH)
        dossier.ended_at = at
        dossier.delivery = Delivery.READY.value
        results.on_finish(held, by, at)
    if step is None:
        return None
    if step.opinions:  # what was said when it stood here before counts no more
        said = {one.id for one in step.opinions}
        dossier.officer_answers = {k: v for k, v in dossier.officer_answers.items() if k not in said}
    opened = tasks.open_at(
        held,
        step,
        at,
        claimed_by=colleague_of_before(held, step, at) if back else None,
        asked=at_place.asked,
    )
    if step.step.external is not None and step.step.external.system == SET_SYSTEM:
        held.tell(SET_REACHED, at, by, step=step.id)
    return opened


def tell_passed(held: Held, passed: Sequence[Passed], at: datetime) -> None:
    """One event for each step that nobody did."""
    for one in passed:
        if one.why == AUTOMATIC:
            held.tell("stepped", at, SYSTEM, step=one.step, action=one.action, to=one.to)
        else:
            held.tell("passed-over", at, SYSTEM, step=one.step, why=one.why, to=one.to)


def only_way(step: CompiledStep, values: Mapping[str, Any]) -> CompiledAction | None:
    """The way by which a step leaves by itself: the only one open, unconditional, forward, and nothing to enter."""
    if step.fields or step.step.checklist:
        return None
    found = open_ways(step, values)
    if len(found) != 1:
        return None
    way = found[0]
    return way if way.when is None and way.kind == "forward" and not way.action.needs_note else None


def open_ways(step: CompiledStep, values: Mapping[str, Any]) -> list[CompiledAction]:
    """The ways out of a step whose condition holds."""
    return [way for way in step.actions if way.when is None or way.when.holds(values)]


def colleague_of_before(held: Held, step: CompiledStep, at: datetime) -> int | None:
    """Work that comes back goes to the officer who did it, unless it is done elsewhere now and the officer is not there."""
    where = held.office_of(step, at).id
    done = Task.objects.filter(dossier_id=held.dossier.id, step=step.id, branch="", closed_at__isnull=False)
    return still_here(done, where, at)


def still_here(done: QuerySet[Task], agency_id: int, at: datetime) -> int | None:
    """Who did the last of these tasks, if it was done at this agency or its officer holds a post there now. One query."""
    held = Appointment.objects.on(agencies.day(at)).filter(
        account_id=OuterRef("closed_by_id"), post__agency_id=agency_id
    )
    last = done.order_by("-id").annotate(came_along=Exists(held))
    row = last.values_list("closed_by_id", "agency_id", "came_along").first()
    return row[0] if row and (row[1] == agency_id or row[2]) else None
