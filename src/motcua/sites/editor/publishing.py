"""From a working copy to the public: what changes, who puts it forward, who approves."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from motcua.city.authority import NotAllowed
from motcua.foundation.worktime import VN
from motcua.procedures.authoring import proposing
from motcua.procedures.authoring.differences import Difference
from motcua.procedures.authoring.models import Proposal, WorkingCopy
from motcua.procedures.authoring.naming import key_words
from motcua.procedures.rehearsal import running as rehearsal
from motcua.sites.desk.officer import Officer
from motcua.sites.editor.frame import EDIT, ISSUE, copy_for, editing_page, frame
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field, errors_of
from motcua.sites.shell.typed import whole_number

EFFECTS = {
    "safe": ("ok", "check", "An toàn", "Safe"),
    "consent": ("warn", "alert", "Cần đồng ý", "Needs consent"),
    "never": ("danger", "stop", "Không theo được", "Cannot follow"),
}
"""How an effect looks: tone, icon, words."""


@require_http_methods(["GET", "HEAD"])
@editing_page
def publish(request: HttpRequest, officer: Officer, uuid: str) -> HttpResponseBase:
    """What would change, what hinders, and the next act. At most twelve queries."""
    return _page(request, officer, copy_for(uuid))


@require_POST
@editing_page
def act(request: HttpRequest, officer: Officer, uuid: str, act: str) -> HttpResponse:
    """One of the four acts: submit, approve, send back, withdraw. Raises: Http404."""
    copy = copy_for(uuid)
    if act == "trinh":
        return _submit(request, officer, copy)
    waiting = Proposal.objects.filter(copy=copy).order_by("-at").first()
    if waiting is None or act not in ("duyet", "tra-lai", "rut"):
        raise Http404
    try:
        if act == "duyet":
            version = proposing.approve(
                waiting.pk,
                seen=_number(request),
                words=request.POST.get("words", ""),
                by=officer.actor,
                at=officer.now,
            )
            messages.success(
                request,
                language.say(f"Đã công bố bản {version.number}.", f"Version {version.number} is out."),
            )
            return redirect("editor:versions", copy.code)
        if act == "tra-lai":
            proposing.reject(waiting.pk, request.POST.get("words", ""), by=officer.actor, at=officer.now)
        else:
            proposing.withdraw(waiting.pk, by=officer.actor, at=officer.now)
    except NotAllowed as refused:
        return _page(request, officer, copy_for(uuid), refused=refused, status=403)
    except proposing.Refused as refused:
        return _page(request, officer, copy_for(uuid), refused=refused, status=409)
    return redirect("editor:publish", copy.uuid)


def _submit(request: HttpRequest, officer: Officer, copy: WorkingCopy) -> HttpResponse:
    fields = _fields(request, officer)
    terms = _terms(request, fields)
    if terms is None:
        return _page(request, officer, copy, fields=fields, status=422)
    try:
        proposing.submit(str(copy.uuid), terms, seen=_number(request), by=officer.actor, at=officer.now)
    except NotAllowed as refused:
        return _page(request, officer, copy_for(str(copy.uuid)), fields=fields, refused=refused, status=403)
    except proposing.Refused as refused:
        return _page(request, officer, copy_for(str(copy.uuid)), fields=fields, refused=refused, status=409)
    messages.success(request, language.say("Đã trình duyệt.", "Submitted for approval."))
    return redirect("editor:publish", copy.uuid)


def _page(
    request: HttpRequest,
    officer: Officer,
    copy: WorkingCopy,
    *,
    fields: dict[str, Field] | None = None,
    refused: Any = None,
    status: int = 200,
) -> HttpResponse:
    proposals = list(copy.proposals.order_by("-at")[:20])
    waiting = next((one for one in proposals if one.state == Proposal.State.WAITING), None)
    problems = proposing.hindrances(copy) if copy.state in ("editing", "submitted") else []
    shown = fields or _fields(request, officer)
    authors = proposing.authors_of(copy) | ({waiting.by_id} if waiting else set())
    context = frame(
        officer,
        copy,
        "editor:publish",
        changes=grouped(proposing.changes_of(copy)) if copy.state in ("editing", "submitted") else [],
        problems=problems,
        fields=list(shown.values()),
        errors=errors_of(list(shown.values())),
        refused=refused,
        waiting=waiting,
        rehearsed=rehearsal.latest(copy) if copy.base_id else None,
        typed_words=request.POST.get("words", ""),
        late=proposing.late_notices(waiting, officer.now.astimezone(VN).date()) if waiting else [],
        proposals=[one for one in proposals if one is not waiting],
        may_edit=officer.powers.holds_any(EDIT),
        may_issue=officer.powers.holds_any(ISSUE),
        own_words=officer.account.pk in authors,
    )
    return render(request, "editor/publish.html", context, status=status)


def grouped(found: Iterable[Difference]) -> list[dict[str, Any]]:
    """Differences by the part of the definition, each with how its effect looks."""
    areas: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        tone, icon, vi, en = EFFECTS[one.effect]
        tag = {"tone": tone, "icon": icon, "vi": vi, "en": en}
        areas.setdefault(one.area, []).append({"words": one, "tag": tag, "why": one.verdict.why})
    return [{"title": _heading(area), "rows": rows} for area, rows in areas.items()]


def _heading(area: str) -> dict[str, str]:
    return {key: word[:1].upper() + word[1:] for key, word in key_words(area).items()}


def _fields(request: HttpRequest, officer: Officer) -> dict[str, Field]:
    today = officer.now.astimezone(VN).date()
    typed = request.POST
    made = [
        Field("reason", "longtext", {"vi": "Vì sao thay đổi", "en": "Why it changes"}, max_length=2000),
        Field(
            "decision", "text", {"vi": "Số quyết định", "en": "Number of the decision"}, width="m",
            example="1754/QĐ-UBND", max_length=100,
        ),
        Field("decided_on", "date", {"vi": "Ngày quyết định", "en": "Date of the decision"}),
        Field(
            "valid_from", "date", {"vi": "Có hiệu lực từ", "en": "In force from"}, value=today.isoformat(),
            hint={"vi": "Hôm nay: áp dụng ngay khi được duyệt.", "en": "Today: as soon as it is approved."},
        ),
    ]  # fmt: skip
    for field in made:
        if field.kind == "date" and f"{field.name}-day" in typed:
            year, month, day = (
                typed.get(f"{field.name}-{part}", "").strip() for part in ("year", "month", "day")
            )
            field.value = f"{year}-{month}-{day}" if year or month or day else ""
        elif field.name in typed:
            field.value = typed[field.name].strip()
    return {field.name: field for field in made}


def _terms(request: HttpRequest, fields: dict[str, Field]) -> proposing.Terms | None:
    """What was typed, or None with the faults at their fields, all at once."""
    for name in ("reason", "decision"):
        if not fields[name].value:
            fields[name].error = {"vi": "Cần điền.", "en": "This is needed."}
    days = {name: _day(fields[name]) for name in ("decided_on", "valid_from")}
    if any(field.error for field in fields.values()):
        return None
    decided_on, valid_from = days["decided_on"], days["valid_from"]
    assert decided_on is not None and valid_from is not None
    if valid_from < decided_on:
        fields["valid_from"].error = {
            "vi": "Không thể trước ngày quyết định.", "en": "It cannot be before the decision."
        }  # fmt: skip
        return None
    return proposing.Terms(fields["reason"].value, fields["decision"].value, decided_on, valid_from)


def _day(field: Field) -> date | None:
    try:
        year, month, day = (int(part) for part in str(field.value).split("-"))
        return date(year, month, day)
    except ValueError:
        field.error = {
            "vi": "Hãy ghi đủ ngày, tháng, năm có thật.",
            "en": "Give a day, month and year that exist.",
        }
        return None


def _number(request: HttpRequest) -> int:
    raw = request.POST.get("seen", "")
    return whole_number(raw, 9) or 0


routes = [
    path("<uuid:uuid>/cong-bo/", publish, name="publish"),
    path("<uuid:uuid>/cong-bo/viec/<slug:act>/", act, name="publish-act"),
]
