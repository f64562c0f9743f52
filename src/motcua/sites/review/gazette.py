"""Decisions of publication: proposed and issued by officers; the public list, its feed, and what a procedure's page says."""

import re
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.authority import NotAllowed
from motcua.foundation.clock import VN
from motcua.procedures.catalogue.notice import By, Hindrance, Kind
from motcua.procedures.gazette import changes, reading
from motcua.procedures.gazette.changes import Dates, Line, Refused
from motcua.procedures.gazette.models import Decision, Item
from motcua.sites.desk.officer import Officer
from motcua.sites.portal.frame import CATALOGUE, show
from motcua.sites.review.frame import both, catalogue_page, edits, frame
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.my_page import Card
from motcua.sites.shell.my_page import Line as CardLine
from motcua.sites.shell.typed import boxes, day_or_wrong
from motcua.sites.shell.wording import date_words

HERE = "review:decisions"
MOST_LINES = 300
KINDS = {
    "new": both("Ban hành mới", "New") | {"tone": "ok", "icon": "plus"},
    "amended": both("Sửa đổi, thay thế", "Amended or replaced") | {"tone": "info", "icon": "pen"},
    "abolished": both("Bãi bỏ", "Abolished") | {"tone": "warn", "icon": "stop"},
}
PUBLISHERS = {
    "province": both("Chủ tịch UBND thành phố", "Chair of the city"),
    "minister": both("Bộ trưởng", "A minister"),
    "shortened": both("Theo thủ tục rút gọn", "By the shortened procedure"),
}
STATES = {
    "proposed": both("Chờ duyệt", "To be issued") | {"tone": "warn", "icon": "clock"},
    "issued": both("Đã công bố", "Published") | {"tone": "ok", "icon": "check"},
    "dropped": both("Đã bỏ", "Dropped") | {"tone": "quiet", "icon": "stop"},
}
_NEEDED = both("Hãy điền mục này.", "Fill this in.")
_NO_DAY = both("Ngày này không có thật.", "There is no such day.")
_CODE = re.compile(r"\d\.\d{6}[\w.-]{0,12}")


# For officers.


@require_http_methods(["GET", "HEAD", "POST"])
@catalogue_page
def decisions(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """What waits to be issued, what is not yet in the national database, the last issued; and a form. Six queries."""
    typed: Any = request.POST
    wrong: dict[str, Any] = {}
    if request.method == "POST":
        if not edits(officer):
            return render(request, "403.html", status=403)
        made, wrong = _propose(request, officer)
        if made is not None:
            messages.success(request, language.say("Đã gửi người duyệt.", "Sent to who issues it."))
            return redirect("review:decision", made.uuid)
    today = officer.now.astimezone(VN).date()
    fields = _fields(typed, wrong)
    errors = errors_of(fields)
    issued = (
        Decision.objects.filter(state="issued").prefetch_related("items").order_by("-decided_on", "-id")[:15]
    )
    context = frame(
        officer,
        HERE,
        waiting=[_row(one) for one in reading.waiting()],
        late=[_row(one) | {"missed": changes.periods_missed(one, today)} for one in reading.not_entered()],
        issued=[_row(one) for one in issued],
        fields=fields,
        errors=errors,
    )
    return render(request, "review/decisions.html", context, status=422 if errors else 200)


def _propose(request: HttpRequest, officer: Officer) -> tuple[Decision | None, dict[str, Any]]:
    """The decision that was proposed, or what is wrong with the form: all faults at once."""
    post, wrong = request.POST, {}
    days: dict[str, Any] = {}
    for name, needed in (
        ("decided_on", True),
        ("effective_on", True),
        ("act_issued_on", False),
        ("entered_on", False),
    ):
        days[name], bad = day_or_wrong(post, name)
        if bad:
            wrong[name] = _NO_DAY
        elif needed and days[name] is None:
            wrong[name] = _NEEDED
    if post.get("kind") not in KINDS:
        wrong["kind"] = both("Hãy chọn một loại.", "Choose one.")
    if post.get("publisher") not in PUBLISHERS:
        wrong["publisher"] = both("Hãy chọn một.", "Choose one.")
    if not post.get("number", "").strip():
        wrong["number"] = _NEEDED
    lines, fault = _lines(post.get("lines", ""), post.get("kind", "new"))
    if fault:
        wrong["lines"] = fault
    if wrong:
        return None, wrong
    try:
        made = changes.propose(
            post["number"][:100],
            By(post["publisher"]),
            Dates(**days),
            lines,
            by=officer.actor,
            at=officer.now,
        )
    except Refused as refusal:
        return None, {refusal.at or "number": both(refusal.vi, refusal.en)}
    return made, {}


def _lines(text: str, kind: str) -> tuple[list[Line], Any]:
    """One procedure a line: its code, and after `>` the code of what replaces it."""
    lines: list[Line] = []
    for number, raw in enumerate(text.splitlines(), 1):
        if not raw.strip():
            continue
        code, _, successor = (piece.strip() for piece in raw.partition(">"))
        if not _CODE.fullmatch(code) or (successor and not _CODE.fullmatch(successor)):
            return [], both(
                f"Dòng {number}: không phải mã thủ tục.", f"Line {number}: not a procedure's code."
            )
        lines.append(Line(code, Kind(kind if kind in KINDS else "new"), successor))
    if len(lines) > MOST_LINES:
        return [], both(f"Tối đa {MOST_LINES} thủ tục.", f"At most {MOST_LINES}.")
    return lines, None


def _fields(post: Any, wrong: dict[str, Any]) -> list[Field]:
    def options(words: dict[str, dict[str, str]]) -> list[Option]:
        return [Option(key, label) for key, label in words.items()]

    def day(name: str, vi: str, en: str, required: bool = True, **more: Any) -> Field:
        return Field(
            name,
            "date",
            both(vi, en),
            boxes(post, name),
            error=wrong.get(name, ""),
            required=required,
            **more,
        )

    return [
        Field("number", "text", both("Số quyết định", "Number of the decision"), post.get("number", ""),
              example="1234/QĐ-UBND", error=wrong.get("number", ""), max_length=100),
        Field("publisher", "choice", both("Ai công bố", "Who publishes"), post.get("publisher", "province"),
              options=options(PUBLISHERS), error=wrong.get("publisher", "")),
        Field("kind", "choice", both("Công bố gì", "What is published"), post.get("kind", ""), options=options(KINDS),
              error=wrong.get("kind", "")),
        Field("lines", "longtext", both("Mã thủ tục, mỗi dòng một mã", "Codes of the procedures, one a line"),
              post.get("lines", ""), error=wrong.get("lines", ""),
              hint=both("Bãi bỏ có thủ tục thay thế: viết mã cũ > mã mới.", "Abolished with a successor: old code > new code."),
              example="1.000894"),
        day("decided_on", "Ngày ký", "Signed on"),
        day("effective_on", "Ngày có hiệu lực", "In effect from"),
        day("act_issued_on", "Ngày ban hành văn bản rút gọn", "Act of the shortened procedure issued on", False),
        day("entered_on", "Ngày nhập Cơ sở dữ liệu quốc gia", "Entered in the national database on", False),
    ]  # fmt: skip


def _row(one: Decision) -> dict[str, Any]:
    items = list(one.items.all())
    counts = {kind: sum(item.kind == kind for item in items) for kind in KINDS}
    return {
        "one": one,
        "href": reverse("review:decision", args=[one.uuid]),
        "state": STATES[one.state],
        "publisher": PUBLISHERS[one.publisher],
        "counts": [KINDS[kind] | {"count": count} for kind, count in counts.items() if count],
    }


@require_safe
@catalogue_page
def decision(request: HttpRequest, officer: Officer, uuid: UUID) -> HttpResponseBase:
    """One decision with its procedures and the legal periods. Three queries. Raises: Http404."""
    return _decision(request, officer, uuid, {})


def _decision(request: HttpRequest, officer: Officer, uuid: UUID, wrong: dict[str, Any]) -> HttpResponse:
    one = Decision.objects.filter(uuid=uuid).first()
    if one is None:
        raise Http404
    items = list(one.items.select_related("procedure", "successor").order_by("id"))
    missed: list[Hindrance] = changes.periods_missed(one, officer.now.astimezone(VN).date())
    context = frame(
        officer,
        HERE,
        **_row(one),
        items=[_item(item) for item in items],
        missed=missed,
        own=one.proposed_by_id == officer.account.pk,
        wrong=wrong,
        errors=[{"href": f"#{at or 'viec'}", "text": words} for at, words in wrong.items()],
        entered=Field(
            "entered_on", "date", both("Ngày đã nhập", "Entered on"), boxes(request.POST, "entered_on"),
            error=wrong.get("entered_on", ""),
        ),
        words=request.POST.get("words", ""),
    )  # fmt: skip
    return render(request, "review/decision.html", context, status=422 if wrong else 200)


@require_POST
@catalogue_page
def act(request: HttpRequest, officer: Officer, uuid: UUID, act: str) -> HttpResponseBase:
    """Issue a decision, drop it, or note its entry in the national database. Raises: Http404."""
    if not Decision.objects.filter(uuid=uuid).exists() or act not in ("cong-bo", "bo", "da-nhap"):
        raise Http404
    words, by, at = request.POST.get("words", ""), officer.actor, officer.now
    try:
        if act == "cong-bo":
            changes.issue(str(uuid), words, by=by, at=at)
        elif act == "bo":
            changes.drop(str(uuid), words, by=by, at=at)
        else:
            on, bad = day_or_wrong(request.POST, "entered_on")
            if on is None:
                return _decision(request, officer, uuid, {"entered_on": _NO_DAY if bad else _NEEDED})
            changes.entered(str(uuid), on, by=by, at=at)
    except NotAllowed:
        return render(request, "403.html", status=403)
    except Refused as refusal:
        return _decision(request, officer, uuid, {refusal.at: both(refusal.vi, refusal.en)})
    messages.success(request, language.say("Đã ghi.", "Done."))
    return redirect("review:decision", uuid)


# For everybody.


def _item(item: Item) -> dict[str, Any]:
    return {
        "procedure": item.procedure,
        "href": reverse("guidance:procedure", args=[item.procedure.code])
        if _has_page(item.procedure)
        else "",
        "kind": KINDS[item.kind],
        "successor": item.successor,
        "successor_href": reverse("guidance:procedure", args=[item.successor.code])
        if item.successor and _has_page(item.successor)
        else "",
        "number": item.decision.number,
        "issued_on": item.issued_on,
        "effective_on": item.effective_on,
    }


def _has_page(procedure: Any) -> bool:
    return not procedure.internal and re.fullmatch(r"\d\.\d{6,7}", procedure.code) is not None


@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """Procedures newly published, amended, abolished; the newest decision first. One query. Raises: Http404."""
    kind = request.GET.get("loai", "")
    if kind and kind not in KINDS:
        raise Http404
    try:
        page = reading.public(kind, request.GET.get("sau", "")[:30])
    except reading.BadKey as bad:
        raise Http404 from bad
    here = reverse("review:published")
    narrowed = f"{here}?loai={kind}&" if kind else f"{here}?"
    context = {
        "rows": [_item(item) for item in page.items],
        "tabs": [{"label": both("Tất cả", "All"), "href": here, "current": not kind}]
        + [
            {"label": words, "href": f"{here}?loai={key}", "current": key == kind}
            for key, words in KINDS.items()
        ],
        "older": f"{narrowed}sau={page.after}" if page.after else "",
        "newer": (f"{here}?loai={kind}" if kind else here) if request.GET.get("sau") else "",
        "feed": reverse("review:feed"),
        "crumbs": [
            {"label": both("Thủ tục", "Procedures"), "href": reverse("guidance:index")},
            {"label": both("Công bố", "Publication"), "href": ""},
        ],
    }
    return show(request, "review/published.html", context, menu=CATALOGUE)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest publications as Atom. One query."""
    site, here = settings.PUBLIC_URL, reverse("review:published")
    atom = Atom1Feed(
        title="Thủ tục mới công bố · Một Cửa", link=f"{site}{here}", description="Công bố thủ tục hành chính",
        language="vi", feed_url=f"{site}{request.path}", author_name="Một Cửa",
    )  # fmt: skip
    for item in reading.public().items:
        replaced = f" Thay bằng {item.successor.code} {item.successor.name_vi}." if item.successor else ""
        atom.add_item(
            title=f"{KINDS[item.kind]['vi']}: {item.procedure.name_vi}",
            link=f"{site}{reverse('guidance:procedure', args=[item.procedure.code])}"
            if _has_page(item.procedure)
            else site,
            unique_id=f"{site}{here}#{item.pk}",
            description=f"Quyết định {item.decision.number}, hiệu lực {item.effective_on:%d/%m/%Y}.{replaced}",
            pubdate=item.decision.issued_at,
            updateddate=item.decision.issued_at,
            categories=[KINDS[item.kind]["vi"]],
        )
    answer = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    atom.write(answer, "utf-8")
    answer["Cache-Control"] = "public, max-age=300"
    return answer


def of_procedure(code: str) -> Card | None:
    """The card on a procedure's page: the last decisions about it, and what replaces it. One query."""
    items = reading.of_procedure(code)
    if not items:
        return None
    lines = []
    for item in items:
        vi = f"{KINDS[item.kind]['vi']}: quyết định {item.decision.number}"
        en = f"{KINDS[item.kind]['en']}: decision {item.decision.number}"
        note = both(
            f"Hiệu lực từ {item.effective_on:%d/%m/%Y}", f"In effect from {date_words(item.effective_on)}"
        )
        href = reverse("review:published") + f"?loai={item.kind}"
        if item.successor and _has_page(item.successor):
            vi, en = f"{vi}. Thay bằng: {item.successor.name_vi}", f"{en}. Use instead: {item.successor.code}"
            href = reverse("guidance:procedure", args=[item.successor.code])
        lines.append(CardLine(both(vi, en), href, note))
    return Card(
        "publications", both("Công bố", "Publication"), lines, both("Chưa có", "None"), reverse("review:published"),
        both("Thủ tục mới công bố", "Newly published"),
    )  # fmt: skip
