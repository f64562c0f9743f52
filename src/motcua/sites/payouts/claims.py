"""Recoveries and arrears entered by hand: one officer enters, another one agrees, the next list brings them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from motcua.foundation import audit
from motcua.money.payouts import claims, repaying
from motcua.money.payouts.errors import NotYours, Refused, of
from motcua.money.payouts.models import Claim
from motcua.money.payouts.programmes import programmes
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.payouts.budgets import number_typed
from motcua.sites.payouts.frame import frame, may, number_of, programme_words, sees, tag
from motcua.sites.security.proof import ask_proof, fresh_proof
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.language import say

STATES = {
    "proposed": ("Chờ duyệt", "Waits", "warn", "clock"), "agreed": ("Đã duyệt", "Agreed", "accent", "check"),
    "refused": ("Không duyệt", "Refused", "quiet", "stop"), "done": ("Đã tính hết", "Done", "ok", "check"),
}  # fmt: skip
KINDS = {
    "recovery": {"vi": "Thu hồi", "en": "Recovery"},
    "arrears": {"vi": "Truy lĩnh", "en": "Arrears"},
}


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def page(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Claims of the agency, the newest first; POST enters one. Two queries; who is shown is noted. 422 at the questions."""
    agencies = sees(officer)
    prepares, faults = may(officer, "prepare"), {}
    if request.method == "POST":
        if not prepares:
            raise PermissionDenied
        try:
            claims.propose(officer.post.agency_id, _typed(request), by=officer.actor, at=officer.now)
            messages.success(
                request, say("Đã ghi, chờ người khác duyệt.", "Entered; somebody else agrees to it.")
            )
            return redirect("payouts:claims")
        except Refused as refused:
            faults = {one.field: one for one in of(refused)}
    return _shown(request, officer, agencies, faults)


def _shown(
    request: HttpRequest,
    officer: Officer,
    agencies: frozenset[int],
    faults: dict[str, Refused],
    refused: Refused | None = None,
    at_fault: int = 0,
) -> HttpResponse:
    rows = claims.page(agencies, number_of(request.GET.get("truoc", "")))
    shown = rows[:30]
    audit.log_list(
        officer.actor,
        [one.person_id for one in shown],
        purpose="Chi trả",
        code="payout",
        what="payout-claims",
        at=officer.now,
    )
    fields = _fields(request.POST if faults else {}, faults) if may(officer, "prepare") else []
    context = frame(
        officer, fields=fields, errors=errors_of(fields), refused=refused if not at_fault else None,
        rows=[_row(one, officer, refused if one.pk == at_fault else None) for one in shown],
        older=f"?truoc={shown[-1].pk}" if len(rows) > 30 else "", newer="?" if request.GET.get("truoc") else "",
    )  # fmt: skip
    return render(request, "payouts/claims.html", context, status=422 if faults or refused else 200)


def _row(one: Claim, officer: Officer, fault: Refused | None) -> dict[str, Any]:
    state = "done" if one.state == Claim.State.AGREED and one.taken == one.amount else one.state
    own = one.by.get("account_id") == officer.actor.account_id
    return {
        "one": one, "kind": KINDS[one.kind], "tag": tag(STATES, state), "words": programme_words(one.programme), "fault": fault,
        "back": one.kind == Claim.Kind.RECOVERY and one.state == Claim.State.AGREED, "left": repaying.left(one),
        "decides": one.state == Claim.State.PROPOSED and may(officer, "approve") and not own,
    }  # fmt: skip


def _typed(request: HttpRequest) -> claims.Typed:
    post = request.POST
    return claims.Typed(
        post.get("kind", ""), post.get("programme", ""), "".join(post.get("pin", "").split()),
        number_typed(post.get("amount", "")),
        post.get("first", ""), post.get("last", ""), post.get("reason", ""), post.get("paper", ""),
    )  # fmt: skip


def _fields(typed: Any, faults: dict[str, Refused]) -> list[Field]:
    fields = [
        Field("kind", "choice", {"vi": "Loại", "en": "Kind"}, options=[Option(key, words) for key, words in KINDS.items()],
            hint={"vi": "Thu hồi: trừ vào các tháng sau, không quá số được hưởng của tháng. Truy lĩnh: cộng vào tháng sau.",
            "en": "Recovery: taken from coming months, never more than the month holds. Arrears: added to the next month."}),
        Field("programme", "select", {"vi": "Chương trình", "en": "Programme"},
            options=[Option(one.id, {"vi": one.vi, "en": one.en}) for one in programmes().values()]),
        Field("pin", "pin", {"vi": "Số định danh của người hưởng", "en": "Beneficiary's personal number"}),
        Field("amount", "money", {"vi": "Số tiền", "en": "Sum"}, max_length=15, width="m"),
        Field("first", "text", {"vi": "Từ tháng", "en": "From month"}, example="03/2026", max_length=7, width="s"),
        Field("last", "text", {"vi": "Đến tháng", "en": "To month"}, max_length=7, width="s", required=False,
            hint={"vi": "Để trống nếu chỉ một tháng.", "en": "Leave empty for a single month."}),
        Field("reason", "longtext", {"vi": "Lý do", "en": "Why"}, max_length=500,
            hint={"vi": "Người hưởng đọc được lý do này.", "en": "The beneficiary can read it."}),
        Field("paper", "text", {"vi": "Căn cứ", "en": "Behind it"}, max_length=200, example="12/BB-UBND",
            hint={"vi": "Số quyết định hoặc biên bản.", "en": "Number of the decision or record."}),
    ]  # fmt: skip
    for one in fields:
        one.value = typed.get(one.name, "")
        if one.name in faults:
            one.error = {"vi": faults[one.name].vi, "en": faults[one.name].en}
    return fields


@require_POST
@officer_page
def decide(request: HttpRequest, officer: Officer, number: int) -> HttpResponse:
    """Agree to a claim, or refuse it with a reason; a fresh proof first. 422 at the claim. Raises: Http404."""
    agencies = sees(officer)
    if not may(officer, "approve"):
        raise PermissionDenied
    if not fresh_proof(request):
        return ask_proof(request)
    try:
        agreed = request.POST.get("choice") == "agree"
        claims.decide(
            number, officer.post.agency_id, agreed, request.POST.get("answer", ""), by=officer.actor, at=officer.now
        )  # fmt: skip
    except NotYours:
        raise Http404 from None
    except Refused as refused:
        return _shown(request, officer, agencies, {}, refused, number)
    messages.success(request, say("Đã duyệt.", "Agreed.") if agreed else say("Không duyệt.", "Refused."))
    return redirect("payouts:claims")
