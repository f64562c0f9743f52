"""Which officer may do which task: the power for the kind of step, held through the post that the step names.

A step names one kind of post; a deputy of that post may do it too, and so may whoever has been lent the
power by such a post. A consultation names none: who answers is the consulted agency's own affair. What waits for an outside body,
and what waits for several opinions, needs no power of its own: whoever examines may look after it. One rule, given
twice: for one task in Python, for lists as one SQL condition. A test holds both equal.
"""

from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from motcua.city import authority
from motcua.city.authority import Grant, NotAllowed, PowerSet, scope_condition
from motcua.city.contracts.reading import acts_under_contract
from motcua.foundation.actor import Actor
from motcua.procedures.dossiers.models import Task

GATHER = "gather"
"""Kind of the main task of a step that consults several bodies at once: it waits for them."""
PARTS = "parts"
"""Kind of the task of a linked set while its parts are worked on: nobody's work, so that no list shows it."""
STEP_KINDS = ("receive", "assign", "process", "review", "sign", "number", "consult", "return")
"""Kinds of steps that people do by a power of the same name."""
POWERS = {kind: (kind,) for kind in STEP_KINDS} | {
    "external": ("process", "review"),
    GATHER: ("process", "review", "consult"),
    PARTS: ("process", "review"),
}
"""Kind of a task → the powers of which one is needed."""

ANY_POST = ""
"""The post kind of a task that any holder of the power may do."""

DEPUTIES = {"vice_chair": "chair", "deputy_leader": "department_leader", "contract_reception": "reception"}
"""A deputy's post → the post that it stands in for. Source: NĐ 30/2020 Đ13 (KT., ký thay). A firm's people at a counter
do the steps of the counter, as far as their contract gives them the power."""

UNDER_CONTRACT = frozenset({"accept", "confirm", "hand-over", "claim", "release"})
"""Acts on a dossier that can be contracted out; what decides something about somebody is an officer's."""


def serves(post_kind: str) -> frozenset[str]:
    """The kinds of post whose steps the holder of `post_kind` may do."""
    head = DEPUTIES.get(post_kind)
    return frozenset({post_kind, head} if head else {post_kind})


def grant_for(powers: PowerSet, task: Task) -> Grant | None:
    """By what these powers allow the task; None when they do not. Own post before delegation."""
    found = [
        grant
        for grant in powers.grants
        if grant.power in POWERS[task.kind]
        and task.post_kind in {ANY_POST, *serves(grant.stands_for)}
        and grant.covers(task.procedure_code, task.field_key, task.agency_id, case_of(grant, task))
    ]
    return min(found, key=lambda grant: grant.lent, default=None)


def case_of(grant: Grant, task: Task) -> str:
    """The case of the task's dossier, where the grant asks for it: otherwise the dossier need not be there."""
    return task.dossier.case_id if grant.cases else ""


def require(by: Actor, task: Task, at: datetime) -> Grant:
    """The grant by which the actor may do the task now. One statement when it is lent, else none.

    Raises NotAllowed with the reason in words.
    """
    powers = authority.powers_of(by.account_id, at).in_post(by.post_id)
    grant = grant_for(powers, task)
    if grant is not None:
        return authority.still_lent(grant)
    reason = powers.why(
        POWERS[task.kind][0], task.procedure_code, task.field_key, task.agency_id, task.dossier.case_id
    )
    if reason.grant is not None:
        raise NotAllowed("Bước này dành cho chức danh khác.", "This step is for another post.")
    raise NotAllowed(reason.vi, reason.en)


def refuse_under_contract(by: Actor, at: datetime) -> None:
    """Raises NotAllowed for a firm's person at the counter: this act is an officer's. No query."""
    if acts_under_contract(by, at):
        raise NotAllowed(
            "Nhân viên theo hợp đồng chỉ nhận hồ sơ và trả kết quả: hãy mời công chức của cơ quan.",
            "People under contract take in and give out only: ask an officer of the agency.",
        )


def tasks_of(powers: PowerSet) -> Q:
    """The tasks that these powers allow, as one condition on the task's own columns. No query."""
    condition = Q(pk__in=[])
    for kind in sorted({grant.stands_for for grant in powers.grants}):
        own = _only(powers, lambda grant, kind=kind: grant.stands_for == kind)
        condition |= Q(post_kind__in=[ANY_POST, *sorted(serves(kind))]) & _steps(own)
    return condition


def _steps(powers: PowerSet) -> Q:
    condition = Q(pk__in=[])
    for kind, wanted in POWERS.items():
        if any(powers.holds_any(power) for power in wanted):
            scope = scope_condition(
                powers,
                wanted,
                agency="agency",
                procedure="procedure_code",
                field="field_key",
                case="dossier__case_id",
            )
            condition |= Q(kind=kind) & scope
    return condition


def _only(powers: PowerSet, wanted) -> PowerSet:
    return replace(powers, grants=tuple(grant for grant in powers.grants if wanted(grant)))
