"""What an officer may do with a dossier now, in which order, and why something is not possible."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.city.authority import PowerSet
from motcua.city.contracts.reading import under_contract
from motcua.procedures.compile import CompiledAction, CompiledProcedure
from motcua.procedures.dossiers import posts
from motcua.procedures.dossiers.changes.asking import MOST_REQUESTS, last_moment_to_ask
from motcua.procedures.dossiers.changes.work import context_of
from motcua.procedures.dossiers.former import with_former
from motcua.procedures.dossiers.holding import Held
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.status import OPEN, Finance, Move, Status, allowed

WORDS = {
    "accept": ("Tiếp nhận hồ sơ", "Accept"),
    "confirm": ("Xác nhận đã đủ", "Confirm: complete"),
    "act": ("Xử lý bước này", "Work on this step"),
    "sign": ("Ký kết quả", "Sign"),
    "opinion": ("Cho ý kiến", "Give the opinion"),
    "hand-over": ("Trả kết quả", "Hand over"),
    "supplement": ("Yêu cầu bổ sung", "Ask for more"),
    "refuse": ("Từ chối tiếp nhận", "Refuse"),
    "send-back": ("Trả lại phần trước để sửa", "Send back to an earlier part"),
    "claim": ("Nhận việc", "Claim"),
    "release": ("Trả lại việc", "Give back"),
    "assign": ("Giao cho", "Assign"),
    "payment": ("Chờ nộp phí", "Wait for payment"),
    "cash": ("Thu tiền mặt", "Take cash"),
    "extend": ("Xin lỗi, hẹn lại", "Apologise, new date"),
    "stop": ("Dừng theo đề nghị", "Stop on request"),
    "correct": ("Sửa sai sót", "Correct the result"),
}
MAIN = ("confirm", "accept", "opinion", "act", "sign", "hand-over")
"""The work of a step itself; its form is open without a click."""
NAMES = re.compile(r"officer\.\w+")
ASKING = frozenset({"process", "review", "assign"})
"""Kinds of steps of an accepted dossier from which more may be asked for."""
AT_ONCE = frozenset({"claim", "release", "payment"})
"""Done with one click, without a form."""


@dataclass(frozen=True, slots=True)
class Offers:
    """`acts` in the order of their buttons; `main` is the one whose form is open; `ways` leave the step. `closed`: why no
    supplement can be asked for any more, where this step otherwise would."""

    acts: tuple[str, ...]
    ways: tuple[CompiledAction, ...] = ()
    why: Any = None
    closed: Any = None

    @property
    def main(self) -> str:
        return next((act for act in MAIN if act in self.acts), "")


def offers(
    dossier: Dossier, task: Task | None, procedure: CompiledProcedure, powers: PowerSet, now: datetime
) -> Offers:
    """The acts that rights and status allow. No query beyond the powers."""
    acts: list[str] = []
    ways: tuple[CompiledAction, ...] = ()
    why = closed = None
    if task is not None:
        grant = posts.grant_for(powers, task)
        why = _why(powers, task, grant)
        free = task.claimed_by_id in (None, powers.account_id)
        if grant is not None and free:
            acts, ways = _of_task(dossier, task, procedure, now)
            if "act" in acts and task.kind in ASKING and "supplement" not in acts:
                closed = _why_not_ask(dossier, procedure)
            if task.closed_at is None:
                acts.append("release" if task.claimed_by_id else "claim")
        if task.closed_at is None and powers.holds(
            "assign", dossier.procedure_code, dossier.field_key, task.agency_id, dossier.case_id
        ):
            acts.append("assign")
    found = (*acts, *_of_dossier(dossier, powers))
    if under_contract(powers):
        found = tuple(act for act in found if act in posts.UNDER_CONTRACT)
    return Offers(found, ways, why, closed)


def _of_task(
    dossier: Dossier, task: Task, procedure: CompiledProcedure, now: datetime
) -> tuple[list[str], tuple[CompiledAction, ...]]:
    status = Status(dossier.status)
    if task.branch:
        return ["opinion"], ()
    more = ["supplement"] if _may_ask(dossier, procedure, now) else []
    if status == Status.SUPPLEMENT:
        return ["confirm", *more], ()
    if task.kind == "receive":
        return (["accept", *more, "refuse"] if status == Status.REGISTERED else []), ()
    if task.kind == "return":
        return (["hand-over"] if status == Status.DONE else []), ()
    if status not in {Status.ACCEPTED, Status.IN_PROGRESS}:
        return [], ()
    open_now = procedure.open_actions(task.step, dossier.answers, context_of(Held(dossier, procedure), now))
    decided_here = undecided(procedure, task.step)
    ways = tuple(way for way in procedure.actions(task.step) if way in open_now or way.id in decided_here)
    main = "sign" if task.kind == "sign" else "act"
    asking = more if task.kind in ASKING else []
    owed = ["payment"] if dossier.finance == Finance.DUE and task.kind in {"process", "review"} else []
    return [main, *asking, *owed], ways


def _may_ask(dossier: Dossier, procedure: CompiledProcedure, now: datetime) -> bool:
    """Whether more may still be asked for; that it was asked for before in the appraisal, the change itself finds."""
    last = last_moment_to_ask(Held(dossier, procedure))
    in_time = dossier.status == Status.SUPPLEMENT or last is None or now <= last
    return dossier.supplements < MOST_REQUESTS and in_time


def _why_not_ask(dossier: Dossier, procedure: CompiledProcedure) -> dict[str, str]:
    """In words, for the officer who looks for the button. Source: NĐ 63/2010 Đ20.4, NĐ 61/2018 Đ19.4."""
    if dossier.supplements >= MOST_REQUESTS:
        return {
            "vi": f"Đã yêu cầu bổ sung {MOST_REQUESTS} lần, không được yêu cầu thêm.",
            "en": f"A supplement was asked for {MOST_REQUESTS} times; no more may be asked.",
        }
    days = procedure.definition.supplement.appraisal_within_days
    return {
        "vi": f"Đã quá {days} ngày làm việc kể từ khi tiếp nhận, không yêu cầu bổ sung được nữa.",
        "en": f"More than {days} working days since acceptance: no supplement may be asked for.",
    }


def undecided(procedure: CompiledProcedure, step_id: str) -> frozenset[str]:
    """The ways out that depend on what the officer enters in this very step: the answers open or close them."""
    entered = {f"officer.{item.id}" for item in procedure.steps[step_id].fields}
    return frozenset(
        way.id
        for way in procedure.actions(step_id)
        if way.when is not None and entered.intersection(NAMES.findall(way.when.source))
    )


def _of_dossier(dossier: Dossier, powers: PowerSet) -> list[str]:
    status, about = Status(dossier.status), (dossier.procedure_code, dossier.field_key)
    case, found = dossier.case_id, []
    if dossier.finance == Finance.DUE and powers.holds("receive", *about, dossier.intake_agency_id, case):
        found.append("cash")
    if (
        status in OPEN
        and dossier.due_at is not None
        and not dossier.extensions
        and powers.holds("process", *about, dossier.competent_agency_id, case)
    ):
        found.append("extend")
    if Move.STOP in allowed(status) and powers.holds("receive", *about, dossier.intake_agency_id, case):
        found.append("stop")
    if Move.REOPEN in allowed(status) and with_former(powers).holds(
        "sign", *about, dossier.competent_agency_id, case
    ):
        found.append("correct")
    return found


def _why(powers: PowerSet, task: Task, grant: Any) -> dict[str, str]:
    """By what the officer may do the step, or why not."""
    reason = powers.why(
        posts.POWERS[task.kind][0], task.procedure_code, task.field_key, task.agency_id, task.dossier.case_id
    )
    if grant is None and reason.grant is not None:
        return {"vi": "Bước này dành cho chức danh khác.", "en": "This step is for another post."}
    return {"vi": reason.vi, "en": reason.en}
