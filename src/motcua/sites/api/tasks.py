"""The work of an officer through the machine interface: the same list and the same changes as at the desk."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from motcua.city import authority
from motcua.city.partners import Partner
from motcua.foundation import clock
from motcua.foundation.actor import Actor
from motcua.procedures.dossiers import changes, worklist
from motcua.procedures.dossiers.errors import NotYours
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.sites.api.answers import NOT_VALID, Refusal, ok
from motcua.sites.api.caller import officer_of, scope
from motcua.sites.api.shapes import (
    REFUSALS,
    ActIn,
    AssignIn,
    ConfirmedIn,
    Done,
    HandOverIn,
    RefuseIn,
    RowId,
    SupplementIn,
    TaskPage,
    Text,
    upto,
)

router = Router(tags=["Việc của cán bộ · Officers' tasks"])
PAGE = worklist.PAGE
ANSWERS: dict[Any, Any] = {200: Done, **REFUSALS}


@router.get("/tasks", response={200: TaskPage, **REFUSALS}, summary="Việc chờ xử lý · Waiting tasks")
@scope("tasks:read")
def waiting(
    request: HttpRequest,
    mine: bool = False,
    unclaimed: bool = False,
    due: Annotated[Text, upto(10), Query("", description="overdue, today or soon")] = "",
    procedure: Annotated[Text, upto(20)] = "",
    after: Annotated[Text, upto(60), Query("", description="`next` of the page before")] = "",
):
    """What the post of the token may do, most urgent first, 50 a page. Names no person, so nothing is logged."""
    if due not in {"", "overdue", "today", "soon"}:
        raise Refusal(422, "not-valid", NOT_VALID, {"due": ("Không có lựa chọn này.", "No such choice.")})
    partner, at, by = _officer(request)
    cursor = worklist.Cursor.read(after) if after else None
    if after and cursor is None:
        raise Refusal(422, "not-valid", NOT_VALID, {"after": ("Không đọc được.", "Cannot be read.")})
    powers = authority.powers_of(by.account_id, at).in_post(by.post_id)
    filters = worklist.Filters(mine=mine, unclaimed=unclaimed, due=due, procedure=procedure)
    rows = worklist.waiting(powers, filters, at, cursor)
    if partner.procedures:
        rows = rows.filter(procedure_code__in=sorted(partner.procedures))
    found = list(rows[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return ok(
        {
            "items": [_line(task) for task in found[:PAGE]],
            "next": str(worklist.Cursor(last.due_at, last.id)) if last else None,
        }
    )


@router.post("/tasks/{task}/claim", response=ANSWERS, summary="Nhận việc · Claim")
@scope("tasks:act")
def claim(request: HttpRequest, task: RowId):
    """Take a waiting task; one's own again is harmless."""
    return _changed(request, task, lambda by, at: changes.claim(task, by=by, at=at))


@router.post("/tasks/{task}/release", response=ANSWERS, summary="Trả lại việc · Give back")
@scope("tasks:act")
def release(request: HttpRequest, task: RowId):
    """Give a claimed task back to the post."""
    return _changed(request, task, lambda by, at: changes.release(task, by=by, at=at))


@router.post("/tasks/{task}/assign", response=ANSWERS, summary="Phân công · Assign")
@scope("tasks:act")
def assign(request: HttpRequest, task: RowId, body: AssignIn):
    """Hand a task to a colleague; needs the power to assign."""
    return _changed(request, task, lambda by, at: changes.assign(task, body.account, by=by, at=at))


@router.post("/tasks/{task}/accept", response=ANSWERS, summary="Tiếp nhận hồ sơ · Accept")
@scope("tasks:act")
def accept(request: HttpRequest, task: RowId, body: ConfirmedIn | None = None):
    """Receive an online dossier: the legal clock starts and the receipt is made.

    Every point of the receiving step's checklist must be `ticked`; 422 names those that are not (`check.<id>`).
    """
    return _changed(request, task, lambda by, at: changes.accept(task, by=by, at=at, ticked=_ticked(body)))


@router.post("/tasks/{task}/refuse-intake", response=ANSWERS, summary="Từ chối tiếp nhận · Refuse at intake")
@scope("tasks:act")
def refuse_intake(request: HttpRequest, task: RowId, body: RefuseIn):
    """Refuse with a reason of the list and words; the form of refusal is made."""
    return _changed(
        request, task, lambda by, at: changes.refuse_intake(task, body.reason, body.words, by=by, at=at)
    )


@router.post("/tasks/{task}/act", response=ANSWERS, summary="Xử lý bước · Act")
@scope("tasks:act")
def act(request: HttpRequest, task: RowId, body: ActIn):
    """Leave a step by one of its ways out, with the officer's entries and the confirmed points.

    On a task with a `branch` the action is the agency's opinion: agree, conditions or object (with a note).
    """
    return _changed(
        request,
        task,
        lambda by, at: changes.act(
            task,
            body.action,
            by=by,
            at=at,
            note=body.note,
            answers=body.answers,
            ticked=frozenset(body.ticked),
            ground=body.ground,
        ),
    )


@router.post("/tasks/{task}/ask-supplement", response=ANSWERS, summary="Yêu cầu bổ sung · Ask for more")
@scope("tasks:act")
def ask_supplement(request: HttpRequest, task: RowId, body: SupplementIn):
    """Ask for everything that is missing, once, with the reason; the clock rests."""
    return _changed(
        request, task, lambda by, at: changes.ask_supplement(task, body.items, body.reason, by=by, at=at)
    )


@router.post("/tasks/{task}/confirm-supplement", response=ANSWERS, summary="Xác nhận bổ sung · Confirm")
@scope("tasks:act")
def confirm_supplement(request: HttpRequest, task: RowId, body: ConfirmedIn | None = None):
    """What was asked for is complete: the clock restarts.

    A dossier that was not accepted before is accepted by this, with every point of the receiving step `ticked`.
    """
    return _changed(
        request, task, lambda by, at: changes.confirm_supplement(task, by=by, at=at, ticked=_ticked(body))
    )


@router.post("/tasks/{task}/wait-for-payment", response=ANSWERS, summary="Chờ nộp tiền · Wait for payment")
@scope("tasks:act")
def wait_for_payment(request: HttpRequest, task: RowId):
    """Stop the clock until what is owed has been paid."""
    return _changed(request, task, lambda by, at: changes.wait_for_payment(task, by=by, at=at))


@router.post("/tasks/{task}/hand-over", response=ANSWERS, summary="Trả kết quả · Hand over the result")
@scope("tasks:act")
def hand_over(request: HttpRequest, task: RowId, body: HandOverIn):
    """Give the result to its owner, with the proof."""
    return _changed(
        request, task, lambda by, at: changes.hand_over(task, body.proof, body.details, by=by, at=at)
    )


def _ticked(body: ConfirmedIn | None) -> frozenset[str]:
    return frozenset(body.ticked if body else ())


def _officer(request: HttpRequest) -> tuple[Partner, datetime, Actor]:
    partner: Partner = request.auth  # type: ignore[attr-defined]
    at = clock.now()
    return partner, at, officer_of(partner, at)


def _changed(
    request: HttpRequest, task_id: int, change: Callable[[Actor, datetime], Dossier | Task]
) -> HttpResponse:
    """Do the change in the officer's name and tell where the dossier stands."""
    partner, at, by = _officer(request)
    if (
        partner.procedures
        and not Task.objects.filter(id=task_id, procedure_code__in=sorted(partner.procedures)).exists()
    ):
        raise NotYours
    changed = change(by, at)
    dossier = changed.dossier if isinstance(changed, Task) else changed
    return ok(
        {
            "dossier": dossier.uuid,
            "code": dossier.code,
            "status": int(dossier.status),
            "step": dossier.step,
            "due_at": dossier.due_at,
            "open_task": dossier.open_task_id,
        }
    )


def _line(task: Task) -> dict[str, Any]:
    dossier = task.dossier
    return {
        "id": task.id,
        "step": task.step,
        "kind": task.kind,
        "dossier": dossier.uuid,
        "code": dossier.code,
        "procedure": dossier.procedure_code,
        "status": dossier.status,
        "channel": dossier.channel,
        "branch": task.branch,
        "opened_at": task.opened_at,
        "due_at": task.due_at,
        "claimed": task.claimed_by_id is not None,
        "claimed_by": task.claimed_by.display_name if task.claimed_by else None,
    }
