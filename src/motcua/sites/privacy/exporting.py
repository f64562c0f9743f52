"""Exports for statistics: the register, asking, deciding, taking the file."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from motcua.insight.privacy import jobs
from motcua.records.privacy import exports
from motcua.records.privacy.exports import Wanted
from motcua.records.privacy.models import StatisticsExport
from motcua.records.privacy.questions import LONGEST, NotPossible
from motcua.sites.desk.officer import Officer
from motcua.sites.privacy.frame import PAGE, fault, frame, protection_page, state
from motcua.sites.security.proof import ask_proof, fresh_proof, needs_fresh_proof
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.language import both, say
from motcua.sites.shell.typed import whole_number

USUAL_K = 5


def _line(row: StatisticsExport) -> dict[str, Any]:
    return {"row": row, "state": state(row.state), **exports.describe(row)}


@require_safe
@protection_page
def listing(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Every export that was asked for, newest first. One query."""
    before = whole_number(request.GET.get("truoc", ""))
    rows = StatisticsExport.objects.select_related("proposed_by", "decided_by").order_by("-id")
    rows = rows.filter(id__lt=before) if before is not None else rows
    found = list(rows[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    context = frame(
        officer, "privacy:exports", lines=[_line(row) for row in found],
        older=f"?truoc={found[-1].pk}" if more else "", newer=request.path if before is not None else "",
    )  # fmt: skip
    return render(request, "privacy/exports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@protection_page
def new(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Ask for an export of a data set. 422 with every fault at its question."""
    sets = exports.all_sets()
    post, problems = request.POST, {}
    chosen = sets.get(post.get("dataset", "") or request.GET.get("bo", "")) or next(iter(sets.values()))
    if request.method == "POST":
        raw = post.get("k", "")
        wanted = Wanted(
            dataset=chosen.key, fields=post.getlist("fields"), purpose=post.get("purpose", ""),
            receiver=post.get("receiver", ""), ground=post.get("ground", ""),
            k=whole_number(raw, 5) or 0, keeps_key=post.get("key") == "keep",
        )  # fmt: skip
        try:
            row = exports.propose(wanted, by=officer.actor, at=officer.now)
        except NotPossible as refused:
            problems = refused.problems
        else:
            messages.success(request, say("Đã gửi người thứ hai duyệt.", "Sent to a second officer."))
            return redirect("privacy:export", row.uuid)
    fields = _fields(request, chosen, problems)
    context = frame(
        officer, "privacy:exports", fields=fields, errors=errors_of(fields) if problems else [], chosen=chosen,
        sets=[{"key": one.key, "words": both(one.vi, one.en), "current": one is chosen} for one in sets.values()],
    )  # fmt: skip
    return render(request, "privacy/export_new.html", context, status=422 if problems else 200)


def _fields(
    request: HttpRequest, chosen: exports.DataSet, problems: dict[str, tuple[str, str]]
) -> list[Field]:
    post = request.POST
    return [
        Field(
            "fields", "choices", both("Cột", "Columns"), value=post.getlist("fields"), error=fault(problems, "fields"),
            options=[Option(one.key, both(one.vi, one.en)) for one in chosen.columns],
        ),
        Field(
            "purpose", "longtext", both("Dùng để làm gì", "What for"), value=post.get("purpose", ""),
            error=fault(problems, "purpose"), max_length=LONGEST,
        ),
        Field(
            "receiver", "text", both("Ai nhận", "Who receives it"), value=post.get("receiver", ""),
            error=fault(problems, "receiver"),
        ),
        Field(
            "ground", "text", both("Căn cứ", "Legal ground"), value=post.get("ground", ""), error=fault(problems, "ground")
        ),
        Field(
            "k", "integer", both("Nhóm nhỏ nhất (k)", "Smallest group (k)"), value=post.get("k", str(USUAL_K)),
            error=fault(problems, "k"), width="s",
            hint=both("Tổ hợp giá trị của ít người hơn k bị bỏ khỏi tệp.", "Combinations of fewer people are left out."),
        ),
        Field(
            "key", "choice", both("Khóa tạo mã thay tên", "Key of the codes"), value=post.get("key", "destroy"),
            options=[
                Option("destroy", both("Hủy ngay khi có tệp: không ai nối lại được", "Destroyed with the file: nobody can link")),
                Option("keep", both("Giữ, để bổ sung đợt sau với cùng mã", "Kept, for a later part with the same codes")),
            ],
        ),
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@protection_page
def one(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """What is asked for; a second officer decides; the report of what was left out. One query. Raises: Http404."""
    row = StatisticsExport.objects.select_related("proposed_by", "decided_by").filter(uuid=uuid).first()
    if row is None:
        raise Http404
    problems: dict[str, tuple[str, str]] = {}
    if request.method == "POST":
        agreed = request.POST.get("act") == "approve"
        if agreed and not fresh_proof(request):
            return ask_proof(request)
        try:
            with transaction.atomic():
                exports.decide(
                    uuid,
                    agreed=agreed,
                    reason=request.POST.get("reason", ""),
                    by=officer.actor,
                    at=officer.now,
                )
                if agreed:
                    jobs.make_export.defer(number=str(uuid))
        except NotPossible as refused:
            problems = refused.problems
        else:
            messages.success(
                request,
                say("Đã duyệt; tệp đang được tạo.", "Approved; the file is being made.")
                if agreed
                else say("Đã ghi là không duyệt.", "Refused."),
            )
            return redirect("privacy:export", uuid)
    field = Field(
        "reason", "longtext", both("Lý do không duyệt", "Why not"), value=request.POST.get("reason", ""),
        error=fault(problems, "reason"), max_length=LONGEST, required=False,
    )  # fmt: skip
    context = frame(
        officer, "privacy:exports", **_line(row), own=row.proposed_by_id == officer.account.id, field=field,
        wrong=fault(problems), errors=errors_of([field]) if problems else [],
    )  # fmt: skip
    return render(request, "privacy/export.html", context, status=422 if problems else 200)


@require_safe
@needs_fresh_proof
@protection_page
def file(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """The file; each taking is told in an event. Raises: Http404."""
    try:
        row, content = exports.take(uuid, by=officer.actor, at=officer.now)
    except (StatisticsExport.DoesNotExist, NotPossible):
        raise Http404 from None
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="thong-ke-{row.pk}.csv"'
    return answer
