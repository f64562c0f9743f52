"""Lists of a month: made, looked at, decided, approved, sent. Officers of the commune only."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.models import Agency
from motcua.foundation import audit
from motcua.foundation.actor import Actor
from motcua.money.payouts import (
    approving,
    budget,
    cash,
    config,
    deciding,
    linked,
    listing,
    reading,
    routes,
    sending,
)
from motcua.money.payouts.client import BankClient
from motcua.money.payouts.errors import NotYours, Refused
from motcua.money.payouts.models import Leaving, Line, Run, Share
from motcua.money.payouts.pain002 import REASONS
from motcua.money.payouts.programmes import banks, programmes
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.payouts import papers
from motcua.sites.payouts.frame import (
    CHANGES,
    LINE_STATES,
    RUN_STATES,
    WAYS,
    WHY_LEFT,
    WHY_SHARE,
    frame,
    line_for,
    may,
    month_words,
    number_of,
    programme_words,
    run_for,
    sees,
    tag,
)
from motcua.sites.security.proof import ask_proof, fresh_proof
from motcua.sites.shell.language import pick, say

PURPOSE = "Chi trả"
PROVED = frozenset({"trinh", "duyet", "gui", "gui-bo-sung", "khoa"})
"""Acts that let money go: the second factor is asked for anew."""
STEPS = (
    ("draft", "Lập danh sách", "Make the list"), ("submitted", "Duyệt", "Approve"), ("approved", "Gửi", "Send"),
    ("sent", "Chi", "Pay"), ("closed", "Khóa", "Close"),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def home(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Lists of the agency by month; POST makes a new one. Two queries. 422 with the fault at the question."""
    agencies = sees(officer)
    prepares, fault = may(officer, "prepare"), None
    if request.method == "POST":
        if not prepares:
            raise PermissionDenied
        try:
            agency = Agency.objects.get(pk=officer.post.agency_id)
            month = _month(request.POST.get("month", ""))
            _gather(agency.pk, officer.actor, officer.now)
            made = listing.prepare(
                agency, request.POST.get("programme", ""), month, by=officer.actor, at=officer.now
            )
            return redirect("payouts:run", made.uuid)
        except Refused as refused:
            fault = refused
    found = reading.runs(agencies, number_of(request.GET.get("truoc", "")) or None)
    shown = found[: reading.PAGE]
    this = officer.now.date().replace(day=1)
    context = frame(
        officer, prepares=prepares, fault=fault, typed=request.POST,
        rows=[{"run": one, "tag": tag(RUN_STATES, one.state), "month": month_words(one.period),
        "words": programme_words(one.programme)} for one in shown],
        programmes=[{"key": one.id, "words": {"vi": one.vi, "en": one.en}} for one in programmes().values()],
        months=[{"key": f"{one:%Y-%m}", "words": month_words(one)} for one in (this, listing.following(this))],
        older=f"?truoc={shown[-1].pk}" if len(found) > reading.PAGE else "",
    )  # fmt: skip
    return render(request, "payouts/home.html", context, status=422 if fault else 200)


def _gather(agency_id: int, by: Actor, at: datetime) -> None:
    """Accounts that the register names, and those that people have linked to their identity."""
    routes.gather(agency_id, at)
    platform = config.linked()
    if platform is not None:
        linked.gather(linked.Platform(platform), agency_id, by=by, at=at)


def _month(raw: str) -> date:
    try:
        return date.fromisoformat(f"{raw}-01")
    except ValueError:
        raise Refused("Hãy chọn tháng.", "Choose the month.", "month") from None


@require_safe
@officer_page
def run(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """One list: sums, what is to do, findings, changes, lines by page. Seven queries; the look is noted."""
    return _shown(request, officer, run_for(officer, uuid))


def _shown(
    request: HttpRequest, officer: Officer, found: Run, refused: Refused | None = None
) -> HttpResponse:
    wanted, state = request.GET.get("q", "")[:80], request.GET.get("trang-thai", "")[:20]
    rows = reading.lines(found, wanted=wanted, state=state, after=number_of(request.GET.get("sau", "")))
    shown = rows[: reading.PAGE]
    audit.log_list(
        officer.actor,
        [one.person_id for one in shown],
        purpose=PURPOSE,
        code="payout",
        what="payout-list",
        at=officer.now,
    )
    order = [key for key, _, _ in STEPS]
    at = order.index(found.state)
    query = f"q={wanted}&trang-thai={state}&" if wanted or state else ""
    context = frame(
        officer, run=found, tag=tag(RUN_STATES, found.state), month=month_words(found.period),
        words=programme_words(found.programme), refused=refused, prepares=may(officer, "prepare"),
        approves=may(officer, "approve"),
        left_of_year=budget.left(found.agency_id, found.programme, found.period.year),
        steps=[
            {"label": {"vi": vi, "en": en}, "state": "done" if n < at else "now" if n == at else "todo"}
            for n, (_, vi, en) in enumerate(STEPS)
        ],
        number=at + 1, total=len(STEPS), by_cash=found.people - found.by_account,
        sums=[
            {"tag": tag(LINE_STATES, one.state), "state": one.state, "way": WAYS[one.way], "number": one.number,
            "amount": one.amount}
            for one in reading.sums(found)
        ],
        found=[
            {"words": {"vi": deciding.CODES[code][0], "en": deciding.CODES[code][1]}, **told}
            for code, told in reading.found(found).items()
        ],
        rows=[_row(one) for one in shown], wanted=wanted, state=state,
        states=[{"key": key, "vi": told[0], "en": told[1], "on": key == state} for key, told in LINE_STATES.items()]
        + [{"key": "changed", "vi": "Có thay đổi", "en": "Changed", "on": state == "changed"}],
        older=f"?{query}sau={shown[-1].pk}" if len(rows) > reading.PAGE else "",
        newer=f"?{query}" if request.GET.get("sau") else "", papers=papers.offered(found),
    )  # fmt: skip
    return render(request, "payouts/run.html", context, status=409 if refused else 200)


def _row(one: Line) -> dict[str, Any]:
    return {
        "line": one,
        "tag": tag(LINE_STATES, one.state),
        "way": WAYS[one.way],
        "change": CHANGES.get(one.change),
    }


@require_POST
@officer_page
def act(request: HttpRequest, officer: Officer, uuid: Any, name: str) -> HttpResponse:
    """Move a list on. 409 in words when it is not possible now; acts that let money go ask for a fresh proof."""
    found = run_for(officer, uuid)
    doing = ACTS.get(name)
    if doing is None:
        raise Http404
    if not may(officer, doing[0]):
        raise PermissionDenied
    if name in PROVED and not fresh_proof(request):
        return ask_proof(request)
    try:
        told = doing[1](request, found, {"by": officer.actor, "at": officer.now})
    except Refused as refused:
        found.refresh_from_db()
        return _shown(request, officer, found, refused)
    messages.success(request, told)
    back = request.POST.get("back", "")
    return redirect(
        "payouts:bank" if back == "bank" else "payouts:cash" if back == "cash" else "payouts:run", uuid
    )


def _again(request: HttpRequest, found: Run, does: dict[str, Any]) -> str:
    _gather(found.agency_id, does["by"], does["at"])
    told = config.current()
    if told is not None:
        routes.check_waiting(BankClient(told).lookup, does["at"], 100)
    listing.again(found.pk, **does)
    return say("Đã lập lại từ sổ.", "Made anew from the register.")


def _submit(request: HttpRequest, found: Run, does: dict[str, Any]) -> str:
    approving.submit(found.pk, **does)
    return say("Đã trình duyệt.", "Submitted.")


def _approve(request: HttpRequest, found: Run, does: dict[str, Any]) -> str:
    approving.approve(found.pk, **does)
    return say("Đã duyệt.", "Approved.")


def _give_back(request: HttpRequest, found: Run, does: dict[str, Any]) -> str:
    approving.give_back(found.pk, request.POST.get("reason", ""), **does)
    return say("Đã trả lại.", "Given back.")


def _hold(request: HttpRequest, found: Run, does: dict[str, Any]) -> str:
    held = deciding.hold_all(found.pk, **does)
    return say(f"Đã giữ lại {held} phát hiện.", f"{held} findings are held.")


def _send(request: HttpRequest, found: Run, does: dict[str, Any]) -> str:
    sending.send(found.pk, **does)
    _call(found, does["at"])
    return say("Đã gửi ngân hàng và lập danh sách tiền mặt.", "Sent to the bank; the cash list is out.")


def _ask(request: HttpRequest, found: Run, does: dict[str, Any]) -> str:
    if not _call(found, does["at"]):
        raise Refused("Không có lô nào đang chờ.", "No batch waits.")
    return say("Đã hỏi ngân hàng.", "The bank was asked.")


def _supplement(request: HttpRequest, found: Run, does: dict[str, Any]) -> str:
    number = sending.supplement(found.pk, **does)
    _call(found, does["at"])
    return say(f"Đã gửi bổ sung {number} dòng.", f"{number} lines were sent again.")


def _close(request: HttpRequest, found: Run, does: dict[str, Any]) -> str:
    cash.close(found.pk, **does)
    return say(
        "Đã khóa; khoản chưa nhận chuyển sang kỳ sau.",
        "Closed; what was not received comes with a later month.",
    )


MOST_AT_ONCE = 20_000
"""Lists up to this size are handed to the bank while the officer waits; the worker takes longer ones."""


def _call(found: Run, at: Any) -> int:
    told = config.current()
    if told is None or found.by_account > MOST_AT_ONCE:
        return 1
    return sending.go_on(BankClient(told), at, found)


ACTS: dict[str, tuple[str, Any]] = {
    "lap-lai": ("prepare", _again), "trinh": ("prepare", _submit), "giu": ("prepare", _hold), "duyet": ("approve", _approve),
    "tra-lai": ("approve", _give_back), "gui": ("approve", _send), "hoi": ("prepare", _ask),
    "gui-bo-sung": ("approve", _supplement),
    "khoa": ("prepare", _close),
}  # fmt: skip
"""Name in the address → which part of the desk, and what is done."""


@require_safe
@officer_page
def findings(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """What the checks found, by page, with the decision beside each. Three queries; the look is noted."""
    return _findings(request, officer, run_for(officer, uuid))


def _findings(
    request: HttpRequest, officer: Officer, found: Run, refused: Refused | None = None, at_fault: int = 0
) -> HttpResponse:
    level = request.GET.get("loai", "")
    rows = reading.findings(found, after=number_of(request.GET.get("sau", "")), level=level)
    shown = rows[: reading.PAGE]
    audit.log_list(
        officer.actor,
        [one.person_id for one in shown],
        purpose=PURPOSE,
        code="payout",
        what="payout-findings",
        at=officer.now,
    )
    base = reverse("payouts:findings", args=[found.uuid])
    context = frame(
        officer, run=found, month=month_words(found.period), words=programme_words(found.programme), refused=refused,
        decides=may(officer, "prepare") and found.state == Run.State.DRAFT, open=deciding.undecided(found).count(),
        rows=[
            {
                "one": one, "words": {"vi": deciding.CODES[one.code][0], "en": deciding.CODES[one.code][1]},
                "account": one.code in deciding.STAYS_BLOCKED, "fault": refused if one.pk == at_fault else None,
                "state": {"vi": one.get_state_display(), "en": STATES_EN[one.state]},
            }
            for one in shown
        ],
        tabs=[
            {"label": {"vi": vi, "en": en}, "href": f"{base}?loai={key}" if key else base, "current": level == key}
            for key, vi, en in (("", "Tất cả", "All"), ("block", "Chặn", "Blocking"), ("warn", "Lưu ý", "Warnings"))
        ],
        older=f"?loai={level}&sau={shown[-1].pk}" if len(rows) > reading.PAGE else "",
        newer=f"?loai={level}" if request.GET.get("sau") else "",
    )  # fmt: skip
    return render(request, "payouts/findings.html", context, status=422 if refused else 200)


STATES_EN = {"open": "Not decided", "pay": "Paid all the same", "hold": "Held this month", "stop": "Not paid"}


@require_POST
@officer_page
def decide(request: HttpRequest, officer: Officer, uuid: Any, number: int) -> HttpResponse:
    """One finding: pay, hold, stop. 422 at the finding."""
    found = run_for(officer, uuid)
    if not may(officer, "prepare"):
        raise PermissionDenied
    try:
        choice, reason = request.POST.get("choice", ""), request.POST.get("reason", "")
        deciding.decide(number, found.pk, choice, reason, by=officer.actor, at=officer.now)
    except NotYours:
        raise Http404 from None
    except Refused as refused:
        return _findings(request, officer, found, refused, number)
    return redirect(f"{reverse('payouts:findings', args=[uuid])}#f{number}")


@require_safe
@officer_page
def leavings(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """Who stood on the month before's list and no longer does, and why. Two queries; the look is noted."""
    found = run_for(officer, uuid)
    rows = list(
        Leaving.objects.filter(run=found, pk__gt=number_of(request.GET.get("sau", ""))).order_by("pk")[
            : reading.PAGE + 1
        ]
    )
    shown = rows[: reading.PAGE]
    audit.log_list(
        officer.actor,
        [one.person_id for one in shown],
        purpose=PURPOSE,
        code="payout",
        what="payout-leavings",
        at=officer.now,
    )
    context = frame(
        officer, run=found, month=month_words(found.period), words=programme_words(found.programme),
        rows=[{"one": one, "why": WHY_LEFT[one.why.split(":")[0]], "more": one.why.partition(": ")[2]} for one in shown],
        older=f"?sau={shown[-1].pk}" if len(rows) > reading.PAGE else "", newer="?" if request.GET.get("sau") else "",
    )  # fmt: skip
    return render(request, "payouts/leavings.html", context)


@require_safe
@officer_page
def line(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """One line: how it was computed, where it goes, what became of it. Five queries; the look is noted."""
    return _line(request, officer, line_for(officer, number))


def _line(
    request: HttpRequest, officer: Officer, found: Line, refused: Refused | None = None
) -> HttpResponse:
    audit.log_read(
        officer.actor, [found.person_id], purpose=PURPOSE, code="payout", what="payout-line", at=officer.now
    )
    context = frame(
        officer, line=found, run=found.run, month=month_words(found.period), words=programme_words(found.programme),
        tag=tag(LINE_STATES, found.state), way=WAYS[found.way], refused=refused,
        why=[pick(one) for one in found.amount_row.words] if found.amount_row else [],
        shares=[
            {"share": one, "words": WHY_SHARE[one.why], "month": month_words(one.month)}
            for one in Share.objects.filter(line=found).order_by("month", "pk")
        ],
        marks=[
            {"one": one, "words": {"vi": deciding.CODES[one.code][0], "en": deciding.CODES[one.code][1]},
             "state": {"vi": one.get_state_display(), "en": STATES_EN[one.state]}}
            for one in found.findings.order_by("pk")
        ],
        told=[
            {"step": one, "tag": tag(LINE_STATES,
            one.state) if one.state in LINE_STATES else {"vi": "Bất thường", "en": "Odd", "tone": "danger", "icon": "alert"}}
            for one in found.steps.order_by("-at", "-pk")[:30]
        ],
        reason=_reason(found.reason), bank_name=banks()[found.bin].name if found.bin in banks() else found.bin,
        may_cash=may(officer, "prepare") and _may_cash(found),
    )  # fmt: skip
    return render(request, "payouts/line.html", context, status=409 if refused else 200)


def _may_cash(found: Line) -> bool:
    if found.way != Line.Way.ACCOUNT:
        return False
    draft = found.run.state == Run.State.DRAFT and found.state in (Line.State.LISTED, Line.State.HELD)
    return draft or (
        found.run.state == Run.State.SENT and found.state in (Line.State.REJECTED, Line.State.RETURNED)
    )


def _reason(code: str) -> dict[str, str]:
    vi, en = REASONS.get(code) or deciding.CODES.get(code) or (code, code)
    return {"vi": vi, "en": en}


@require_POST
@officer_page
def line_act(request: HttpRequest, officer: Officer, number: int, name: str) -> HttpResponse:
    """Pay a line in cash; once the list is approved, with a fresh proof. 409 in words when that is not possible now."""
    found = line_for(officer, number)
    if name != "tien-mat":
        raise Http404
    if not may(officer, "prepare"):
        raise PermissionDenied
    draft = found.run.state == Run.State.DRAFT
    if not draft and not fresh_proof(request):  # money leaves the account for the cash box
        return ask_proof(request)
    turn = deciding.in_cash if draft else sending.rather_cash
    try:
        turn(found.pk, found.run_id, by=officer.actor, at=officer.now)
    except Refused as refused:
        return _line(request, officer, found, refused)
    messages.success(request, say("Chuyển sang tiền mặt.", "It is paid in cash."))
    return redirect("payouts:line", number)
