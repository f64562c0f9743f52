"""Several tasks at once: a page that says for each what will happen or why not, then each in its own transaction.

What asks for an officer's own judgement on one dossier (fields, a checklist, a note, a receipt, a hand-over) is not done
in bulk. Signing is, for results whose draft the signer has opened since the task came: who signs answers for the content
of each paper (NĐ 30/2020/NĐ-CP Điều 13), so that nothing is signed unseen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from motcua.city.authority import NotAllowed
from motcua.foundation.models import AccessLog
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.compile import CompiledAction
from motcua.procedures.definition import CheckItem
from motcua.procedures.dossiers import changes, posts
from motcua.procedures.dossiers.changes.work import context_of
from motcua.procedures.dossiers.errors import ChangeRefused
from motcua.procedures.dossiers.holding import Held, people_of
from motcua.procedures.dossiers.models import Task
from motcua.procedures.dossiers.status import Finance, Status
from motcua.sites.desk.lists import noted
from motcua.sites.desk.officer import Officer, back_to, officer_page, page_context
from motcua.sites.security.proof import ask_proof, fresh_proof
from motcua.sites.shell.language import say

MOST = 100
ACTS = {"claim": ("Nhận việc", "Claim"), "act": ("Chuyển bước hoặc ký", "Pass on or sign")}
OWN_ACT = {
    "vi": "Bước này làm trong từng hồ sơ (tiếp nhận, trả kết quả).",
    "en": "Done in the dossier itself (accepting, handing over).",
}
BY_HAND = {
    "vi": "Cần xác nhận hoặc nhập nội dung riêng trong hồ sơ.",
    "en": "Needs confirmations or entries of its own in the dossier.",
}
NO_WAY = {"vi": "Không có cách chuyển bước nào mở.", "en": "No way on is open."}
STATE = {"vi": "Trạng thái hồ sơ không cho phép.", "en": "The status does not allow it."}
UNPAID = {"vi": "Hồ sơ chưa nộp phí, lệ phí.", "en": "The fee has not been paid."}
UNSEEN = {
    "vi": "Chưa mở dự thảo kết quả từ khi việc này đến: mở xem rồi hãy ký.",
    "en": "The draft has not been opened since the task came: look at it first.",
}
MINE = {"vi": "Đã là việc của anh/chị.", "en": "Already yours."}


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen to one task: by which way it goes, in words, or `why` not. `declares`: what its signer confirms."""

    task: Task
    will: dict[str, str] | None
    why: dict[str, str] | None = None
    way: str = ""
    signs: bool = False
    unseen: bool = False
    declares: tuple[CheckItem, ...] = ()


@require_POST
@officer_page
def preview(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The page before: nothing is changed. Two queries beyond the officer's."""
    act = request.POST.get("act", "")
    act = act if act in ACTS else "claim"
    plans = plan(officer, act, tasks_of(request, officer))
    if not plans:
        messages.info(request, say("Chưa chọn việc nào.", "Nothing was ticked."))
        return back_to(request)
    return _page(request, officer, act, plans, "")


@require_POST
@officer_page
def carry_out(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Do what the page said, row by row; what changed meanwhile is told and the rest is done."""
    act = request.POST.get("act", "")
    act = act if act in ACTS else "claim"
    plans = plan(officer, act, tasks_of(request, officer))
    ticked = frozenset(request.POST.getlist("tick"))
    unsure = any(one.signs and one.will for one in plans) and request.POST.get("sure") != "yes"
    if unsure or any(one.id not in ticked for one in _declared(plans)):
        told = say("Đánh dấu xác nhận trước khi ký.", "Tick the confirmation before signing.")
        return _page(request, officer, act, plans, told, 422)
    if any(one.signs and one.will for one in plans) and not fresh_proof(request):
        return ask_proof(request)  # once for all of them
    rows = []
    for one in plans:
        shown = request.POST.get(f"way.{one.task.id}", "")
        rows.append({"plan": one, **_done(officer, act, one, shown, ticked)})
    noted(officer, (one.task.dossier for one in plans), "bulk-done")
    return render(
        request,
        "desk/bulk_done.html",
        page_context(
            officer,
            "",
            rows=rows,
            done=sum(row["ok"] for row in rows),
            left=sum(not row["ok"] for row in rows),
            back=request.POST.get("next", ""),
        ),
    )


def _declared(plans: list[Plan]) -> list[CheckItem]:
    """What the signer confirms for all results together, each point once."""
    return list({point.id: point for one in plans if one.will for point in one.declares}.values())


def _done(officer: Officer, act: str, one: Plan, shown: str, ticked: frozenset[str]) -> dict[str, Any]:
    """One task in a transaction of its own."""
    if one.will is None:
        return {"ok": False, "told": one.why}
    if act == "act" and shown != one.way:
        return {
            "ok": False,
            "told": {"vi": "Hồ sơ đã thay đổi, xem lại.", "en": "It has changed; look again."},
        }
    try:
        if act == "claim":
            changes.claim(one.task.id, by=officer.actor, at=officer.now)
        else:
            changes.act(one.task.id, one.way, by=officer.actor, at=officer.now, ticked=ticked)
    except (ChangeRefused, NotAllowed) as refused:
        return {"ok": False, "told": {"vi": refused.vi, "en": refused.en}}
    return {"ok": True, "told": one.will}


def _page(
    request: HttpRequest, officer: Officer, act: str, plans: list[Plan], told: str, status: int = 200
) -> HttpResponse:
    ready = [one for one in plans if one.will]
    noted(officer, (one.task.dossier for one in plans), "bulk")
    return render(
        request,
        "desk/bulk.html",
        page_context(
            officer,
            "",
            act=act,
            title=dict(zip(("vi", "en"), ACTS[act], strict=True)),
            plans=plans,
            ready=ready,
            left=len(plans) - len(ready),
            signs=sum(one.signs for one in ready),
            declares=_declared(plans),
            told=told,
            back=request.POST.get("next", "") or reverse("desk:home"),
        ),
        status=status,
    )


def tasks_of(request: HttpRequest, officer: Officer) -> list[Task]:
    """The ticked tasks, also those that others hold or have done: they are told. Never a stranger's. One query."""
    numbers = [int(raw) for raw in request.POST.getlist("task")[:MOST] if raw.isdecimal()]
    rows = Task.objects.filter(posts.tasks_of(officer.powers), id__in=numbers)
    return list(rows.select_related("dossier", "claimed_by").order_by("due_at", "id"))


def plan(officer: Officer, act: str, tasks: list[Task]) -> list[Plan]:
    """What would happen to each. One query when something is to be signed."""
    seen = _drafts_seen(officer, [task for task in tasks if task.kind == "sign"]) if act == "act" else {}
    return [
        _claim(officer, task) if act == "claim" else _pass_on(officer, task, task.dossier.code in seen)
        for task in tasks
    ]


def _gone(task: Task) -> dict[str, str] | None:
    if task.closed_at is None:
        return None
    who = task.closed_by_name
    return {"vi": f"{who} đã xử lý việc này.", "en": f"{who} has already handled this."}


def _held_by_other(officer: Officer, task: Task) -> dict[str, str] | None:
    if task.claimed_by is None or task.claimed_by_id == officer.account.id:
        return None
    name = task.claimed_by.display_name
    return {"vi": f"{name} đang xử lý việc này.", "en": f"{name} is working on this."}


def _claim(officer: Officer, task: Task) -> Plan:
    why = _gone(task) or _held_by_other(officer, task)
    if why is None and task.claimed_by_id is not None:
        why = MINE
    will = {"vi": "Thành việc của anh/chị", "en": "Becomes yours"}
    return Plan(task, None if why else will, why)


def _pass_on(officer: Officer, task: Task, seen: bool) -> Plan:
    found = task.dossier
    procedure = compiled_version(found.version_id)
    why = _gone(task) or _held_by_other(officer, task)
    if why is None and task.kind in {"receive", "return"}:
        why = OWN_ACT
    if why is None and (task.branch or task.kind in {"gather", "external"}):
        why = BY_HAND
    if why is None and Status(found.status) not in {Status.ACCEPTED, Status.IN_PROGRESS}:
        why = STATE
    if why is not None:
        return Plan(task, None, why)
    step = procedure.steps[task.step]
    # what a signer declares is the same for each result and is declared once for all that were seen
    if step.fields or (step.step.checklist and task.kind != "sign"):
        return Plan(task, None, BY_HAND)
    context = context_of(Held(found, procedure), officer.now)
    way = _first_forward(procedure.open_actions(task.step, found.answers, context))
    if way is None:
        return Plan(task, None, NO_WAY)
    following = procedure.steps.get(way.to) if way.to else None
    if (following is None or following.kind == "return") and found.finance == Finance.DUE:
        return Plan(task, None, UNPAID)
    signs = task.kind == "sign"
    if signs and not seen:
        return Plan(task, None, UNSEEN, signs=True, unseen=True)
    label = way.action.label
    onward_vi = f" → {following.step.title.vi}" if following else ""
    onward_en = f" → {following.step.title.en}" if following else ""
    will = {"vi": f"{label.vi}{onward_vi}", "en": f"{label.en}{onward_en}"}
    return Plan(task, will, way=way.id, signs=signs, declares=step.step.checklist)


def _first_forward(ways: Iterable[CompiledAction]) -> CompiledAction | None:
    return next((way for way in ways if way.kind == "forward" and not way.action.needs_note), None)


def _drafts_seen(officer: Officer, tasks: list[Task]) -> set[str]:
    """Codes of the dossiers whose draft this officer has opened since the task came. One query, none without tasks."""
    if not tasks:
        return set()
    came = {task.dossier.code: task.opened_at for task in tasks}
    looks = AccessLog.objects.filter(
        person_id__in={person for task in tasks for person in people_of(task.dossier)},
        dossier_code__in=came,
        what="result-preview",
        at__gte=min(came.values()),
        reader__account_id=officer.account.id,
    ).values_list("dossier_code", "at")
    return {code for code, at in looks if at >= came[code]}
