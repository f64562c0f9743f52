"""The review list: dossiers whose agency the plan could not know. Their officer keeps them or hands them over."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from motcua.city import posts
from motcua.city.authority import NotAllowed
from motcua.city.models import Agency, Power
from motcua.city.reform import questions
from motcua.city.reform.models import Plan, Question
from motcua.city.reform.plans import REORGANISE, PlanRefused
from motcua.foundation import audit
from motcua.procedures.dossiers.models import Dossier
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.reform.frame import both, frame
from motcua.sites.reform.telling import agency_names
from motcua.sites.shell import language

HERE = "reform:questions"
PAGE = 50
KINDS = {
    "consult": both("Nơi được hỏi ý kiến bị chia", "A consulted body was divided")
    | {"tone": "warn", "icon": "chat"},
    "place": both("Địa bàn bị chia", "Divided territory") | {"tone": "warn", "icon": "pin"},
    "post": both("Không có chức danh tương ứng", "No such post here") | {"tone": "warn", "icon": "person"},
}


@require_safe
@officer_page
def listing(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """What waits for this officer's decision, oldest first, paged by key; no address is shown here. Three queries."""
    keys = _keys(officer)
    if not keys and not _plans_all(officer):
        return render(request, "403.html", status=403)
    after = request.GET.get("sau", "0")
    if not after.isdecimal():
        raise Http404
    rows = (
        list(_early(int(after)))
        if _plans_all(officer)
        else questions.waiting(keys, after=int(after), most=PAGE + 1)
    )
    names = agency_names({row.agency_key for row in rows} | {row.from_key for row in rows})
    context = frame(
        officer,
        HERE,
        rows=[
            {
                "one": row,
                "kind": KINDS[row.kind],
                "from": _words(row.from_key, names),
                "now": _words(row.agency_key, names),
            }
            for row in rows[:PAGE]
        ],
        older=f"{reverse(HERE)}?sau={rows[PAGE - 1].pk}" if len(rows) > PAGE else "",
        newer=reverse(HERE) if after != "0" else "",
    )
    return render(request, "reform/questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def one(request: HttpRequest, officer: Officer, number: int) -> HttpResponseBase:
    """One question with the address as far as it is known, and its choices. Looking is logged. Raises: Http404."""
    question = Question.objects.select_related("plan").filter(id=number).first()
    if question is None:
        raise Http404
    try:
        questions.require(question, officer.actor, officer.now)
    except NotAllowed:
        raise Http404 from None
    if request.method != "POST":
        return _one(request, officer, question, {})
    to = request.POST.get("to", "")
    if not to:
        return _one(request, officer, question, {"to": both("Hãy chọn một nơi.", "Choose one.")})
    words = request.POST.get("words", "").strip()[:500]
    try:
        done = questions.decide(number, to, words, by=officer.actor, at=officer.now)
    except PlanRefused as refused:
        return _one(request, officer, question, {"to": both(refused.vi, refused.en)})
    if done.lapsed_at is not None:
        messages.info(
            request, language.say("Hồ sơ đã kết thúc, không còn gì để chuyển.", "The dossier has ended.")
        )
    else:
        messages.success(request, language.say("Đã ghi quyết định.", "Decided."))
    return redirect(HERE)


def _one(request: HttpRequest, officer: Officer, question: Question, wrong: dict[str, Any]) -> HttpResponse:
    names = agency_names({question.agency_key, question.from_key, *question.choices})
    dossier = Dossier.objects.filter(uuid=question.subject).only("owner_id", "applicant_id", "code").first()
    if dossier is not None:
        audit.log_read(
            officer.actor,
            [dossier.owner_id, dossier.applicant_id],
            purpose="Quyết định nơi giải quyết sau sắp xếp tổ chức",
            what="địa chỉ của hồ sơ",
            code="reform",
            at=officer.now,
            dossier_code=dossier.code,
        )
    context = frame(
        officer,
        HERE,
        question=question,
        kind=KINDS[question.kind],
        old=_words(question.from_key, names),
        now=_words(question.agency_key, names),
        open=question.decided_at is None and question.lapsed_at is None,
        choices=[
            {"key": key, "words": _choice(question, key, names), "here": key == question.agency_key}
            for key in question.choices
        ],
        decided=_choice(question, question.decided, names) if question.decided else None,
        wrong=wrong,
        errors=[{"href": "#to", "text": words} for words in wrong.values()],
        typed=request.POST.get("words", ""),
    )
    return render(request, "reform/question.html", context, status=422 if wrong else 200)


def _choice(question: Question, key: str, names: Any) -> dict[str, str]:
    if question.kind == Question.Kind.POST:
        kind = posts.KINDS.get(key)
        return both(kind.vi, kind.en) if kind else both(key, key)
    return _words(key, names)


def _words(key: str, names: Any) -> dict[str, str]:
    vi, en = names.get(key, (key, key))
    return both(vi, en)


def _keys(officer: Officer) -> list[str]:
    """Bodies whose work this officer assigns. One query."""
    ids = officer.powers.agency_ids(Power.Name.ASSIGN)
    return list(Agency.objects.filter(id__in=ids).values_list("key", flat=True)) if ids else []


def _plans_all(officer: Officer) -> bool:
    """Whoever writes plans sees what is asked before their day."""
    return officer.powers.holds_any(REORGANISE)


def _early(after: int) -> Any:
    return (
        Question.objects.filter(decided_at=None, lapsed_at=None, id__gt=after)
        .exclude(plan__state=Plan.State.DONE)
        .select_related("plan")
        .order_by("id")[: PAGE + 1]
    )
