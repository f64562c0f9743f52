"""Beginning a set: its parts become dossiers of their own, each at its agency; and beginning a part of it."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from motcua.city import agencies, units
from motcua.foundation import worktime
from motcua.foundation.actor import SYSTEM
from motcua.foundation.numbering import take
from motcua.procedures import forms
from motcua.procedures.binding import Context
from motcua.procedures.catalogue import publishing
from motcua.procedures.compile import CompiledProcedure
from motcua.procedures.dossiers import clockwork, owner
from motcua.procedures.dossiers.changes import appointment, arriving, tasks
from motcua.procedures.dossiers.errors import NotComplete, WrongState
from motcua.procedures.dossiers.holding import Held, hold
from motcua.procedures.dossiers.models import Component, Dossier
from motcua.procedures.dossiers.office import office
from motcua.procedures.dossiers.status import Move, after
from motcua.procedures.dossiers.submission import (
    GivenPaper,
    Party,
    Prepared,
    Submission,
    code_prefix,
    competent_for,
    name_key,
    prepare,
)
from motcua.procedures.linked import choosing, dues, feeding, transferring
from motcua.procedures.linked.models import LinkedCase, LinkedItem, State
from motcua.procedures.linked_parts import CompiledPart
from motcua.records import population


class PartNotPublished(WrongState):
    """A part's procedure cannot be filed on that day: the set cannot begin."""

    code = "part-not-published"


def begin_set(held: Held, at: datetime) -> LinkedCase:
    """Write the set and a dossier for each part that was asked for. The caller holds the parent's row."""
    parent, compiled = held.dossier, held.compiled
    assert compiled.linked is not None
    on = at.astimezone(worktime.VN).date()
    values = feeding.set_values(parent, compiled, on)
    parts = choosing.chosen(compiled, parent.answers, values)
    linked = compiled.linked.linked
    started = dues.counted_from(at, compiled.linked, office(parent.intake_agency_id).calendar)
    case = LinkedCase.objects.create(parent=parent, mode=linked.mode, started_at=started)
    before = ""
    for part in parts:
        add_part(held, case, part, {one.id for one in parts}, values, before, at)
        before = part.id if linked.mode == "paper" else ""
    return case


def add_part(
    held: Held,
    case: LinkedCase,
    part: CompiledPart,
    there: set[str],
    values: dict[str, Any],
    follows: str,
    at: datetime,
) -> LinkedItem:
    """The dossier of one part, registered: it has its code and agency, and begins when its data are there."""
    assert held.compiled.linked is not None
    version = publishing.version_for(part.part.procedure, at)
    if version is None:
        raise PartNotPublished(
            f"Thủ tục {part.part.procedure} của phần “{part.part.name.vi}” chưa được công bố.",
            f"The procedure {part.part.procedure} of the part “{part.part.name.en}” is not published.",
        )
    compiled = publishing.compiled(version)
    told = feeding.answers_for(part, values, {})
    child = _registered(held.dossier, compiled, version.id, told, values["applicant"], at)
    return LinkedItem.objects.create(
        case=case,
        part_id=part.id,
        place=[one.id for one in held.compiled.linked.parts].index(part.id),
        procedure_code=compiled.code,
        dossier=child,
        needs=list(choosing.needs_among(part, there, held.compiled.linked)),
        follows=follows,
    )


def _registered(
    parent: Dossier,
    compiled: CompiledProcedure,
    version_id: int,
    answers: dict[str, Any],
    facts: Mapping[str, Any],
    at: datetime,
) -> Dossier:
    """A dossier that waits: number, owner and agencies, no task and no clock. Four statements."""
    definition, on = compiled.definition, at.astimezone(worktime.VN).date()
    known = forms.validate(compiled, answers, today=on, partial=True, channel=parent.channel).clean
    intake = office(parent.intake_agency_id)
    prefix = code_prefix(intake, on)
    child = Dossier(
        uuid=uuid.uuid4(),
        code=f"{prefix}{take(prefix):04d}",
        version_id=version_id,
        procedure_code=definition.code,
        field_key=definition.field,
        case_id=compiled.case_for(known, Context(today=on, channel=parent.channel, applicant=facts)).id,
        channel=parent.channel,
        language=parent.language,
        status=after(Move.SUBMIT, None),
        delivery_by=parent.delivery_by,
        step=compiled.start,
        applicant_id=parent.applicant_id,
        owner_id=parent.owner_id,
        owner_organisation_id=parent.owner_organisation_id,
        authorised_id=parent.authorised_id,
        part_of_id=parent.id,
        submitted_by_id=parent.submitted_by_id,
        applicant_name=parent.applicant_name,
        owner_name=parent.owner_name,
        owner_key=name_key(parent.owner_name),
        phone=parent.phone,
        email=parent.email,
        address=parent.address,
        intake_agency_id=parent.intake_agency_id,
        competent_agency_id=_competent(parent, compiled, version_id, known, at),
        return_agency_id=parent.return_agency_id,
        answers=known,
        submitted_at=at,
    )
    child.save(force_insert=True)
    Held(child, compiled).tell(Move.SUBMIT, at, SYSTEM, fee=0, digitised=0, papers=0)
    return child


def _competent(
    parent: Dossier, compiled: CompiledProcedure, version_id: int, answers: dict[str, Any], at: datetime
) -> int:
    """The deciding agency as far as it can be told now; the set's own until then."""
    try:
        return competent_for(_submission(parent, compiled, version_id, answers, (), at), answers, at).id
    except (
        agencies.NoCompetentAgency,
        agencies.SeveralCompetent,
        units.UnknownUnit,
        units.SeveralSuccessors,
    ):
        return parent.competent_agency_id


def _submission(
    parent: Dossier,
    compiled: CompiledProcedure,
    version_id: int,
    answers: dict[str, Any],
    papers: tuple[GivenPaper, ...],
    at: datetime,
    known: frozenset[str] = frozenset(),
) -> Submission:
    on = at.astimezone(worktime.VN).date()
    facts = owner.facts(parent, on)
    party = Party(
        name=parent.owner_name,
        person_id=parent.owner_id,
        organisation_id=parent.owner_organisation_id,
        unit_code=facts.get("residence_unit") or "",
        address=parent.address,
        facts=facts,
    )
    return Submission(
        id=uuid.uuid4(),
        version_id=version_id,
        compiled=compiled,
        channel=parent.channel,
        answers=answers,
        papers=papers,
        applicant=party,
        owner=party,
        language=parent.language,
        delivery_by=parent.delivery_by,
        intake_agency_id=parent.intake_agency_id,
        known_sources=known,
    )


def proceeds(parent: Held, part: CompiledPart, items: dict[str, LinkedItem], at: datetime) -> bool:
    """Whether a part goes on after what the parts that it needs decided: a light disability brings no allowance."""
    if part.proceeds is None:
        return True
    on = at.astimezone(worktime.VN).date()
    values = feeding.set_values(parent.dossier, parent.compiled, on)
    return part.proceeds.holds(feeding.seen_by(values, {name: one.decided for name, one in items.items()}))


def begin_part(
    parent: Held, part: CompiledPart, item: LinkedItem, items: dict[str, LinkedItem], at: datetime
) -> None:
    """The data of a part are there: it is accepted, its clock starts, its first work opens.

    When its form is not satisfied by what it was told, the counter sees it with what is missing and asks for it.
    """
    held = hold(item.dossier_id)
    child, compiled = held.dossier, held.compiled
    on = at.astimezone(worktime.VN).date()
    answers = feeding.answers_for(
        part,
        feeding.set_values(parent.dossier, parent.compiled, on),
        {name: one.decided for name, one in items.items()},
    )
    item.fed, item.told = {name: items[name].revision for name in item.needs}, answers
    known = population.sources_for(child.owner_id, on=on) if child.owner_id else frozenset[str]()
    submission = _submission(
        parent.dossier, compiled, child.version_id, answers,
        feeding.papers_for(part, parent.dossier, items), at, known,
    )  # fmt: skip
    item.state, item.expected_start = State.OPEN, at
    try:
        prepared = prepare(submission, at)
    except NotComplete as faulty:
        _left_to_counter(held, item, submission, faulty, at)
        return
    _fill(child, prepared)
    assert parent.compiled.linked is not None
    first_of_all = not item.needs and not item.follows
    started = dues.counted_from(at, parent.compiled.linked, held.calendar) if first_of_all else at
    held.move(Move.ACCEPT)
    child.accepted_at = at
    limit = clockwork.span_of(compiled.limit(child.case_id))
    clockwork.start(child, started, limit, held.calendar)
    appointment.watch(held)
    first = held.step
    ways = [way for way in arriving.open_ways(first, held.values(at)) if way.kind == "forward" and way.to]
    goal = arriving.place(held, ways[0].to if first.kind == "receive" and ways else first.id, at)
    arriving.arrive(held, goal, SYSTEM, at)
    child.save()
    item.reason = ""
    if parent.compiled.linked.linked.mode == "paper":
        transferring.slip(parent, held, item, items, at)
    held.tell(Move.ACCEPT, at, SYSTEM)
    arriving.tell_passed(held, goal.passed, at)


def _fill(child: Dossier, prepared: Prepared) -> None:
    """What was prepared, into the row that waited. The fees of a part are in the order of its set."""
    child.answers, child.case_id = prepared.answers, prepared.case_id
    child.competent_agency_id = prepared.competent.id
    Component.objects.filter(dossier=child).delete()
    Component.objects.bulk_create(
        Component(
            dossier=child,
            component_id=row.component_id,
            name=row.name,
            originals=row.originals,
            copies=row.copies,
            source=row.source,
            data_source=row.data_source,
            files=list(row.files),
        )
        for row in prepared.components
    )


def _left_to_counter(
    held: Held, item: LinkedItem, submission: Submission, faulty: NotComplete, at: datetime
) -> None:
    """Not all is known that the part asks: the counter gets it as it is, and asks its owner for the rest."""
    child = held.dossier
    on: date = at.astimezone(worktime.VN).date()
    child.answers = forms.validate(
        held.compiled, submission.answers, today=on, partial=True, channel=child.channel
    ).clean
    names = {one.paper.id: one.paper.name.vi for one in held.compiled.papers}
    Component.objects.bulk_create(
        Component(
            dossier=child,
            component_id=paper.component_id,
            name=names[paper.component_id],
            source=paper.source,
            files=list(paper.files),
        )
        for paper in submission.papers
        if paper.component_id in names
    )
    hours = worktime.working_hours(held.compiled.definition.supplement.answer_within_hours)
    child.answer_due_at = worktime.due(at, hours, office(child.intake_agency_id).calendar_for(child.channel))
    item.reason = "; ".join(f"{path}: {words[0]}" for path, words in faulty.fields.items())
    tasks.open_at(held, held.step, at, due=child.answer_due_at)
    child.save()
    held.tell("part-incomplete", at, SYSTEM, missing=item.reason)
