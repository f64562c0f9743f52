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
from motcua.procedures.dossiers.models import Dossier, Task, Timer
from motcua.project.demo import past_city
from motcua.project.demo.copying import copy_rows, reserve_ids
from motcua.project.demo.identities import HOME
from motcua.project.demo.invented import Inventor, Life, Step

CHUNK = 10_000
Progress = Callable[[str, str, float], None]
"""Called with what has been done in Vietnamese and English and the seconds since the start."""
OUTCOMES = {
    "withdrawn": "withdraw",
    "refused-after-appraisal": "refuse",
    "supplement-expired": "ask-supplement",
}
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
    "due_at", "closed_at", "closed_by_id", "closed_by_name", "action",
)  # fmt: skip
type _Lived = tuple[int, UUID, str, tuple, Life]
"""`(id, uuid, code, person, life)` of a dossier."""
_EVENT = ("id", "chain", "seq", "kind", "at", "body", "prev_hash", "hash")


@transaction.atomic
def generate(
    n: int, seed: int, until: datetime, progress: Progress | None = None, *, spare: str = HOME
) -> int:
    """Write `n` invented dossiers of the year before `until`, spread over all communes and procedures; `n`.

    The demo city and its procedures must be there. Call it once with a seed: another seed adds as many again. In the
    commune with the key `spare` nothing stays open ("" for none): officers of the demo work there, and an
    invented dossier has no answers to work on.
    """
    begin = time.monotonic()
    writer = _Writer(Random(seed), until, spare)
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


class _Writer:
    """Everything that is known for the whole run, and the writing of one chunk after the other."""

    def __init__(self, rng: Random, until: datetime, spare: str) -> None:
        self.rng, self.until = rng, until
        offices, self.codes = past_city.offices(rng, spare)
        self.inventor = Inventor(rng, offices, past_city.kinds(until), until)
        self.minutes = _minutes({office.agency_id: office.calendar for office in offices})
        self.people = past_city.people(offices)
        self.officers = past_city.officers()
        self.numbers: dict[str, int] = dict(NumberSeries.objects.values_list("key", "last"))
        self.counts = Counts()

    def write(self, n: int) -> None:
        lives = [self.inventor.one() for _ in range(n)]
        lives.sort(key=lambda life: life.submitted_at)
        ids = reserve_ids(Dossier, n)
        dossiers, states = list[_Lived](), dict[UUID, State]()
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
            if life.due_at is not None and life.ended_at is None and life.due_at > self.until:
                timers.append((dossier_id, "due", life.due_at))
        self._copy(dossiers, tasks, timers, events, heads)
        tables.copy_states(states)

    def finish(self) -> None:
        """The series go on where the past ended; figures, durations and the planner's knowledge follow."""
        rows = [NumberSeries(key=key, last=last) for key, last in self.numbers.items()]
        NumberSeries.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["key"], update_fields=["last"], batch_size=5000
        )
        tables.add(self.counts)
        with connection.cursor() as cursor:  # what follows is planned by what is there now
            for model in (Dossier, Task, Event, Course, Figure):
                cursor.execute(f"analyze {model._meta.db_table}")
        keeping.mark_overdue(self.until)
        durations.refresh(self.until)

    def _code(self, life: Life) -> str:
        prefix = f"{self.codes[life.office.intake_id]}-{life.submitted_at:%y%m%d}-"
        self.numbers[prefix] = number = self.numbers.get(prefix, 0) + 1
        return f"{prefix}{number:04d}"

    def _tasks(self, dossier_id: int, life: Life) -> list[tuple]:
        """Who received, decided and gave back; and the task that waits, if one does (last, not closed)."""
        kind, office = life.kind, life.office
        first, last = kind.steps[0], kind.steps[-1]
        work = next(step for step in kind.steps if step[1] == "process")
        rows = list[tuple]()

        def add(
            step: Step, opened: datetime, due: datetime | None, closed: datetime | None, action: str
        ) -> None:
            step_id, step_kind, post, at_counter = step
            agency = office.intake_id if at_counter else office.agency_id
            who = self._officer(agency, post) if closed else (None, "")
            about = (dossier_id, step_id, step_kind, agency, post, kind.code, kind.field)
            rows.append((*about, opened, due, closed, *who, action))

        answered = life.accepted_at or (life.ended_at if life.status in (S_REFUSED, S_WITHDRAWN) else None)
        add(first, life.submitted_at, life.answer_due_at, answered, "accept" if life.accepted_at else "")
        if life.accepted_at is not None:
            closed = life.ended_at or life.asked_at if life.status == S_SUPPLEMENT else life.ended_at
            ending = OUTCOMES.get(life.events[-1][0], "submit")
            add(work, life.accepted_at, life.due_at, closed, ending if closed else "")
        if life.status in (S_DONE, S_RETURNED):
            assert life.ended_at is not None  # done
            due = worktime.add_working_minutes(life.ended_at, 480, office.intake_calendar)
            add(last, life.ended_at, due, life.returned_at, "return-signature" if life.returned_at else "")
        return rows

    def _officer(self, agency_id: int, post: str) -> tuple[int | None, str]:
        found = self.officers.get((agency_id, post))
        return self.rng.choice(found) if found else (None, "")

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
        waiting = {row[0]: task_id for task_id, row in zip(task_ids, tasks, strict=True) if row[9] is None}
        copy_rows(Dossier, _DOSSIER, (_dossier(*row, waiting.get(row[0])) for row in dossiers))
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


def _dossier(dossier_id: int, uuid: UUID, code: str, person: tuple, life: Life, task_id: int | None) -> tuple:
    kind, office = life.kind, life.office
    person_id, name, key, phone, address = person
    step = _step_now(life)
    delivery = {S_DONE: "ready", S_RETURNED: "delivered"}.get(life.status, "not-ready")
    amount, unit = (kind.span.amount, kind.span.unit.value) if life.clock_from else (None, "")
    return (
        dossier_id, uuid, code, kind.version_id, kind.code, kind.field, kind.case_id, life.channel,
        int(life.status), life.finance, delivery, "online" if life.channel == "online" else "counter",
        "sent", step, task_id, person_id, person_id, name, name, key, phone, address, office.intake_id,
        office.agency_id, office.intake_id, "{}", "{}", kind.fee, life.submitted_at, life.answer_due_at,
        life.accepted_at, life.first_due_at, life.due_at, life.clock_from, amount, unit, life.paused_at,
        life.ended_at, life.returned_at, life.supplements, 0, 0, life.end_reason, life.stars, )  # fmt: skip


def _step_now(life: Life) -> str:
    if life.accepted_at is None:
        return life.kind.steps[0][0]
    if life.status in (S_DONE, S_RETURNED):
        return life.kind.steps[-1][0]
    return next(step[0] for step in life.kind.steps if step[1] == "process")


def _minutes(calendars: dict[int, Calendar]) -> counting.Minutes:
    return lambda agency_id, begun, ended: worktime.working_minutes(begun, ended, calendars[agency_id])
