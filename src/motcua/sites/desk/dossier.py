"""The dossier as an officer sees it: what to do, papers beside answers, what happened, who did what."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from motcua.city import authority
from motcua.city.models import Account, Appointment
from motcua.foundation import audit, worktime
from motcua.insight import expected
from motcua.money.models import Order
from motcua.procedures import forms
from motcua.procedures.binding import Context
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.compile import CompiledProcedure, CompiledStep
from motcua.procedures.dossiers import inner_notes, posts, reading
from motcua.procedures.dossiers.changes.ending import latest_extension
from motcua.procedures.dossiers.changes.intake import REFUSAL_REASONS
from motcua.procedures.dossiers.changes.opinions import GIVEN
from motcua.procedures.dossiers.holding import Held
from motcua.procedures.dossiers.models import Component, Dossier, Supplement, Task
from motcua.procedures.dossiers.office import office
from motcua.procedures.dossiers.status import OPEN, Status
from motcua.records import population
from motcua.records.papers.models import StoredFile
from motcua.sites.desk import (
    asking,
    beside,
    offers,
    opinions,
    rights,
    sets,
    sheets,
    showing,
    walking,
    wording,
)
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.shell import dossier_page
from motcua.sites.shell.language import say


@dataclass(slots=True)
class Typed:
    """What the officer had entered when something was refused: shown again, so that nothing is lost."""

    values: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    ticked: frozenset[str] = frozenset()
    lists: Mapping[str, list[str]] = field(default_factory=dict)
    errors: Mapping[str, Any] = field(default_factory=dict)
    told: str = ""

    @property
    def new_day(self) -> str:
        return self.values.get("new-day", "")

    @property
    def new_month(self) -> str:
        return self.values.get("new-month", "")

    @property
    def new_year(self) -> str:
        return self.values.get("new-year", "")


@officer_page
def dossier(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """Open a dossier. Whoever owns the data will see that it was opened, by whom and at which step."""
    found = rights.dossier_seen(officer, code)
    procedure = compiled_version(found.version_id)
    log_opening(officer, found, procedure)
    inner_notes.seen(found.id, officer.account.id, officer.now)
    return show(request, officer, found, request.GET.get("viec", ""), Typed())


def log_opening(officer: Officer, found: Dossier, procedure: CompiledProcedure) -> None:
    """One note for one view: the purpose is the step at which the dossier stands."""
    step = procedure.steps.get(found.step)
    audit.log_read(
        officer.actor,
        [found.owner_id, found.applicant_id, found.authorised_id],
        purpose=step.step.title.vi if step else procedure.definition.name.vi,
        what="dossier",
        code="dossier",
        at=officer.now,
        dossier_code=found.code,
    )


def show(
    request: HttpRequest, officer: Officer, found: Dossier, wanted: str, typed: Typed, status: int = 200
) -> HttpResponse:
    """The page, with the form of `wanted` open (else the work of the step)."""
    procedure = compiled_version(found.version_id)
    tasks = list(
        Task.objects.select_related("agency", "claimed_by").filter(dossier_id=found.id).order_by("id")
    )
    task = opinions.present(tasks, found, officer, request.POST.get("task") or request.GET.get("task", ""))
    offered = offers.offers(found, task, procedure, officer.powers, officer.now)
    asked = opinions.rows(found, procedure, tasks, officer)
    awaited = opinions.awaited(found, procedure, task, asked)
    if awaited and awaited["held_up"]:
        offered = replace(offered, ways=tuple(way for way in offered.ways if way.kind != "forward"))
    the_set = sets.of(found, officer.powers, officer.now)
    offered = sets.fitting(offered, the_set)
    act = wanted if wanted in offered.acts else offered.main
    components = list(Component.objects.filter(dossier_id=found.id).order_by("id"))
    numbers = [number for row in components for number in row.files]
    files = {file.uuid: file for file in StoredFile.objects.filter(uuid__in=numbers)} if numbers else {}
    papers = showing.papers(found, components, files)
    calendar = office(found.competent_agency_id).calendar
    facts = population.facts_for(found.applicant) if found.applicant else {}
    documents = beside.documents_of(found)
    lying = sheets.on_the_desk(found, procedure, act, papers, documents)
    walk = walking.read(request.POST.get("ds") or request.GET.get("ds", ""))
    context = page_context(
        officer,
        "",
        d=found,
        procedure=procedure.definition,
        case=procedure.case(found.case_id).name if len(procedure.cases) > 1 else None,
        step=procedure.steps[found.step].step if found.step in procedure.steps else None,
        task=task,
        task_title=showing.title_of(procedure, task) if task else None,
        task_due=_due(task, procedure, officer),
        dossier_due=_dossier_due(found, officer),
        expected=None if the_set else expected.finish(found, officer.now),  # a set has its own
        acts=_buttons(found, offered, act, walk),
        act=act,
        why=offered.why,
        closed=offered.closed,
        typed=typed,
        opinions=asked,
        the_set=the_set,
        awaited=awaited,
        held_by=task.claimed_by if task and task.claimed_by_id else None,
        mine=bool(task and task.claimed_by_id == officer.account.id),
        papers=papers,
        sheet=sheets.opened(lying, request.GET.get("tep", ""), request.GET.get("trang", "1")),
        sheets=lying,
        canh=beside.pane(request, officer, found, lying),
        choices=beside.choices(officer, found, lying, request, full="canh" in request.GET),
        walk=walk,
        **(
            walking.beside(walk, officer.powers, task or (tasks[-1] if tasks else None), officer.now)
            if walk
            else {}
        ),
        open_next=walking.opens_next(officer) if walk else True,
        just_done=request.GET.get("vua", ""),
        here=walk.dossier(found.code) if walk else reverse("desk:dossier", args=[found.code]),
        parts=dossier_page.parts("officer", found, officer.now, officer),
        notes=inner_notes.of_dossier(found.id),
        sections=showing.sections(procedure, found, facts, officer.now.date()),
        entered=showing.officer_rows(procedure, found),
        documents=documents,
        supplements=list(Supplement.objects.filter(dossier_id=found.id).order_by("id")),
        timeline=_timeline(found),
        work=showing.work_done(procedure, tasks, calendar, officer.now),
        elsewhere=found.competent_agency_id != officer.post.agency_id,
        channel=wording.CHANNELS[found.channel],
        **_panel(act, found, task, procedure, offered, officer, typed, components),
    )
    return render(request, "desk/dossier.html", context, status=status)


def _due(task: Task | None, procedure: CompiledProcedure, officer: Officer) -> dict[str, Any] | None:
    """The deadline of the step; a step without hours of its own (handing over) has none."""
    if task is None or not task.timed or task.closed_at is not None:
        return None
    where = office(task.agency_id)
    return {"at": task.due_at, "left": worktime.remaining(officer.now, task.due_at, where.calendar)}


def _dossier_due(found: Dossier, officer: Officer) -> dict[str, Any] | None:
    if found.due_at is None or Status(found.status) not in OPEN or found.paused_at is not None:
        return None
    calendar = office(found.competent_agency_id).calendar
    return {"at": found.due_at, "left": worktime.remaining(officer.now, found.due_at, calendar)}


def _buttons(
    found: Dossier, offered: offers.Offers, current: str, walk: walking.Walk | None
) -> list[dict[str, Any]]:
    """Links to the other acts, always in the same order; the step's own work has its form open already."""
    page = reverse("desk:dossier", args=[found.code])
    return [
        {
            "act": act,
            "label": dict(zip(("vi", "en"), offers.WORDS[act], strict=True)),
            "href": (walk.dossier(found.code, viec=act) if walk else f"{page}?viec={act}") + "#viec",
            "at_once": act in offers.AT_ONCE,
            "current": act == current,
            "key": "c" if act == "claim" else str(number),
        }
        for number, act in enumerate(offered.acts, 1)
    ]


def _timeline(found: Dossier) -> list[dict[str, Any]]:
    return [
        {
            "title": {"vi": one.title_vi, "en": one.title_en},
            "text": {"vi": one.detail_vi, "en": one.detail_en} if one.detail_vi else "",
            "who": one.who,
            "at": one.at,
            "state": "late" if one.kind in {"overdue", "answer-overdue"} or one.data.get("late") else "done",
        }
        for one in reversed(reading.timeline(found, for_resident=False))
    ]


def _panel(
    act: str,
    found: Dossier,
    task: Task | None,
    procedure: CompiledProcedure,
    offered: offers.Offers,
    officer: Officer,
    typed: Typed,
    components: list[Component],
) -> dict[str, Any]:
    """What the form of the open act needs beyond the dossier."""
    step = procedure.steps.get(found.step)
    match act:
        case "act" | "sign":
            assert step is not None
            return {
                "checklist": checklist(step, typed.errors),
                "ways": offered.ways,
                "grounds": [one for way in offered.ways for one in way.action.grounds],
                "undecided": offers.undecided(procedure, found.step),
                "step_fields": step_fields(found, procedure, typed, officer),
                "question": asked_by.question if (asked_by := step.consult or step.step.external) else None,
            }
        case "opinion":
            assert task is not None
            asked = (
                next((one.opinion for one in step.opinions if one.id == task.branch), None) if step else None
            )
            return {
                "asked": asked,
                "stances": [(key, wording.ACTIONS[key]) for key in GIVEN],
                "late_answer": task.closed_at is not None,
            }
        case "accept":
            return {"checklist": checklist(step, typed.errors)}
        case "confirm":
            # not accepted yet: confirming accepts it, with the points of the receiving step
            return {"checklist": checklist(step, typed.errors) if found.accepted_at is None else []}
        case "supplement":
            days = worktime.working_days(procedure.definition.supplement.applicant_days)
            return {
                "items": _items(procedure, components),
                "phrases": wording.SUPPLEMENT_PHRASES,
                "answer_by": worktime.due(officer.now, days, office(found.competent_agency_id).calendar),
            }
        case "refuse":
            return {"reasons": [(key, {"vi": vi, "en": en}) for key, (vi, en) in REFUSAL_REASONS.items()]}
        case "assign":
            return {"colleagues": colleagues(task, officer) if task else []}
        case "extend":
            latest = found.due_at and latest_extension(Held(found, procedure), max(found.due_at, officer.now))
            return {"new_due": suggested_due(found, officer), "latest": latest}
        case "cash":
            return {"order": owed(found)}
    return {}


def checklist(step: CompiledStep | None, errors: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The points to confirm, each with the fault of the last try."""
    points = step.step.checklist if step else ()
    return [{"item": one, "error": errors.get(f"check.{one.id}")} for one in points]


def step_fields(
    found: Dossier, procedure: CompiledProcedure, typed: Typed, officer: Officer
) -> list[dict[str, Any]]:
    """The officer's own fields of the step, with what was entered; those that do not apply yet are hidden."""
    step = procedure.steps[found.step]
    entered = {**found.officer_answers, **typed.answers}
    asked, clean = asked_in_step(procedure, found, entered, officer)
    entered |= {item.id: clean.get(item.id) for item in step.fields if item.value is not None}
    return [
        {
            "f": asking.field_for(
                item.field,
                f"f.{item.id}",
                entered.get(item.id),
                officer.now.date(),
                error=asking.error_of(typed.errors, item.id),
                required=item.required is True,
            ),
            "path": item.id,
            "shown": item.id in asked,
        }
        for item in step.fields
    ]


def asked_in_step(
    procedure: CompiledProcedure, found: Dossier, entered: Mapping[str, Any], officer: Officer
) -> tuple[set[str], dict[str, Any]]:
    """Ids of the step's fields that are asked, given what has been entered so far; and what of it is right."""
    context = Context(
        today=officer.now.date(), channel=found.channel, case=found.case_id, officer=found.officer_answers
    )
    clean = forms.validate_step(procedure, found.step, entered, answers=found.answers, context=context).clean
    step = procedure.steps[found.step]
    values = {**procedure.values(found.answers, context), **{item.id: None for item in step.fields}, **clean}
    return {item.id for item in step.fields if item.when is None or item.when.holds(values)}, clean


def _open_ways(
    procedure: CompiledProcedure, found: Dossier, entered: Mapping[str, Any], officer: Officer
) -> set[str]:
    """Ids of the ways out that are open, given what has been entered so far."""
    context = Context(
        today=officer.now.date(), channel=found.channel, case=found.case_id, officer=found.officer_answers
    )
    clean = forms.validate_step(procedure, found.step, entered, answers=found.answers, context=context).clean
    context = replace(context, officer={**found.officer_answers, **clean})
    return {way.id for way in procedure.open_actions(found.step, found.answers, context)}


def _items(procedure: CompiledProcedure, components: list[Component]) -> list[str]:
    """What can be asked for: what is missing first, then every other paper of the procedure."""
    have = {row.component_id: row for row in components}
    missing = [row.name for row in components if row.source == Component.Source.MISSING]
    others = [
        item.paper.name.vi
        for item in procedure.papers
        if item.paper.id not in have or have[item.paper.id].source != Component.Source.MISSING
    ]
    return [*missing, *others]


def colleagues(task: Task, officer: Officer) -> list[Account]:
    """Officers of the task's agency who may do it today, without the one who holds it."""
    held = (
        Appointment.objects.on(officer.now.date())
        .filter(post__agency_id=task.agency_id, account__is_active=True)
        .select_related("account")
        .order_by("account__display_name")
    )
    people = {row.account_id: row.account for row in held if row.account_id != task.claimed_by_id}
    return [
        account
        for account_id, account in people.items()
        if posts.grant_for(authority.powers_of(account_id, officer.now), task) is not None
    ]


def suggested_due(found: Dossier, officer: Officer) -> Any:
    """Half of the legal limit again from the day that counts, a working day at least."""
    calendar = office(found.competent_agency_id).calendar
    assert found.due_at is not None
    limit = compiled_version(found.version_id).limit(found.case_id)
    if limit.extension is not None:
        span = worktime.Span(Decimal(limit.extension.amount), worktime.Unit(limit.extension.unit))
    else:
        span = worktime.working_days(max(1, limit.amount // 2 if limit.unit in {"working_day", "day"} else 1))
    after = max(found.due_at, officer.now) + timedelta(minutes=1)
    return worktime.closing_on_or_after(worktime.due(after, span, calendar).date(), calendar)


def owed(found: Dossier) -> Order | None:
    """The order that still has to be paid."""
    payable = [Order.Status.PENDING, Order.Status.FAILED, Order.Status.EXPIRED]
    return Order.objects.filter(subject_id=found.uuid, status__in=payable).order_by("-id").first()


@officer_page
def shown_in_step(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """Which of the step's fields are asked after what was posted: the page shows and hides them."""
    found = rights.dossier_for(officer.powers, code)
    procedure = compiled_version(found.version_id)
    if found.step not in procedure.steps:
        raise Http404
    fields = [(item, f"f.{item.id}") for item in procedure.steps[found.step].fields]
    entered = asking.read(fields, request.POST)
    return JsonResponse(
        {
            "shown": sorted(asked_in_step(procedure, found, entered, officer)[0]),
            "ways": sorted(_open_ways(procedure, found, entered, officer)),
        }
    )


def words_of(fault: Any) -> str:
    """The words of an error that carries both languages."""
    return say(fault.vi, fault.en)
