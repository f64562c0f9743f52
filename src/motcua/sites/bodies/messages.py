"""Messages to and from bodies outside, for whoever keeps the system: what waits, what failed, which line is down.

No content is shown: who keeps the machines has no business with what is said about people.
"""

import uuid as uuids
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from motcua.exchange.bodies import connectors, jobs, lines, sending
from motcua.exchange.bodies.models import BodyHealth, BodyMessage, Incoming
from motcua.sites.bodies.parts import STATES, told
from motcua.sites.console.leader import EDIT, Leader, frame, keeps_the_system, leader_page
from motcua.sites.shell.language import say

PAGE = 50
REFUSED_SHOWN = 20

VERDICTS = {
    "taken": {"vi": "đã nhận", "en": "taken"},
    "late": {"vi": "đến sau khi hồ sơ kết thúc", "en": "came after the end"},
    "repeated": {"vi": "gửi lại", "en": "repeated"},
    "conflict": {"vi": "trùng mã, khác nội dung", "en": "same id, other content"},
    "forged": {"vi": "sai chữ ký", "en": "wrong signature"},
    "too-old": {"vi": "ký quá lâu", "en": "signed too long ago"},
    "unknown": {"vi": "không có hồ sơ này", "en": "no such dossier"},
    "not-valid": {"vi": "nội dung không hợp lệ", "en": "not valid"},
    "not-awaited": {"vi": "hồ sơ không chờ", "en": "not awaited"},
}
ORDINARY = [Incoming.Verdict.TAKEN, Incoming.Verdict.REPEATED]


@require_safe
@leader_page(keeps_the_system)
def listing(request: HttpRequest, leader: Leader) -> HttpResponse:
    """The lines, and messages by body and state, newest first. Four queries. Raises: Http404 for a body unknown."""
    system, state = request.GET.get("noi", ""), request.GET.get("trang-thai", "")
    if (system and connectors.of(system) is None) or (state and state not in STATES):
        raise Http404
    rows = BodyMessage.objects.order_by("-id").only(
        "uuid", "system", "kind", "state", "dossier_code", "procedure_code", "reference", "attempts",
        "last_error", "created_at", "sent_at", "heard_at",
    )  # fmt: skip
    if system:
        rows = rows.filter(system=system)
    if state:
        rows = rows.filter(state=state)
    before = request.GET.get("truoc", "")
    if before.isdecimal() and len(before) < 18:
        rows = rows.filter(id__lt=int(before))
    found = list(rows[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    refused = list(Incoming.objects.exclude(verdict__in=ORDINARY).order_by("-id")[:REFUSED_SHOWN])
    context = frame(
        leader, request.path,
        lines=[_line(one, health, leader.now) for one, health in _health()],
        rows=[told(row) for row in found],
        older=_query(noi=system, **{"trang-thai": state}, truoc=str(found[-1].id)) if more else "",
        system=system,
        state=state,
        systems=[(one.system, one.name) for one in connectors.all_connectors().values()],
        states=list(STATES.items()),
        refused=[(row, VERDICTS[row.verdict]) for row in refused],
        may_send=leader.powers.holds_any(EDIT),
    )  # fmt: skip
    return render(request, "bodies/messages.html", context)


@require_POST
@leader_page(lambda leader: leader.powers.holds_any(EDIT))
def again(request: HttpRequest, leader: Leader, uuid: uuids.UUID) -> HttpResponse:
    """Send a message again. Raises: Http404."""
    row = BodyMessage.objects.filter(uuid=uuid).first()
    if row is None:
        raise Http404
    if sending.again(uuid, leader.now):
        jobs.wake(row.system)
        messages.success(request, say("Đang gửi lại.", "It is being sent again."))
    else:
        messages.info(request, say("Thông điệp này không cần gửi nữa.", "This message needs no sending."))
    return redirect("bodies:messages")


def _health() -> list[tuple[connectors.Connector, BodyHealth | None]]:
    known = BodyHealth.objects.in_bulk()
    return [(one, known.get(one.system)) for one in connectors.all_connectors().values()]


def _line(one: connectors.Connector, health: BodyHealth | None, now: datetime) -> dict[str, Any]:
    """How the line to a body does: not connected, failing, silent, or well."""
    line: dict[str, Any] = {"system": one.system, "name": one.name, "health": health}
    if not lines.connected(one.system):
        return {**line, "tone": "quiet", "icon": "info", "state": {"vi": "chưa nối", "en": "not connected"}}
    if health is not None and health.failing_since is not None:
        return {
            **line,
            "tone": "danger",
            "icon": "alert",
            "state": {"vi": "không trả lời", "en": "does not answer"},
        }
    if health is None:
        return {
            **line,
            "tone": "quiet",
            "icon": "info",
            "state": {"vi": "chưa có gì để gửi", "en": "nothing sent yet"},
        }
    return {**line, "tone": "ok", "icon": "check", "state": {"vi": "hoạt động", "en": "works"}}


def _query(**chosen: str) -> str:
    from urllib.parse import urlencode

    return "?" + urlencode({name: value for name, value in chosen.items() if value})
