"""A year of past dossiers for the demo and for measuring: rows by COPY, a table at a time.

What is written fits together: each dossier has its chain of events with true hashes, its tasks, its course,
and the figures equal those that `insight.keeping.rebuild` would make. What is left out: filled-in forms,
papers, documents, orders. Everything is invented.
"""

import hashlib
import json
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from django.db import ProgrammingError, connection, transaction

from motcua.foundation import worktime
from motcua.foundation.events.record import FIRST
from motcua.foundation.models import ChainHead, Event, NumberSeries
from motcua.foundation.worktime import Calendar
from motcua.insight import counting, durations, keeping, tables
from motcua.insight.counting import Counts, State
from motcua.insight.models import Course, Figure
from motcua.insight.process import keeping as process
from motcua.insight.process import storing
from motcua.insight.process.measuring import Place, Tally, measure
from motcua.insight.process.models import SlowStay, StepFigure, Trace
from motcua.insight.process.storing import Known
from motcua.insight.process.visits import Visit, Walk
from motcua.procedures.dossiers.models import Dossier, Task, Timer
from motcua.project.demo import past_city
from motcua.project.demo.copying import copy_rows, reserve_ids
from motcua.project.demo.identities import HOME
from motcua.project.demo.invented import Inventor, Life
from motcua.project.demo.steps import Done, Worker

CHUNK = 10_000
Progress = Callable[[str, str, float], None]
"""Called with what has been done in Vietnamese and English and the seconds since the start."""
_DOSSIER = (
    "id", "uuid", "code", "version_id", "procedure_code", "field_key", "case_id", "channel", "status",
    "finance", "delivery", "delivery_by", "sync", "step", "open_task_id", "applicant_id", "owner_id",
    "applicant_name", "owner_name", "owner_key", "phone", "address", "intake_agency_id",
    "competent_agency_id", "return_agency_id", "answers", "officer_answers", "fee_total", "submitted_at",
    "answer_due_at", "accepted_at", "first_due_at", "due_at", "clock_from", "clock_amount", "clock_unit",
    "paused_at", "ended_at", "returned_at", "supplements", "extensions", "corrections", "end_reason",
    "rating",
)  # fmt: skip
_TASK = (
    "id", "dossier_id", "step", "kind", "agency_id", "post_kind", "procedure_code", "field_key", "opened_at",
    "due_at", "claimed_at", "claimed_by_id", "closed_at", "closed_by_id", "closed_by_name", "action",
)  # fmt: skip
_CLOSED = 11  # the place of closed_at in a task's row without its id
type _Lived = tuple[int, UUID, str, tuple, Life]
"""`(id, uuid, code, person, life)` of a dossier."""
_EVENT = ("id", "chain", "seq", "kind", "at", "body", "prev_hash", "hash")


@transaction.atomic
def generate(
    n: int,
    seed: int,
    until: datetime,
    progress: Progress | None = None,
    *,
    spare: str = HOME,
    filled: bool = False,
) -> int:
    """Write `n` invented dossiers of the year before `until`, spread over all communes and procedures; `n`.

    The demo city and its procedures must be there. Call it once with a seed: another seed adds as many again. In the
    commune with the key `spare` nothing stays open ("" for none): officers of the demo work there, and an
    invented dossier has no answers to work on. `filled`: those that ended get forms filled in by nobody, from a few
    for each procedure.
    """
    begin = time.monotonic()
    writer = Writer(Random(seed), until, spare, filled)
    _check_references(False)
    for done in range(0, n, CHUNK):
        writer.write(min(CHUNK, n - done))
        if progress:
            now = min(n, done + CHUNK)
            seconds = time.monotonic() - begin
            progress(f"Hồ sơ đã qua: {now}/{n}", f"Past dossiers: {now}/{n}", seconds)
    _check_references(True)
    writer.finish()
    return n


def _check_references(on: bool) -> None:
    """Every id that is written was read or reserved in this transaction: looking each up again doubles the time.

    Needs a superuser, as the embedded database gives; elsewhere the checks stay on.
    """
    role = "origin" if on else "replica"
    with suppress(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"set local session_replication_role = {role}")


class Writer:
    """Everything that is known for the whole run, and the writing of one chunk after the other."""

    def __init__(self, rng: Random, until: datetime, spare: str, filled: bool) -> None:
        self.rng, self.until = rng, until
        aside = Random()  # the steps have random numbers of their own: who files what does not depend on them
        aside.setstate(rng.getstate())
        offices, self.codes = past_city.offices(rng, spare)
        kinds = past_city.kinds(until)
        self.inventor = Inventor(rng, offices, kinds, until)
        self.forms = past_city.filled_in(kinds, until, offices[0].agency_id) if filled else {}
        self.minutes = minutes_by(
            {office.intake_id: office.intake_calendar for office in offices}
            | {office.agency_id: office.calendar for office in offices}
        )
        self.worker = Worker(Random(aside.getrandbits(32)), until)
        self.processes = Tally()
        self.people = past_city.people(offices)
        self.officers = past_city.officers()
        self.numbers: dict[str, int] = dict(NumberSeries.objects.values_list("key", "last"))
        self.counts = Counts()

    def write(self, n: int) -> None:
        lives = [self.inventor.one() for _ in range(n)]
        lives.sort(key=lambda life: life.submitted_at)
        ids = reserve_ids(Dossier, n)
        dossiers, states, traces = list[_Lived](), dict[UUID, State](), dict[UUID, Known]()
        tasks, timers, events, heads = list[tuple](), list[tuple](), list[tuple](), list[tuple]()
        for dossier_id, life in zip(ids, lives, strict=True):
            uuid = UUID(int=self.rng.getrandbits(128), version=4)
            code = self._code(life)
            person = self.rng.choice(self.people[life.office.agency_id])
            rows = self._tasks(dossier_id, life)
            tasks += rows
            dossiers.append((dossier_id, uuid, code, person, life))
            heads.append(self._events(events, f"dossier/{uuid}", code, life, person[1]))
            states[uuid] = self._count(life)
            traces[uuid] = self._known(life, rows)
            if life.due_at is not None and life.ended_at is None and life.due_at > self.until:
                timers.append((dossier_id, "due", life.due_at))
        self._copy(dossiers, tasks, timers, events, heads)
        tables.copy_states(states)
        storing.write(traces, new=True)

    def finish(self) -> None:
        """The series go on where the past ended; figures, durations and the planner's knowledge follow."""
        rows = [NumberSeries(key=key, last=last) for key, last in self.numbers.items()]
        NumberSeries.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["key"], update_fields=["last"], batch_size=5000
        )
        tables.add(self.counts)
        storing.add(self.processes)
        with connection.cursor() as cursor:  # what follows is planned by what is there now
            for model in (Dossier, Task, Event, Course, Figure, Trace, SlowStay, StepFigure):
                cursor.execute(f"analyze {model._meta.db_table}")
        keeping.mark_overdue(self.until)
        durations.refresh(self.until)

    def _form(self, lived: _Lived) -> str:
        """The answers of a dossier that ended, where forms are filled in; nobody works on it any more."""
        dossier_id, life = lived[0], lived[4]
        forms = self.forms.get(life.kind.version_id) if life.ended_at is not None else None
        return forms[dossier_id % len(forms)] if forms else "{}"

    def _code(self, life: Life) -> str:
        prefix = f"{self.codes[life.office.intake_id]}-{life.submitted_at:%y%m%d}-"
        self.numbers[prefix] = number = self.numbers.get(prefix, 0) + 1
        return f"{prefix}{number:04d}"

    def _tasks(self, dossier_id: int, life: Life) -> list[tuple]:
        """Who received, worked and gave back; and the task that waits, if one does (last, not closed)."""
        kind, office = life.kind, life.office
        rows = list[tuple]()

        def add(done: Done, who: tuple[int | None, str]) -> None:
            step = done.step
            about = (dossier_id, step.id, step.kind, done.agency_id, step.post, kind.code, kind.field)
            claimed_by = who[0] if done.claimed else None
            moments = (done.opened, done.due, done.claimed if claimed_by else None, claimed_by)
            rows.append((*about, *moments, done.closed, *(who if done.closed else (None, "")), done.action))

        first, last = kind.steps[0], kind.steps[-1]
        answered = life.accepted_at or (life.ended_at if life.status in (S_REFUSED, S_WITHDRAWN) else None)
        action = "" if answered is None else "accept" if life.accepted_at else "refuse"
        who = self._officer(office.intake_id, first.post) if answered else (None, "")
        due = life.answer_due_at
        add(Done(first, office.intake_id, life.submitted_at, None, due, answered, action), who)
        work = next(step for step in kind.steps if step.kind == "process")
        stopped = life.asked_at if life.status == S_SUPPLEMENT else None
        whose = (office.intake_id if work.at_counter else office.agency_id, work.post)
        worker = self._officer(*whose) if life.accepted_at and (life.ended_at or stopped) else (None, "")
        for done in self.worker.steps(life):
            post = (done.agency_id, done.step.post)
            add(done, worker if done.step is work else self._officer(*post, rng=self.worker.rng))
        if life.status in (S_DONE, S_RETURNED):
            assert life.ended_at is not None  # done
            due = worktime.add_working_minutes(life.ended_at, 480, office.intake_calendar)
            action = "return-signature" if life.returned_at else ""
            who = self._officer(office.intake_id, last.post) if life.returned_at else (None, "")
            add(Done(last, office.intake_id, life.ended_at, None, due, life.returned_at, action), who)
        return rows

    def _officer(self, agency_id: int, post: str, rng: Random | None = None) -> tuple[int | None, str]:
        found = self.officers.get((agency_id, post))
        return (rng or self.rng).choice(found) if found else (None, "")

    def _known(self, life: Life, tasks: list[tuple]) -> Known:
        """What the dossier counts for in the figures of processes, as its tasks tell."""
        office, kind = life.office, life.kind
        visits = [Visit(row[1], row[3], row[7], row[9], row[8], row[_CLOSED], row[-1]) for row in tasks]
        walk = Walk(kind.case_id, int(life.status), life.ended_at, visits)
        place = Place(office.agency_id, office.intake_id, kind.code, kind.field, kind.version_id)
        found = measure(walk, process.design(kind.version_id), self.minutes)
        self.processes.count(place, found)
        return Known(place, life.submitted_at, life.ended_at if found.ended else None, found)

    def _events(self, out: list, chain: str, code: str, life: Life, owner: str) -> tuple:
        previous, seq = FIRST, 0
        place = (life.kind.code, life.kind.field, life.channel, life.office.agency_id, life.office.intake_id)
        due, clocks = None, _dues(life)
        names = {
            0: ("resident", owner),
            1: ("officer", "Công chức một cửa"),
            2: ("officer", "Công chức xử lý"),
        }
        for kind, status, at, data, who in life.events:
            seq += 1
            due = clocks.get((kind, at), due)
            body = _body(
                chain, kind, at, names.get(who, ("system", "Hệ thống")), code, status, place, due, data
            )
            digest = hashlib.sha256(previous + seq.to_bytes(4, "big") + body.encode()).digest()
            out.append((chain, seq, kind, at, body, previous, digest))
            previous = digest
        return chain, seq, previous

    def _count(self, life: Life) -> State:
        data = {
            "competent": life.office.agency_id, "intake": life.office.intake_id, "procedure": life.kind.code,
            "field": life.kind.field, "channel": life.channel,
        }  # fmt: skip
        due, clocks = None, _dues(life)
        happened = []
        for seq, (kind, status, at, more, _) in enumerate(life.events, 1):
            due = clocks.get((kind, at), due)
            happened.append(keeping.Stored(seq, kind, at, {**data, **more, "status": status, "due_at": due}))
        state = counting.begin(happened[0])
        for event in happened:
            counting.apply(state, event, self.counts, self.minutes)
        return state

    def _copy(
        self,
        dossiers: list[_Lived],
        tasks: list[tuple],
        timers: list[tuple],
        events: list[tuple],
        heads: list[tuple],
    ) -> None:
        task_ids = reserve_ids(Task, len(tasks))
        steps = {row[0]: row[1] for row in tasks}  # the last task of a dossier says where it stands
        waiting = {
            row[0]: task_id for task_id, row in zip(task_ids, tasks, strict=True) if row[_CLOSED] is None
        }
        copy_rows(
            Dossier,
            _DOSSIER,
            (_dossier(*row, steps[row[0]], waiting.get(row[0]), self._form(row)) for row in dossiers),
        )
        copy_rows(Task, _TASK, ((task_id, *row) for task_id, row in zip(task_ids, tasks, strict=True)))
        copy_rows(Timer, ("dossier_id", "kind", "fire_at"), timers)
        copy_rows(
            Event, _EVENT, ((i, *row) for i, row in zip(reserve_ids(Event, len(events)), events, strict=True))
        )
        copy_rows(ChainHead, ("chain", "seq", "hash"), heads)


S_REFUSED, S_SUPPLEMENT, S_WITHDRAWN, S_DONE, S_RETURNED = 3, 5, 7, 9, 10


def _dues(life: Life) -> dict[tuple[str, datetime], datetime]:
    """The appointed day as each event that sets it says it."""
    found = {}
    if life.accepted_at is not None and life.first_due_at is not None:
        found["taken-in" if life.channel == "counter" else "accepted", life.accepted_at] = life.first_due_at
    if life.supplements and life.clock_from != life.accepted_at and life.clock_from and life.due_at:
        found["supplement-given", life.clock_from] = life.due_at
    return found


def _body(
    chain: str, kind: str, at: datetime, actor: tuple[str, str], code: str, status: int, place: tuple,
    due: datetime | None, more: dict[str, Any],
) -> str:  # fmt: skip
    """The same text as `events.body_of` gives, put together by hand: half the time of a year of history."""
    procedure, field, channel, competent, intake = place
    data: dict[str, Any] = {
        "channel": channel, "code": code, "competent": competent, "field": field, "intake": intake,
        "procedure": procedure, "status": int(status), **more,
    }  # fmt: skip
    if due is not None or kind != "submitted":
        data["due_at"] = due
    if kind in ("submitted", "taken-in"):
        del data["code"]
    text = _dump(data)
    name = _dump(actor[1])
    return (
        f'{{"actor":{{"kind":"{actor[0]}","name":{name}}},"at":"{at.isoformat()}","chain":"{chain}",'
        f'"data":{text},"kind":"{kind}"}}'
    )


_dump = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=lambda moment: moment.isoformat()
).encode


def _dossier(
    dossier_id: int,
    uuid: UUID,
    code: str,
    person: tuple,
    life: Life,
    step: str,
    task_id: int | None,
    form: str,
) -> tuple:
    kind, office = life.kind, life.office
    person_id, name, key, phone, address = person
    delivery = {S_DONE: "ready", S_RETURNED: "delivered"}.get(life.status, "not-ready")
    span = life.left or kind.span
    amount, unit = (span.amount, span.unit.value) if life.clock_from else (None, "")
    return (
        dossier_id, uuid, code, kind.version_id, kind.code, kind.field, kind.case_id, life.channel,
        int(life.status), life.finance, delivery, "online" if life.channel == "online" else "counter",
        "sent", step, task_id, person_id, person_id, name, name, key, phone, address, office.intake_id,
        office.agency_id, office.intake_id, form, "{}", kind.fee, life.submitted_at, life.answer_due_at,
        life.accepted_at, life.first_due_at, life.due_at, life.clock_from, amount, unit, life.paused_at,
        life.ended_at, life.returned_at, life.supplements, 0, 0, life.end_reason, life.stars, )  # fmt: skip


def minutes_by(calendars: dict[int, Calendar]) -> counting.Minutes:
    return lambda agency_id, begun, ended: worktime.working_minutes(begun, ended, calendars[agency_id])
