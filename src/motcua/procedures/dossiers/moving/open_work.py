"""Dossiers as a plan of organisation sees them: counted for its preview, moved by its run, handed on after a decision."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import batched

from django.db.models import Q

from motcua.city.models import Agency, WorkCalendar
from motcua.city.reform.models import Plan
from motcua.city.reform.resolving import Change
from motcua.city.reform.work import Line, Moved, Open, Tally
from motcua.foundation.actor import Actor
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers.changes import moving
from motcua.procedures.dossiers.models import OPEN_STATUS, Dossier, SavedView, Task
from motcua.procedures.dossiers.moving import whereabouts
from motcua.procedures.dossiers.moving.shifts import (
    CONSULT,
    PLACE,
    POST,
    Calendars,
    Shift,
    TaskShift,
    recount,
    shift,
)
from motcua.procedures.dossiers.status import OPEN, Status

CHUNK = 2000
_READ = (
    "id", "uuid", "code", "version", "procedure_code", "field_key", "channel", "status", "owner", "address",
    "competent_agency", "intake_agency", "return_agency", "answers", "submitted_at", "answer_due_at", "due_at",
    "clock_from", "clock_amount", "clock_unit", "paused_at", "open_task_id",
)  # fmt: skip


class OpenDossiers:
    """Handler of `city.reform.work`: dossiers that are open, or wait to be fetched, and their tasks."""

    def preview(self, change: Change, at: datetime) -> Moved:
        """Counts by agency, procedure and post; reads each dossier once, locks nothing."""
        seen = _Counted(change)
        ids = _candidates(change)
        for part in batched(ids, CHUNK, strict=False):
            seen.add(_shifts(change, list(Dossier.objects.filter(id__in=part).only(*_READ)), at))
        return seen.moved()

    def move(self, change: Change, by: Actor, at: datetime) -> Moved:
        """Locks all of them in the order of their ids, then moves them in parts of `CHUNK`."""
        seen = _Counted(change)
        ids = _candidates(change)
        locked = list(
            Dossier.objects.select_for_update().filter(id__in=ids).order_by("id").values_list("id", flat=True)
        )
        for part in batched(locked, CHUNK, strict=False):
            rows = list(Dossier.objects.filter(id__in=part).order_by("id").only(*_READ))
            shifts = list(_shifts(change, rows, at))
            moving.write(
                shifts,
                ids=change.ids,
                ending=list(change.endings),
                by=by,
                at=at,
                told=_told(change.plan),
                names=change.names,
            )
            seen.add(shifts)
        _move_views(change)
        return seen.moved()


def hand_on(subject: str, kind: str, to: str, *, by: Actor, at: datetime, plan: str, body: str) -> bool:
    """Follow an officer's decision about one dossier. `to`: key of an agency, or a kind of post. `body`: where it lies.

    False when the dossier has ended, or is not open any more: then there is nothing to hand on.
    """
    dossier = Dossier.objects.select_for_update().filter(uuid=subject).only(*_READ).first()
    if dossier is None:
        return False
    tasks = list(Task.objects.filter(dossier_id=dossier.id, closed_at=None))
    if Status(dossier.status) not in OPEN and not tasks:
        return False
    if kind == POST:
        if dossier.open_task_id is None:
            return False
        Task.objects.filter(id=dossier.open_task_id, closed_at=None).update(post_kind=to)
        return True
    if kind == CONSULT:
        return _ask_another(dossier, tasks, body, to, by, at, plan)
    here, there = dossier.competent_agency, Agency.objects.get(key=to)
    if here.pk == there.pk:
        return True
    keys = {agency.pk: agency for agency in (here, there, dossier.intake_agency, dossier.return_agency)}
    along = {
        agency_id: there.key if agency_id == here.pk else keys[agency_id].key
        for agency_id in (here.pk, dossier.intake_agency_id, dossier.return_agency_id)
    }
    moved = Shift(
        dossier, there.key, along[dossier.intake_agency_id], along[dossier.return_agency_id], None,
        [TaskShift(task, there.key, task.post_kind, task.due_at, True) for task in tasks if task.agency_id == here.pk],
    )  # fmt: skip
    worked_by = {agency.key: agency.calendar.key for agency in keys.values()}
    names = {pk: agency.key for pk, agency in keys.items()}
    recount(moved, worked_by, names, _calendars(), at)
    moving.write(
        [moved],
        ids={agency.key: agency.pk for agency in keys.values()},
        ending=[here.pk],
        by=by,
        at=at,
        told=_told(Plan.objects.get(uuid=plan)) | {"why": "ruling"},
        names={agency.key: (agency.name_vi, agency.name_en) for agency in keys.values()},
    )
    return True


def _ask_another(
    dossier: Dossier, tasks: Sequence[Task], body: str, to: str, by: Actor, at: datetime, plan: str
) -> bool:
    """The body that is asked is another heir; the dossier itself stays where it is. False when nobody is asked any more."""
    agencies = {agency.key: agency for agency in Agency.objects.filter(key__in=[body, to])}
    here, there = agencies[body], agencies[to]
    waiting = [task for task in tasks if task.agency_id == here.pk]
    if not waiting or here.pk == there.pk:
        return bool(waiting)
    own = (dossier.competent_agency, dossier.intake_agency, dossier.return_agency)
    every = {agency.pk: agency for agency in (*own, here, there)}
    moved = Shift(
        dossier, own[0].key, own[1].key, own[2].key, None,
        [TaskShift(task, there.key, task.post_kind, task.due_at, True) for task in waiting],
    )  # fmt: skip
    names = {pk: agency.key for pk, agency in every.items()}
    recount(moved, {agency.key: agency.calendar.key for agency in every.values()}, names, _calendars(), at)
    moving.write(
        [moved], ids={agency.key: agency.pk for agency in every.values()}, ending=[here.pk], by=by, at=at,
        told=_told(Plan.objects.get(uuid=plan)) | {"why": "ruling"},
        names={agency.key: (agency.name_vi, agency.name_en) for agency in every.values()},
    )  # fmt: skip
    return True


def _candidates(change: Change) -> list[int]:
    """Ids of dossiers that are open, or have an open task, at an ending body. Two queries over small indexes."""
    ending = list(change.endings)
    at_ending = (
        Q(competent_agency_id__in=ending) | Q(intake_agency_id__in=ending) | Q(return_agency_id__in=ending)
    )
    found = set(Dossier.objects.filter(OPEN_STATUS, at_ending).values_list("id", flat=True))
    found |= set(
        Task.objects.filter(agency_id__in=ending, closed_at=None).values_list("dossier_id", flat=True)
    )
    return sorted(found)


def _shifts(change: Change, dossiers: Sequence[Dossier], at: datetime) -> Iterator[Shift]:
    """What becomes of each. Three queries for a part, however many they are."""
    keys = {agency.pk: key for key, agency in change.agencies.items()}
    calendars = _calendars()
    tasks: dict[int, list[Task]] = {}
    for task in Task.objects.filter(dossier_id__in=[d.id for d in dossiers], closed_at=None).order_by("id"):
        tasks.setdefault(task.dossier_id, []).append(task)
    homes = whereabouts.owners(dossiers)
    for dossier in dossiers:
        where = whereabouts.of(dossier, change, homes)
        title = compiled_version(dossier.version_id).definition.name.vi
        place = whereabouts.words(dossier, where)
        own = tasks.get(dossier.id, ())
        asked = whereabouts.of_asked(dossier, own, change)
        found = shift(dossier, own, where, change, keys, calendars, at, title, place, asked)
        if found is not None:
            yield found


def _calendars() -> Calendars:
    return Calendars(dict(WorkCalendar.objects.values_list("key", "data")))


def _move_views(change: Change) -> None:
    """Shared views of the work list of an ending body are the successor's."""
    for agency_id, ending in change.endings.items():
        SavedView.objects.filter(agency_id=agency_id).update(agency_id=change.ids[ending.to])


def _told(plan: Plan) -> dict[str, str]:
    return {"plan": str(plan.uuid), "act": plan.act}


class _Counted:
    """Adds up shifts into the lines of a preview, without keeping them."""

    def __init__(self, change: Change) -> None:
        self._change = change
        self._keys = {agency.pk: key for key, agency in change.agencies.items()}
        self._dossiers: Counter[tuple[str, str, str]] = Counter()
        self._unsure: Counter[tuple[str, str, str]] = Counter()
        self._halls: Counter[tuple[str, str]] = Counter()
        self._tasks: Counter[tuple[str, str, str]] = Counter()
        self._posts: Counter[tuple[str, str, str]] = Counter()
        self._dates = 0
        self._open: list[Open] = []

    def add(self, shifts: Iterator[Shift] | Sequence[Shift]) -> None:
        keys = self._keys
        for one in shifts:
            dossier = one.dossier
            before = keys[dossier.competent_agency_id]
            if before != one.competent:
                line = (before, one.competent, dossier.procedure_code)
                self._dossiers[line] += 1
                self._unsure[line] += any(asked.kind == PLACE for asked in one.open)
            hall = keys[dossier.intake_agency_id]
            if hall != one.intake:
                self._halls[hall, one.intake] += 1
            for task in one.tasks:
                line = (keys[task.task.agency_id], task.to, task.task.post_kind)
                self._tasks[line] += 1
                self._posts[line] += not task.fits
            self._dates += one.due_before is not None
            self._open += one.open

    def moved(self) -> Moved:
        def lines(counted: Counter[tuple[str, str, str]], unsure: Counter[tuple[str, str, str]]):
            return tuple(Line(*key, n, unsure[key]) for key, n in sorted(counted.items()))

        tallies = [
            Tally("dossiers", "Hồ sơ đang giải quyết", "Open dossiers", lines(self._dossiers, self._unsure)),
            Tally("halls", "Hồ sơ đổi nơi tiếp nhận, trả kết quả", "Dossiers whose hall changes",
                  tuple(Line(old, new, "", n) for (old, new), n in sorted(self._halls.items()))),
            Tally("tasks", "Việc đang chờ theo chức danh", "Open tasks by post", lines(self._tasks, self._posts)),
        ]  # fmt: skip
        if self._dates:
            tallies.append(
                Tally("dates", "Hồ sơ được tính lại ngày hẹn trả vì lịch làm việc khác",
                      "Dossiers whose date is counted anew by another calendar", (Line("", "", "", self._dates),))
            )  # fmt: skip
        return Moved([tally for tally in tallies if tally.count], self._open)


def register() -> None:
    """Called once, when the applications are ready."""
    from motcua.city.reform import work
    from motcua.procedures.dossiers import office

    work.offer("dossiers", 10, OpenDossiers())
    work.offer_hander(hand_on)
    work.after_run(office.forget)


__all__ = ["OpenDossiers", "hand_on", "register"]
