"""One past dossier under the old version and under the draft: what would have been different. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from motcua.foundation import worktime
from motcua.foundation.worktime import Calendar, Span

from ..binding import Context
from ..compiled import CompiledProcedure
from ..definition import Limit
from ..forms import Message, components_needed, validate

TOLD_KINDS = frozenset({"choice", "choices", "yes_no", "integer", "money"})
"""Kinds of questions whose answers say nothing about who answered; only these are shown in examples."""
REQUIRED = "REQUIRED"


@dataclass(frozen=True, slots=True)
class Past:
    """What is read of a dossier. `known`: sources that stood in for papers. `spent`: working minutes by step."""

    on: date
    channel: str
    answers: Mapping[str, Any]
    applicant: Mapping[str, Any]
    known: Collection[str] = ()
    accepted_at: datetime | None = None
    due_at: datetime | None = None
    ended_at: datetime | None = None
    spent: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """`refused` by path of the question, with what the form would say; `asked` and `dropped` by path.

    `examples`: answers that would be refused and may be told. `late`: before and after, None where it did not count.
    """

    refused: Mapping[str, Message]
    asked: tuple[str, ...]
    dropped: tuple[str, ...]
    papers_more: tuple[str, ...]
    papers_less: tuple[str, ...]
    case: tuple[str, str]
    examples: Mapping[str, str]
    late: tuple[bool, bool] | None = None


def compare(old: CompiledProcedure, new: CompiledProcedure, past: Past, calendar: Calendar) -> Difference:
    """What the draft would have done to this dossier. Faults that the old version finds too are not counted."""
    given: dict[str, Any] = {"today": past.on, "channel": past.channel, "applicant": past.applicant}
    before = validate(old, past.answers, **given)
    after = validate(new, past.answers, **given)
    faults = {
        _general(path): message
        for path, message in after.errors.items()
        if path not in before.errors or before.errors[path].code != message.code
    }
    context = Context(**given)
    case_before, case_after = old.case_for(before.clean, context).id, new.case_for(after.clean, context).id
    papers_before = _papers(old, before.clean, past, case_before)
    papers_after = _papers(new, after.clean, past, case_after)
    refused = {path: message for path, message in faults.items() if message.code != REQUIRED}
    return Difference(
        refused=refused,
        asked=tuple(path for path, message in faults.items() if message.code == REQUIRED),
        dropped=tuple(
            sorted(name for name in before.clean if name not in after.clean and name not in refused)
        ),
        papers_more=tuple(sorted(papers_after - papers_before)),
        papers_less=tuple(sorted(papers_before - papers_after)),
        case=(case_before, case_after),
        examples={path: told for path in refused if (told := _told(new, path, past.answers))},
        late=_late(old, new, past, case_before, case_after, calendar),
    )


def _general(path: str) -> str:
    """`children.0.name` as `children.name`: rows are counted together."""
    return ".".join(part for part in path.split(".") if not part.isdecimal())


def _papers(compiled: CompiledProcedure, answers: Mapping[str, Any], past: Past, case: str) -> set[str]:
    context = Context(today=past.on, channel=past.channel, applicant=past.applicant, case=case)
    needed = components_needed(compiled, answers, past.known, context)
    return {one.paper.id for one in needed if one.asked and one.required}


def _told(compiled: CompiledProcedure, path: str, answers: Mapping[str, Any]) -> str:
    item = compiled.fields_by_id.get(path)
    if item is None or item.group is not None or item.field.kind not in TOLD_KINDS:
        return ""
    value = answers.get(path)
    return "" if value is None else str(value)[:80]


def _late(
    old: CompiledProcedure,
    new: CompiledProcedure,
    past: Past,
    case_before: str,
    case_after: str,
    calendar: Calendar,
) -> tuple[bool, bool] | None:
    """Late as it was, and as it would have been: the end moves by the steps that came or went, the appointed day by
    the difference of the limits. Pauses, supplements and extensions stay what they were."""
    if past.accepted_at is None or past.due_at is None or past.ended_at is None:
        return None
    was = past.ended_at > past.due_at
    limit_before, limit_after = old.limit(case_before), new.limit(case_after)
    due = past.due_at
    if (limit_before.amount, limit_before.unit) != (limit_after.amount, limit_after.unit):
        shift = worktime.working_minutes(
            worktime.due(past.accepted_at, _span(limit_before), calendar),
            worktime.due(past.accepted_at, _span(limit_after), calendar),
            calendar,
        )
        due = worktime.add_working_minutes(due, shift, calendar)
    saved = sum(
        minutes for step, minutes in past.spent.items() if step in old.steps and step not in new.steps
    )
    added = sum(
        new.steps[step].minutes_in(case_after) for step in main_way(new, case_after) if step not in old.steps
    )
    ended = past.ended_at
    if added != saved:
        ended = worktime.add_working_minutes(ended, added - saved, calendar)
    return was, ended > due


def main_way(compiled: CompiledProcedure, case: str) -> tuple[str, ...]:
    """The steps on the way forward that no condition has to open, from the first one; left-out steps not among them."""
    way: list[str] = []
    step = compiled.steps.get(compiled.start)
    while step is not None and step.id not in way:
        way.append(step.id)
        on = next((one for one in step.actions if one.kind == "forward" and one.when is None), None)
        step = compiled.steps[on.to] if on is not None and on.to is not None else None
    return tuple(one for one in way if not compiled.steps[one].skipped_in(case))


def _span(limit: Limit) -> Span:
    return Span(Decimal(limit.amount), worktime.Unit(limit.unit))
