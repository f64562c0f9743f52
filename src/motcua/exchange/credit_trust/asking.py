"""A lender asks a person to agree; the person agrees point by point, or refuses. Neither learns of the other before."""

import hashlib
import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from motcua.city.models import Account
from motcua.exchange.credit_trust.checks import SERVICE
from motcua.exchange.credit_trust.models import Request
from motcua.exchange.data_services import agreements
from motcua.exchange.data_services.models import Agreement
from motcua.foundation import events, worktime
from motcua.foundation.actor import Actor
from motcua.records.consents import giving, texts
from motcua.records.consents.models import Consent

OPEN_FOR = timedelta(days=7)
"""How long a link waits for its answer."""
MOST_DAYS = texts.newest(SERVICE).longest_days


class NoAgreement(PermissionError):
    """No agreement in effect covers this lender, or these checks."""


class OtherRequest(ValueError):
    """The reference was used for another request."""


class NotOpen(ValueError):
    """The link is unknown, was answered, or waited too long; whoever holds it is told only that."""

    vi, en = "Liên kết này không còn mở được.", "This link does not open any more."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a lender asks for, under its own reference."""

    reference: str
    what_for: str
    checks: Sequence[str]
    days: int


def lender_of(account_id: int, lender_code: str, checks: Sequence[str], at: datetime) -> Agreement:
    """The agreement under which this account may ask for these checks now. Two queries. Raises: NoAgreement."""
    agreement = agreements.in_effect(account_id, SERVICE, at.astimezone(worktime.VN).date())
    if agreement is None or set(checks) - set(agreement.fields):
        raise NoAgreement
    if not Account.objects.filter(id=account_id, username=lender_code, is_active=True).exists():
        raise NoAgreement
    return agreement


def ask(
    account_id: int,
    lender_code: str,
    wanted: Wanted,
    *,
    by: Actor,
    at: datetime,
    token: Callable[[], str] = lambda: secrets.token_urlsafe(32),
) -> Request:
    """A link for the borrower; the same reference with the same words gives the same link. Raises: NoAgreement, OtherRequest."""
    agreement = lender_of(account_id, lender_code, wanted.checks, at)
    clear = token()
    try:
        with transaction.atomic():
            request = Request.objects.create(
                account_id=account_id,
                agreement=agreement,
                reference=wanted.reference,
                what_for=wanted.what_for,
                checks=list(dict.fromkeys(wanted.checks)),
                days=wanted.days,
                token=clear,
                token_hash=hash_of(clear),
                made_at=at,
                open_until=at + OPEN_FOR,
            )
            _tell(request, "credit-request.made", by, at)
    except IntegrityError:
        there = Request.objects.filter(account_id=account_id, reference=wanted.reference).first()
        if there is None:
            raise
        same = (there.what_for, there.checks, there.days)
        if same != (wanted.what_for, list(dict.fromkeys(wanted.checks)), wanted.days):
            raise OtherRequest from None
        return there
    return request


def find(token: str, at: datetime, *, lock: bool = False) -> Request:
    """The request of a link that still waits. One query. Raises: NotOpen."""
    rows = Request.objects.select_related("account", "agreement")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(token_hash=hash_of(token), answered_at=None, open_until__gt=at).first()
    if found is None or not _still_agreed(found, at):
        raise NotOpen
    return found


def agree(
    token: str,
    checks: Sequence[str],
    *,
    id_: uuid.UUID,
    person_id: int,
    language: str,
    evidence: dict[str, object],
    by: Actor,
    at: datetime,
) -> Consent:
    """The person of this session agrees to what was ticked, once, for the lender of the link.

    Raises: NotOpen, giving.CannotAgree.
    """
    with transaction.atomic():
        request = find(token, at, lock=True)
        consent = giving.give(
            giving.Wanted(
                id=id_,
                purpose=SERVICE,
                version=texts.newest(SERVICE).version,
                person_id=person_id,
                data=[one for one in request.checks if one in set(checks)],
                days=request.days,
                receiver=request.account.username,
                receiver_name=request.account.display_name,
                what_for=request.what_for,
                language=language,
                evidence={**evidence, "request": str(request.uuid)},
            ),
            by=by,
            at=at,
        )
        request.consent, request.person_id, request.answered_at = consent, person_id, at
        request.save(update_fields=["consent", "person", "answered_at"])
        _tell(request, "credit-request.agreed", by, at)
    return consent


def refuse(token: str, *, person_id: int, by: Actor, at: datetime) -> None:
    """The person says no; the lender learns that and nothing else. Raises: NotOpen."""
    with transaction.atomic():
        request = find(token, at, lock=True)
        request.person_id, request.answered_at = person_id, at
        request.save(update_fields=["person", "answered_at"])
        _tell(request, "credit-request.refused", by, at)


def state_of(request: Request, at: datetime) -> str:
    """What the lender may know: waiting, agreed, refused, over. A consent that was taken back is no longer told as agreed."""
    if request.answered_at is None:
        return "waiting" if request.open_until > at else "over"
    if request.consent is None:
        return "refused"
    consent = request.consent
    return "over" if consent.withdrawn_at or consent.barred_at or consent.expires_at <= at else "agreed"


def of_lender(account_id: int, number: uuid.UUID) -> Request | None:
    """A request that this account made. One query."""
    return Request.objects.select_related("consent").filter(account_id=account_id, uuid=number).first()


def hash_of(token: str) -> str:
    """How a token is found; it is random itself, so that no salt and no slow hash are needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _still_agreed(request: Request, at: datetime) -> bool:
    agreement, on = request.agreement, at.astimezone(worktime.VN).date()
    return agreement.state == Agreement.State.ACTIVE and agreement.valid_from <= on <= agreement.valid_to


def _tell(request: Request, kind: str, by: Actor, at: datetime) -> None:
    """The event names lender and agreement; who answered stands in the row."""
    events.record(
        f"credit-request/{request.uuid}",
        kind,
        at=at,
        actor=by,
        data={"id": request.pk, "account_id": request.account_id, "agreement": str(request.agreement.uuid)},
    )
