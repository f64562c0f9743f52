"""Reviews for officers: proposing a change with its cost, asking, answering, deciding, the report of a year."""

import csv
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.authority import NotAllowed
from motcua.city.models import Agency
from motcua.foundation.clock import VN
from motcua.procedures.catalogue.models import Procedure, short_name
from motcua.procedures.review import changes, cost, figures
from motcua.procedures.review.changes import PARTS, Proposed, Refused
from motcua.procedures.review.cost import ACTIVITIES, Activity, BadCost, Burden
from motcua.procedures.review.models import Invitation, Opinion, Review
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.review import merging
from motcua.sites.review.frame import both, catalogue_page, edits, frame, issues
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field
from motcua.sites.shell.typed import boxes, day_or_wrong, whole_number
from motcua.sites.shell.wording import number_words

PAGE = 40
HERE = "review:list"
STATES = {
    "draft": both("Đang soạn", "Draft") | {"tone": "quiet", "icon": "pen"},
    "asking": both("Đang lấy ý kiến", "Collecting opinions") | {"tone": "info", "icon": "chat"},
    "submitted": both("Chờ quyết định", "To be decided") | {"tone": "warn", "icon": "clock"},
    "approved": both("Đã thông qua", "Approved") | {"tone": "ok", "icon": "check"},
    "kept": both("Giữ nguyên", "Kept as it is") | {"tone": "quiet", "icon": "stop"},
    "rejected": both("Không thông qua", "Rejected") | {"tone": "danger", "icon": "cross"},
}
STANCES = {
    "agree": both("Đồng ý", "Agree"),
    "agree_if": both("Đồng ý nếu sửa", "Agree if changed"),
    "disagree": both("Không đồng ý", "Disagree"),
}
OUTCOMES = {
    "approved": both("Thông qua phương án", "Approve the proposal"),
    "kept": both("Giữ nguyên thủ tục", "Keep the procedure as it is"),
    "rejected": both("Không thông qua", "Reject"),
    "draft": both("Trả lại để soạn tiếp", "Send back"),
}
SIDES = ("before", "after")
SIDE_WORDS = {"before": both("trước", "before"), "after": both("sau", "after")}
COLUMNS = {
    "hours": both("giờ", "hours"),
    "service": both("dịch vụ", "services"),
    "other": both("chi khác", "other costs"),
}


@require_safe
@officer_page
def listing(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """Reviews, last touched first; officers of other agencies see those that theirs is asked about. One query."""
    state = request.GET.get("xem", "")
    if state and state not in STATES:
        raise Http404
    whole = edits(officer) or issues(officer)
    rows = (
        Review.objects.all()
        if whole
        else Review.objects.filter(invitations__agency_id=officer.post.agency_id)
    )
    if state:
        rows = rows.filter(state=state)
    if after := request.GET.get("sau", ""):
        at, _, number = after.rpartition("~")
        try:
            moment, last = datetime.fromisoformat(at), int(number)
        except ValueError as error:
            raise Http404 from error
        if moment.tzinfo is None:
            raise Http404
        rows = rows.filter(changed_at__lte=moment).exclude(changed_at=moment, id__gte=last)
    shown = list(rows.order_by("-changed_at", "-id").defer("proposal", "before", "after")[: PAGE + 1])
    here = reverse(HERE)
    older = ""
    if len(shown) > PAGE:
        end = shown[PAGE - 1]
        older = f"{here}?{urlencode({'xem': state, 'sau': f'{end.changed_at.isoformat()}~{end.pk}'})}"
    context = frame(
        officer,
        HERE,
        rows=[_row(one) for one in shown[:PAGE]],
        whole=whole,
        tabs=[{"label": both("Tất cả", "All"), "href": here, "current": not state}]
        + [
            {"label": words, "href": f"{here}?xem={key}", "current": key == state}
            for key, words in STATES.items()
        ],
        older=older,
        newer=(f"{here}?xem={state}" if state else here) if after else "",
    )
    return render(request, "review/reviews.html", context)


def _row(one: Review) -> dict[str, Any]:
    return {
        "one": one,
        "href": reverse("review:one", args=[one.uuid]),
        "state": STATES[one.state],
        "saved": one.cost_before - one.cost_after,
        "counts": bool(one.cost_before) and one.state not in ("kept", "rejected"),
    }


@require_POST
@catalogue_page
def begin(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """Begin the review of a procedure by its code, or go on with the open one."""
    code = request.POST.get("code", "").strip()[:20]
    procedure = Procedure.objects.filter(code=code).first()
    if procedure is None:
        messages.error(request, language.say(f"Không có mã thủ tục {code}.", f"There is no code {code}."))
        return redirect(HERE)
    try:
        review = changes.begin(procedure, by=officer.actor, at=officer.now)
    except NotAllowed:
        return render(request, "403.html", status=403)
    return redirect("review:one", review.uuid)


def _visible(officer: Officer, uuid: UUID) -> tuple[Review, Invitation | None]:
    """The review for who edits or decides, and for officers of the agencies that were asked. Raises: Http404."""
    review = Review.objects.select_related("copy", "procedure").filter(uuid=uuid).first()
    if review is None:
        raise Http404
    mine = Invitation.objects.filter(review=review, agency_id=officer.post.agency_id).first()
    if mine is None and not (edits(officer) or issues(officer)):
        raise Http404
    return review, mine


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def one(request: HttpRequest, officer: Officer, uuid: UUID) -> HttpResponseBase:
    """A review: written by who edits, answered by who was asked, decided by who issues. Seven queries. Raises: Http404."""
    review, mine = _visible(officer, uuid)
    if request.method != "POST":
        return _page(request, officer, review, mine, {}, None)
    if not edits(officer):
        return render(request, "403.html", status=403)
    proposed, wrong = _read(request.POST)
    if proposed is not None:
        number = _seen(request.POST)
        try:
            changes.save(str(uuid), proposed, seen=number, by=officer.actor, at=officer.now)
        except changes.Diverged as diverged:
            return merging.keep(officer, diverged.theirs, proposed, number)
        except Refused as refusal:
            wrong = {refusal.at or "reason": both(refusal.vi, refusal.en)}
        else:
            messages.success(request, language.say("Đã lưu.", "Saved."))
            return redirect("review:one", uuid)
    return _page(request, officer, review, mine, wrong, request.POST)


@require_POST
@officer_page
def act(request: HttpRequest, officer: Officer, uuid: UUID, act: str) -> HttpResponseBase:
    """Ask, answer, reply, submit, decide, begin editing. Raises: Http404."""
    review, mine = _visible(officer, uuid)
    if act not in ACTS:
        raise Http404
    try:
        target = ACTS[act](request.POST, officer, review)
    except NotAllowed:
        return render(request, "403.html", status=403)
    except (Invitation.DoesNotExist, Opinion.DoesNotExist) as nobodys:
        raise Http404 from nobodys
    except changes.Diverged:
        messages.error(
            request,
            language.say(
                "Người khác vừa lưu. Hãy xem lại bản mới.", "Somebody else has just saved: look again."
            ),
        )
        return redirect("review:one", uuid)
    except Refused as refusal:
        return _page(
            request,
            officer,
            review,
            mine,
            {refusal.at or "viec": both(refusal.vi, refusal.en)},
            None,
            request.POST,
        )
    messages.success(request, language.say("Đã ghi.", "Done."))
    return redirect(target or reverse("review:one", args=[uuid]))


def _seen(post: Any) -> int:
    raw = post.get("seen", "")
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 10 else -1


def _ask(post: Any, officer: Officer, review: Review) -> str:
    days = post.get("days", "")
    ids = [int(raw) for raw in post.getlist("agency") if raw.isascii() and raw.isdecimal() and len(raw) < 12]
    if post.get("communes") == "1":
        on = officer.now.astimezone(VN).date()
        ids += Agency.objects.on(on).filter(kind=Agency.Kind.COMMUNE).values_list("id", flat=True)
    changes.ask(
        str(review.uuid), ids, whole_number(days, 4) or 0,
        public=post.get("public") == "1", by=officer.actor, at=officer.now,
    )  # fmt: skip
    return ""


def _answer(post: Any, officer: Officer, review: Review) -> str:
    changes.answer(
        str(review.uuid), post.get("stance", ""), post.get("words", ""), by=officer.actor, at=officer.now
    )
    return ""


def _reply(post: Any, officer: Officer, review: Review) -> str:
    number = post.get("opinion", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise Opinion.DoesNotExist
    changes.reply(
        str(review.uuid),
        int(number),
        post.get("public_words", ""),
        post.get("reply", ""),
        by=officer.actor,
        at=officer.now,
    )
    return ""


def _submit(post: Any, officer: Officer, review: Review) -> str:
    changes.submit(str(review.uuid), seen=_seen(post), by=officer.actor, at=officer.now)
    return ""


def _decide(post: Any, officer: Officer, review: Review) -> str:
    on, bad = day_or_wrong(post, "decided_on")
    if bad:
        raise Refused("decided_on", "Ngày này không có thật.", "There is no such day.")
    changes.decide(
        str(review.uuid), post.get("outcome", ""), seen=_seen(post), number=post.get("number", ""), decided_on=on,
        words=post.get("words", ""), by=officer.actor, at=officer.now,
    )  # fmt: skip
    return ""


def _edit(post: Any, officer: Officer, review: Review) -> str:
    copy = changes.edit(str(review.uuid), by=officer.actor, at=officer.now)
    from motcua.sites.editor.frame import tabs

    first = tabs(copy, "")
    return str(first[0]["href"]) if first else reverse("editor:list")


ACTS = {
    "lay-y-kien": _ask, "tra-loi": _answer, "giai-trinh": _reply, "trinh": _submit, "quyet-dinh": _decide, "sua": _edit,
}  # fmt: skip


def _read(post: Any) -> tuple[Proposed | None, dict[str, Any]]:
    """The proposal that the form sent, or what is wrong: every fault at its field."""
    wrong: dict[str, Any] = {}

    def number(name: str, most: int, otherwise: int = 0) -> int:
        raw = "".join(post.get(name, "").split()).replace(".", "").replace(",", "")
        if not raw:
            return otherwise
        if not (raw.isascii() and raw.isdecimal() and int(raw) <= most):
            wrong[name] = both("Hãy điền một số nguyên.", "Fill in a whole number.")
            return otherwise
        return int(raw)

    def decimal(name: str, most: int, otherwise: str) -> Decimal:
        raw = "".join(post.get(name, "").split()).replace(",", ".") or otherwise
        try:
            value = Decimal(raw)
        except InvalidOperation:
            value = Decimal(-1)
        if not (value.is_finite() and 0 <= value <= most and value.as_tuple().exponent >= -4):  # type: ignore[operator]
            wrong[name] = both("Hãy điền một số, ví dụ 1,5.", "Fill in a number such as 1.5.")
            return Decimal(otherwise)
        return value

    def burden(side: str) -> Burden:
        activities = []
        for kind in ACTIVITIES:
            place = f"{side}-{kind}"
            one = Activity(
                kind,
                decimal(f"{place}-hours", 10_000, "0"),
                number(f"{place}-service", 10**10),
                number(f"{place}-other", 10**10),
            )
            if one.hours or one.service or one.other:
                activities.append(one)
        return Burden(
            tuple(activities), number(f"{side}-fees", 10**10), decimal(f"{side}-times", 1000, "1"),
            number(f"{side}-subjects", 10**8),
        )  # fmt: skip

    try:
        before, after = burden("before"), burden("after")
    except BadCost:
        return None, wrong
    hourly = number("hourly", 10**7)
    if not hourly:
        wrong.setdefault("hourly", both("Hãy điền mức thu nhập một giờ.", "Fill in the hourly income."))
    if wrong:
        return None, wrong
    items = {part: (post.get(f"{part}-now", ""), post.get(f"{part}-then", "")) for part in PARTS}
    return Proposed(post.get("reason", ""), items, before, after, hourly, post.get("hourly_source", "")), {}


def _page(
    request: HttpRequest, officer: Officer, review: Review, mine: Invitation | None, wrong: dict[str, Any], typed: Any,
    acted: Any = None,
) -> HttpResponse:  # fmt: skip
    """`typed`: the proposal as it was sent and not taken; `acted`: what was sent with an act that was refused."""
    acted = acted or {}
    writable = edits(officer) and review.state in ("draft", "asking")
    found = cost.Saving(review.cost_before, review.cost_after)
    proposal = {one["part"]: one for one in review.proposal}
    invitations = list(review.invitations.select_related("agency").order_by("agency__sort_key"))
    whole = edits(officer) or issues(officer)
    opinions = list(review.opinions.order_by("-id")) if review.asked_public else []
    departments = (
        Agency.objects.on(officer.now.astimezone(VN).date())
        .filter(kind=Agency.Kind.DEPARTMENT)
        .order_by("sort_key")
        if writable and review.state == "draft"
        else ()
    )
    context = frame(
        officer,
        HERE,
        review=review,
        state=STATES[review.state],
        writable=writable,
        unmerged=merging.mine_of(review, officer) if writable else None,
        merge_words=both("Xem và gộp", "Look and merge"),
        whole=whole,
        reason=typed.get("reason", "") if typed else review.reason,
        parts=_parts(proposal, typed),
        proposal=[one | {"label": both(*PARTS[one["part"]])} for one in review.proposal],
        activities=_activities(review, typed, wrong),
        totals=_totals(review, typed, wrong),
        hourly=typed.get("hourly", "") if typed else review.hourly,
        hourly_source=typed.get("hourly_source", "") if typed else review.hourly_source,
        figures=_hourly_figures(),
        saving=found,
        percent=None if found.percent is None else number_words(found.percent, 2),
        once=[cost.once(changes.burden_of(getattr(review, side)), review.hourly) for side in SIDES],
        wrong=wrong,
        errors=[{"href": f"#{at}", "text": words} for at, words in wrong.items()],
        invitations=bool(invitations),
        answered=[
            {"agency": one.agency, "stance": STANCES[one.stance], "words": one.words, "at": one.answered_at}
            for one in invitations
            if one.answered_at
        ],
        silent=[{"agency": one.agency} for one in invitations if not one.answered_at],
        mine=mine,
        stances=[{"key": key, "label": words, "chosen": (acted.get("stance") or (mine.stance if mine else "")) == key}
                 for key, words in STANCES.items()],
        answer_words=acted.get("words", mine.words if mine else ""),
        may_answer=mine is not None and review.state == "asking" and bool(review.ends_at and officer.now < review.ends_at),
        opinions=opinions if whole else [one for one in opinions if one.replied_at],
        departments=departments,
        days=acted.get("days", "15"),
        may_submit=edits(officer) and review.state in ("draft", "asking"),
        may_decide=issues(officer) and review.state == "submitted",
        own=officer.account.pk in (review.opened_by_id, review.submitted_by_id),
        outcomes=[{"key": key, "label": words, "chosen": acted.get("outcome") == key} for key, words in OUTCOMES.items()],
        number=acted.get("number", ""),
        decided_on=Field("decided_on", "date", both("Ngày ký", "Signed on"), boxes(acted, "decided_on"),
                         error=wrong.get("decided_on", ""), required=False),
        decide_words=acted.get("words", ""),
        may_edit=edits(officer) and review.state == "approved",
        procedure=short_name(review.procedure),
    )  # fmt: skip
    return render(request, "review/review.html", context, status=422 if wrong else 200)


def _parts(proposal: dict[str, Any], typed: Any) -> list[dict[str, Any]]:
    """The parts of a procedure with what was written of each; those that are most often simplified stand open at first."""
    made = []
    for part, words in PARTS.items():
        kept = proposal.get(part, {})
        now = typed.get(f"{part}-now", "") if typed else kept.get("now", "")
        then = typed.get(f"{part}-then", "") if typed else kept.get("then", "")
        opened = bool(now or then) or (not proposal and not typed and part in ("papers", "time"))
        made.append({"key": part, "label": both(*words), "now": now, "then": then, "open": opened})
    return made


def _hourly_figures() -> list[dict[str, Any]]:
    return [
        {"hourly": one.hourly, "since": one.since, "source": both(one.source.vi, one.source.en)}
        for one in cost.hourly_figures()
    ]


def _activities(review: Review, typed: Any, wrong: dict[str, Any]) -> list[dict[str, Any]]:
    """The table of activities: hours, services, other costs, before and after."""
    kept = {side: {one["kind"]: one for one in getattr(review, side).get("activities", ())} for side in SIDES}

    def cell(side: str, kind: str, column: str) -> dict[str, Any]:
        name = f"{side}-{kind}-{column}"
        stored = kept[side].get(kind, {}).get(column) or ""
        shown = str(stored).replace(".", ",") if column == "hours" else stored
        return {
            "name": name,
            "value": typed.get(name, "") if typed else shown,
            "error": wrong.get(name),
            "money": column != "hours",
            "label": {key: f"{SIDE_WORDS[side][key]}, {COLUMNS[column][key]}" for key in ("vi", "en")},
        }

    return [
        {
            "label": both(*words),
            "cells": [cell(side, kind, column) for side in SIDES for column in ("hours", "service", "other")],
        }
        for kind, words in ACTIVITIES.items()
    ]


def _totals(review: Review, typed: Any, wrong: dict[str, Any]) -> list[dict[str, Any]]:
    rows = (
        ("fees", both("Phí, lệ phí một hồ sơ", "Fees of one dossier"), "đ"),
        ("times", both("Số lần một năm của một người", "Times a year of one person"), ""),
        ("subjects", both("Số người, tổ chức", "People, organisations"), ""),
    )
    made = []
    for key, label, _ in rows:
        cells = []
        for side in SIDES:
            name = f"{side}-{key}"
            stored = getattr(review, side).get(key, "")
            shown = str(stored).replace(".", ",") if key == "times" else stored
            cells.append(
                {
                    "name": name,
                    "value": typed.get(name, "") if typed else shown,
                    "error": wrong.get(name),
                    "money": key != "times",
                    "label": SIDE_WORDS[side],
                }
            )
        made.append({"label": label, "cells": cells})
    return made


def _year(request: HttpRequest, years: list[int], otherwise: int) -> int:
    raw = request.GET.get("nam", "")
    if raw and not (raw.isascii() and raw.isdecimal() and len(raw) == 4):
        raise Http404
    return int(raw) if raw else (years[0] if years else otherwise)


@require_safe
@catalogue_page
def report(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """Reviewed, simplified, saved, by field, for a year. Three queries. Raises: Http404."""
    years = figures.years()
    year = _year(request, years, officer.now.astimezone(VN).year)
    lines = figures.by_field(year)
    here = reverse("review:report")
    context = frame(
        officer,
        HERE,
        year=year,
        tabs=[{"label": str(one), "href": f"{here}?nam={one}", "current": one == year} for one in years],
        lines=[_line(one) for one in lines],
        total=_line(figures.together(lines)),
        most=[_row(one) for one in figures.most_saved(year)],
        csv=f"{reverse('review:report-csv')}?nam={year}",
    )
    return render(request, "review/report.html", context)


def _line(line: figures.Line) -> dict[str, Any]:
    return {
        "line": line,
        "saved": line.saved,
        "percent": "–" if line.percent is None else f"{number_words(line.percent, 2)}\u00a0%",
        "share": "–" if line.share is None else f"{number_words(line.share, 1)}\u00a0%",
    }


@require_safe
@catalogue_page
def report_csv(request: HttpRequest, officer: Officer) -> HttpResponseBase:
    """The same as a table for spreadsheets. Two queries. Raises: Http404."""
    year = _year(request, figures.years(), officer.now.astimezone(VN).year)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="ra-soat-{year}.csv"'
    answer.write("\ufeff")
    writer = csv.writer(answer)
    writer.writerow(["Lĩnh vực", "Đã rà soát", "Đã đơn giản hóa", "Chi phí trước (đồng/năm)", "Chi phí sau (đồng/năm)",
                     "Tiết kiệm (đồng/năm)", "Tỷ lệ tiết kiệm (%)"])  # fmt: skip
    lines = figures.by_field(year)
    for line in (*lines, figures.together(lines)):
        name = line.field or "Tổng"
        # A name that a spreadsheet would take for a formula is told as text.
        name = f"'{name}" if name[:1] in "=+-@\t" else name
        writer.writerow([name, line.reviewed, line.simplified, line.before, line.after, line.saved,
                         "" if line.percent is None else str(line.percent).replace(".", ",")])  # fmt: skip
    return answer
