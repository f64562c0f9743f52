"""Who looked at my data: by day, in plain words; a question about a look; the list as a file of one's own."""

import csv
import io
import uuid as uuids
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from motcua.city import identities
from motcua.foundation import clock
from motcua.foundation.models import AccessLog
from motcua.foundation.worktime import VN
from motcua.records.privacy import looking, questions, terms
from motcua.records.privacy.looking import Group
from motcua.records.privacy.models import LookQuestion
from motcua.sites.portal.frame import show
from motcua.sites.portal.resident import Resident, resident_only
from motcua.sites.privacy import words
from motcua.sites.shell.fields import Field, errors_of
from motcua.sites.shell.language import both, pick, say
from motcua.sites.shell.typed import whole_number

MOST_IN_FILE = 20_000
MINE = {"label": {"vi": "Của tôi", "en": "My page"}, "href": "/ca-nhan"}
TITLE = {"vi": "Ai đã xem dữ liệu của tôi", "en": "Who looked at my data"}
RESULTS = {
    "shown": ("Đã xem", "Shown"),
    "refused": ("Bị từ chối", "Refused"),
    "empty": ("Không thấy gì", "Nothing found"),
}
FINDINGS = {
    "in_order": ("ok", "check", "Việc xem có căn cứ", "The look was in order"),
    "unclear": ("warn", "clock", "Đang xem xét thêm", "Looked into further"),
    "not_in_order": ("danger", "alert", "Việc xem không có căn cứ", "The look was not in order"),
}


def _crumbs(*more: dict[str, Any]) -> list[dict[str, Any]]:
    return (
        [MINE, {"label": TITLE, "href": reverse("privacy:looks")}, *more]
        if more
        else [MINE, {"label": TITLE}]
    )


def _line(group: Group, readers: words.Readers, asked: dict[int, LookQuestion]) -> dict[str, Any]:
    first = group.first
    return {
        "id": first.id,
        "who": readers.who(first),
        "why": words.why(first),
        "whats": [words.what(one) for one in group.whats[:6]],
        "more": max(len(group.whats) - 6, 0),
        "times": len({row.look or row.id for row in group.rows}),
        "since": group.since,
        "until": group.until,
        "span": f"{group.since.astimezone(VN):%H:%M}" != f"{group.until.astimezone(VN):%H:%M}",
        "code": first.dossier_code,
        "refused": first.result == AccessLog.Result.REFUSED,
        "question": next((asked[one] for one in group.ids if one in asked), None),
    }


def _asked(person_id: int) -> dict[int, LookQuestion]:
    """Questions of the person by the looks that they are about. One query."""
    rows = LookQuestion.objects.filter(person_id__in=identities.together(person_id)).order_by("-id")[:200]
    return {look: row for row in rows for look in row.looks}


@never_cache
@require_safe
@resident_only
def looks(request: HttpRequest) -> HttpResponse:
    """By day: who, why, which data, which dossier. Four queries beyond the page's own."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    raw = request.GET.get("truoc", "")
    before = whole_number(raw)
    rows, older = looking.of_person(resident.person.pk, before)
    readers, asked = words.Readers(rows), _asked(resident.person.pk)
    days = [
        {"day": day, "lines": [_line(group, readers, asked) for group in groups]}
        for day, groups in looking.grouped(rows)
    ]
    context = {
        "days": days,
        "older": f"?truoc={older}" if older else "",
        "newer": request.path if before is not None else "",
        "limit": terms.term("question", clock.now().date()),
        "crumbs": _crumbs(),
    }
    return show(request, "privacy/looks.html", context, menu="account")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def ask(request: HttpRequest, look: int) -> HttpResponse:
    """A question about looks of one reader on one day. 422 with the words kept. Raises: Http404 for others' looks."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    group = looking.group_with(resident.person.pk, look)
    if group is None:
        raise Http404
    readers, now = words.Readers(group.rows), clock.now()
    line = _line(group, readers, {})
    typed, faults = request.POST.get("words", ""), {}
    if request.method == "POST":
        english = request.LANGUAGE_CODE == "en"  # type: ignore[attr-defined]
        asked = questions.Asked(
            resident.person.pk, group.ids, _about(group, line), typed, "en" if english else "vi"
        )
        try:
            made = questions.ask(asked, by=resident.actor, at=now)
        except questions.NotPossible as refused:
            faults = refused.problems
        else:
            messages.success(request, say("Đã gửi câu hỏi.", "Your question has been sent."))
            return redirect("privacy:question", made.uuid)
    fault = faults.get("words") or faults.get("")
    fields = [
        Field(
            "words", "longtext", {"vi": "Bạn muốn hỏi điều gì?", "en": "What do you want to know?"}, value=typed,
            error=both(*fault) if fault else "", max_length=questions.LONGEST,
            hint={"vi": "Ví dụ: tôi không có hồ sơ nào ở cơ quan này.", "en": "For instance: I have no dossier there."},
        )
    ]  # fmt: skip
    context = {
        "day": group.day, "line": line, "fields": fields, "errors": errors_of(fields),
        "limit": terms.term("question", now.date()),
        "crumbs": _crumbs({"label": {"vi": "Hỏi về lượt xem", "en": "Ask about a look"}}),
    }  # fmt: skip
    return show(request, "privacy/ask.html", context, menu="account", status=422 if faults else 200)


def _about(group: Group, line: dict[str, Any]) -> str:
    """The looks as the person was told of them, in the person's language."""
    who = pick(line["who"]["title"])
    return f"{group.day:%d/%m/%Y}: {who}, {pick(line['why'])}"


@never_cache
@require_safe
@resident_only
def question(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """One's question and its answer. Raises: Http404 for anybody else's."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    row = LookQuestion.objects.filter(
        uuid=uuid, person_id__in=identities.together(resident.person.pk)
    ).first()
    if row is None:
        raise Http404
    tone, icon, vi, en = FINDINGS.get(row.finding, ("info", "clock", "Chờ trả lời", "Waits for an answer"))
    context = {
        "row": row, "state": {"tone": tone, "icon": icon, "words": both(vi, en)},
        "crumbs": _crumbs({"label": {"vi": "Câu hỏi của tôi", "en": "My question"}}),
    }  # fmt: skip
    return show(request, "privacy/question.html", context, menu="account")


@never_cache
@require_safe
@resident_only
def download(request: HttpRequest) -> HttpResponse:
    """All looks that the log still holds, as a table for one's own use. Three queries."""
    resident: Resident = request.resident  # type: ignore[attr-defined]
    mine = identities.together(resident.person.pk)
    rows = list(AccessLog.objects.filter(person_id__in=mine).order_by("-id")[:MOST_IN_FILE])
    readers = words.Readers(rows)
    out = io.StringIO()
    table = csv.writer(out)
    heads = (("Lúc", "When"), ("Cơ quan", "Agency"), ("Chức vụ", "Post"), ("Người xem", "Reader"), ("Để làm gì", "Why"),
             ("Dữ liệu", "Data"), ("Hồ sơ", "Dossier"), ("Thay mặt", "For"), ("Kết quả", "Result"))  # fmt: skip
    table.writerow([say(*head) for head in heads])
    for row in rows:
        who = readers.who(row)
        table.writerow(
            [
                f"{row.at.astimezone(VN):%Y-%m-%d %H:%M:%S}",
                _cell(pick(who["title"])),
                _cell(pick(who["post"]) if who["post"] else ""),
                _cell(who["name"]),
                _cell(pick(words.why(row))),
                _cell(pick(words.what(row.what))),
                row.dossier_code,
                _cell(who["for"]),
                say(*RESULTS[row.result]),
            ]
        )
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="ai-da-xem-du-lieu-cua-toi.csv"'
    return answer


def _cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
