"""Residents' questions about looks: the list by deadline, and the answer."""

import uuid as uuids

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from motcua.city import identities
from motcua.foundation import audit
from motcua.foundation.models import AccessLog
from motcua.records.privacy import questions
from motcua.records.privacy.models import LookQuestion
from motcua.records.privacy.questions import LONGEST, NotPossible
from motcua.sites.desk.officer import Officer
from motcua.sites.privacy import words
from motcua.sites.privacy.frame import PAGE, fault, frame, protection_page, state
from motcua.sites.privacy.residents import FINDINGS
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.language import both, say
from motcua.sites.shell.typed import whole_number

PURPOSE = "Trả lời câu hỏi về lượt xem dữ liệu"


@require_safe
@protection_page
def listing(request: HttpRequest, officer: Officer) -> HttpResponse:
    """What waits, the earliest deadline first (one page of it); or what was answered, newest first. Two queries."""
    ended = request.GET.get("xem") == "da-xong"
    before = whole_number(request.GET.get("truoc", ""))
    rows = LookQuestion.objects.select_related("person")
    if ended:
        rows = rows.filter(state=LookQuestion.State.ANSWERED).order_by("-id")
        rows = rows.filter(id__lt=before) if before is not None else rows
    else:
        rows = rows.filter(state=LookQuestion.State.OPEN).order_by("due_at", "id")
    found = list(rows[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    audit.log_list(
        officer.actor, [row.person_id for row in found], purpose=PURPOSE, what="list:look-questions",
        code="protection", at=officer.now,
    )  # fmt: skip
    context = frame(
        officer, "privacy:questions", lines=[{"row": row, "state": state(row.state)} for row in found], ended=ended,
        more=more and not ended, older=f"?xem=da-xong&truoc={found[-1].pk}" if more and ended else "",
        newer="?xem=da-xong" if ended and before is not None else "",
    )  # fmt: skip
    return render(request, "privacy/questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@protection_page
def one(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """The question, the looks that it is about, the answer. Six queries. Raises: Http404."""
    row = LookQuestion.objects.select_related("person", "answered_by").filter(uuid=uuid).first()
    if row is None:
        raise Http404
    problems: dict[str, tuple[str, str]] = {}
    if request.method == "POST":
        finding, answer = request.POST.get("finding", ""), request.POST.get("answer", "")
        try:
            questions.answer(uuid, finding, answer, by=officer.actor, at=officer.now)
        except NotPossible as refused:
            problems = refused.problems
        else:
            messages.success(request, say("Đã trả lời.", "Answered."))
            return redirect("privacy:questions")
    audit.log_read(
        officer.actor,
        [row.person_id],
        purpose=PURPOSE,
        what="look-question",
        code="protection",
        at=officer.now,
    )
    looks = list(
        AccessLog.objects.filter(id__in=row.looks, person_id__in=identities.together(row.person_id)).order_by(
            "id"
        )
    )
    readers = words.Readers(looks)
    fields = [
        Field(
            "finding", "choice", both("Kết luận", "Finding"), value=request.POST.get("finding", ""),
            options=[Option(key, both(vi, en)) for key, (_, _, vi, en) in FINDINGS.items()],
            error=fault(problems, "finding"),
        ),
        Field(
            "answer", "longtext", both("Trả lời người dân", "Answer to the resident"),
            value=request.POST.get("answer", ""), error=fault(problems, "answer"), max_length=LONGEST,
        ),
    ]  # fmt: skip
    context = frame(
        officer, "privacy:questions", row=row, state=state(row.state), fields=fields,
        looks=[
            {"look": one, "who": readers.who(one), "what": words.what(one.what), "why": words.why(one)} for one in looks
        ],
        errors=errors_of(fields) if problems else [], wrong=fault(problems),
        finding=both(*FINDINGS[row.finding][2:]) if row.finding else None,
    )  # fmt: skip
    return render(request, "privacy/answer.html", context, status=422 if problems else 200)
