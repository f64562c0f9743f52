"""Breaches and drills: the register, one of them with its clock, and the documents that the log gives."""

import uuid as uuids
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from motcua.city.models import Account, Agency, Person
from motcua.foundation import audit
from motcua.foundation.worktime import VN
from motcua.records.privacy import breaches, documents
from motcua.records.privacy.breaches import KINDS, Noted
from motcua.records.privacy.models import Breach
from motcua.records.privacy.questions import LONGEST, NotPossible, head_agency
from motcua.sites.desk.officer import Officer
from motcua.sites.privacy.frame import PAGE, breach_state, fault, frame, protection_page
from motcua.sites.security.proof import needs_fresh_proof
from motcua.sites.shell import typed
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.language import both, say

PURPOSE = "Xác định phạm vi sự cố dữ liệu"
MOMENTS = (
    ("begins", "Rà soát từ lúc", "Look from"),
    ("ends", "Rà soát đến lúc", "Look until"),
    ("found_at", "Phát hiện lúc", "Found at"),
)
DOCUMENTS = {
    "bao-cao": ("report", "Báo cáo phạm vi ảnh hưởng", "Report of who was affected"),
    "co-quan": ("authority", "Bản thảo thông báo cơ quan chuyên trách", "Draft to the authority"),
    "nguoi-dan": ("subjects", "Bản thảo thông báo người dân", "Draft to the people"),
}


@require_safe
@protection_page
def listing(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Newest first. One query."""
    before = typed.whole_number(request.GET.get("truoc", ""))
    rows = Breach.objects.order_by("-id")
    rows = rows.filter(id__lt=before) if before is not None else rows
    found = list(rows[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    context = frame(
        officer, "privacy:breaches", lines=[{"row": row, "state": breach_state(row)} for row in found],
        older=f"?truoc={found[-1].pk}" if more else "", newer=request.path if before is not None else "",
    )  # fmt: skip
    return render(request, "privacy/breaches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@protection_page
def new(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Note a breach, or begin a drill. 422 with every fault at its question."""
    post = request.POST
    problems: dict[str, tuple[str, str]] = {}
    if request.method == "POST":
        moments, problems = _moments(post)
        account = Account.objects.filter(username=post.get("account", "").strip()).first()
        if post.get("account", "").strip() and account is None:
            problems["account"] = ("Không có tài khoản này.", "There is no such account.")
        if not problems:
            given = Noted(
                title=post.get("title", ""), happened=post.get("happened", ""), drill=post.get("drill") == "drill",
                kinds=post.getlist("kinds"), accounts=[account.pk] if account else (), harm=post.get("harm") == "yes",
                screens=tuple(post.get("screens", "").replace(",", " ").split())[:20], begins=moments["begins"],
                ends=moments["ends"], found_at=moments["found_at"],
            )  # fmt: skip
            try:
                row = breaches.note(given, by=officer.actor, at=officer.now)
            except NotPossible as refused:
                problems = refused.problems
            else:
                messages.success(request, say("Đã ghi vào sổ.", "Noted."))
                return redirect("privacy:breach", row.uuid)
    fields = [*_fields(request, problems, officer.now), *_moment_fields(post, problems, officer.now)]
    context = frame(officer, "privacy:breaches", fields=fields, errors=errors_of(fields) if problems else [])
    return render(request, "privacy/breach_new.html", context, status=422 if problems else 200)


def _moments(post: Any) -> tuple[dict[str, datetime], dict[str, tuple[str, str]]]:
    found: dict[str, datetime] = {}
    wrong: dict[str, tuple[str, str]] = {}
    for name, _, _ in MOMENTS:
        at = typed.moment(post, name)
        if at is not None:
            found[name] = at
        else:
            wrong[name] = ("Hãy nhập ngày và giờ có thật.", "Type a day and an hour that exist.")
    return found, wrong


def _moment_fields(post: Any, problems: dict[str, tuple[str, str]], now: datetime) -> list[Field]:
    local = now.astimezone(VN)
    usual = {"begins": local.replace(hour=0, minute=0), "ends": local, "found_at": local}
    return [
        Field(
            name,
            "moment",
            both(vi, en),
            value=typed.moment_as_typed(post, name, None if post else usual[name]),
            error=fault(problems, name),
        )
        for name, vi, en in MOMENTS
    ]


def _fields(request: HttpRequest, problems: dict[str, tuple[str, str]], now: datetime) -> list[Field]:
    post = request.POST
    return [
        Field(
            "drill", "choice", both("Đây là", "This is"), value=post.get("drill", "drill"),
            options=[
                Option("drill", both("Diễn tập: chỉ lập văn bản, không thông báo cho ai", "A drill: documents only")),
                Option("real", both("Sự cố thật", "A real breach")),
            ],
        ),
        Field("title", "text", both("Tên sự việc", "Name"), value=post.get("title", ""), error=fault(problems, "title")),
        Field(
            "happened", "longtext", both("Điều đã biết", "What is known"), value=post.get("happened", ""),
            error=fault(problems, "happened"), max_length=LONGEST,
        ),
        Field(
            "kinds", "choices", both("Loại dữ liệu", "Kinds of data"), value=post.getlist("kinds"),
            options=[Option(key, both(vi, en)) for key, (vi, en, _) in KINDS.items()], error=fault(problems, "kinds"),
        ),
        Field(
            "account", "text", both("Tài khoản liên quan", "Account concerned"), value=post.get("account", ""),
            required=False, error=fault(problems, "account"),
            hint=both("Tên đăng nhập; để trống là mọi tài khoản.", "User name; empty is every account."),
        ),
        Field(
            "screens", "text", both("Màn hình liên quan", "Screens concerned"), value=post.get("screens", ""),
            required=False, hint=both("Tên trang trong nhật ký, ví dụ desk:dossier.", "As in the log: desk:dossier"),
        ),
        Field(
            "harm", "choice", both("Có thể gây hại cho người hay trật tự xã hội?", "May it harm people or public order?"),
            value=post.get("harm", "no"), options=[Option("no", both("Không", "No")), Option("yes", both("Có", "Yes"))],
        ),
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@protection_page
def one(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """One breach: the clock, figures from the log, documents, what was done. Seven queries. Raises: Http404."""
    row = _row(uuid)
    problems: dict[str, tuple[str, str]] = {}
    if request.method == "POST":
        try:
            breaches.step(
                uuid,
                request.POST.get("step", ""),
                request.POST.get("measures", ""),
                by=officer.actor,
                at=officer.now,
            )
        except NotPossible as refused:
            problems = refused.problems
        else:
            messages.success(request, say("Đã ghi.", "Noted."))
            return redirect("privacy:breach", uuid)
    field = Field(
        "measures", "longtext", both("Biện pháp đã làm", "What was done"), value=request.POST.get("measures", ""),
        error=fault(problems, "measures"), max_length=LONGEST,
    )  # fmt: skip
    context = frame(
        officer, "privacy:breaches", row=row, state=breach_state(row), found=breaches.affected(row),
        kinds=[both(*KINDS[one][:2]) for one in row.kinds if one in KINDS],
        must_tell=bool(breaches.TELL_SUBJECTS & set(row.kinds)), late=row.due_at < officer.now,
        begins=datetime.fromisoformat(row.scope["from"]), ends=datetime.fromisoformat(row.scope["to"]),
        documents=[{"key": key, "words": both(vi, en)} for key, (_, vi, en) in DOCUMENTS.items()],
        field=field, wrong=fault(problems), errors=errors_of([field]) if problems else [],
    )  # fmt: skip
    return render(request, "privacy/breach.html", context, status=422 if problems else 200)


@require_safe
@needs_fresh_proof
@protection_page
def document(request: HttpRequest, officer: Officer, uuid: uuids.UUID, kind: str) -> HttpResponse:
    """The report or a draft, made now from the log. Whose names it lists can read that. Raises: Http404."""
    row = _row(uuid)
    if kind not in DOCUMENTS:
        raise Http404
    found = breaches.affected(row)
    wanted = DOCUMENTS[kind][0]
    people: dict[int, Person] = {}
    if wanted == "report":
        people = Person.objects.in_bulk(documents.names_needed(found))
        audit.log_list(
            officer.actor, people, purpose=PURPOSE, what="list:breach", code="protection", at=officer.now
        )
    agencies = Agency.objects.in_bulk({agency for _, agency, *_ in found.by_reader if agency})
    pdf = documents.render(wanted, row, found, head_agency(), agencies, people, officer.now)  # type: ignore[arg-type]
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{kind}-{row.pk}.pdf"'
    return answer


def _row(uuid: uuids.UUID) -> Breach:
    row = Breach.objects.select_related("noted_by").filter(uuid=uuid).first()
    if row is None:
        raise Http404
    return row
