"""Writing a new dossier with everything that belongs to it.

`store_plainly` (ORM) reads like the rule; `store_at_once` is one prepared statement for the hot path: filing is
what a whole city does in the first hour of an enrolment. tests/procedures/test_storing.py holds both equal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from motcua.foundation import worktime
from motcua.foundation.actor import Actor
from motcua.foundation.columns import Columns
from motcua.foundation.events import body_of
from motcua.foundation.events.record import marked, record
from motcua.foundation.numbering import take
from motcua.foundation.statements import Prepared as Statement
from motcua.money.models import Order
from motcua.procedures.binding import Context
from motcua.procedures.dossiers.changes import watching
from motcua.procedures.dossiers.models import Component, Dossier, Task, Timer, chain_of
from motcua.procedures.dossiers.status import Move, after
from motcua.procedures.dossiers.submission import (
    ComponentRow,
    Prepared,
    code_prefix,
    due_at_acceptance,
    name_key,
)

ANSWER_CLOCK = "answer-due"
"""Timer of the 8 working hours in which an online filing must be answered."""


def new_row(prepared: Prepared, move: Move, at: datetime) -> dict[str, Any]:
    """The row of a new dossier by its attributes, without id, code and task; the rest is what the columns default to."""
    submission, definition = prepared.submission, prepared.submission.compiled.definition
    return {
        "uuid": submission.id,
        "version_id": submission.version_id,
        "procedure_code": definition.code,
        "field_key": definition.field,
        "case_id": prepared.case_id,
        "channel": submission.channel,
        "language": submission.language,
        "status": after(move, None),
        "finance": prepared.finance.value,
        "delivery": "not-ready",
        "delivery_by": submission.delivery_by,
        "sync": "pending",
        "step": submission.compiled.start,
        "applicant_id": submission.applicant.person_id,
        "owner_id": submission.owner.person_id,
        "owner_organisation_id": submission.owner.organisation_id,
        "authorised_id": submission.authorised_id,
        "submitted_by_id": submission.submitted_by_id,
        "applicant_name": submission.applicant.name,
        "owner_name": submission.owner.name,
        "owner_key": name_key(submission.owner.name),
        "phone": submission.applicant.phone,
        "email": submission.applicant.email,
        "address": submission.owner.address,
        "intake_agency_id": prepared.intake.id,
        "competent_agency_id": prepared.competent.id,
        "return_agency_id": prepared.intake.id,
        "answers": prepared.answers,
        "officer_answers": {},
        "fee_total": prepared.fees.payer,
        "submitted_at": at,
        "answer_due_at": prepared.answer_due_at,
    }


def store_plainly(prepared: Prepared, move: Move, *, by: Actor, at: datetime) -> Dossier:
    """Number, dossier, papers, first task, answer clock and event: seven statements."""
    prefix = _prefix(prepared, at)
    dossier = Dossier(code=f"{prefix}{take(prefix):04d}", **new_row(prepared, move, at))
    dossier.save(force_insert=True)
    Component.objects.bulk_create(
        Component(
            dossier=dossier,
            component_id=row.component_id,
            name=row.name,
            originals=row.originals,
            copies=row.copies,
            source=row.source,
            data_source=row.data_source,
            files=list(row.files),
        )
        for row in prepared.components
    )
    first = Task.objects.create(dossier=dossier, **_first_task(prepared, at))
    dossier.open_task_id = first.id
    dossier.save(update_fields=["open_task_id"])
    Timer.objects.bulk_create(
        Timer(
            dossier=dossier,
            kind=row["kind"],
            fire_at=row["fire_at"],
            task_id=first.id if row["watches"] else None,
            place=row["place"],
        )
        for row in _timers(prepared, at)
    )
    record(dossier.chain, move.value, at=at, actor=by, data=_event_data(prepared, move, at))
    return dossier


def store_at_once(
    prepared: Prepared, move: Move, *, by: Actor, at: datetime, order: dict[str, Any] | None = None
) -> Dossier:
    """The same as `store_plainly` in one prepared statement, with the order of what is owed where there is one.

    The number is taken inside it, so that neighbours of a series wait for this statement only.
    """
    row = new_row(prepared, move, at)
    stored = write(prepared, row, move, by=by, at=at, order=order)
    dossier = Dossier(id=stored.id, code=stored.code, open_task_id=stored.open_task_id, **row)
    dossier._state.adding = False
    dossier._state.db = "default"
    return dossier


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database found for a new dossier."""

    id: int
    code: str
    open_task_id: int


def write(
    prepared: Prepared,
    row: Mapping[str, Any],
    move: Move,
    *,
    by: Actor,
    at: datetime,
    order: Mapping[str, Any] | None = None,
) -> Stored:
    """The one statement. `row`: what `new_row` gave; `order`: what `money.orders.owed` gave, or None."""
    told = _event_data(prepared, move, at)
    task = _first_task(prepared, at)
    values = {
        **_DOSSIER.values(row),
        **(_ORDER.values(order) if order else {}),
        **marked(chain_of(prepared.submission.id), move.value, at, by, told),
        "series": _prefix(prepared, at),
        "components": orjson.dumps([_component(part) for part in prepared.components]).decode(),
        "task_kind": task["kind"],
        "task_agency": task["agency_id"],
        "task_post": task["post_kind"],
        "task_due": task["due_at"],
        "timers": orjson.dumps(_timers(prepared, at)).decode(),
    }
    found = (_STORE_AND_ORDER if order else _STORE).first(values)
    assert found is not None
    return Stored(*found)


def _prefix(prepared: Prepared, at: datetime) -> str:
    return code_prefix(prepared.intake, at.astimezone(worktime.VN).date())


def _first_task(prepared: Prepared, at: datetime) -> dict[str, Any]:
    compiled = prepared.submission.compiled
    step = compiled.step(compiled.start)
    return {
        "step": step.id,
        "kind": step.kind,
        "agency_id": prepared.intake.id,
        "post_kind": step.step.post or "",
        "procedure_code": compiled.definition.code,
        "field_key": compiled.definition.field,
        "opened_at": at,
        "due_at": prepared.answer_due_at,
    }


def _timers(prepared: Prepared, at: datetime) -> list[dict[str, Any]]:
    """The answer clock, and what happens when the receiving step stays open."""
    compiled = prepared.submission.compiled
    step = compiled.step(compiled.start)
    rows = [{"kind": ANSWER_CLOCK, "fire_at": prepared.answer_due_at, "place": 0, "watches": False}]
    moments = watching.fire_times(step, at, prepared.answer_due_at, prepared.intake) if step.escalate else []
    return rows + [
        {"kind": watching.ESCALATION_TIMER, "fire_at": moment, "place": place, "watches": True}
        for place, moment in enumerate(moments)
    ]


def _event_data(prepared: Prepared, move: Move, at: datetime) -> dict[str, Any]:
    submission, definition = prepared.submission, prepared.submission.compiled.definition
    data = {
        "status": int(after(move, None)),
        "procedure": definition.code,
        "field": definition.field,
        "channel": submission.channel,
        "competent": prepared.competent.id,
        "intake": prepared.intake.id,
        "answer_due_at": prepared.answer_due_at,
        "fee": prepared.fees.payer,
        "digitised": sum(1 for row in prepared.components if row.files or row.source == "data"),
        "papers": len(prepared.components),
    }
    if submission.compiled.linked is not None:
        data["set"] = True
    if move is Move.TAKE_IN:  # accepted in the same breath: the event says when it is due
        context = Context(
            today=at.astimezone(worktime.VN).date(), channel=submission.channel, case=prepared.case_id
        )
        data["due_at"] = due_at_acceptance(
            submission.compiled, prepared.case_id, prepared.answers, context, prepared.competent.calendar, at
        )
    return data


def _component(row: ComponentRow) -> dict[str, Any]:
    return {
        "component_id": row.component_id,
        "name": row.name,
        "originals": row.originals,
        "copies": row.copies,
        "source": row.source,
        "data_source": row.data_source,
        "files": [str(file) for file in row.files],
    }


_DOSSIER = Columns(Dossier, found=frozenset({"id", "code", "open_task_id"}))
_ORDER = Columns(Order, found=frozenset({"id", "subject"}), prefix="order_")
_TEXT = f"""
with
  number as (
    insert into foundation_numberseries (key, last) values (%(series)s, 1)
    on conflict (key) do update set last = foundation_numberseries.last + 1 returning last),
  task_id as (select nextval(pg_get_serial_sequence('dossiers_task', 'id')) as id),
  dossier as (
    insert into dossiers_dossier (code, open_task_id, {_DOSSIER.names})
    select %(series)s || case when last < 10000 then lpad(last::text, 4, '0') else last::text end,
           task_id.id, {_DOSSIER.marks}
    from number, task_id returning id, code, open_task_id),
  component as (
    insert into dossiers_component
      (dossier_id, component_id, name, originals, copies, source, data_source, files, round)
    select dossier.id, c.component_id, c.name, c.originals, c.copies, c.source, c.data_source, c.files, 0
    from dossier, jsonb_to_recordset(%(components)s::jsonb) as c(
      component_id text, name text, originals smallint, copies smallint, source text, data_source text,
      files uuid[])),
  task as (
    insert into dossiers_task
      (id, dossier_id, step, kind, agency_id, post_kind, procedure_code, field_key, opened_at, due_at)
    overriding system value
    select dossier.open_task_id, dossier.id, %(step)s::text, %(task_kind)s::text, %(task_agency)s::bigint,
           %(task_post)s::text, %(procedure_code)s::text, %(field_key)s::text, %(submitted_at)s::timestamptz,
           %(task_due)s::timestamptz
    from dossier),
  timer as (
    insert into dossiers_timer (dossier_id, kind, fire_at, place, task_id)
    select dossier.id, t.kind, t.fire_at, t.place, case when t.watches then dossier.open_task_id end
    from dossier, jsonb_to_recordset(%(timers)s::jsonb) as t(
      kind text, fire_at timestamptz, place smallint, watches boolean)),
  event as (
    insert into foundation_event (chain, seq, kind, at, body, prev_hash, hash)
    select %(ev_chain)s::text, 1, %(ev_kind)s::text, %(ev_at)s::timestamptz, %(ev_body)s::text,
           %(ev_first)s::bytea,
           sha256(%(ev_first)s::bytea || int4send(1) || convert_to(%(ev_body)s::text, 'UTF8'))
    from dossier returning id, hash),
  head as (
    insert into foundation_chainhead (chain, seq, hash) select %(ev_chain)s::text, 1, hash from event),
  sent as (
    insert into foundation_outboxentry (event_id, consumer)
    select event.id, name from event, unnest(%(ev_consumers)s::text[]) as name)"""
_WITH_ORDER = f""",
  owed as (insert into money_order (subject, {_ORDER.names}) select dossier.code, {_ORDER.marks} from dossier)"""
_END = "\nselect id, code, open_task_id from dossier"
_STORE = Statement(_TEXT + _END)
_STORE_AND_ORDER = Statement(_TEXT + _WITH_ORDER + _END)

__all__ = ["ANSWER_CLOCK", "body_of", "new_row", "store_at_once", "store_plainly", "write"]
