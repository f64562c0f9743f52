"""Agreements as they stand: the list, one of them with its use, deciding and stopping."""

import uuid as uuids
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from motcua.exchange.data_services import agreements, services
from motcua.exchange.data_services.models import Agreement
from motcua.foundation.worktime import VN
from motcua.records import registers
from motcua.sites.data_services.frame import frame, register_name, sharing_page, state_of, use_words
from motcua.sites.desk.officer import Officer
from motcua.sites.shell.language import say

PAGE = 50
CALLS = 20
DAYS = 14


@require_safe
@sharing_page
def listing(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Agreements, those that wait for a decision first, with their use today. Two queries."""
    today = officer.now.astimezone(VN).date()
    before = request.GET.get("truoc", "")
    rows = Agreement.objects.select_related("account", "proposed_by").order_by("-id")
    if before.isdecimal() and len(before) < 18:
        rows = rows.filter(id__lt=int(before))
    found = list(rows[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    used = dict(
        Agreement.objects.filter(id__in=[one.id for one in found], days__day=today)
        .annotate(n=Sum("days__asked"))
        .values_list("id", "n")
    )
    lines = [
        {
            "row": one,
            "state": state_of(one, today),
            "register": register_name(one.register),
            "today": used.get(one.id, 0),
        }
        for one in found
    ]
    context = frame(
        officer,
        waiting=[one for one in lines if one["row"].state == Agreement.State.PROPOSED],
        lines=[one for one in lines if one["row"].state != Agreement.State.PROPOSED],
        older=f"?truoc={found[-1].id}" if more else "",
    )
    return render(request, "data_services/listing.html", context)


@require_safe
@sharing_page
def one(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """What was agreed on, how it is used, and what may be done. Four queries. Raises: Http404."""
    return _one(request, officer, uuid, {}, "")


def _one(
    request: HttpRequest, officer: Officer, uuid: uuids.UUID, wrong: dict[str, tuple[str, str]], typed: str
) -> HttpResponse:
    row = Agreement.objects.select_related("account", "proposed_by", "decided_by").filter(uuid=uuid).first()
    if row is None:
        raise Http404
    today = officer.now.astimezone(VN).date()
    days = list(row.days.filter(day__gt=today - timedelta(days=DAYS)).order_by("-day"))
    fault = wrong.get("reason") or wrong.get("")
    context = frame(
        officer,
        row=row,
        state=state_of(row, today),
        register=register_name(row.register),
        uses=use_words(row.uses),
        fields=_labels(row.register, row.fields),
        feed_fields=_labels(row.register, row.feed_fields),
        days=days,
        calls=list(row.calls.order_by("-id")[:CALLS]),
        own=row.proposed_by_id == officer.account.id,
        reason=typed,
        fault={"vi": fault[0], "en": fault[1]} if fault else None,
    )
    return render(request, "data_services/one.html", context, status=422 if wrong else 200)


def _labels(register: str, fields: list[str]) -> list[Any]:
    try:
        kept = services.described(register)
    except registers.NoSuchRegister:
        return list(fields)
    return [known.label if (known := kept.named(name)) else name for name in fields]


@require_POST
@sharing_page
def act(request: HttpRequest, officer: Officer, uuid: uuids.UUID, act: str) -> HttpResponse:
    """Approve, refuse or stop. 422 with the words that say why not. Raises: Http404."""
    row = Agreement.objects.filter(uuid=uuid).only("id").first()
    if row is None or act not in ("duyet", "khong-duyet", "dung"):
        raise Http404
    reason = request.POST.get("reason", "").strip()[:1000]
    try:
        if act == "duyet":
            agreements.approve(row.id, by=officer.actor, at=officer.now)
        elif act == "khong-duyet":
            agreements.refuse(row.id, reason, by=officer.actor, at=officer.now)
        else:
            agreements.stop(row.id, reason, by=officer.actor, at=officer.now)
    except agreements.NotPossible as refused:
        return _one(request, officer, uuid, refused.problems, reason)
    said = {
        "duyet": ("Thỏa thuận có hiệu lực.", "The agreement is in effect."),
        "khong-duyet": ("Đã ghi là không duyệt.", "It was refused."),
        "dung": ("Đã dừng: lượt gọi tiếp theo bị từ chối.", "Stopped: the next call is refused."),
    }
    messages.success(request, say(*said[act]))
    return redirect("data_services:one", uuid)
