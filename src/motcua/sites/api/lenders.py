"""Credit trust for lenders: ask a borrower to agree, then ask yes or no, once. No data, no reasons, no score."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Path, Router
from pydantic import Field, StringConstraints

from motcua.exchange.credit_trust import answering, asking
from motcua.exchange.credit_trust.checks import SERVICE
from motcua.exchange.data_services.asking import TooMuch, count_refused
from motcua.foundation import clock
from motcua.sites.api.answers import TOO_FAST, Refusal, ok
from motcua.sites.api.caller import actor_of, scope
from motcua.sites.api.shapes import REFUSALS, Strict, Text, upto

router = Router(tags=["Khả tín · Credit trust"])
NO_AGREEMENT = (
    "Không có thỏa thuận nào cho phép bên cho vay này hỏi như vậy.",
    "No agreement lets this lender ask this.",
)
USED_ID = ("Mã yêu cầu này đã dùng cho một câu hỏi khác.", "This request id was used for another question.")
NOT_AGREED = (
    "Người vay không đồng ý tất cả các điều này; chỉ hỏi điều đã được đồng ý.",
    "The borrower did not agree to all of these; ask only what was agreed to.",
)
NOT_FOUND = ("Không có lời xin này.", "There is no such request.")

CheckId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{1,39}$")]
Checks = Annotated[list[CheckId], Field(min_length=1, max_length=10)]
RequestId = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9._-]{8,80}$"),
    Field(description="made by the caller; the same id again is the same call"),
]
LenderCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]{3,80}$")]
What = Annotated[Text, upto(300, 10)]


class RequestIn(Strict):
    request_id: RequestId
    lender_code: LenderCode
    what_for: Annotated[What, Field(description="as the borrower reads it: which loan, what for")]
    checks: Checks
    days: Annotated[int, Field(ge=1, le=asking.MOST_DAYS)] = asking.MOST_DAYS


class RequestOut(Strict):
    id: UUID
    link: str = Field(description="for the borrower: as a link, or drawn as a QR code")
    open_until: str


class StateOut(Strict):
    id: UUID
    state: Literal["waiting", "agreed", "refused", "over"]
    consent_id: UUID | None
    checks: list[str] = Field(description="what was agreed to")


class ChecksIn(Strict):
    request_id: RequestId
    lender_code: LenderCode
    consent_id: UUID
    pin: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
    full_name: Annotated[Text, upto(120, 1)]
    birth_date: date
    checks: Checks


class ResultOut(Strict):
    check: str
    outcome: Literal["MATCH", "NO_MATCH", "NO_DATA"]


class ChecksOut(Strict):
    request_id: str
    consent_valid: bool
    results: list[ResultOut]
    issued_at: str
    expires_at: str | None


@router.post(
    "/credit-trust/requests",
    response={200: RequestOut, **REFUSALS},
    summary="Xin người vay đồng ý · Ask a borrower to agree",
)
@scope("credit-trust:ask")
def ask_borrower(request: HttpRequest, body: RequestIn) -> HttpResponse:
    """A link for one borrower, open for seven days. Who opens it signs on, reads who asks what for, and agrees point by
    point, or refuses. The same call again gives the same link."""
    partner, at = request.auth, clock.now()  # type: ignore[attr-defined]
    wanted = asking.Wanted(body.request_id, body.what_for, body.checks, body.days)
    try:
        made = asking.ask(partner.account_id, body.lender_code, wanted, by=actor_of(partner, at), at=at)
    except asking.NoAgreement:
        raise Refusal(403, "no-agreement", NO_AGREEMENT) from None
    except asking.OtherRequest:
        raise Refusal(409, "id-used", USED_ID) from None
    link = f"{settings.PUBLIC_URL}/dong-y/tin-nhiem/{made.token}"
    return ok({"id": made.uuid, "link": link, "open_until": made.open_until})


@router.get(
    "/credit-trust/requests/{number}",
    response={200: StateOut, **REFUSALS},
    summary="Người vay đã trả lời chưa · Whether the borrower answered",
)
@scope("credit-trust:ask")
def borrower_said(request: HttpRequest, number: Annotated[UUID, Path()]) -> HttpResponse:
    """Waiting, agreed, refused, or over. What was agreed to is told, what was refused is not."""
    partner, at = request.auth, clock.now()  # type: ignore[attr-defined]
    found = asking.of_lender(partner.account_id, number)
    if found is None:
        raise Refusal(404, "not-found", NOT_FOUND)
    said = asking.state_of(found, at)
    consent = found.consent if said == "agreed" else None
    return ok(
        {
            "id": found.uuid,
            "state": said,
            "consent_id": consent.uuid if consent else None,
            "checks": consent.data if consent else [],
        }
    )


@router.post(
    "/credit-trust/checks",
    response={200: ChecksOut, **REFUSALS},
    summary="Hỏi khớp hay không · Ask yes or no",
)
@scope("credit-trust:ask")
def check_borrower(request: HttpRequest, body: ChecksIn) -> HttpResponse:
    """One answer under one consent. `consent_valid: false` says only that nothing can be answered: why is not told. The
    person hears of every call at once. Answers count until `expires_at`; keep no copy beyond it."""
    partner, at = request.auth, clock.now()  # type: ignore[attr-defined]
    call = answering.Call(
        body.request_id, body.lender_code, body.consent_id, body.pin, body.full_name, body.birth_date,
        list(dict.fromkeys(body.checks)),
    )  # fmt: skip
    try:
        told = answering.answer(partner.account_id, call, by=actor_of(partner, at), at=at)
    except asking.NoAgreement:
        raise Refusal(403, "no-agreement", NO_AGREEMENT) from None
    except answering.NotAgreedTo:
        raise Refusal(403, "not-agreed-to", NOT_AGREED) from None
    except answering.OtherCall:
        raise Refusal(409, "id-used", USED_ID) from None
    except TooMuch as limit:
        count_refused(partner.account_id, SERVICE, at)
        raise Refusal(429, "too-fast", TOO_FAST, retry_after=limit.retry_after) from None
    return ok(
        {
            "request_id": body.request_id,
            "consent_valid": told.consent_valid,
            "results": [{"check": key, "outcome": str(one)} for key, one in told.results],
            "issued_at": told.issued_at,
            "expires_at": told.expires_at,
        }
    )
