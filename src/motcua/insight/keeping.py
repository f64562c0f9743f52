"""Keeping the figures up: the consumer "figures" of the outbox, and making them again from the events.

`keep` runs in the transaction that deletes its outbox rows, so that a batch counts wholly or not at all.
The sums of all levels are written with the cells, in the same transaction, from the same changes: they
cannot drift apart. One row holds the whole city's month; it is never fought over, because figures have one
writer at a time (`_lock`) and a batch of up to 500 events adds to it once.
Each dossier's `Course` names the events that it has counted: one that is delivered twice adds nothing, one
that comes late (it failed before and was released) makes the dossier's share be taken out and counted anew.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from motcua.foundation import worktime
from motcua.foundation.events import Delivered
from motcua.insight import counting, tables
from motcua.insight.counting import KINDS, Counts, State
from motcua.insight.models import Figure, FigureSum
from motcua.procedures.dossiers.office import office

CONSUMER = "figures"
PREFIX = "dossier/"
CHUNK = 5000
_LOCK = (
    6_127_002  # any number: one writer of figures at a time, so that two workers never count from one state
)

_FROM_EVENTS = """
select e.chain, e.seq, e.kind, e.at, e.body from foundation_event e
where e.chain like 'dossier/%%' and e.kind = any(%s) {only} order by e.chain, e.seq
"""
_OF_MONTH = """and e.chain in
  (select chain from foundation_event where at >= %s and at < %s and chain like 'dossier/%%')"""
_MARK = """
with passed as (
  update insight_course set overdue = true
  where not overdue and status in (2, 4) and due_at < %s
  returning agency_id, intake_id, procedure_code, field_key)
select agency_id, intake_id, procedure_code, field_key, count(*) from passed group by 1, 2, 3, 4
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """An event of the table, read for counting."""

    seq: int
    kind: str
    at: datetime
    data: dict[str, Any]


def keep(batch: Sequence[Delivered]) -> None:
    """Count a batch: a read and a write of courses, a write of each kind of figure, whatever its size."""
    wanted = [event for event in batch if event.chain.startswith(PREFIX) and event.kind in KINDS]
    if not wanted:
        return
    _lock()
    by_chain: dict[str, list[Delivered]] = {}
    for event in sorted(wanted, key=lambda event: event.seq):
        by_chain.setdefault(event.chain, []).append(event)
    known = tables.states_of([_uuid(chain) for chain in by_chain])
    counts = Counts()
    for chain, events in by_chain.items():
        uuid = _uuid(chain)
        for event in events:
            known[uuid] = _count(chain, known.get(uuid), event, counts)
    tables.write_states(known)
    tables.add(counts)


def _count(chain: str, state: State | None, event: Delivered, counts: Counts) -> State:
    state = state or counting.begin(event)
    if event.seq in state.seen:
        return state
    if not state.seen or event.seq > max(state.seen):
        counting.apply(state, event, counts, working_minutes)
        return state
    return _count_anew(chain, state, event.seq, counts)


def _count_anew(chain: str, state: State, late: int, counts: Counts) -> State:
    """A late event: what the dossier has counted is taken out and its history counted with it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select seq, kind, at, body from foundation_event"
            " where chain = %s and seq = any(%s) order by seq",
            [chain, [*state.seen, late]],
        )
        history = [
            Stored(seq, kind, at, json.loads(body)["data"]) for seq, kind, at, body in cursor.fetchall()
        ]
    _, before = counting.fold((event for event in history if event.seq != late), working_minutes)
    after_state, after = counting.fold(history, working_minutes)
    assert after_state is not None
    counts.monthly.update(after.monthly)
    counts.monthly.subtract(before.monthly)
    counts.daily.update(after.daily)
    counts.daily.subtract(before.daily)
    for column in counting.standing(state):  # as it stands, the passing of its day included
        counts.live[state.place, column] -= 1
    for column in counting.standing(after_state):
        counts.live[after_state.place, column] += 1
    return after_state


def mark_overdue(now: datetime) -> int:
    """Dossiers whose appointed day has passed since the last call become overdue; how many. Two statements.

    Run every minute: the passing of a day is no event. Index `course_running`.
    """
    with transaction.atomic():
        _lock()
        with connection.cursor() as cursor:
            cursor.execute(_MARK, [now])
            rows = cursor.fetchall()
        counts = Counts()
        for *place, number in rows:
            counts.live[counting.Place(*place), "overdue"] += number
        tables.add(counts)
    return sum(row[-1] for row in rows)


@transaction.atomic
def rebuild(month: date | None = None, *, now: datetime | None = None) -> int:
    """Make the figures again from the events; the number of dossiers read. Memory stays small.

    With `month` (any day of it) only that month's figures; without, everything, live figures included, with
    what is overdue at `now`. Waiting outbox rows may stay: their events are counted and will be passed over.
    """
    _lock()
    first = month.replace(day=1) if month else None
    if first is None:
        with connection.cursor() as cursor:
            cursor.execute(
                "truncate insight_figure, insight_figuresum, insight_livefigure, insight_livesum, insight_course"
            )
    else:
        Figure.objects.filter(month=first).delete()
        FigureSum.objects.filter(month=first).delete()
    read, counts, states = 0, Counts(), dict[UUID, State]()
    for chain, history in _histories(first):
        state, counted = counting.fold(history, working_minutes)
        if state is None:
            continue
        read += 1
        _gather(counts, counted, first)
        if first is None:
            states[_uuid(chain)] = state
            if len(states) >= CHUNK:
                tables.copy_states(states)
                states.clear()
    tables.copy_states(states)
    tables.add(counts)
    if first is None and now is not None:
        mark_overdue(now)
    return read


def _gather(total: Counts, one: Counts, only: date | None) -> None:
    if only is None:
        total.monthly.update(one.monthly)
        total.daily.update(one.daily)
        total.live.update(one.live)
        return
    total.monthly.update({key: n for key, n in one.monthly.items() if key[0].month == only})
    total.daily.update({key: n for key, n in one.daily.items() if key[0].month == only})


def _histories(month: date | None) -> Iterator[tuple[str, Iterable[Stored]]]:
    """The counted events of each dossier, in order; streamed by a cursor on the server."""
    only, values = "", list[object]([sorted(KINDS)])
    if month is not None:
        only = _OF_MONTH
        values += [_start(month), _start(_next(month))]
    connection.ensure_connection()
    with connection.connection.cursor(name="insight_rebuild") as cursor:
        cursor.itersize = 20_000
        cursor.execute(_FROM_EVENTS.format(only=only), values)
        for chain, rows in groupby(cursor, key=lambda row: row[0]):
            yield chain, (Stored(seq, kind, at, json.loads(body)["data"]) for _, seq, kind, at, body in rows)


def _start(month: date) -> datetime:
    return datetime(month.year, month.month, 1, tzinfo=worktime.VN)


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def working_minutes(agency_id: int, begun: datetime, ended: datetime) -> int:
    """Working minutes by the calendar of an agency; no query once it is in memory."""
    return worktime.working_minutes(begun, ended, office(agency_id).calendar)


def _uuid(chain: str) -> UUID:
    return UUID(chain.removeprefix(PREFIX))


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
