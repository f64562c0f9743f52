"""Taking back what one has just done, where law allows it; where not, why not and what to do instead.

Only what has had no effect outside the desk can be taken back: giving a claim up, an assignment, passing a step on
that nobody has looked at, a note taken back. A receipt, a signature, a message to the resident stay: they exist.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from motcua.foundation.actor import Actor
from motcua.foundation.models import AccessLog, Event
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import inner_notes, posts
from motcua.procedures.dossiers.changes import tasks
from motcua.procedures.dossiers.errors import ChangeRefused
from motcua.procedures.dossiers.holding import Held, hold, people_of
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.status import Status

WITHIN = timedelta(minutes=10)
"""How long a step that was passed on can be taken back; a city's own rule, not a law's."""
ASIDE = frozenset(
    {"note-added", "note-restored", "answer-overdue", "overdue", "rated", "reminded", "reported"}
)
"""Events that do not stand between an officer and the act before them."""
NEVER = {
    "accepted": (
        "Giấy tiếp nhận đã cấp và người dân đã được báo, thời hạn đã tính. Nếu nhận nhầm: yêu cầu bổ sung, hoặc từ "
        "chối giải quyết có lý do.",
        "The receipt is issued, the resident told, the clock runs. Ask for a supplement, or refuse with a reason.",
    ),
    "taken-in": (
        "Giấy tiếp nhận đã cấp. Nếu nhận nhầm: dừng theo đề nghị của người dân, hoặc yêu cầu bổ sung.",
        "The receipt is issued. Stop at the resident's request, or ask for a supplement.",
    ),
    "supplement-asked": (
        "Yêu cầu bổ sung đã gửi cho người dân. Khi người dân trả lời, xác nhận đã đủ; ghi chú nội bộ nếu yêu cầu nhầm.",
        "The request has reached the resident. Confirm as complete when it is answered; leave a note.",
    ),
    "supplement-given": (
        "Thời hạn mới đã tính và giấy hẹn mới đã cấp. Nếu vẫn thiếu: yêu cầu bổ sung lần nữa (tối đa hai lần).",
        "The new time limit runs. If something is still missing, ask once more (twice at most).",
    ),
    "refused": (
        "Phiếu từ chối đã gửi cho người dân. Người dân nộp lại hồ sơ mới; hướng dẫn qua điện thoại nếu từ chối nhầm.",
        "The refusal has been sent. The resident files anew; explain it by telephone.",
    ),
    "refused-after-appraisal": (
        "Phiếu từ chối giải quyết đã gửi cho người dân. Nếu sai, người dân khiếu nại hoặc nộp lại.",
        "The refusal has been sent. If it is wrong, the resident complains or files anew.",
    ),
    "finished": (
        "Kết quả đã ký, đóng dấu và phát hành. Nếu sai: dùng “Sửa sai sót”, kết quả cũ được thay thế.",
        "The result is signed, sealed and issued. If it is wrong: “Correct the result”.",
    ),
    "returned": (
        "Kết quả đã trao cho người dân. Nếu sai: dùng “Sửa sai sót” và mời người dân nhận lại.",
        "The result is with the resident. If it is wrong: “Correct the result”.",
    ),
    "extended": (
        "Văn bản xin lỗi và ngày hẹn mới đã gửi. Chỉ được hẹn lại một lần; cố gắng trả sớm hơn ngày hẹn.",
        "The apology and the new date have been sent. Only once; finish earlier if you can.",
    ),
    "stopped": (
        "Thông báo dừng đã lập. Người dân nộp lại hồ sơ mới nếu cần.",
        "The notice of stopping has been made. The resident files anew.",
    ),
    "payment-awaited": (
        "Người dân đã được báo nộp phí. Hồ sơ tự chạy tiếp khi tiền về.",
        "The resident has been asked to pay. The dossier goes on when the money has come.",
    ),
    "reopened": (
        "Kết quả đã mở lại để sửa. Làm lại các bước để phát hành kết quả đúng.",
        "The result is open for correction. Go through the steps again.",
    ),
}  # fmt: skip
SIGNED = (
    "Chữ ký số đã đặt lên văn bản có số, không rút lại được. Nếu sai: nhờ văn thư trả lại bước trước khi đóng dấu, hoặc "
    "“Sửa sai sót” sau khi phát hành.",
    "The digital signature stands on a numbered paper and cannot be taken off. If it is wrong: have the clerk send it "
    "back before sealing, or correct the result after it is issued.",
)
NOTHING = (
    "Việc gần nhất của hồ sơ này không phải do anh/chị làm.",
    "The last thing done to this dossier was not done by you.",
)
TOO_LATE = (
    f"Đã quá {WITHIN.seconds // 60} phút kể từ khi chuyển bước. Hãy nhắn người đang giữ trả lại bước trước.",
    f"More than {WITHIN.seconds // 60} minutes have passed. Ask the colleague who holds it to send it back.",
)
OPENED = (
    "Đồng nghiệp đã mở hoặc đã nhận hồ sơ ở bước sau. Hãy nhắn người đó trả lại bước trước.",
    "A colleague has opened or claimed it at the next step. Ask for it to be sent back.",
)
ASKED = (
    "Cơ quan khác đã được hỏi ý kiến; câu hỏi đã gửi không rút lại. Ghi chú nội bộ để báo họ.",
    "Another agency has been asked; a question is not taken back. Tell them by a note.",
)


class CannotUndo(ChangeRefused):
    """The last act stays as it is. The words say why and what to do instead."""

    code = "cannot-undo"

    def __init__(self, words: tuple[str, str]) -> None:
        super().__init__(words[1])
        self.vi, self.en = words


@dataclass(frozen=True, slots=True)
class LastAct:
    """What would be taken back."""

    kind: str
    at: datetime
    data: dict[str, Any]


@transaction.atomic
def undo(dossier_id: int, *, by: Actor, at: datetime) -> LastAct:
    """Take back the last act on a dossier, when it was one's own and may be. One event `undone`.

    What was entered at the step stays entered. Raises CannotUndo, and NotAllowed without the power of the step.
    """
    held = hold(dossier_id)
    last = last_act(held.dossier, by)
    task = _open_task(held.dossier)
    _refuse(held.dossier, last, task, by, at)
    match last.kind:
        case "released":
            assert task is not None
            posts.require(by, task, at)
            taken = Task.objects.filter(id=task.id, claimed_by=None)
            if not taken.update(claimed_by_id=by.account_id, claimed_at=at):
                raise CannotUndo(OPENED)
        case "assigned":
            assert task is not None
            held.require(by, "assign", task.agency_id, at)
            before = last.data.get("before")
            Task.objects.filter(id=task.id).update(claimed_by_id=before, claimed_at=at if before else None)
        case "stepped":
            _step_back(held, last, by, at)
        case "note-withdrawn":
            inner_notes.restore(held, last.data["note"], by, at)
            return last
    held.tell("undone", at, by, what=last.kind, step=held.dossier.step)
    return last


def possible(dossier: Dossier, by: Actor, at: datetime) -> LastAct | CannotUndo:
    """Whether `undo` would be allowed now, or why not: for pages. Two to four queries."""
    try:
        last = last_act(dossier, by)
        _refuse(dossier, last, _open_task(dossier), by, at)
    except CannotUndo as refused:
        return refused
    return last


def last_act(dossier: Dossier, by: Actor) -> LastAct:
    """The last act on a dossier; raises CannotUndo when it is not this officer's. One query."""
    events = Event.objects.filter(chain=dossier.chain).exclude(kind__in=ASIDE).order_by("-seq")
    event = events.first()
    if event is None:
        raise CannotUndo(NOTHING)
    body = json.loads(event.body)
    if body["actor"].get("account_id") != by.account_id:
        raise CannotUndo(NOTHING)
    return LastAct(event.kind, event.at, body["data"])


def _open_task(dossier: Dossier) -> Task | None:
    return Task.objects.filter(id=dossier.open_task_id).first() if dossier.open_task_id else None


def _refuse(dossier: Dossier, last: LastAct, task: Task | None, by: Actor, at: datetime) -> None:
    """Raises CannotUndo with the reason."""
    if last.kind == "note-withdrawn":
        return
    if last.kind in NEVER:
        raise CannotUndo(NEVER[last.kind])
    if last.kind in {"released", "assigned"}:
        if task is None or task.step != last.data.get("step"):
            raise CannotUndo(NOTHING)
        holder = last.data.get("to")
        if task.claimed_by_id not in (None, holder):
            raise CannotUndo(OPENED)
        if holder and _opened_since(dossier, last.at, by):
            raise CannotUndo(OPENED)
        return
    if last.kind != "stepped" or task is None or Status(dossier.status) != Status.IN_PROGRESS:
        raise CannotUndo(NOTHING)
    _refuse_step(dossier, last, task, by, at)


def _refuse_step(dossier: Dossier, last: LastAct, task: Task, by: Actor, at: datetime) -> None:
    compiled = compiled_version(dossier.version_id)
    left, came = compiled.steps[last.data["step"]], compiled.steps[last.data["to"]]
    way = compiled.transition(left.id, last.data["action"])
    if left.kind in {"sign", "number"} and (way is None or way.kind == "forward"):
        raise CannotUndo(SIGNED)
    if {"consult", "external"} & {left.kind, came.kind}:
        raise CannotUndo(ASKED)
    if at - last.at > WITHIN:
        raise CannotUndo(TOO_LATE)
    touched = task.claimed_at is not None and task.claimed_at > last.at
    if touched or _opened_since(dossier, last.at, by):
        raise CannotUndo(OPENED)


def _opened_since(dossier: Dossier, since: datetime, by: Actor) -> bool:
    """Whether anybody else has looked at the dossier since. One query on the index of the person's log."""
    return (
        AccessLog.objects.filter(
            person_id__in=people_of(dossier), dossier_code=dossier.code, at__gte=since, reader__kind="officer"
        )
        .exclude(reader__account_id=by.account_id)
        .exists()
    )


def _step_back(held: Held, last: LastAct, by: Actor, at: datetime) -> None:
    """The step that was left opens again for who left it, with the deadline that it had."""
    old = Task.objects.filter(dossier_id=held.dossier.id, step=last.data["step"], closed_at=last.at).last()
    if old is None or old.closed_by_id != by.account_id:
        raise CannotUndo(NOTHING)
    posts.require(by, old, at)
    tasks.close(held, at, by, "undone")
    step = held.compiled.step(old.step)
    tasks.open_at(held, step, at, due=old.due_at, claimed_by=by.account_id)
    held.dossier.save(update_fields=["step", "open_task_id"])


__all__ = ["WITHIN", "CannotUndo", "LastAct", "last_act", "possible", "undo"]
