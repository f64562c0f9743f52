"""What must hold after the reform, checked against what was there before it; nothing here knows how the run is done."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from motcua.city.models import Agency, Appointment, Post, WorkCalendar
from motcua.city.reform.models import Question
from motcua.foundation import events, worktime
from motcua.foundation.models import ChainHead
from motcua.foundation.worktime import Calendar
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.status import Status
from motcua.project.trials.reform_2025.plan import AT_COMMUNE, TO_DEPARTMENT, Hamlets, words_of

ABOUT_NO_PLACE = frozenset({"2.000815", "2.000884", "2.000635"})
"""Procedures that any commune may decide: they are about no place, and go with their office."""
ABOUT_A_COMMUNE = frozenset({"1.000894"})
"""Procedures whose form asks for the commune alone: of a split one nothing follows."""
_HAMLET = re.compile(r"(?:tổ dân phố số|thôn) (\d+)$")
_OPEN = """
select d.id, d.uuid, d.code, d.status, d.step, d.procedure_code, d.due_at, d.clock_from, d.paused_at,
       c.key, i.key, r.key, cal.key, d.open_task_id, ta.key, t.post_kind, t.claimed_by_id, t.due_at,
       u.code, u.kind, p.address_line, c.valid_to, i.valid_to, r.valid_to, ta.valid_to
from dossiers_dossier d
join city_agency c on c.id = d.competent_agency_id join city_workcalendar cal on cal.id = c.calendar_id
join city_agency i on i.id = d.intake_agency_id join city_agency r on r.id = d.return_agency_id
left join dossiers_task t on t.id = d.open_task_id and t.closed_at is null left join city_agency ta on ta.id = t.agency_id
left join city_person p on p.id = d.owner_id left join city_unit u on u.id = p.unit_id
where d.status in (1, 2, 4, 5, 6) or t.id is not null
order by d.id
"""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where one open dossier stands."""

    id: int
    uuid: str
    code: str
    status: int
    step: str
    procedure: str
    due_at: datetime | None
    clock_from: datetime | None
    paused_at: datetime | None
    competent: str
    intake: str
    returning: str
    calendar: str
    task_id: int | None
    task_at: str | None
    post: str | None
    claimed_by: int | None
    task_due: datetime | None
    home: str
    home_kind: str
    address: str
    alive: bool


def stands() -> dict[int, Stand]:
    """Every open dossier. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    told: list[list[Any]] = [[row[0], str(row[1]), *row[2:21], not any(row[21:25])] for row in rows]
    return {values[0]: Stand(*values) for values in told}


@dataclass(frozen=True, slots=True)
class Expected:
    """Who must have it now; `sure` false: it lies there and is on the review list."""

    key: str
    sure: bool


def expected(
    stand: Stand, heirs: dict[str, list[str]], committees: dict[str, str], dealt: Hamlets
) -> Expected:
    """By the facts of the trial: the procedure, the commune of the owner, the hamlet where the plan knows it."""
    if stand.procedure in TO_DEPARTMENT:
        return Expected(TO_DEPARTMENT[stand.procedure], True)
    if stand.procedure in ABOUT_NO_PLACE:
        own = re.search(r"(\d{5})$", stand.competent)
        assert own is not None and stand.procedure in AT_COMMUNE
        return Expected(committees[heirs[own.group(1)][0]], True)
    choices = heirs[stand.home]
    if len(choices) == 1:
        return Expected(committees[choices[0]], True)
    said = _HAMLET.search(stand.address)
    if said and stand.procedure not in ABOUT_A_COMMUNE and (stand.home, int(said.group(1))) in dealt.known:
        assert stand.address.endswith(words_of(stand.home_kind, int(said.group(1))))
        return Expected(committees[dealt.truth[stand.home, int(said.group(1))]], True)
    # what is decided already waits to be fetched only: there is nothing left to ask
    return Expected(committees[choices[0]], stand.status == Status.DONE)


def faults(
    before: dict[int, Stand], after: dict[int, Stand], heads: dict[str, int], at: datetime,
    heirs: dict[str, list[str]], committees: dict[str, str], dealt: Hamlets,
) -> Iterator[str]:  # fmt: skip
    """Everything that is not as it must be, in words; nothing when all is well. `heads`: lengths of chains before."""
    if before.keys() != after.keys():
        yield f"lost: {sorted(before.keys() - after.keys())[:5]}, appeared: {sorted(after.keys() - before.keys())[:5]}"
    if (gone := Dossier.objects.count()) != len(before):
        yield f"{gone} dossiers, {len(before)} before"
    calendars = {
        key: Calendar.from_data(data) for key, data in WorkCalendar.objects.values_list("key", "data")
    }
    posts = set(Post.objects.values_list("agency__key", "kind"))
    listed = {
        (str(subject), kind): key
        for subject, kind, key in Question.objects.filter(decided_at=None, lapsed_at=None).values_list(
            "subject", "kind", "agency_key"
        )
    }
    now = {head.chain: head.seq for head in ChainHead.objects.filter(chain__startswith="dossier/")}
    holders = set(Appointment.objects.on(at.date()).values_list("account_id", "post__agency__key"))
    living = set(Agency.objects.on(at.date()).values_list("key", flat=True))
    for number, old in before.items():
        new = after.get(number)
        if new is None:
            continue
        yield from (
            f"{old.code}: {fault}"
            for fault in _of_one(old, new, calendars, posts, listed, living, holders, at)
        )
        wanted = expected(old, heirs, committees, dealt)
        if new.competent != wanted.key:
            yield f"{old.code}: at {new.competent}, expected at {wanted.key}"
        if ((old.uuid, "place") in listed) == wanted.sure:
            yield f"{old.code}: {'asked without need' if wanted.sure else 'guessed: not on the review list'}"
        if now.get(f"dossier/{old.uuid}") != heads[f"dossier/{old.uuid}"] + 1:
            yield f"{old.code}: its move is not told by exactly one event"
    asked = {subject for subject, kind in listed if kind == "place"}
    if stray := asked - {stand.uuid for stand in before.values()}:
        yield f"questions about nothing: {sorted(stray)[:3]}"
    yield from (str(broken) for broken in events.verify_all())


def _of_one(
    old: Stand, new: Stand, calendars: dict[str, Calendar], posts: set[tuple[str, str]],
    listed: dict[tuple[str, str], str], living: set[str], holders: set[tuple[int, str]], at: datetime,
) -> Iterator[str]:  # fmt: skip
    for name in ("code", "uuid", "status", "step", "procedure", "task_id", "paused_at"):
        if getattr(old, name) != getattr(new, name):
            yield f"{name} changed"
    if not new.alive or not {new.competent, new.intake, new.returning} <= living:
        yield f"lies at a body that is no more: {new.competent}, {new.intake}, {new.returning}, {new.task_at}"
    if old.due_at != new.due_at:
        if old.calendar == new.calendar:
            yield f"due {old.due_at} became {new.due_at} under one calendar"
        elif old.due_at and new.due_at:
            left = worktime.working_minutes(at, old.due_at, calendars[old.calendar])
            if abs(left - worktime.working_minutes(at, new.due_at, calendars[new.calendar])) > 1:
                yield f"what was left of its time changed: {left} minutes before {old.due_at}, now until {new.due_at}"
    if new.task_id is None:
        return
    if new.post and (new.task_at, new.post) not in posts and (new.uuid, "post") not in listed:
        yield f"waits for {new.post} at {new.task_at}, who does not exist"
    if new.claimed_by not in (None, old.claimed_by):
        yield "is claimed by somebody else"
    if new.claimed_by and (new.claimed_by, new.task_at) not in holders:
        yield f"is claimed by somebody who is not at {new.task_at}"
