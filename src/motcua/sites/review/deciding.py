"""The worklist of what an editor must decide about published records, and the page of one question."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.authority import NotAllowed
from motcua.procedures.national import comparing, ruling
from motcua.procedures.national.models import Question, Record
from motcua.procedures.national.questions import KINDS, LEVELS, SPAN_UNITS, Wrong
from motcua.sites.desk.officer import Officer
from motcua.sites.review.frame import both, catalogue_page, edits, frame
from motcua.sites.shell import language

PAGE = 40
HERE = "review:national"
UNITS = {
    "working_day": both("ngày làm việc", "working days"),
    "working_hour": both("giờ làm việc", "working hours"),
    "day": both("ngày", "days"),
    "hour": both("giờ", "hours"),
    "month": both("tháng", "months"),
    "year": both("năm", "years"),
}
CHANNELS = {vi: both(vi, en) for vi, en in comparing.CHANNELS.values()}
"""By the words in which the evidence names them."""
LEVEL_WORDS = {
    "commune": both("Cấp xã", "Commune"),
    "province": both("Cấp tỉnh", "Province"),
    "central": both("Cấp bộ, trung ương", "Central"),
    "other": both("Cơ quan khác", "Another body"),
}
WHY = {
    "cases": both(
        "Cổng quốc gia ghi nhiều thời hạn. Thường đó là nhiều trường hợp, không phải nhiều cách nộp. Đặt tên trường hợp cho từng "
        "thời hạn thì người dân thấy đúng thời hạn của mình.",
        "Several limits are published. They mostly are several cases, not several channels. Name the case of each, and "
        "people see the limit that is theirs.",
    ),
    "fee": both(
        "Mức dưới 1.000 đ thường là thiếu số 0, hoặc là tiền nước ngoài.",
        "A sum below 1,000 đồng mostly lacks zeros, or is in another currency.",
    ),
    "unit": both(
        "Đơn vị “khác” che mất thời hạn thật, ví dụ “trong ngày”. Đọc trình tự rồi chọn.",
        "The unit “other” hides the true limit, such as “same day”. Read the steps, then choose.",
    ),
    "level": both(
        "Cấp công bố có thể thiếu hoặc sai. Tên cơ quan chỉ là gợi ý, thẩm quyền theo luật mới là căn cứ.",
        "The published level may be missing or wrong. The agency's name only suggests; competence is by law.",
    ),
    "decision": both(
        "Hai nguồn nêu hai quyết định công bố khác nhau. Giữ số đang có hoặc ghi số đúng.",
        "Two sources name different decisions. Keep this one or write the right one.",
    ),
    "papers": both(
        "Không giấy tờ nào có số bản. Người dân không biết phải mang bản chính hay bản sao.",
        "No paper has a count. People cannot know whether to bring originals or copies.",
    ),
    "district": both(
        "Không còn cấp huyện từ 01/7/2025. Chọn cấp đang làm việc này.",
        "There are no districts since 1 July 2025. Choose the level that does this now.",
    ),
}


@require_safe
@catalogue_page
def worklist(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """Open questions by kind, what people ask for most first. Two queries. Raises: Http404."""
    kind, state = request.GET.get("loai", ""), request.GET.get("xem", "open")
    if (kind and kind not in KINDS) or state not in ("open", "decided"):
        raise Http404
    counts = dict(Question.objects.filter(state=state).values_list("kind").annotate(n=Count("id")))
    rows = Question.objects.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if after := request.GET.get("sau", ""):
        rank, _, number = after.partition(".")
        if not (
            rank.isascii()
            and rank.isdecimal()
            and number.isascii()
            and number.isdecimal()
            and len(after) < 24
        ):
            raise Http404
        rows = rows.filter(Q(rank__lt=int(rank)) | Q(rank=int(rank), id__gt=int(number)))
    shown = list(rows.order_by("-rank", "id")[: PAGE + 1])
    here = reverse("review:questions")

    def address(**more: str) -> str:
        return f"{here}?{urlencode({key: value for key, value in more.items() if value})}"

    last = shown[PAGE - 1] if len(shown) > PAGE else None
    context = frame(
        officer,
        HERE,
        tabs=[{"label": both("Tất cả", "All"), "href": address(xem=state), "current": not kind, "count": sum(counts.values())}]
        + [
            {"label": both(*words), "href": address(loai=key, xem=state), "current": key == kind, "count": counts.get(key, 0)}
            for key, words in KINDS.items()
        ],
        states=[
            {"label": both("Chờ quyết định", "Open"), "href": address(loai=kind), "current": state == "open"},
            {"label": both("Đã quyết định", "Decided"), "href": address(loai=kind, xem="decided"), "current": state == "decided"},
        ],
        rows=[
            {"one": one, "kind": both(*KINDS[one.kind]), "href": reverse("review:question", args=[one.pk])}
            for one in shown[:PAGE]
        ],
        kind=kind,
        why=WHY.get(kind),
        levels_in_bulk=kind == "level" and state == "open" and edits(officer),
        older=address(loai=kind, xem=state, sau=f"{last.rank}.{last.pk}") if last else "",
        newer=address(loai=kind, xem=state) if after else "",
    )  # fmt: skip
    return render(request, "review/questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@catalogue_page
def question(request: HttpRequest, officer: Officer, number: int) -> HttpResponseBase:
    """One question with its evidence and choices. Two queries and those of the decision. Raises: Http404."""
    one = Question.objects.filter(id=number).first()
    record = Record.objects.filter(code=one.code).first() if one else None
    if one is None or record is None:
        raise Http404
    asked = ruling.evidence_of(one, record)
    if asked is None:
        messages.info(
            request,
            language.say("Bản ghi mới không còn điểm này.", "The newer record no longer raises this."),
        )
        return redirect("review:questions")
    wrong: dict[str, Any] = {}
    typed: dict[str, Any] = dict(_typed(one.choice)) if one.choice else {}
    if request.method == "POST":
        typed = dict(request.POST.items())
        try:
            ruling.decide(
                one.pk,
                typed,
                seen=typed.get("seen", ""),
                by=officer.actor,
                at=officer.now,
                words=typed.get("words", ""),
            )
        except Wrong as fault:
            wrong = {fault.at: both(fault.vi, fault.en)}
        except NotAllowed:
            return render(request, "403.html", status=403)
        except ruling.GroundChanged:
            wrong = {
                "value": both(
                    "Bản ghi vừa thay đổi, hãy xem lại.", "The record has just changed: look again."
                )
            }
        else:
            messages.success(request, language.say("Đã lưu quyết định.", "The decision is kept."))
            following = Question.objects.filter(kind=one.kind, state="open", rank__lte=one.rank).exclude(
                id=one.pk
            )
            after = following.order_by("-rank", "id").first()
            return redirect("review:question", after.pk) if after else redirect("review:questions")
    original = record.original or {}
    context = frame(
        officer,
        HERE,
        one=one,
        asked=asked,
        evidence=asked.evidence,
        kind=both(*KINDS[one.kind]),
        why=WHY[one.kind],
        steps=str(original.get("steps") or "") if one.kind in ("cases", "unit", "level", "district") else "",
        conditions=str(original.get("conditions") or "") if one.kind in ("cases", "unit") else "",
        typed=typed,
        value=typed.get("value", ""),
        wrong=wrong,
        errors=[{"href": f"#{at}", "text": words} for at, words in wrong.items()],
        channel_words=_channel_words(asked.evidence),
        rows=[
            row
            | {"channel_words": _channel_words(row), "name": f"case-{number}"}
            | {"typed": typed.get(f"case-{number}", ""), "error": wrong.get(f"case-{number}")}
            for number, row in enumerate(asked.evidence.get("rows", ()))
        ],
        units=[{"key": key, "label": UNITS[key], "chosen": typed.get("unit") == key} for key in SPAN_UNITS],
        levels=[
            {"key": key, "label": LEVEL_WORDS[key], "suggested": key in asked.evidence.get("named", ()),
             "chosen": bool(typed.get(f"level-{key}")) if typed else key in asked.evidence.get("levels", ())}
            for key in LEVELS
        ],
        may=edits(officer),
        back=f"{reverse('review:questions')}?loai={one.kind}",
    )  # fmt: skip
    return render(request, "review/question.html", context, status=422 if wrong else 200)


def _channel_words(evidence: Mapping[str, Any]) -> str:
    """The channels of a piece of evidence, in the reader's language."""
    return ", ".join(language.pick(CHANNELS[one]) for one in evidence.get("channels", ()))


def _typed(choice: dict[str, Any]) -> dict[str, Any]:
    """A decision that was taken as the form would have sent it."""
    flat = {
        key: str(choice[key])
        for key in ("value", "amount", "unit", "text", "decision")
        if choice.get(key) is not None
    }
    flat |= {f"case-{number}": one["case"] for number, one in enumerate(choice.get("cases", ()))}
    return flat | {f"level-{level}": "1" for level in choice.get("levels", ())}


@require_POST
@catalogue_page
def keep_levels(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """Confirm the published levels of the ticked procedures."""
    ids = [
        int(raw)
        for raw in request.POST.getlist("question")
        if raw.isascii() and raw.isdecimal() and len(raw) < 19
    ]
    try:
        done = ruling.keep_levels(ids[:PAGE], by=officer.actor, at=officer.now)
    except NotAllowed:
        return render(request, "403.html", status=403)
    messages.success(
        request,
        language.say(f"Đã xác nhận cấp của {done} thủ tục.", f"Levels of {done} procedures confirmed."),
    )
    return redirect(f"{reverse('review:questions')}?loai=level")
