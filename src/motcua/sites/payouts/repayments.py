"""What came back of a claim: the transfer that the bank told of, or the treasury's slip that the family brought."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.foundation import audit
from motcua.foundation.amounts import format_dong
from motcua.money.bank import config
from motcua.money.bank.models import BankLine
from motcua.money.payouts import repaying
from motcua.money.payouts.errors import NotYours, Refused, of
from motcua.money.payouts.models import Claim, Repayment
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.payouts.budgets import number_typed
from motcua.sites.payouts.frame import frame, may, number_of, programme_words, sees
from motcua.sites.security.proof import ask_proof, fresh_proof
from motcua.sites.shell import typed
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.language import say

WAYS = {
    "transfer": {"vi": "Chuyển khoản", "en": "By transfer"},
    "budget": {"vi": "Nộp kho bạc", "en": "At the treasury"},
}


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def page(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """One claim: what is to come back, what came, how the family pays. POST notes a transfer or a slip. Four queries.

    A transfer is the bank's word: whoever prepares lists notes it. A slip is noted by whoever approves, with a fresh proof. 422
    at the question. Raises: Http404.
    """
    agencies = sees(officer)
    try:
        claim = repaying.claim_of(number, agencies)
    except NotYours:
        raise Http404 from None
    faults: dict[str, Refused] = {}
    if request.method == "POST":
        by_slip = request.POST.get("act") == "slip"
        if not may(officer, "approve" if by_slip else "prepare"):
            raise PermissionDenied
        if by_slip and not fresh_proof(request):
            return ask_proof(request)
        try:
            made = _noted(request, officer, claim.pk, by_slip=by_slip)
            messages.success(
                request,
                say("Đã ghi số tiền nộp lại.", "What was paid back is noted."),
            )
            return redirect("payouts:repaid", made.claim_id)
        except Refused as refused:
            faults = {one.field: one for one in of(refused)}
    audit.log_read(
        officer.actor, [claim.person_id], purpose="Chi trả", code="payout", what="payout-claim", at=officer.now
    )  # fmt: skip
    return _shown(request, officer, claim, faults)


def _noted(request: HttpRequest, officer: Officer, claim_id: int, *, by_slip: bool) -> Repayment:
    post, here = request.POST, officer.post.agency_id
    if by_slip:
        return repaying.by_slip(
            claim_id, here, number_typed(post.get("amount", "")), post.get("document", ""), typed.any_day(post, "day"),
            by=officer.actor, at=officer.now,
        )  # fmt: skip
    return repaying.by_transfer(
        claim_id, here, number_of(post.get("line", "")), by=officer.actor, at=officer.now
    )


def _shown(request: HttpRequest, officer: Officer, claim: Claim, faults: dict[str, Refused]) -> HttpResponse:
    owed, notes = repaying.left(claim), may(officer, "prepare")
    transfer = _transfers(repaying.candidates(claim), request.POST, faults) if notes else None
    fields = _fields(request.POST, faults) if owed and may(officer, "approve") else []
    came = repaying.of_claim(claim)
    context = frame(
        officer, claim=claim, owed=owed, words=programme_words(claim.programme), fields=fields, transfer=transfer,
        errors=errors_of([*([transfer] if transfer else []), *fields]), came=[{"one": one, "way": WAYS[one.way]} for one in came],
        by_lists=claim.taken - sum(one.amount for one in came), notes=bool(owed) and notes, refused=faults.get(""),
        code=repaying.code_of(claim), account=config.account(),
    )  # fmt: skip
    return render(request, "payouts/repaid.html", context, status=422 if faults else 200)


def _transfers(lines: Sequence[BankLine], post: Any, faults: dict[str, Refused]) -> Field | None:
    """The question which transfer it was; None where there is none to choose."""
    if not lines:
        return None
    options = [
        Option(str(one.pk), {"vi": f"{format_dong(one.amount)}, {one.day:%d/%m/%Y}: {one.note} {one.payer}".strip(),
                             "en": f"{format_dong(one.amount, 'en')}, {one.day:%d/%m/%Y}: {one.note} {one.payer}".strip()})
        for one in lines
    ]  # fmt: skip
    field = Field(
        "line", "choice", {"vi": "Khoản tiền đã về", "en": "The transfer that came"}, options=options,
        value=post.get("line", "") or (options[0].value if len(options) == 1 else ""),
    )  # fmt: skip
    if "line" in faults:
        field.error = {"vi": faults["line"].vi, "en": faults["line"].en}
    return field


def _fields(post: Any, faults: dict[str, Refused]) -> list[Field]:
    fields = [
        Field("document", "text", {"vi": "Số giấy nộp tiền vào ngân sách", "en": "Number of the treasury's slip"},
            value=post.get("document", ""), max_length=60, width="m"),
        Field("day", "date", {"vi": "Ngày nộp", "en": "Day of payment"}, value=typed.day_as_typed(post, "day")),
        Field("amount", "money", {"vi": "Số tiền trên giấy", "en": "Sum on the slip"}, value=post.get("amount", ""), width="m",
            max_length=15),
    ]  # fmt: skip
    for one in fields:
        if one.name in faults:
            one.error = {"vi": faults[one.name].vi, "en": faults[one.name].en}
    return fields
