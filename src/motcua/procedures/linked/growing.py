"""A set that is open may shrink or grow by its owner's choice: a part left out, or an optional one asked for."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation import worktime
from motcua.foundation.actor import Actor
from motcua.money import fees as money_fees
from motcua.money import orders
from motcua.money.models import Order
from motcua.procedures import forms
from motcua.procedures.binding import Context
from motcua.procedures.definition import Text
from motcua.procedures.dossiers import owner
from motcua.procedures.dossiers.changes import early_end
from motcua.procedures.dossiers.errors import NotComplete, UnknownAction, WrongState
from motcua.procedures.dossiers.holding import Held, hold, hold_own
from motcua.procedures.dossiers.models import Component, Dossier
from motcua.procedures.dossiers.status import OPEN, Finance, Move, Status
from motcua.procedures.dossiers.submission import GivenPaper
from motcua.procedures.linked import advancing, choosing, costs, feeding, starting
from motcua.procedures.linked.models import LinkedCase, LinkedItem, State
from motcua.procedures.linked_parts import CompiledPart


@transaction.atomic
def drop(uuid: UUID, part_id: str, words: str, *, by: Actor, at: datetime) -> Dossier:
    """The owner leaves out an optional part that has not been decided; what needs it goes with it.

    Its fee goes back. Raises UnknownAction for a part that is not there or not optional, WrongState when it is too
    late, NotYours.
    """
    held, case, items = _held(uuid, by)
    part = _part(held, part_id)
    item = items.get(part_id)
    if item is None or not part.part.optional:
        raise UnknownAction
    if item.state not in {State.WAITING, State.OPEN}:
        raise _too_late()
    child = hold(item.dossier_id)
    early_end.refuse_decided(child)
    child.move(Move.WITHDRAW)
    reason = words.strip() or "Chủ hồ sơ không yêu cầu phần này nữa"
    early_end.close(child, reason, by, at, "withdraw")
    child.tell(Move.WITHDRAW, at, by, words=reason, accepted=child.dossier.accepted_at is not None)
    held.dossier.answers = _answers(held, part_id, there=False, more={}, at=at).clean
    held.dossier.save(update_fields=["answers"])
    held.tell("part-dropped", at, by, part=_both(part.part.name), reason=words.strip() or None)
    advancing.settle(held, case, at)
    return held.dossier


def asked_for(
    parent: Dossier, held: Held, part_id: str, more: Mapping[str, Any], at: datetime
) -> tuple[forms.FormResult, tuple[forms.PaperNeeded, ...]]:
    """What the form would say with the part in it, and the papers that would then be missing. No change."""
    checked = _answers(held, part_id, there=True, more=more, at=at, partial=False)
    on = at.astimezone(worktime.VN).date()
    facts = owner.facts(parent, on)
    context = Context(today=on, channel=parent.channel, applicant=facts, case=parent.case_id)
    needed = forms.components_needed(held.compiled, checked.clean, (), context)
    there = set(Component.objects.filter(dossier=parent).values_list("component_id", flat=True))
    return checked, tuple(one for one in needed if one.paper.id not in there and not one.paper.show_only)


@transaction.atomic
def add(
    uuid: UUID,
    part_id: str,
    more: Mapping[str, Any],
    papers: Iterable[GivenPaper],
    *,
    by: Actor,
    at: datetime,
) -> Dossier:
    """The owner asks for an optional part that is not there; `more` and `papers` are what only this part asks.

    Its fee is owed in an order of its own. Raises NotComplete with every fault by field, UnknownAction for a part
    that is there already or cannot be chosen, WrongState when the set has ended, NotYours.
    """
    held, case, items = _held(uuid, by)
    part = _part(held, part_id)
    known = items.get(part_id)
    if not part.part.optional or (known is not None and known.state != State.DROPPED):
        raise UnknownAction
    parent = held.dossier
    checked, missing = asked_for(parent, held, part_id, more, at)
    given = {paper.component_id: paper for paper in papers if paper.files}
    faults = {path: (message.vi, message.en) for path, message in checked.errors.items()}
    for need in missing:
        if need.required and need.paper.id not in given:
            name = need.paper.name
            faults[f"papers.{need.paper.id}"] = (f"Cần có: {name.vi}.", f"Needed: {name.en}.")
    values = held.compiled.values(
        checked.clean, feeding.context_of(parent, {}, at.astimezone(worktime.VN).date())
    )
    if faults:
        raise NotComplete(faults)
    if all(one.id != part_id for one in choosing.chosen(held.compiled, checked.clean, values)):
        raise UnknownAction
    parent.answers = checked.clean
    wanted = [given[need.paper.id] for need in missing if need.paper.id in given]
    Component.objects.bulk_create(
        Component(
            dossier=parent, component_id=paper.component_id, source=paper.source, files=list(paper.files),
            name=next(one.paper.name.vi for one in missing if one.paper.id == paper.component_id),
        )
        for paper in wanted
    )  # fmt: skip
    if known is not None:
        known.delete()
        del items[part_id]
    _owe(held, part, at)
    parent.save()
    on = at.astimezone(worktime.VN).date()
    last = max(items.values(), key=lambda item: item.place).part_id if case.mode == "paper" and items else ""
    starting.add_part(
        held, case, part, {*items, part_id}, feeding.set_values(parent, held.compiled, on), last, at
    )
    held.tell("part-added", at, by, part=_both(part.part.name))
    advancing.settle(held, case, at)
    return parent


def _owe(held: Held, part: CompiledPart, at: datetime) -> None:
    """What the added part costs, in an order beside the set's first one."""
    parent = held.dossier
    on = at.astimezone(worktime.VN).date()
    context = Context(
        today=on, channel=parent.channel, applicant=owner.facts(parent, on), case=parent.case_id
    )
    lines = tuple(
        line
        for line in costs.of_parts(held.compiled, parent.answers, context)
        if line.line.code.startswith(f"{part.id}.")
    )
    if not lines:
        return
    result = money_fees.FeeResult(lines)
    orders.open_order(
        subject=parent.code,
        subject_id=parent.uuid,
        fee=result,
        payer_name=parent.applicant_name,
        channel=parent.channel,
        at=at,
        person_id=parent.applicant_id,
        collector=Order.objects.filter(subject_id=parent.uuid).values_list("collector", flat=True).first()
        or "",
        agency_id=parent.competent_agency_id,
    )
    if result.payer:
        parent.fee_total += result.payer
        parent.finance = Finance.DUE.value


def _held(uuid: UUID, by: Actor) -> tuple[Held, LinkedCase, dict[str, LinkedItem]]:
    held = hold_own(uuid, by)
    case = LinkedCase.objects.filter(parent_id=held.dossier.id).first()
    if case is None or case.ended_at is not None or Status(held.dossier.status) not in OPEN:
        raise _too_late()
    return held, case, {one.part_id: one for one in LinkedItem.objects.filter(case=case).order_by("place")}


def _part(held: Held, part_id: str) -> CompiledPart:
    assert held.compiled.linked is not None
    try:
        return held.compiled.linked.part(part_id)
    except KeyError:
        raise UnknownAction from None


def _answers(
    held: Held, part_id: str, *, there: bool, more: Mapping[str, Any], at: datetime, partial: bool = True
) -> forms.FormResult:
    """The set's answers with a part chosen or not; what is then no longer asked is left out."""
    assert held.compiled.linked is not None
    dossier, choice = held.dossier, held.compiled.linked.linked.choice
    assert choice is not None
    chosen = [one for one in dossier.answers.get(choice) or [] if one != part_id]
    on = at.astimezone(worktime.VN).date()
    return forms.validate(
        held.compiled,
        {**dossier.answers, **more, choice: [*chosen, *([part_id] if there else [])]},
        today=on,
        partial=partial,
        channel=dossier.channel,
        applicant=owner.facts(dossier, on),
    )


def _too_late() -> WrongState:
    return WrongState(
        "Hồ sơ hoặc phần này đã xong, không thay đổi được nữa.",
        "The set or this part has ended and cannot be changed any more.",
    )


def _both(name: Text) -> dict[str, str]:
    return {"vi": name.vi, "en": name.en}


__all__ = ["add", "asked_for", "drop"]
