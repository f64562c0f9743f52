"""Refunds: the list of what waits, asking for one, and one with what may be done about it next."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.foundation import audit
from motcua.money import refunds
from motcua.money.errors import RefundRefused, WrongState
from motcua.money.gateways import http, registry, sweep
from motcua.money.models import Attempt, GatewayNotice, Order, Refund
from motcua.money.till import cards
from motcua.money.till.errors import Faulty, NotPossible
from motcua.sites.desk.officer import Officer, page_context
from motcua.sites.portal.payment_shown import lines_of
from motcua.sites.refunds.scope import (
    keeper_page,
    mine,
    name_of,
    paid_order,
    refund_of,
    silent_of,
    surplus_of,
)
from motcua.sites.security.proof import ask_proof, fresh_proof
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field, errors_of
from motcua.sites.shell.wording import dong_words

PAGE = 50
PURPOSE = "Hoàn tiền phí, lệ phí"
Status = Refund.Status
OPEN = [Status.REQUESTED, Status.APPROVED, Status.UNKNOWN]
TONES = {
    Status.REQUESTED: ("warn", "clock"),
    Status.APPROVED: ("info", "right"),
    Status.UNKNOWN: ("danger", "alert"),
    Status.DONE: ("ok", "check"),
    Status.REFUSED: ("info", "cross"),
}
REFUSED = {
    "same_person": (
        "Người duyệt phải khác người đề nghị.",
        "Whoever approves must be another person than who asked.",
    ),
    "not_paid": (
        "Khoản này chưa được nộp hoặc đã hoàn hết.",
        "This was not paid, or all of it has gone back.",
    ),
    "amount": ("Số tiền vượt quá phần còn có thể hoàn.", "The amount is more than may still go back."),
    "approval": (
        "Hãy ghi mã chuẩn chi mà máy thẻ in ra khi hoàn.",
        "Enter the approval code that the terminal printed for the refund.",
    ),
}
GONE = ("Đã có người xử lý bước này; xem trạng thái mới.", "Somebody was faster; see the new state.")
DONE = {
    "approve": ("Đã duyệt.", "Approved."),
    "refuse": ("Đã từ chối.", "Refused."),
    "by_hand": ("Đã ghi nhận chuyển trả.", "Noted as transferred back."),
    "clear_done": ("Đã ghi nhận là đã hoàn.", "Noted as gone back."),
    "clear_not": (
        "Đã ghi nhận là chưa hoàn; biên lai được lập lại.",
        "Noted as not gone back; the receipt is whole again.",
    ),
}


@require_safe
@keeper_page
def waiting(request: HttpRequest, officer: Officer) -> HttpResponse:
    """What waits for somebody, the oldest first, money that was paid too much, and silent tries. Six queries."""
    after = request.GET.get("sau", "")
    rows = Refund.objects.select_related("order", "attempt").filter(mine(officer), status__in=OPEN)
    if after.isascii() and after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__gt=int(after))
    page = list(rows.order_by("pk")[: PAGE + 1])
    too_much = Attempt.objects.select_related("order").filter(mine(officer), status=Attempt.Status.SURPLUS)
    context = page_context(
        officer,
        request.path,
        rows=[_row(one) for one in page[:PAGE]],
        older=f"?sau={page[PAGE - 1].pk}" if len(page) > PAGE else "",
        silent=list(silent_of(officer).order_by("expires_at")[:PAGE]),
        surplus=list(
            too_much.exclude(refunds__status__in=[*OPEN, Status.DONE]).order_by("settled_at")[:PAGE]
        ),
    )
    return render(request, "refunds/waiting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_page
def ask(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Ask for money of a paid dossier back: a code, an amount, a reason."""
    given = request.POST if request.method == "POST" else request.GET
    fields = [
        Field("ma", "text", {"vi": "Mã hồ sơ", "en": "Dossier number"}, value=given.get("ma", "").strip(), max_length=60),
        Field("so-tien", "money", {"vi": "Số tiền hoàn", "en": "Amount to go back"}, value=given.get("so-tien", "")),
        Field("ly-do", "longtext", {"vi": "Lý do", "en": "Reason"}, value=given.get("ly-do", "").strip(), max_length=300),
    ]  # fmt: skip
    if request.method != "POST" and fields[0].value and (order := paid_order(officer, fields[0].value)):
        paid = dong_words(order.payer_amount)
        fields[1].hint = {"vi": f"Đã nộp {paid}.", "en": f"{paid} was paid."}
    if request.method == "POST":
        refund = _asked(officer, fields)
        if refund is not None:
            messages.success(
                request, language.say("Đã ghi đề nghị; người khác duyệt.", "Noted; somebody else approves.")
            )
            return redirect("refunds:one", refund.pk)
    errors = errors_of(fields)
    context = page_context(officer, "/hoan-tien/", fields=fields, errors=errors)
    return render(request, "refunds/ask.html", context, status=422 if errors else 200)


def _asked(officer: Officer, fields: list[Field]) -> Refund | None:
    """The refund that was asked for; faults stand at their fields, all at once."""
    code, money, reason = fields
    order = paid_order(officer, code.value) if code.value else None
    if not code.value:
        code.error = {"vi": "Hãy ghi mã hồ sơ.", "en": "Write the dossier's number."}
    elif order is None:
        code.error = {
            "vi": "Không có khoản đã nộp nào của hồ sơ này ở đơn vị bạn.",
            "en": "No payment of this dossier at your unit.",
        }
    digits = re.sub(r"[.,\s]", "", money.value)
    if not (digits.isascii() and digits.isdecimal() and 0 < len(digits) <= 12 and int(digits)):
        money.error = {
            "vi": "Hãy ghi số tiền bằng đồng, lớn hơn 0.",
            "en": "Write an amount in đồng above zero.",
        }
    if not reason.value:
        reason.error = {"vi": "Hãy ghi lý do hoàn tiền.", "en": "Write why the money goes back."}
    if order is None or money.error or reason.error:
        return None
    try:
        return refunds.request(order, int(digits), reason.value, name_of(officer), officer.now)
    except RefundRefused as refused:
        vi, en = REFUSED[refused.code]
        (money if refused.code == "amount" else code).error = {"vi": vi, "en": en}
    return None


@require_POST
@keeper_page
def surplus(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """Ask for what was paid too much to go back, whole. Raises: Http404."""
    attempt = surplus_of(officer, number)
    try:
        refund = refunds.request_surplus(attempt, "Nộp thừa", name_of(officer), officer.now)
    except RefundRefused:
        messages.info(request, language.say(*GONE))
        return redirect("refunds:waiting")
    return redirect("refunds:one", refund.pk)


@require_POST
@keeper_page
def ask_again(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """Ask the provider once more about a try that stayed silent. Raises: Http404."""
    attempt = get_object_or_404(silent_of(officer), pk=number)
    try:
        known = sweep.ask(attempt, registry.GATEWAYS[attempt.gateway], officer.now)
    except (http.GatewayUnreachable, http.GatewayNonsense):
        messages.error(
            request, language.say("Bên nhận thanh toán không trả lời.", "The provider does not answer.")
        )
    else:
        if known:
            messages.success(
                request, language.say("Đã rõ kết quả và ghi sổ.", "The result is known and booked.")
            )
        else:
            messages.info(
                request, language.say("Bên nhận thanh toán vẫn chưa rõ.", "The provider still does not know.")
            )
    return redirect("refunds:waiting")


@require_http_methods(["GET", "HEAD", "POST"])
@keeper_page
def one(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """One refund; approving and moving money ask for the second factor first. Raises: Http404."""
    refund = refund_of(officer, number)
    if request.method == "POST":
        return _act(request, officer, refund)
    return _shown(request, officer, refund)


def _shown(
    request: HttpRequest, officer: Officer, refund: Refund, faults: dict[str, tuple[str, str]] | None = None
) -> HttpResponse:
    order = refund.order
    if order.person_id:
        audit.log_read(
            officer.actor, [order.person_id], purpose=PURPOSE, what="refund", code="payment", at=officer.now,
            dossier_code=order.subject,
        )  # fmt: skip
    by_hand = refunds.by_hand(refund)
    on_card = _slip_fields(request, refund, faults or {}) if _waits_at_a_terminal(refund) else []
    context = page_context(
        officer,
        "/hoan-tien/",
        row=_row(refund),
        order=order,
        lines=lines_of(order.lines),
        by_hand=by_hand,
        on_card=on_card,
        errors=errors_of(on_card),
        own=refund.requested_by == name_of(officer),
        may_send=refund.attempt is not None
        and not by_hand
        and (
            refund.status == Status.APPROVED or (refund.status == Status.UNKNOWN and not refund.response_code)
        ),
        answers=_answers(refund),
    )
    return render(request, "refunds/one.html", context, status=422 if faults else 200)


def _waits_at_a_terminal(refund: Refund) -> bool:
    return (
        refund.status == Status.APPROVED
        and refund.attempt is not None
        and refund.attempt.gateway == Order.Means.CARD
    )


def _slip_fields(request: HttpRequest, refund: Refund, faults: dict[str, tuple[str, str]]) -> list[Field]:
    """What the terminal printed when it put the money back on the card."""
    assert refund.attempt is not None
    terminal = request.POST.get("terminal", refund.attempt.gateway_no.partition("-")[0])[:20]
    told = {name: {"vi": vi, "en": en} for name, (vi, en) in faults.items()}
    return [
        Field(
            "terminal", "text", {"vi": "Mã máy thẻ", "en": "Terminal"}, value=terminal, max_length=12,
            error=told.get("terminal", ""),
        ),
        Field(
            "approval", "text", {"vi": "Mã chuẩn chi của lần hoàn", "en": "Approval code of the refund"},
            hint={"vi": "6 chữ, số trên hóa đơn máy in ra khi hoàn.", "en": "6 letters and digits on the terminal's slip."},
            value=request.POST.get("approval", "")[:20], max_length=6, error=told.get("approval", ""),
        ),
    ]  # fmt: skip


def _act(request: HttpRequest, officer: Officer, refund: Refund) -> HttpResponse:
    act, by, at = request.POST.get("viec", ""), name_of(officer), officer.now
    if act != "refuse" and not fresh_proof(request):
        return ask_proof(request)
    try:
        match act:
            case "approve":
                refunds.approve(refund, by, at)
            case "refuse":
                refunds.refuse(refund, by, at)
            case "send":
                return _sent(request, refunds.send(refund, at))
            case "by_hand" if _waits_at_a_terminal(refund):
                cards.put_back(refund, request.POST, by=officer.actor, at=at)
            case "by_hand":
                refunds.sent_by_hand(refund, at)
            case "clear_done" | "clear_not":
                refunds.clear(refund, done=act == "clear_done", by=by, at=at)
            case _:
                return redirect("refunds:one", refund.pk)
    except Faulty as faulty:
        return _shown(request, officer, refund_of(officer, refund.pk), faulty.fields)
    except RefundRefused as refused:
        messages.error(request, language.say(*REFUSED[refused.code]))
    except (WrongState, NotPossible):
        messages.info(request, language.say(*GONE))
    else:
        messages.success(request, language.say(*DONE[act]))
    return redirect("refunds:one", refund.pk)


SENT = ("Bên nhận thanh toán đã hoàn tiền.", "The provider sends the money back.")
NOT_SENT = (
    "Bên nhận thanh toán từ chối; hãy hỏi họ rồi ghi kết quả.",
    "The provider refuses; ask, then note the result.",
)
SILENT = (
    "Chưa có trả lời. Hãy gửi lại: tiền không đi hai lần.",
    "No answer. Send again: nothing is paid twice.",
)


def _sent(request: HttpRequest, refund: Refund) -> HttpResponse:
    if refund.status == Status.DONE:
        messages.success(request, language.say(*SENT))
    else:
        messages.error(request, language.say(*(NOT_SENT if refund.response_code else SILENT)))
    return redirect("refunds:one", refund.pk)


def _row(refund: Refund) -> dict[str, Any]:
    tone, icon = TONES[Status(refund.status)]
    return {"refund": refund, "tone": tone, "icon": icon, "way": way_of(refund)}


def way_of(refund: Refund) -> dict[str, str]:
    """By which way the money goes back, in words."""
    if refund.attempt is None:
        return {"vi": "Tiền mặt tại quầy", "en": "Cash at the counter"}
    if refund.attempt.gateway == Order.Means.CARD:
        return {"vi": "Tại máy thẻ đã nhận tiền", "en": "At the card terminal that took it"}
    gateway = registry.GATEWAYS.get(refund.attempt.gateway)
    if gateway is None or gateway.refund is None:
        return {"vi": "Chuyển khoản từ tài khoản của đơn vị", "en": "Transfer from the unit's account"}
    return {"vi": f"Qua {gateway.name.vi}", "en": f"Through {gateway.name.en}"}


def _answers(refund: Refund) -> list[GatewayNotice]:
    if refund.attempt_id is None:
        return []
    kept = GatewayNotice.objects.filter(attempt_id=refund.attempt_id, kind=GatewayNotice.Kind.REFUND)
    return list(kept.order_by("-pk")[:10])
