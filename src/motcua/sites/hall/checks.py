"""Spot checks of a hall, and the tasks that come of them."""

import uuid as uuids
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from motcua.city.hall import rules, supervision
from motcua.city.hall.errors import Refused
from motcua.city.hall.models import Hall, SpotCheck, Task
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.hall.whose import answers, inspects, may_supervise, supervised
from motcua.sites.shell import typed
from motcua.sites.shell.fields import Field
from motcua.sites.shell.language import pick

PAGE = 30


@officer_page
def checks(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Open tasks first, then the newest checks. Four queries."""
    if not may_supervise(officer):
        raise PermissionDenied
    halls = supervised(officer)
    ids = [one.pk for one in halls]
    tasks = (
        Task.objects.select_related("hall__agency", "check_row")
        .filter(hall__in=ids)
        .exclude(state=Task.State.CLOSED)
        .order_by("due_on", "id")[:PAGE]
    )
    rows = SpotCheck.objects.select_related("hall").filter(hall__in=ids)
    if request.GET.get("sau", "").isdecimal():
        rows = rows.filter(id__lt=int(request.GET["sau"][:18]))
    found = list(rows.order_by("-id")[: PAGE + 1])
    context = page_context(
        officer,
        "/quay/kiem-tra/",
        tasks=[_task(one, officer) for one in tasks],
        rows=[
            {"row": one, "faults": sum(value == supervision.FAULT for value in one.found.values())}
            for one in found[:PAGE]
        ],
        older=f"?sau={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        newer=request.path if request.GET.get("sau") else "",
        halls=[one for one in halls if inspects(officer, one)],
    )
    return render(request, "hall/checks.html", context)


def _task(task: Task, officer: Officer) -> dict[str, Any]:
    point = next((one for one in rules.rules().checks if one.key == task.point), None)
    late = task.due_on < officer.now.date() and task.state == Task.State.OPEN
    return {
        "row": task,
        "due": Field(
            f"due-{task.pk}", "date", {"vi": "Hạn mới", "en": "New day"}, value=task.due_on, required=False
        ),
        "point": {"vi": point.vi, "en": point.en} if point else task.point,
        "late": late,
        "may_answer": task.state == Task.State.OPEN and answers(officer, task.hall),
        "may_close": task.state == Task.State.ANSWERED
        and inspects(officer, task.hall)
        and task.answered_by_id != officer.account.pk,
    }


@officer_page
def check(request: HttpRequest, officer: Officer, key: str) -> HttpResponse:
    """The checklist of a spot check. POST writes it down; 422 with the faults at their points. Raises: Http404."""
    hall = Hall.objects.select_related("agency").filter(key=key, closed_on=None).first()
    if hall is None or not inspects(officer, hall):
        raise Http404
    given = request.POST
    errors: dict[str, dict[str, str]] = {}
    if request.method == "POST":
        found = {one.key: given.get(one.key, "") for one in rules.rules().checks}
        faults = []
        for one in rules.rules().checks:
            if found[one.key] not in (supervision.OK, supervision.FAULT, supervision.NONE):
                errors[one.key] = {"vi": "Mục này cần được trả lời.", "en": "This is needed."}
            if found[one.key] == supervision.FAULT:
                words, due = (
                    given.get(f"{one.key}-words", "").strip()[:2000],
                    typed.any_day(given, f"{one.key}-due"),
                )
                if not words:
                    errors[f"{one.key}-words"] = {
                        "vi": "Ghi rõ cần khắc phục điều gì.",
                        "en": "Say what has to be put right.",
                    }
                if due is None or due < officer.now.date():
                    errors[f"{one.key}-due"] = {
                        "vi": "Chọn một ngày từ hôm nay.",
                        "en": "Choose a day from today on.",
                    }
                if words and due is not None:
                    faults.append(supervision.Fault(one.key, words, due))
        if not errors:
            made = supervision.check(
                hall, found, faults, given.get("words", "")[:4000], by=officer.actor, at=officer.now
            )
            return redirect("hall:check-row", made.uuid)
    standard = officer.now.date() + timedelta(days=5)
    points = [
        {
            "key": one.key,
            "words": {"vi": one.vi, "en": one.en},
            "value": given.get(one.key, ""),
            "fault": given.get(f"{one.key}-words", ""),
            "due": Field(
                f"{one.key}-due",
                "date",
                {"vi": "Hạn", "en": "Due"},
                required=False,
                value=typed.day_as_typed(given, f"{one.key}-due", standard),
                error=errors.get(f"{one.key}-due", ""),
            ),
            "error": errors.get(one.key),
            "fault_error": errors.get(f"{one.key}-words"),
        }
        for one in rules.rules().checks
    ]
    context = page_context(
        officer, "/quay/kiem-tra/", hall=hall, points=points, words=given.get("words", ""),
        errors=[
            {"href": f"#id-{name}-day" if name.endswith("-due") else f"#{name}", "text": pick(words)}
            for name, words in errors.items()
        ],
        answers=[
            {"value": supervision.OK, "vi": "Đạt", "en": "Fine"},
            {"value": supervision.FAULT, "vi": "Chưa đạt", "en": "Fault"},
            {"value": supervision.NONE, "vi": "Không xét", "en": "Not looked at"},
        ],
    )  # fmt: skip
    return render(request, "hall/check.html", context, status=422 if errors else 200)


@officer_page
def check_row(request: HttpRequest, officer: Officer, uuid: uuids.UUID) -> HttpResponse:
    """One check with what was found and its tasks. Raises: Http404."""
    row = SpotCheck.objects.select_related("hall__agency").filter(uuid=uuid).first()
    if row is None or not (inspects(officer, row.hall) or answers(officer, row.hall)):
        raise Http404
    words = {
        supervision.OK: ("ok", "check", "Đạt", "Fine"),
        supervision.FAULT: ("danger", "alert", "Chưa đạt", "Fault"),
        supervision.NONE: ("quiet", "info", "Không xét", "Not looked at"),
    }
    points = []
    for one in rules.rules().checks:
        if one.key in row.found:
            tone, icon, vi, en = words[row.found[one.key]]
            points.append(
                {"words": {"vi": one.vi, "en": one.en}, "tone": tone, "icon": icon, "vi": vi, "en": en}
            )
    tasks = [_task(one, officer) for one in row.tasks.select_related("hall__agency").order_by("id")]
    context = page_context(officer, "/quay/kiem-tra/", check=row, hall=row.hall, points=points, tasks=tasks)
    return render(request, "hall/check_row.html", context)


@require_POST
@officer_page
def task(request: HttpRequest, officer: Officer, uuid: uuids.UUID, name: str) -> HttpResponse:
    """Answer, confirm or give back. Raises: Http404 for a task of elsewhere or an unknown act."""
    row = Task.objects.select_related("hall__agency", "check_row").filter(uuid=uuid).first()
    if row is None or name not in ("bao-cao", "xac-nhan", "tra-lai"):
        raise Http404
    if not (inspects(officer, row.hall) or answers(officer, row.hall)):
        raise Http404
    if not (answers if name == "bao-cao" else inspects)(officer, row.hall):
        raise PermissionDenied
    words, by, at = request.POST.get("words", "")[:2000], officer.actor, officer.now
    try:
        if name == "bao-cao":
            supervision.answer(uuid, words, by=by, at=at)
        elif name == "xac-nhan":
            supervision.close(uuid, by=by, at=at)
        else:
            due = (
                typed.any_day(request.POST, f"due-{row.pk}")
                or typed.any_day(request.POST, "due")
                or at.date()
            )
            supervision.give_back(uuid, words, due, by=by, at=at)
    except Refused as refused:
        context = page_context(
            officer, "/quay/kiem-tra/", task=_task(row, officer), typed=words, refused=refused
        )
        status = 422 if refused.field else 409
        return render(request, "hall/task.html", context, status=status)
    return redirect("hall:check-row", row.check_row.uuid)
