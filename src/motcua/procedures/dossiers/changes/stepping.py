"""Leaving a plain step in one statement: what officers do all day is done by one round trip to the database.

Plain: from one person's desk to the next, without a paper, a pause, side tasks or timers. `leaving.leave` does the
same by the ORM for all others, and for these when it is asked to; tests/procedures/test_stepping.py holds both equal.
"""

from datetime import datetime

import orjson

from motcua.foundation.actor import Actor
from motcua.foundation.events.record import marked, parts
from motcua.foundation.statements import Prepared
from motcua.procedures.compile import CompiledStep
from motcua.procedures.dossiers.changes import arriving, tasks
from motcua.procedures.dossiers.holding import Held, taken_by

LEFT_PLAINLY = frozenset({"assign", "process", "review"})
"""Kinds of steps whose leaving makes and seals no paper."""
ENTERED_PLAINLY = frozenset({"assign", "process", "review", "sign", "number"})
"""Kinds of steps that open a task and nothing beside it."""


def is_plain(step: CompiledStep, goal: arriving.Place) -> bool:
    """Whether leaving `step` for `goal` changes the dossier's row and two tasks, and nothing else."""
    to = goal.step
    return (
        step.kind in LEFT_PLAINLY
        and not step.opinions
        and not step.pauses
        and to is not None
        and to.kind in ENTERED_PLAINLY
        and not goal.passed
        and not goal.asked
        and not to.escalate
    )


def leave_at_once(
    held: Held,
    step: CompiledStep,
    to: CompiledStep,
    action: str,
    by: Actor,
    at: datetime,
    *,
    note: str,
    claimed_by: int | None,
) -> None:
    """Close the open task, open the one of `to`, keep the dossier, tell it. Raises TakenByOther, and ChangedMeanwhile
    when the dossier was only looked at and is not any more as it was seen; nothing is written then.
    """
    dossier, left = held.dossier, held.dossier.open_task_id
    assert left is not None
    task, _ = tasks.new_task(held, to, at, claimed_by=claimed_by)
    dossier.step = to.id
    told = held.event_data(
        step=step.id, action=action, to=to.id, note=note or None, assigned=task.claimed_by_id
    )
    found = _STEP.first(
        {
            **marked(dossier.chain, "stepped", at, by, told),
            "seen": held.seen,
            "left": left,
            "at": at,
            "by": by.account_id,
            "by_name": by.name,
            "action": action,
            "note": note,
            "dossier": dossier.id,
            "status": int(dossier.status),
            "officer": orjson.dumps(dossier.officer_answers).decode(),
            "step": to.id,
            "kind": task.kind,
            "agency": task.agency_id,
            "post": task.post_kind,
            "procedure": task.procedure_code,
            "field": task.field_key,
            "claimed_by": task.claimed_by_id,
            "due": task.due_at,
        }
    )
    if found is None:
        raise ChangedMeanwhile if held.seen else taken_by(left)
    dossier.open_task_id = found[0]


class ChangedMeanwhile(Exception):
    """The dossier is not as it was seen: look again, under its lock."""


# The three rows of the step and its event. When somebody else has taken the task
# meanwhile, nothing is written: every part reads from the one before.
_STEP = Prepared(
    """
with
  held as (
    select id from dossiers_dossier
    where id = %(dossier)s::bigint and (%(seen)s::text is null or xmin = %(seen)s::text::xid) for update),
  closed as (
    update dossiers_task set closed_at = %(at)s::timestamptz, closed_by_id = %(by)s::bigint,
           closed_by_name = %(by_name)s::text, action = %(action)s::text, note = %(note)s::text
    from held
    where dossiers_task.id = %(left)s::bigint and closed_at is null
      and (claimed_by_id is null or claimed_by_id = %(by)s::bigint)
    returning dossiers_task.id),
  opened as (
    insert into dossiers_task
      (dossier_id, step, kind, agency_id, post_kind, procedure_code, field_key, claimed_by_id, claimed_at, opened_at,
       due_at)
    select %(dossier)s::bigint, %(step)s::text, %(kind)s::text, %(agency)s::bigint, %(post)s::text,
           %(procedure)s::text, %(field)s::text, %(claimed_by)s::bigint,
           case when %(claimed_by)s::bigint is not null then %(at)s::timestamptz end, %(at)s::timestamptz,
           %(due)s::timestamptz
    from closed returning id),
  kept as (
    update dossiers_dossier set step = %(step)s::text, open_task_id = opened.id, status = %(status)s::smallint,
           officer_answers = %(officer)s::jsonb
    from opened where dossiers_dossier.id = %(dossier)s::bigint returning opened.id),"""
    + parts("kept")
    + """
select id from kept
"""
)
