"""What is handed in: gathered and checked before anything is written.

`prepare` reads agencies from memory and touches no table; `changes.filing` writes what it returns.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from motcua.city.agencies import NoCompetentAgency
from motcua.foundation import text, worktime
from motcua.money import fee_rules, fees
from motcua.procedures import forms, proxies
from motcua.procedures.binding import Context
from motcua.procedures.compile import CompiledProcedure
from motcua.procedures.dossiers.errors import NotComplete
from motcua.procedures.dossiers.office import (
    Office,
    competent_office,
    deciding_kind,
    office,
    office_for,
    office_in_force,
)
from motcua.procedures.dossiers.status import Finance

BRANCH = "centre_branch"
"""The kind of office at which dossiers are received."""


@dataclass(frozen=True, slots=True)
class Party:
    """A person or organisation of a dossier as known at filing. `facts` feed the expressions (`applicant`)."""

    name: str
    person_id: int | None = None
    organisation_id: int | None = None
    unit_code: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GivenPaper:
    """A paper that comes with the dossier. `source`: upload, scan, reused or shown.

    `originals` and `copies`: sheets counted at the counter; None: as many as the definition asks for.
    """

    component_id: str
    source: str
    files: tuple[uuid.UUID, ...] = ()
    originals: int | None = None
    copies: int | None = None


@dataclass(frozen=True, slots=True)
class ComponentRow:
    """A component as it will be stored."""

    component_id: str
    name: str
    originals: int
    copies: int
    source: str
    data_source: str
    files: tuple[uuid.UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A request as it arrives, from a page, a counter or a partner system.

    `id` is made by the client: the same id twice is one dossier. `known_sources` are the registers that
    already answer for a paper (see definition.PAPER_SOURCES). `submitted_by_id` is the account of the partner system
    that files it; None for people. `proxy`: by what somebody files for the owner; None where nobody does.
    """

    id: uuid.UUID
    version_id: int
    compiled: CompiledProcedure
    channel: str
    answers: Mapping[str, Any]
    papers: tuple[GivenPaper, ...]
    applicant: Party
    owner: Party
    authorised_id: int | None = None
    language: str = "vi"
    delivery_by: str = "online"
    intake_agency_id: int | None = None
    known_sources: frozenset[str] = frozenset()
    submitted_by_id: int | None = None
    proxy: proxies.Given | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A checked submission with everything that will be written."""

    submission: Submission
    case_id: str
    answers: dict[str, Any]
    components: tuple[ComponentRow, ...]
    fees: fees.FeeResult
    finance: Finance
    intake: Office
    competent: Office
    answer_due_at: datetime


def prepare(submission: Submission, at: datetime) -> Prepared:
    """Check answers and papers; find the case, the agencies, the fees and the answer clock.

    The answer clock of an online filing is 8 working hours (NQ 66.7/2025/NQ-CP). Raises NotComplete with
    all faults at once, and what `agencies.competent` raises when a place has no competent agency.
    """
    compiled, on = submission.compiled, at.astimezone(worktime.VN).date()
    facts = submission.owner.facts
    checked = forms.validate(
        compiled, submission.answers, today=on, channel=submission.channel, applicant=facts
    )
    faults = {path: (message.vi, message.en) for path, message in checked.errors.items()}
    case = compiled.case_for(checked.clean, Context(today=on, channel=submission.channel, applicant=facts))
    context = Context(today=on, channel=submission.channel, applicant=facts, case=case.id)
    components = (*_components(submission, checked.clean, context, faults), *_proxy(submission, on, faults))
    if faults:
        raise NotComplete(faults)
    competent = competent_for(submission, checked.clean, at)
    intake = intake_for(submission, competent, at)
    result = compute_fees(compiled, checked.clean, context)
    hours = worktime.working_hours(compiled.definition.supplement.answer_within_hours)
    return Prepared(
        submission=submission,
        case_id=case.id,
        answers=checked.clean,
        components=components,
        fees=result,
        finance=finance_of(result),
        intake=intake,
        competent=competent,
        answer_due_at=worktime.due(at, hours, intake.calendar_for(submission.channel)),
    )


DueOfSet = Callable[
    [CompiledProcedure, Mapping[str, Any], Context, worktime.Calendar, datetime], datetime | None
]
_due_of_set: list[DueOfSet] = []


def set_due_of_sets(handler: DueOfSet) -> None:
    """The room of linked sets tells when a set is due: by its parts, not by a limit of its own."""
    _due_of_set[:] = [handler]


def due_at_acceptance(
    compiled: CompiledProcedure,
    case_id: str,
    answers: Mapping[str, Any],
    context: Context,
    calendar: worktime.Calendar,
    at: datetime,
) -> datetime:
    """The appointed day of a dossier that is accepted at `at`."""
    if compiled.linked is not None and _due_of_set:
        found = _due_of_set[0](compiled, answers, context, calendar, at)
        if found is not None:
            return found
    limit = compiled.limit(case_id)
    return worktime.due(at, worktime.Span(Decimal(limit.amount), worktime.Unit(limit.unit)), calendar)


FeesOfParts = Callable[[CompiledProcedure, Mapping[str, Any], Context], Iterable[fees.LineResult]]
_of_parts: list[FeesOfParts] = []


def add_fees_of_parts(handler: FeesOfParts) -> None:
    """The room of linked sets tells what the parts of a set cost: they are owed and paid with the set, once."""
    if handler not in _of_parts:
        _of_parts.append(handler)


def compute_fees(compiled: CompiledProcedure, answers: Mapping[str, Any], context: Context) -> fees.FeeResult:
    """The fee lines of a dossier after exemptions and the city's dated rules; for a set, those of its parts too."""
    own = own_fees(compiled, answers, context)
    if compiled.linked is None:
        return own
    return fees.FeeResult(
        (*own.lines, *(line for handler in _of_parts for line in handler(compiled, answers, context)))
    )


def own_fees(compiled: CompiledProcedure, answers: Mapping[str, Any], context: Context) -> fees.FeeResult:
    """The fee lines of one procedure by itself."""
    due = forms.fee_lines(compiled, answers, context)
    granted = [
        fees.FeeRule(
            id=f"{compiled.code}/{item.free.reason}",
            effect=fees.Effect.EXEMPT,
            text=fees.Words(item.free.name.vi, item.free.name.en),
            legal_ref=item.free.legal_ref,
            valid_from=date.min,
            kinds=tuple(fees.Kind),
            codes=(item.code,),
            reason=item.free.reason,
        )
        for item in due
        if item.free is not None
    ]
    return fees.compute(
        [
            fees.FeeLine(
                code=item.code,
                name=fees.Words(item.fee.name.vi, item.fee.name.en),
                kind=fees.Kind(item.fee.kind),
                set_by=fees.SetBy(item.fee.set_by),
                base_amount=item.amount,
                is_appraisal=item.fee.is_appraisal,
                unit_count=item.fee.unit.vi,
            )
            for item in due
        ],
        (*granted, *fee_rules.published()),
        channel=fees.Channel(context.channel),
        on=context.today,
        city=settings.CITY_CODE,
        exemptions=[rule.reason for rule in granted],
    )


def finance_of(result: fees.FeeResult) -> Finance:
    """The first state of the money: something to pay, waived, or no fee at all."""
    if result.payer:
        return Finance.DUE
    return Finance.WAIVED if result.lines else Finance.NONE


def name_key(name: str) -> str:
    """How a name is looked up in lists: without diacritics, lower case."""
    return text.fold(name)


def code_prefix(intake: Office, on: date) -> str:
    """The part of a dossier's code before the number: id of the receiving agency and the day.

    Source: TT 04/2025/TT-VPCP (structure of the code).
    """
    return f"{intake.code}-{on:%y%m%d}-"


def _components(
    submission: Submission, answers: Mapping[str, Any], context: Context, faults: dict[str, tuple[str, str]]
) -> tuple[ComponentRow, ...]:
    """What stands for each needed paper; a required one that is missing is a fault at `papers.<id>`."""
    given = {paper.component_id: paper for paper in submission.papers}
    rows = []
    for need in forms.components_needed(submission.compiled, answers, submission.known_sources, context):
        paper = need.paper
        arrived = given.get(paper.id)
        source, data_source = "missing", ""
        files: tuple[uuid.UUID, ...] = ()
        if arrived is not None:
            source, files = arrived.source, arrived.files
        elif need.known_from is not None:
            source, data_source = "data", need.known_from
        elif paper.show_only:
            source = "shown"
        elif need.required:
            faults[f"papers.{paper.id}"] = (f"Cần có: {paper.name.vi}.", f"Needed: {paper.name.en}.")
            continue
        rows.append(
            ComponentRow(
                paper.id,
                paper.name.vi,
                _counted(arrived.originals if arrived else None, paper.originals),
                _counted(arrived.copies if arrived else None, paper.copies),
                source,
                data_source,
                files,
            )
        )
    return tuple(rows)


def _proxy(submission: Submission, on: date, faults: dict[str, tuple[str, str]]) -> tuple[ComponentRow, ...]:
    """The authorisation among the papers, or what stands for it; a missing one is a fault at `proxy`."""
    given = submission.proxy
    if given is None or given.need is proxies.Need.NOTHING:
        return ()
    if (wrong := proxies.fault(given, on)) is not None:
        faults["proxy"] = wrong
        return ()
    known = given.need in (proxies.Need.BY_LAW, proxies.Need.MANDATE)
    data_source = {proxies.Need.BY_LAW: "population.family", proxies.Need.MANDATE: "acting.mandate"}
    return (
        ComponentRow(
            proxies.COMPONENT,
            proxies.title(given),
            0 if known else 1,
            0,
            "data" if known else "scan",
            data_source.get(given.need, ""),
            (),
        ),
    )


def _counted(given: int | None, asked: int) -> int:
    return asked if given is None else given


def intake_for(submission: Submission, competent: Office, at: datetime) -> Office:
    """Where the dossier is received: as said, else the branch that serves the deciding body's commune, else, where
    the whole city is its place, the branch that serves the owner's home.

    Raises NoCompetentAgency for an owner who lives elsewhere and a body of the whole city: a branch is then chosen.
    """
    if submission.intake_agency_id:
        return office(submission.intake_agency_id)
    try:
        return office_for(BRANCH, competent.unit_code, at)
    except NoCompetentAgency:
        if not submission.owner.unit_code:
            raise
        return office_for(BRANCH, submission.owner.unit_code, at)


def competent_for(submission: Submission, answers: Mapping[str, Any], at: datetime) -> Office:
    """The deciding agency: by the owner's residence, by the place that an answer names, or the nearest.

    Where the power over the procedure has moved to another level, that of the level that has it now.
    """
    rule = submission.compiled.definition.competent
    if rule.agency is not None:
        return office_in_force(rule.agency, at)
    unit_code = submission.owner.unit_code
    answer = answers.get(rule.by)
    if isinstance(answer, dict):
        unit_code = answer.get("unit") or unit_code
    elif isinstance(answer, str):
        unit_code = answer
    if not unit_code and submission.intake_agency_id:
        unit_code = office(submission.intake_agency_id).unit_code
    kind = deciding_kind(submission.compiled.code, rule.agency_kind, at)
    return competent_office(kind, unit_code, at)
