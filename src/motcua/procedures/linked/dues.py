"""The appointed day of a set: promised at acceptance, watched while its parts are worked on, told when it moves."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from motcua.foundation import worktime
from motcua.foundation.actor import SYSTEM
from motcua.procedures import forms
from motcua.procedures.binding import Context
from motcua.procedures.catalogue import publishing
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.compile import CompiledProcedure
from motcua.procedures.compiled import CompiledLinked
from motcua.procedures.dossiers import clockwork
from motcua.procedures.dossiers.changes import appointment
from motcua.procedures.dossiers.holding import Held
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.office import office
from motcua.procedures.dossiers.status import OPEN, Status
from motcua.procedures.linked import choosing, feeding, paths
from motcua.procedures.linked.models import ENDED, LinkedCase, LinkedItem, State


def counted_from(at: datetime, linked: CompiledLinked, calendar: worktime.Calendar) -> datetime:
    """When a set counts as received: late hours belong to the next working day.

    `after: "15:00"`: NĐ 63/2024; `last_hour`: NĐ 297/2025. What is received outside of hours counts from the next
    opening in any case (rule N).
    """
    rule = linked.linked
    if rule.last_hour:
        return worktime.linked_start(at, calendar)
    local = worktime.normalise(at, calendar)
    if rule.after is not None and local.time() > time.fromisoformat(rule.after):
        return worktime.normalise(worktime.closing_on_or_after(local.date(), calendar), calendar)
    return local


def promised(
    compiled: CompiledProcedure,
    answers: Mapping[str, Any],
    context: Context,
    calendar: worktime.Calendar,
    at: datetime,
) -> datetime | None:
    """The appointed day of a set that is accepted at `at`; None when a part is not published. One query a part."""
    linked = compiled.linked
    assert linked is not None
    values = compiled.values(answers, context)
    parts = choosing.chosen(compiled, answers, values)
    follows = paths.in_sequence(one.id for one in parts) if linked.linked.mode == "paper" else {}
    there, legs = {one.id for one in parts}, []
    for part in parts:
        version = publishing.version_for(part.part.procedure, at)
        if version is None:
            return None
        theirs = publishing.compiled(version)
        told = feeding.answers_for(part, values, {})
        known = forms.validate(
            theirs, told, today=context.today, partial=True, channel=context.channel,
            applicant=context.applicant,
        ).clean  # fmt: skip
        inner = Context(today=context.today, channel=context.channel, applicant=context.applicant)
        span = clockwork.span_of(theirs.limit(theirs.case_for(known, inner).id))
        needs = (
            *choosing.needs_among(part, there, linked),
            *([follows[part.id]] if part.id in follows else []),
        )
        legs.append(paths.Leg(part.id, needs, span, calendar))
    started = counted_from(at, linked, calendar)
    return paths.end_of(paths.plan(legs, started), started)


def legs_of(
    items: Mapping[str, LinkedItem], children: Mapping[int, Dossier], at: datetime
) -> list[paths.Leg]:
    """The parts of a set as time sees them now. A resting clock counts as if it ran on from now."""
    legs = []
    for item in items.values():
        child = children[item.dossier_id]
        compiled = compiled_version(child.version_id)
        calendar = office(child.competent_agency_id).calendar
        span = clockwork.span_of(compiled.limit(child.case_id))
        ended = child.ended_at if item.state in ENDED or Status(child.status) not in OPEN else None
        begun = item.state == State.OPEN and ended is None
        due = _due_if_resumed(child, calendar, at) if begun else None
        needs = (*item.needs, *([item.follows] if item.follows else []))
        granted = _granted(child, due, calendar)
        legs.append(paths.Leg(item.part_id, needs, span, calendar, due, ended or _stopped(item, at), granted))
    return legs


def _granted(child: Dossier, due: datetime | None, calendar: worktime.Calendar) -> int:
    """Working minutes by which the appointed end of a part has been moved lawfully since it was first appointed."""
    now = due or child.due_at
    if child.first_due_at is None or now is None:
        return 0
    return max(0, worktime.working_minutes(child.first_due_at, now, calendar))


def _stopped(item: LinkedItem, at: datetime) -> datetime | None:
    return at if item.state in ENDED and item.state != State.DONE else None


def _due_if_resumed(child: Dossier, calendar: worktime.Calendar, at: datetime) -> datetime | None:
    if child.paused_at is None or child.clock_amount is None:
        return child.due_at
    left = worktime.Span(child.clock_amount, worktime.Unit(child.clock_unit))
    return worktime.due(at, left, calendar)


def watch(held: Held, case: LinkedCase, items: Mapping[str, LinkedItem], at: datetime) -> None:
    """Work the path out anew: what is expected of each part, and the set's own appointed day.

    The day is moved when the law gives a part more time (a supplement, a pause, an extension, a correction), never
    because a part is merely late: then the set is late too. It is told once for each move. The promise is kept even
    when a part was quicker.
    """
    children = Dossier.objects.in_bulk([item.dossier_id for item in items.values()])
    legs = legs_of(items, children, at)
    expected = paths.plan(legs, case.started_at, not_before=at)
    for item in items.values():
        times = expected[item.part_id]
        item.expected_start, item.expected_due = times.start or item.expected_start, times.due
    case.due_at = paths.end_of(expected, case.started_at)
    due = paths.lawful(legs, case.started_at)
    dossier = held.dossier
    if dossier.due_at is None or Status(dossier.status) not in OPEN or due <= dossier.due_at:
        return
    before = dossier.due_at
    clockwork.appoint(dossier, at, due, held.calendar)
    appointment.watch(held)
    dossier.save(update_fields=["due_at", "clock_from", "clock_amount", "clock_unit"])
    late = paths.critical(legs, expected)
    assert held.compiled.linked is not None
    names = [held.compiled.linked.part(name).part.name for name in late]
    held.tell(
        "set-due-moved",
        at,
        SYSTEM,
        due_before=before,
        parts=[{"vi": name.vi, "en": name.en} for name in names],
    )
