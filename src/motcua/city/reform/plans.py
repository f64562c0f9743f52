"""A plan's way: written, proposed by one, approved by another, withdrawn before its day. Each change is one event."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from motcua.city import authority
from motcua.city.models import Power
from motcua.city.reform import content as contents
from motcua.city.reform.content import Content
from motcua.city.reform.models import Plan
from motcua.city.reform.resolving import Fault, resolve
from motcua.foundation import events
from motcua.foundation.actor import Actor

REORGANISE = Power.Name.REORGANISE
S = Plan.State


class PlanRefused(Exception):
    """A step of a plan that is not allowed now; nothing was changed."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


class PlanFaulty(PlanRefused):
    """The plan does not fit the city as it stands; `faults` says where."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(
            f"Phương án còn {len(faults)} chỗ chưa đúng: {faults[0].vi}",
            f"The plan has {len(faults)} faults: {faults[0].en}",
        )
        self.faults = faults


class WrittenMeanwhile(PlanRefused):
    """Somebody else wrote the plan after it was read."""

    def __init__(self) -> None:
        super().__init__(
            "Phương án vừa được người khác sửa. Hãy xem lại rồi lưu.",
            "Somebody else has just changed the plan. Look at it again, then save.",
        )


def may_write(by: Actor, at: datetime) -> None:
    """Raises authority.NotAllowed."""
    authority.require(by, REORGANISE, at=at)


def may_approve(by: Actor, at: datetime) -> None:
    """Whoever approves signs for the body that reorganises: both powers. Raises authority.NotAllowed."""
    authority.require(by, REORGANISE, at=at)
    authority.require(by, Power.Name.SIGN, at=at, agency_id=by.agency_id)


@transaction.atomic
def draft(
    title: str, act: str, effective_on: date, content: Content, *, by: Actor, at: datetime,
    act_on: date | None = None, by_itself: bool = True,
) -> Plan:  # fmt: skip
    """A new plan. `act`: number of the resolution or decision. Raises authority.NotAllowed."""
    may_write(by, at)
    assert by.account_id is not None
    plan = Plan.objects.create(
        title=title, act=act, act_on=act_on, effective_on=effective_on, document=contents.write(content),
        written_by_id=by.account_id, written_by_name=by.name, written_at=at, by_itself=by_itself,
    )  # fmt: skip
    events.record(plan.chain, "plan-begun", at=at, actor=by, data={"title": title, "act": act})
    return plan


@transaction.atomic
def write(
    uuid: UUID, content: Content, *, seen: int, by: Actor, at: datetime, title: str | None = None,
    act: str | None = None, act_on: date | None = None, effective_on: date | None = None,
) -> Plan:  # fmt: skip
    """Write the plan anew; `seen`: the revision that the writer had before them. Raises WrittenMeanwhile, PlanRefused."""
    may_write(by, at)
    plan = _held(uuid)
    _only(plan, S.DRAFT)
    if plan.revision != seen:
        raise WrittenMeanwhile
    plan.document = contents.write(content)
    plan.title, plan.act = title or plan.title, act or plan.act
    plan.act_on, plan.effective_on = act_on or plan.act_on, effective_on or plan.effective_on
    assert by.account_id is not None
    plan.written_by_id, plan.written_by_name, plan.written_at = by.account_id, by.name, at
    plan.revision += 1
    plan.save()
    events.record(plan.chain, "plan-written", at=at, actor=by, data={"hash": contents.hash_of(plan.document)})
    return plan


@transaction.atomic
def propose(uuid: UUID, *, by: Actor, at: datetime) -> Plan:
    """Put the plan before somebody else. Raises PlanFaulty with everything that does not fit."""
    may_write(by, at)
    plan = _held(uuid)
    _only(plan, S.DRAFT)
    _sound(plan)
    plan.state, plan.proposed_by_id, plan.proposed_by_name, plan.proposed_at = (
        S.PROPOSED, by.account_id, by.name, at,
    )  # fmt: skip
    plan.save()
    events.record(
        plan.chain, "plan-proposed", at=at, actor=by, data={"hash": contents.hash_of(plan.document)}
    )
    return plan


@transaction.atomic
def send_back(uuid: UUID, words: str, *, by: Actor, at: datetime) -> Plan:
    """Back to whoever writes it, with words. Also an approved plan whose day has not come."""
    may_write(by, at)
    plan = _held(uuid)
    _only(plan, S.PROPOSED, S.APPROVED)
    plan.state, plan.words, plan.revision = S.DRAFT, words, plan.revision + 1
    plan.approved_hash, plan.failure = "", ""
    plan.save()
    events.record(plan.chain, "plan-sent-back", at=at, actor=by, data={"words": words})
    return plan


@transaction.atomic
def approve(uuid: UUID, *, by: Actor, at: datetime, words: str = "") -> Plan:
    """Approve exactly what was proposed. Raises PlanRefused when proposed or last written by the same person."""
    may_approve(by, at)
    plan = _held(uuid)
    _only(plan, S.PROPOSED)
    if by.account_id in (plan.proposed_by_id, plan.written_by_id):
        raise PlanRefused(
            "Người soạn hoặc trình không tự duyệt được; cần người khác duyệt.",
            "Whoever wrote or proposed it cannot approve it; somebody else does.",
        )
    _sound(plan)
    plan.state, plan.approved_by_id, plan.approved_by_name, plan.approved_at = (
        S.APPROVED, by.account_id, by.name, at,
    )  # fmt: skip
    plan.words, plan.approved_hash = words, contents.hash_of(plan.document)
    plan.save()
    events.record(plan.chain, "plan-approved", at=at, actor=by, data={"hash": plan.approved_hash})
    return plan


@transaction.atomic
def withdraw(uuid: UUID, words: str, *, by: Actor, at: datetime) -> Plan:
    """Before it is run: nothing has happened, and nothing will. After it, write a counter-plan."""
    may_write(by, at)
    plan = _held(uuid)
    _only(plan, S.DRAFT, S.PROPOSED, S.APPROVED)
    if plan.state == S.APPROVED:
        may_approve(by, at)
    plan.state, plan.words = S.WITHDRAWN, words
    plan.save()
    plan.questions.filter(decided_at=None, lapsed_at=None).update(lapsed_at=at)
    events.record(plan.chain, "plan-withdrawn", at=at, actor=by, data={"words": words})
    return plan


def _held(uuid: UUID) -> Plan:
    return Plan.objects.select_for_update().get(uuid=uuid)


def _only(plan: Plan, *states: str) -> None:
    if plan.state not in states:
        label = Plan.State(plan.state).label.lower()
        raise PlanRefused(
            f"Phương án đang ở tình trạng “{label}”, không làm được việc này.",
            f"The plan is “{plan.state}”; this cannot be done now.",
        )


def _sound(plan: Plan) -> None:
    faults = resolve(plan).faults
    if faults:
        raise PlanFaulty(faults)
