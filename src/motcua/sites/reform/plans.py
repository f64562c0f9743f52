"""Plans of organisation: the list, a new one, one with its steps, its preview, and what is done with it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.agencies import day
from motcua.city.authority import NotAllowed
from motcua.city.reform import plans, previewing, running
from motcua.city.reform.content import Content
from motcua.city.reform.models import Plan, Question
from motcua.city.reform.plans import PlanFaulty, PlanRefused
from motcua.city.reform.resolving import resolve
from motcua.city.reform.work import Line, Tally
from motcua.sites.desk.officer import Officer
from motcua.sites.reform import adding, telling
from motcua.sites.reform.frame import (
    NEEDED,
    NO_DAY,
    STATES,
    both,
    frame,
    organisers_page,
    plan_or_404,
)
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.typed import boxes, day_or_wrong

HERE = "reform:plans"
PAGE = 30
FAULTS_SHOWN = 20


@require_safe
@organisers_page
def listing(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """All plans, the newest first, paged by key. Two queries."""
    rows = Plan.objects.defer("document", "outcome").order_by("-id")
    after = request.GET.get("sau", "")
    if after:
        if not after.isdecimal():
            raise Http404
        rows = rows.filter(id__lt=int(after))
    found = list(rows[: PAGE + 1])
    older = f"{reverse(HERE)}?sau={found[PAGE - 1].pk}" if len(found) > PAGE else ""
    context = frame(
        officer,
        HERE,
        rows=[{"one": one, "state": STATES[one.state]} for one in found[:PAGE]],
        older=older,
        newer=reverse(HERE) if after else "",
    )
    return render(request, "reform/plans.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organisers_page
def begin(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """The head of a new plan; its steps follow on its own page."""
    post, wrong = request.POST, dict[str, Any]()
    if request.method == "POST":
        days: dict[str, Any] = {}
        for name, needed in (("effective_on", True), ("act_on", False)):
            days[name], bad = day_or_wrong(post, name)
            if bad:
                wrong[name] = NO_DAY
            elif needed and days[name] is None:
                wrong[name] = NEEDED
        for name in ("title", "act"):
            if not post.get(name, "").strip():
                wrong[name] = NEEDED
        if not wrong:
            plan = plans.draft(
                post["title"].strip()[:200], post["act"].strip()[:100], days["effective_on"], Content(),
                by=officer.actor, at=officer.now, act_on=days["act_on"], by_itself=post.get("by_itself") != "no",
            )  # fmt: skip
            return redirect("reform:plan", plan.uuid)
    fields = _head_fields(post, wrong)
    errors = errors_of(fields)
    context = frame(officer, HERE, fields=fields, errors=errors)
    return render(request, "reform/begin.html", context, status=422 if errors else 200)


def _head_fields(post: Any, wrong: dict[str, Any]) -> list[Field]:
    return [
        Field("title", "text", both("Tên phương án", "Title"), post.get("title", ""), max_length=200,
              example=both("Sáp nhập phường A và phường B", "Merging wards A and B"), error=wrong.get("title", "")),
        Field("act", "text", both("Số nghị quyết, quyết định", "Number of the act"), post.get("act", ""), max_length=100,
              example="1656/NQ-UBTVQH15", error=wrong.get("act", "")),
        Field("act_on", "date", both("Ngày ban hành", "Issued on"), boxes(post, "act_on"), required=False,
              error=wrong.get("act_on", "")),
        Field("effective_on", "date", both("Ngày có hiệu lực", "In effect from"), boxes(post, "effective_on"),
              error=wrong.get("effective_on", ""),
              hint=both("Từ 0 giờ ngày này, cơ quan mới làm việc.", "From midnight of this day the new bodies are at work.")),
        Field("by_itself", "choice", both("Thực hiện khi đến ngày", "On the day"), post.get("by_itself", "yes"),
              options=[Option("yes", both("Hệ thống tự thực hiện phương án đã duyệt", "The system runs the approved plan")),
                       Option("no", both("Chờ người có thẩm quyền bấm thực hiện", "An officer presses the button"))]),
    ]  # fmt: skip


@require_safe
@organisers_page
def one(request: HttpRequest, officer: Officer, uuid: UUID) -> HttpResponseBase:
    """A plan: what it says, what does not fit, what may be done with it. Raises: Http404."""
    return _one(request, officer, plan_or_404(uuid), "")


def _one(request: HttpRequest, officer: Officer, plan: Plan, refused: Any, status: int = 200) -> HttpResponse:
    change = resolve(plan)
    outcome = _tallies_of(plan.outcome)
    context = frame(
        officer,
        HERE,
        plan=plan,
        state=STATES[plan.state],
        sections=telling.sections(
            change.content, change.names, telling.unit_names(change.content, plan.effective_on)
        ),
        empty=change.content == Content(),
        faults=change.faults[:FAULTS_SHOWN],
        more_faults=max(0, len(change.faults) - FAULTS_SHOWN),
        writable=plan.state == Plan.State.DRAFT,
        ways=adding.WAYS,
        own=officer.account.pk in (plan.proposed_by_id, plan.written_by_id),
        may_approve=officer.powers.holds_any("sign"),
        due=day(officer.now) >= plan.effective_on,
        open_questions=Question.objects.filter(plan=plan, decided_at=None, lapsed_at=None).count(),
        outcome=telling.tallies(outcome, change.names, telling.procedure_names(outcome)) if outcome else [],
        refused=refused,
    )
    return render(request, "reform/plan.html", context, status=status)


@require_safe
@organisers_page
def preview(request: HttpRequest, officer: Officer, uuid: UUID) -> HttpResponseBase:
    """What would move where if the plan were run now; nothing is written. Raises: Http404."""
    plan = plan_or_404(uuid)
    if plan.state in (Plan.State.DONE, Plan.State.WITHDRAWN):
        return redirect("reform:plan", plan.uuid)
    seen = previewing.preview(plan, at=officer.now)
    context = frame(
        officer,
        HERE,
        plan=plan,
        state=STATES[plan.state],
        faults=seen.faults[:FAULTS_SHOWN],
        more_faults=max(0, len(seen.faults) - FAULTS_SHOWN),
        tallies=telling.tallies(seen.tallies, seen.change.names, telling.procedure_names(seen.tallies)),
        unplaced=seen.unplaced[: telling.MOST],
        unplaced_more=max(0, len(seen.unplaced) - telling.MOST),
        names=seen.change.names,
        unsure=seen.unsure,
    )
    return render(request, "reform/preview.html", context)


@require_safe
@organisers_page
def download(request: HttpRequest, officer: Officer, uuid: UUID) -> HttpResponse:
    """The whole plan as the file that can be imported again. Raises: Http404."""
    plan = plan_or_404(uuid)
    answer = HttpResponse(plan.document, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="phuong-an-{plan.effective_on}.json"'
    return answer


@require_POST
@organisers_page
def act(request: HttpRequest, officer: Officer, uuid: UUID, act: str) -> HttpResponseBase:
    """Propose, send back, approve, withdraw, run a plan; put what is not known on the review list. Raises: Http404."""
    plan = plan_or_404(uuid)
    words, by, at = request.POST.get("words", "").strip()[:1000], officer.actor, officer.now
    try:
        match act:
            case "trinh":
                plans.propose(uuid, by=by, at=at)
            case "tra-lai":
                plans.send_back(uuid, words, by=by, at=at)
            case "duyet":
                plans.approve(uuid, by=by, at=at, words=words)
            case "rut":
                plans.withdraw(uuid, words, by=by, at=at)
            case "thuc-hien":
                running.run(uuid, by=by, at=at)
            case "hoi-som":
                _ask_early(plan, officer)
            case _:
                raise Http404
    except NotAllowed:
        return render(request, "403.html", status=403)
    except PlanFaulty as faulty:
        return _one(request, officer, plan, both(faulty.vi, faulty.en), 422)
    except PlanRefused as refused:
        return _one(request, officer, plan_or_404(uuid), both(refused.vi, refused.en), 422)
    messages.success(request, language.say("Đã ghi.", "Done."))
    return redirect("reform:plan", uuid)


def _ask_early(plan: Plan, officer: Officer) -> None:
    if plan.state in (Plan.State.DONE, Plan.State.WITHDRAWN):
        raise PlanRefused("Phương án không còn chờ thực hiện.", "The plan no longer waits to be run.")
    previewing.ask_early(plan, at=officer.now)


def _tallies_of(outcome: Any) -> list[Tally]:
    """What a run noted, as it was counted then."""
    return [
        Tally(
            told["key"], told["vi"], told["en"], tuple(Line(**line) for line in told["lines"]),
            told.get("note_vi", ""), told.get("note_en", ""),
        )
        for told in (outcome or {}).get("tallies", [])
    ]  # fmt: skip


__all__ = ["act", "begin", "download", "listing", "one", "preview"]
