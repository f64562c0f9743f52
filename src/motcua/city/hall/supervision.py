"""Cameras and looks through them, spot checks, and what has to be put right after them."""

import hashlib
import hmac
import uuid as uuids
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode, urlsplit

from django.db import transaction

from motcua.city.agencies import day as day_of
from motcua.city.authority import PowerSet
from motcua.city.hall import rules
from motcua.city.hall.errors import NotYours, Refused, WrongState
from motcua.city.hall.models import Camera, CameraView, Counter, Hall, SpotCheck, Task
from motcua.foundation import events
from motcua.foundation.actor import Actor

LOOK = timedelta(minutes=10)
"""How long one look is allowed; then the purpose is asked again."""
RETENTION_DAYS = 30
SHORTEST_PURPOSE = 10
VIEWERS = ("chair", "vice_chair", "centre_head", "department_leader", "deputy_leader")
"""Kinds of posts that may be named as viewers. The choice of the city's own rules [our default]."""
OK, FAULT, NONE = "ok", "fault", "none"


@dataclass(frozen=True, slots=True)
class NewCamera:
    """A camera as it is typed."""

    code: str
    place: str
    purpose: str
    stream: str
    retention_days: int
    viewers: Sequence[str]
    counter_id: int | None = None


@transaction.atomic
def register(hall: Hall, new: NewCamera, *, by: Actor, at: datetime) -> Camera:
    """Enter a camera into the register. Raises: Refused with the field that is wrong."""
    parts = urlsplit(new.stream)
    if new.stream and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise Refused("Địa chỉ phải bắt đầu bằng https://", "The address must begin with https://", "stream")
    if parts.username or parts.password:
        raise Refused("Không ghi mật khẩu vào địa chỉ.", "No password in the address.", "stream")
    viewers = [one for one in VIEWERS if one in new.viewers]
    if not viewers:
        raise Refused("Chọn ít nhất một chức vụ được xem.", "Choose who may view.", "viewers")
    if Camera.objects.filter(code=new.code, removed_at=None).exists():
        raise Refused("Mã này đã dùng cho camera khác.", "Another camera has this code.", "code")
    if new.counter_id is not None and not Counter.objects.filter(pk=new.counter_id, hall=hall).exists():
        raise NotYours
    assert by.account_id is not None
    camera = Camera.objects.create(
        hall=hall,
        counter_id=new.counter_id,
        code=new.code,
        place=new.place,
        purpose=new.purpose,
        stream=new.stream,
        retention_days=new.retention_days,
        viewers=viewers,
        registered_by_id=by.account_id,
        registered_at=at,
    )
    events.record(
        hall.chain, "camera-registered", at=at, actor=by,
        data={"camera": camera.code, "retention_days": camera.retention_days, "viewers": viewers},
    )  # fmt: skip
    return camera


@transaction.atomic
def remove(camera: Camera, *, by: Actor, at: datetime) -> None:
    """The camera is gone; the record of who looked stays. Twice is once."""
    if Camera.objects.filter(pk=camera.pk, removed_at=None).update(removed_at=at):
        events.record(camera.hall.chain, "camera-removed", at=at, actor=by, data={"camera": camera.code})


def may_view(camera: Camera, powers: PowerSet) -> bool:
    """Whether one of the posts is a named kind, in the hall's agency or one above it. No query (agency joined)."""
    path = camera.hall.agency.path
    return any(post.kind in camera.viewers and path.startswith(post.agency_path) for post in powers.posts)


@transaction.atomic
def look(
    camera: Camera, purpose: str, post_words: str, powers: PowerSet, *, by: Actor, at: datetime
) -> CameraView:
    """Begin a look: written down before anything is shown. Raises: NotYours, Refused without a real purpose."""
    if camera.removed_at is not None or not may_view(camera, powers):
        raise NotYours
    purpose = " ".join(purpose.split())
    if len(purpose) < SHORTEST_PURPOSE:
        raise Refused("Hãy ghi rõ mục đích xem.", "Say what you look for.", "purpose")
    assert by.account_id is not None
    view = CameraView.objects.create(
        camera=camera,
        account_id=by.account_id,
        viewer_name=by.name,
        viewer_post=post_words[:200],
        purpose=purpose[:300],
        at=at,
        until=at + LOOK,
    )
    events.record(
        camera.hall.chain, "camera-viewed", at=at, actor=by,
        data={"camera": camera.code, "view": str(view.uuid), "purpose": view.purpose, "until": view.until},
    )  # fmt: skip
    return view


def open_look(uuid: uuids.UUID, account_id: int, at: datetime) -> CameraView:
    """One's own look while it lasts. One query. Raises: NotYours."""
    found = (
        CameraView.objects.select_related("camera__hall__agency", "camera__counter")
        .filter(uuid=uuid, account=account_id)
        .first()
    )
    if found is None or at >= found.until or found.camera.removed_at is not None:
        raise NotYours
    return found


def signed_stream(view: CameraView, secret: str) -> str:
    """The address at the gateway for this look only: it ends with the look, and cannot be made up.

    The gateway checks `sig` = HMAC-SHA256 over `code|look|expiry`.
    """
    expiry = int(view.until.timestamp())
    told = f"{view.camera.code}|{view.uuid}|{expiry}"
    sig = hmac.new(secret.encode(), told.encode(), hashlib.sha256).hexdigest()
    joint = "&" if "?" in view.camera.stream else "?"
    return f"{view.camera.stream}{joint}{urlencode({'code': view.camera.code, 'look': view.uuid, 'exp': expiry, 'sig': sig})}"


@dataclass(frozen=True, slots=True)
class Fault:
    """A point that was not as it should be, what to do, and until when."""

    point: str
    words: str
    due_on: date


@transaction.atomic
def check(
    hall: Hall,
    found: Mapping[str, str],
    faults: Sequence[Fault],
    words: str = "",
    *,
    counter_id: int | None = None,
    by: Actor,
    at: datetime,
) -> SpotCheck:
    """Write a spot check down; each fault becomes a task. Raises: Refused for a point unanswered or a day gone by."""
    points = [one.key for one in rules.rules().checks]
    for key in points:
        if found.get(key) not in (OK, FAULT, NONE):
            raise Refused("Mục này cần được trả lời.", "This is needed.", key)
    by_point = {one.point: one for one in faults}
    for key in points:
        if found[key] != FAULT:
            continue
        fault = by_point.get(key)
        if fault is None or not fault.words.strip():
            raise Refused("Ghi rõ cần khắc phục điều gì.", "Say what has to be put right.", f"{key}-words")
        if fault.due_on < day_of(at):
            raise Refused("Ngày này đã qua.", "This day has passed.", f"{key}-due")
    if counter_id is not None and not Counter.objects.filter(pk=counter_id, hall=hall).exists():
        raise NotYours
    assert by.account_id is not None
    row = SpotCheck.objects.create(
        hall=hall,
        counter_id=counter_id,
        by_id=by.account_id,
        by_name=by.name,
        at=at,
        found={key: found[key] for key in points},
        words=words.strip(),
    )
    Task.objects.bulk_create(
        Task(
            check_row=row,
            hall=hall,
            point=key,
            words=by_point[key].words.strip(),
            due_on=by_point[key].due_on,
        )
        for key in points
        if found[key] == FAULT
    )
    events.record(
        hall.chain, "spot-check", at=at, actor=by,
        data={"check": str(row.uuid), "faults": [key for key in points if found[key] == FAULT]},
    )  # fmt: skip
    return row


@transaction.atomic
def answer(uuid: uuids.UUID, words: str, *, by: Actor, at: datetime) -> Task:
    """The hall says what it did. Raises: NotYours, WrongState, Refused without words."""
    task = _held(uuid)
    if task.state != Task.State.OPEN:
        raise WrongState("Việc này đã được báo cáo.", "This has been answered.")
    if not words.strip():
        raise Refused("Ghi đã khắc phục thế nào.", "Say what was done.", "answer")
    task.state, task.answer, task.answered_by_id, task.answered_at = (
        Task.State.ANSWERED, words.strip(), by.account_id, at,
    )  # fmt: skip
    task.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    _tell(task, "task-answered", by, at)
    return task


@transaction.atomic
def close(uuid: uuids.UUID, *, by: Actor, at: datetime) -> Task:
    """Somebody who did not answer has seen that it is right. Raises: NotYours, WrongState."""
    task = _held(uuid)
    if task.state != Task.State.ANSWERED:
        raise WrongState(
            "Việc này chưa được báo cáo hoặc đã xong.", "This is not answered, or closed already."
        )
    if task.answered_by_id == by.account_id:
        raise WrongState("Người báo cáo không tự xác nhận.", "Whoever answered does not close it.")
    task.state, task.closed_by_id, task.closed_at = Task.State.CLOSED, by.account_id, at
    task.save(update_fields=["state", "closed_by", "closed_at"])
    _tell(task, "task-closed", by, at)
    return task


@transaction.atomic
def give_back(uuid: uuids.UUID, words: str, due_on: date, *, by: Actor, at: datetime) -> Task:
    """It is not right yet: open again, with what is missing and a new day. Raises: NotYours, WrongState, Refused."""
    task = _held(uuid)
    if task.state != Task.State.ANSWERED:
        raise WrongState(
            "Việc này chưa được báo cáo hoặc đã xong.", "This is not answered, or closed already."
        )
    if not words.strip():
        raise Refused("Ghi còn thiếu điều gì.", "Say what is missing.", "words")
    if due_on < day_of(at):
        raise Refused("Ngày này đã qua.", "This day has passed.", "due")
    task.state, task.due_on, task.returned = Task.State.OPEN, due_on, task.returned + 1
    task.words = f"{task.words}\n{words.strip()}"
    task.save(update_fields=["state", "due_on", "returned", "words"])
    _tell(task, "task-given-back", by, at, words=words.strip())
    return task


def _held(uuid: uuids.UUID) -> Task:
    found = Task.objects.select_for_update(of=("self",)).select_related("hall").filter(uuid=uuid).first()
    if found is None:
        raise NotYours
    return found


def _tell(task: Task, kind: str, by: Actor, at: datetime, **data: object) -> None:
    events.record(
        task.hall.chain, kind, at=at, actor=by, data={"task": str(task.uuid), "point": task.point, **data}
    )
