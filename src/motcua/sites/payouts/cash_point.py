"""The payment point: who waits for cash is found by name, number or the code of the card, and signs for it."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from motcua.city.models import Agency
from motcua.foundation import audit, clock
from motcua.foundation.card_qr import CardQrError, parse_card_qr
from motcua.money.payouts import cash, reading
from motcua.money.payouts.errors import NotYours, Refused
from motcua.money.payouts.models import Line, Receipt, Run
from motcua.records.papers import storing
from motcua.records.papers.checks import RefusedFile
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.payouts.frame import LINE_STATES, WAYS, frame, may, month_words, programme_words, tag
from motcua.sites.shell.language import say

PROOFS = (
    {"key": "paper", "words": {"vi": "Bản giấy đã ký, chụp hoặc quét", "en": "Signed paper, photographed or scanned"}},
    {"key": "tablet", "words": {"vi": "Ảnh chữ ký từ máy tính bảng", "en": "Picture of a signature from a tablet"}},
)  # fmt: skip


def _agencies(officer: Officer) -> frozenset[int]:
    """Whose lists are paid here: the own commune's; at a post office those of its commune. At most one query."""
    if may(officer, "prepare") or may(officer, "approve"):
        return frozenset({officer.post.agency_id})
    if not may(officer, "hand_out"):
        raise PermissionDenied
    if officer.post.agency_kind != Agency.Kind.POST_OFFICE:
        return frozenset({officer.post.agency_id})
    here = Agency.objects.filter(pk=officer.post.agency_id).values("unit")
    return frozenset(
        Agency.objects.filter(kind=Agency.Kind.COMMUNE, unit__in=here).values_list("pk", flat=True)
    )


@require_safe
@officer_page
def page(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """Find who stands there: name, number, or the card's code from a scanner. Four queries; who is shown is noted."""
    try:
        found = reading.run_of(uuid, _agencies(officer))
    except NotYours:
        raise Http404 from None
    wanted = request.GET.get("q", "")[:400]
    rows = cash.due(found, _from_card(wanted)) if wanted.strip() else []
    audit.log_list(
        officer.actor,
        [one.person_id for one in rows],
        purpose="Chi trả",
        code="payout",
        what="payout-cash",
        at=officer.now,
    )
    number, total = cash.waiting(found)
    context = _frame(
        officer, run=found, wanted="" if "|" in wanted else wanted, searched=bool(wanted.strip()),
        waiting=number, waiting_sum=total,
        rows=[{"line": one, "way": WAYS[one.way]} for one in rows], closes=may(officer,
        "prepare") and found.state == Run.State.SENT,
    )  # fmt: skip
    return render(request, "payouts/cash.html", context)


def _from_card(text: str) -> str:
    """The number on a card whose code was scanned; other text as it is."""
    if "|" not in text:
        return text
    try:
        return parse_card_qr(text.strip(), clock.now().date()).pin.value or ""
    except CardQrError:
        return text.split("|")[0]


def _frame(officer: Officer, **more: Any) -> dict[str, Any]:
    found: Run = more["run"]
    return frame(officer, month=month_words(found.period), words=programme_words(found.programme), **more)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def hand(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """Hand one line's money over against a signature. 422 at the question; the look is noted. Raises: Http404."""
    agencies = _agencies(officer)
    try:
        found = reading.line_of(number, agencies)
    except NotYours:
        raise Http404 from None
    if not (may(officer, "hand_out") or may(officer, "prepare")):
        raise PermissionDenied
    fault: Refused | None = None
    if request.method == "POST":
        try:
            _hand(request, officer, found)
            messages.success(request, say("Đã ghi nhận tiền.", "The money is handed over."))
            return redirect(f"{reverse('payouts:cash', args=[found.run.uuid])}?{urlencode({'q': ''})}")
        except Refused as refused:
            fault = refused
            found.refresh_from_db()
    audit.log_read(
        officer.actor, [found.person_id], purpose="Chi trả", code="payout", what="payout-cash", at=officer.now
    )
    receipt = Receipt.objects.filter(line=found).select_related("agency").first()
    context = _frame(
        officer, run=found.run, line=found, tag=tag(LINE_STATES, found.state), way=WAYS[found.way], fault=fault,
        typed=request.POST,
        proofs=PROOFS, receipt=receipt, due=found.state == Line.State.CASH_DUE,
    )  # fmt: skip
    return render(request, "payouts/hand.html", context, status=422 if fault else 200)


def _hand(request: HttpRequest, officer: Officer, found: Line) -> None:
    post = request.POST
    pin = post.get("pin", "")
    shown = cash.Shown(
        post.get("name", "")[:120], re.sub(r"\D", "", _from_card(pin))[:12], post.get("mandate", "")[:200]
    )
    upload = next((one for one in request.FILES.getlist("file") if one.size), None)
    file = None
    if upload is not None:
        try:
            file = storing.store(
                upload,
                purpose="payout",
                owner_id=found.person_id,
                by=officer.account.pk,
                at=officer.now,
                name=upload.name or "ky-nhan",
            )
        except RefusedFile as refused:
            raise Refused(refused.vi, refused.en, "file") from None
    cash.hand_out(
        found.pk, found.run_id, shown, post.get("proof", ""), file, by=officer.actor, at=officer.now
    )
