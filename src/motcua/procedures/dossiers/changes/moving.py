"""Moving open dossiers to whoever takes over: many in a few statements, each with its own event in its own chain.

The one other place beside `tasks` that writes open tasks: it changes where they are done, never opens or closes one.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from motcua.city import agencies
from motcua.city.models import Appointment
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.procedures.dossiers import posts
from motcua.procedures.dossiers.changes.appointment import DUE_TIMER
from motcua.procedures.dossiers.changes.storing import ANSWER_CLOCK
from motcua.procedures.dossiers.models import Timer
from motcua.procedures.dossiers.moving.shifts import Shift, TaskShift

KIND = "agency-changed"
_DOSSIERS = """
update dossiers_dossier d set
  competent_agency_id = v.competent, intake_agency_id = v.intake, return_agency_id = v.giving,
  due_at = v.due_at, clock_from = v.clock_from, clock_amount = v.clock_amount, clock_unit = v.clock_unit,
  answer_due_at = v.answer_due_at
from unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[], %s::timestamptz[],
            %s::numeric[], %s::text[], %s::timestamptz[])
  as v (id, competent, intake, giving, due_at, clock_from, clock_amount, clock_unit, answer_due_at)
where d.id = v.id
"""
# Whoever claimed the task meanwhile is not overlooked: the claim is judged by the row as it is now.
_TASKS = """
update dossiers_task t set agency_id = v.agency, post_kind = v.post_kind, due_at = v.due_at,
  claimed_at = case when t.claimed_by_id = any(v.keepers) then t.claimed_at end,
  claimed_by_id = case when t.claimed_by_id = any(v.keepers) then t.claimed_by_id end
from (select id, agency, post_kind, due_at, string_to_array(keepers, ',')::bigint[] as keepers
      from unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[], %s::text[])
        as u (id, agency, post_kind, due_at, keepers)) v
where t.id = v.id and t.closed_at is null
"""
_ALERTS = """
update dossiers_alert a set agency_id = t.agency_id from dossiers_task t
where a.task_id = t.id and t.id = any(%s) and a.agency_id = any(%s)
"""


def write(
    shifts: Sequence[Shift],
    *,
    ids: Mapping[str, int],
    ending: Sequence[int],
    by: Actor,
    at: datetime,
    told: Mapping[str, Any],
    names: Mapping[str, tuple[str, str]],
) -> None:
    """Move dossiers whose rows are locked. Seven statements for any number up to a few thousand.

    `told` is what every event says of the plan; `names` are those of agencies by key.
    """
    if not shifts:
        return
    _write_dossiers(shifts, ids)
    moved = [one for shift in shifts for one in shift.tasks]
    _write_tasks(moved, ids, at, ending)
    _write_timers(shifts)
    events.record_each(
        KIND,
        ((shift.dossier.chain, _event(shift, ids, told, names)) for shift in shifts),
        at=at,
        actor=by,
    )


def _write_dossiers(shifts: Sequence[Shift], ids: Mapping[str, int]) -> None:
    rows = [
        (
            s.dossier.id, ids[s.competent], ids[s.intake], ids[s.returning], s.dossier.due_at,
            s.dossier.clock_from, s.dossier.clock_amount, s.dossier.clock_unit, s.dossier.answer_due_at,
        )
        for s in shifts
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_DOSSIERS, [list(column) for column in zip(*rows, strict=True)])


def _write_tasks(
    moved: Sequence[TaskShift], ids: Mapping[str, int], at: datetime, ending: Sequence[int]
) -> None:
    if not moved:
        return
    there = _holders({ids[one.to] for one in moved}, at)
    rows = [
        (
            one.task.id, ids[one.to], one.post_kind, one.due_at,
            ",".join(map(str, _keepers(one, there.get(ids[one.to], ())))),
        )
        for one in moved
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_TASKS, [list(column) for column in zip(*rows, strict=True)])
        cursor.execute(_ALERTS, [[one.task.id for one in moved], list(ending)])


def _holders(agency_ids: set[int], at: datetime) -> dict[int, list[tuple[int, str]]]:
    """Who holds which kind of post at these agencies now. One query."""
    found: dict[int, list[tuple[int, str]]] = {}
    rows = Appointment.objects.on(agencies.day(at)).filter(post__agency_id__in=agency_ids)
    for agency, account, kind in rows.values_list("post__agency_id", "account_id", "post__kind"):
        found.setdefault(agency, []).append((account, kind))
    return found


def _keepers(one: TaskShift, holders: Sequence[tuple[int, str]]) -> list[int]:
    """The officers at the new place who may keep a claim: those who hold the post, or stand in for it."""
    return [account for account, kind in holders if one.post_kind in {posts.ANY_POST, *posts.serves(kind)}]


def _write_timers(shifts: Sequence[Shift]) -> None:
    """Days that moved are watched anew; the timers of the old ones fire without effect."""
    timers = []
    for shift in shifts:
        dossier = shift.dossier
        if shift.due_before is not None and dossier.due_at not in (None, shift.due_before):
            assert dossier.due_at is not None
            timers.append(Timer(dossier_id=dossier.id, kind=DUE_TIMER, fire_at=dossier.due_at))
        if shift.answer_before is not None and dossier.answer_due_at not in (None, shift.answer_before):
            assert dossier.answer_due_at is not None
            timers.append(Timer(dossier_id=dossier.id, kind=ANSWER_CLOCK, fire_at=dossier.answer_due_at))
    if timers:
        Timer.objects.bulk_create(timers)


def _event(
    shift: Shift, ids: Mapping[str, int], told: Mapping[str, Any], names: Mapping[str, tuple[str, str]]
) -> dict[str, Any]:
    """As `Held.event_data`, with the agencies of before and their names: the timeline asks no table."""
    dossier = shift.dossier
    data: dict[str, Any] = {
        **told,
        "code": dossier.code,
        "status": dossier.status,
        "procedure": dossier.procedure_code,
        "field": dossier.field_key,
        "channel": dossier.channel,
        "competent": ids[shift.competent],
        "intake": ids[shift.intake],
        "due_at": dossier.due_at,
        "before": {
            "competent": dossier.competent_agency_id,
            "intake": dossier.intake_agency_id,
            "return": dossier.return_agency_id,
        },
        "return": ids[shift.returning],
    }
    if ids[shift.competent] != dossier.competent_agency_id:
        data |= {"to_vi": names[shift.competent][0], "to_en": names[shift.competent][1]}
    if ids[shift.returning] != dossier.return_agency_id:
        data |= {"hall_vi": names[shift.returning][0], "hall_en": names[shift.returning][1]}
    if shift.due_before is not None:
        data["due_before"] = shift.due_before
    if shift.decided is not None:
        data["why"] = shift.decided.why
    return data


__all__ = ["KIND", "write"]
