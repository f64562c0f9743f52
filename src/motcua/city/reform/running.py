"""Running an approved plan: everything in one transaction, on its day or after. What fails leaves nothing half done."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from motcua.city import authority
from motcua.city.agencies import day
from motcua.city.reform import bodies, officers, territory, work
from motcua.city.reform import content as contents
from motcua.city.reform.models import Handover, Plan, Question
from motcua.city.reform.plans import REORGANISE, PlanFaulty, PlanRefused
from motcua.city.reform.resolving import Change, resolve
from motcua.city.reform.work import Moved, Open, Tally
from motcua.foundation import events
from motcua.foundation.actor import SYSTEM, Actor

log = logging.getLogger(__name__)
_LOCK = 6_127_051  # any number: one plan is run at a time


def run(uuid: UUID, *, by: Actor, at: datetime) -> Plan:
    """Run an approved plan: bodies and units end and begin, officers move, open work goes to whoever takes over.

    Wholly or not at all. The same plan twice is once. Raises PlanRefused before its day or unless approved,
    PlanFaulty when the city has changed so that it does not fit, authority.NotAllowed.
    """
    with transaction.atomic():
        _alone()
        plan = Plan.objects.select_for_update().get(uuid=uuid)
        if plan.state == Plan.State.DONE:
            return plan
        if by.kind != "system":
            authority.require(by, REORGANISE, at=at)
        _may_run(plan, at)
        change = resolve(plan)
        if change.faults:
            raise PlanFaulty(change.faults)
        tallies = [*territory.apply(change), *bodies.apply(change, at), *officers.apply(change, at)]
        _hand_over_rows(change)
        tallies += _move_work(change, by, at)
        plan.state, plan.run_by_name, plan.run_at, plan.failure = Plan.State.DONE, by.name, at, ""
        plan.outcome = {"tallies": [asdict(tally) for tally in tallies]}
        plan.save()
        events.record(plan.chain, "plan-run", at=at, actor=by, data=_told(change, tallies))
        transaction.on_commit(_forget)
    return plan


def sweep(uuid: UUID, *, at: datetime, by: Actor = SYSTEM) -> int:
    """Move what slipped in while the plan was run, by the same rules; how much. Nothing when there is nothing.

    A filing that was checked a moment before the run may be stored a moment after it, at a body that has ended.
    """
    with transaction.atomic():
        _alone()
        plan = Plan.objects.get(uuid=uuid, state=Plan.State.DONE)
        found = _move_work(resolve(plan), by, at)
    return sum(tally.count for tally in found)


def run_due(at: datetime) -> int:
    """Run the plans whose day has come, oldest first, each in a transaction of its own; how many were run.

    One that does not fit is left as it was, with the reason, for its authors.
    """
    waiting = Plan.objects.filter(state=Plan.State.APPROVED, by_itself=True, effective_on__lte=day(at))
    done = 0
    for plan in waiting.order_by("effective_on", "id"):
        try:
            run(plan.uuid, by=SYSTEM, at=at)
            done += 1
        except PlanRefused as refused:
            log.warning("plan %s was not run: %s", plan.uuid, refused)
            words = "; ".join(fault.vi for fault in getattr(refused, "faults", [])[:20]) or refused.vi
            Plan.objects.filter(pk=plan.pk, state=Plan.State.APPROVED).update(failure=words)
    return done


def store_questions(plan: Plan, asked: Iterable[Open], at: datetime) -> None:
    """Put open questions on the review list; those that are there already stay as they are. One statement a thousand."""
    Question.objects.bulk_create(
        [
            Question(
                plan=plan, kind=one.kind, subject=one.subject, code=one.code, title=one.title, place=one.place,
                agency_key=one.agency_key, from_key=one.from_key, choices=list(one.choices), asked_at=at,
            )
            for one in asked
        ],
        batch_size=1000,
        ignore_conflicts=True,
    )  # fmt: skip


def _move_work(change: Change, by: Actor, at: datetime) -> list[Tally]:
    found: list[Moved] = [handler.move(change, by, at) for handler in work.handlers()]
    store_questions(change.plan, (one for moved in found for one in moved.open), at)
    return [tally for moved in found for tally in moved.tallies]


def _may_run(plan: Plan, at: datetime) -> None:
    if plan.state != Plan.State.APPROVED:
        raise PlanRefused("Phương án chưa được duyệt.", "The plan has not been approved.")
    if contents.hash_of(plan.document) != plan.approved_hash:
        raise PlanRefused("Nội dung khác với bản đã duyệt.", "The content is not the one approved.")
    if day(at) < plan.effective_on:
        raise PlanRefused(
            f"Phương án có hiệu lực từ {plan.effective_on:%d/%m/%Y}; chưa đến ngày.",
            f"The plan takes effect on {plan.effective_on.isoformat()}; that day has not come.",
        )


def _hand_over_rows(change: Change) -> None:
    rows = []
    for old_id, ending in change.endings.items():
        heirs = dict.fromkeys([ending.to, *(share.to for share in ending.shares)])
        rows += [
            Handover(
                plan=change.plan, old_id=old_id, new_id=change.ids[to], main=to == ending.to, on=change.on
            )
            for to in heirs
        ]
    Handover.objects.bulk_create(rows, ignore_conflicts=True)


def _told(change: Change, tallies: Sequence[Tally]) -> dict[str, Any]:
    return {
        "hash": change.plan.approved_hash,
        "ended": sorted(ending.key for ending in change.endings.values()),
        "moved": {tally.key: tally.count for tally in tallies},
        "unsure": {tally.key: tally.unsure for tally in tallies if tally.unsure},
    }


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])


def _forget() -> None:
    authority.forget()
    work.forget()


def ended_since(since: date) -> list[Plan]:
    """Plans that were run and took effect since a day: those for which `sweep` is worth asking."""
    return list(Plan.objects.filter(state=Plan.State.DONE, run_at__date__gte=since))
