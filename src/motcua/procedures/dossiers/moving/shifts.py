"""Where one dossier goes and what changes with it. Pure arithmetic on rows that were read; nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from motcua.city.reform.deciding import Decided, Whereabouts
from motcua.city.reform.models import Question
from motcua.city.reform.resolving import Change
from motcua.city.reform.work import Open
from motcua.foundation import worktime
from motcua.foundation.worktime import Calendar
from motcua.procedures.dossiers import clockwork, posts
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.status import OPEN, Status

PLACE, POST, CONSULT = Question.Kind.PLACE.value, Question.Kind.POST.value, Question.Kind.CONSULT.value


@dataclass(slots=True)
class TaskShift:
    """An open task and where it will be done. `fits`: the successor has the post; else an officer must say which."""

    task: Task
    to: str
    post_kind: str
    due_at: datetime
    fits: bool


@dataclass(slots=True)
class Shift:
    """A dossier and its three agencies after the plan, by key. A body that does not change stands there as it was."""

    dossier: Dossier
    competent: str
    intake: str
    returning: str
    decided: Decided | None
    tasks: list[TaskShift] = field(default_factory=list)
    due_before: datetime | None = None
    answer_before: datetime | None = None
    open: list[Open] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Calendars:
    """Working calendars by key, read once, also those of a channel."""

    data: Mapping[str, Mapping]
    known: dict[tuple[str, str], Calendar] = field(default_factory=dict)

    def of(self, key: str, channel: str = "") -> Calendar:
        if (key, channel) not in self.known:
            data = self.data[key]
            wanted = channel if channel in (data.get("channels") or {}) else None
            self.known[key, channel] = Calendar.from_data(data, wanted)
        return self.known[key, channel]

    def differ(self, one: str, other: str) -> bool:
        return one != other and self.data[one] != self.data[other]


def shift(
    dossier: Dossier,
    open_tasks: Sequence[Task],
    where: Whereabouts,
    change: Change,
    keys: Mapping[int, str],
    calendars: Calendars,
    at: datetime,
    title: str,
    place: str,
    asked: Mapping[int, Whereabouts],
) -> Shift | None:
    """What becomes of a dossier; None when nothing of it lies at an ending body. `dossier` keeps its agencies here.

    `asked`: by task, the place that a consulted body was asked for; where it does not tell the heir, an officer is asked.

    Its clock is changed in memory where the successor works by another calendar: what was left of the time by the
    old calendar counts on by the new one.
    """
    old = (dossier.competent_agency_id, dossier.intake_agency_id, dossier.return_agency_id)
    concerned = Status(dossier.status) in OPEN or bool(open_tasks)
    tasks_here = [task for task in open_tasks if task.agency_id in change.endings]
    if not concerned or not (tasks_here or any(agency in change.endings for agency in old)):
        return None
    about = dossier.procedure_code, dossier.field_key
    decided = _competent(dossier, where, change)
    found: dict[int, str] = {}
    if decided is not None:
        found[dossier.competent_agency_id] = decided.to
    for agency_id in old[1:]:
        if agency_id in change.endings and agency_id not in found:
            # a hall is about no place of its own: its main successor goes on
            found[agency_id] = change.decide(agency_id, *about, where).to
    unsure: list[Open] = []
    for task in tasks_here:
        if task.agency_id not in found:
            found[task.agency_id] = _consulted(
                task, dossier, change, asked.get(task.id, where), title, place, unsure
            )
    names = [found.get(agency_id) or keys[agency_id] for agency_id in old]
    moved = Shift(dossier, names[0], names[1], names[2], decided, open=unsure)
    if decided is not None and not decided.sure and Status(dossier.status) in OPEN:
        from_key = change.endings[dossier.competent_agency_id].key
        moved.open.append(
            Open(PLACE, str(dossier.uuid), dossier.code, title, place, from_key, decided.to, decided.choices)
        )
    for task in tasks_here:
        moved.tasks.append(_task(task, found[task.agency_id], dossier, change, moved, title, place))
    recount(moved, change.calendars, keys, calendars, at)
    return moved


def _competent(dossier: Dossier, where: Whereabouts, change: Change) -> Decided | None:
    if dossier.competent_agency_id not in change.endings:
        return None
    decided = change.decide(dossier.competent_agency_id, dossier.procedure_code, dossier.field_key, where)
    ruled = change.rulings.get((str(dossier.uuid), PLACE, change.endings[dossier.competent_agency_id].key))
    return Decided(ruled, "ruling") if ruled and not decided.sure else decided


def _consulted(
    task: Task,
    dossier: Dossier,
    change: Change,
    where: Whereabouts,
    title: str,
    place: str,
    unsure: list[Open],
) -> str:
    """Who is asked now in place of a consulted body that ends; never guessed where the place does not tell."""
    from_key = change.endings[task.agency_id].key
    decided = change.decide(task.agency_id, dossier.procedure_code, dossier.field_key, where)
    ruled = change.rulings.get((str(dossier.uuid), CONSULT, from_key))
    if ruled and not decided.sure:
        return ruled
    if not decided.sure:
        about = where.line or place
        unsure.append(
            Open(
                CONSULT, str(dossier.uuid), dossier.code, title, about, from_key, decided.to, decided.choices
            )
        )
    return decided.to


def _task(
    task: Task, to: str, dossier: Dossier, change: Change, moved: Shift, title: str, place: str
) -> TaskShift:
    kind = change.post_at(task.agency_id, task.post_kind)
    ruled = change.rulings.get((str(dossier.uuid), POST, change.endings[task.agency_id].key))
    there = change.posts.get(to, set())
    fits = not kind or any(kind in posts.serves(post) for post in there)
    if not fits and ruled:
        kind, fits = ruled, True
    if not fits:
        from_key = change.endings[task.agency_id].key
        moved.open.append(
            Open(POST, str(dossier.uuid), dossier.code, title, place, from_key, to, tuple(sorted(there)))
        )
    return TaskShift(task, to, kind, task.due_at, fits)


def recount(
    moved: Shift, worked_by: Mapping[str, str], keys: Mapping[int, str], calendars: Calendars, at: datetime
) -> None:
    """Deadlines stay where calendars are equal; else what was left counts on by the new calendar.

    `worked_by`: key of the calendar of each agency by its key.
    """
    dossier = moved.dossier
    before = worked_by[keys[dossier.competent_agency_id]]
    after = worked_by[moved.competent]
    running = dossier.clock_from is not None and dossier.paused_at is None and Status(dossier.status) in OPEN
    if calendars.differ(before, after) and running and dossier.due_at is not None and dossier.due_at > at:
        moved.due_before = dossier.due_at
        clockwork.pause(dossier, at, calendars.of(before))
        clockwork.resume(dossier, at, calendars.of(after))
    before, after = worked_by[keys[dossier.intake_agency_id]], worked_by[moved.intake]
    answer = dossier.answer_due_at
    if (
        dossier.status == Status.REGISTERED
        and answer is not None
        and answer > at
        and calendars.differ(before, after)
    ):
        moved.answer_before = answer
        dossier.answer_due_at = _again(
            at, answer, calendars.of(before, dossier.channel), calendars.of(after, dossier.channel)
        )
    for one in moved.tasks:
        before, after = worked_by[keys[one.task.agency_id]], worked_by[one.to]
        if one.task.timed and one.due_at > at and calendars.differ(before, after):
            one.due_at = _again(at, one.due_at, calendars.of(before), calendars.of(after))


def _again(at: datetime, moment: datetime, before: Calendar, after: Calendar) -> datetime:
    """The moment that is as many working minutes away by the new calendar as it was by the old."""
    return worktime.add_working_minutes(at, worktime.working_minutes(at, moment, before), after)
