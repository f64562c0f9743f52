"""From a request about one's own data to its end. Every change: lock, authority, state, event.

`received → in_work → done | partly | refused`; the person may take it back while it is open. What a law or a state function
orders is not stopped by an objection: it is refused with its ground, and the person reads which.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from motcua.city import authority, identities
from motcua.city.models import Agency, Power
from motcua.foundation import events, worktime
from motcua.foundation.actor import Actor
from motcua.records.consents import giving, texts
from motcua.records.consents.models import Consent
from motcua.records.subject_requests import holdings, marks, rules
from motcua.records.subject_requests.models import SubjectRequest

State = SubjectRequest.State
POWER = Power.Name.PROTECT_DATA
ENDS = frozenset({"subject-request.done", "subject-request.partly", "subject-request.refused"})
TOLD = ENDS | {"subject-request.received", "subject-request.taken", "subject-request.extended"}
"""Events of which the person hears."""
LONGEST = 2000


class CannotAsk(ValueError):
    """It cannot be asked so; `faults` are words by field, Vietnamese and English."""

    def __init__(self, faults: dict[str, tuple[str, str]]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{name}: {en}" for name, (_, en) in faults.items()))


class NotOpen(ValueError):
    vi, en = "Yêu cầu này đã kết thúc.", "This request has ended already."


class OnlyOnce(ValueError):
    vi, en = "Chỉ được gia hạn một lần, trước khi hết hạn.", "It may be put off once only, before it is due."


@dataclass(frozen=True, slots=True)
class Wanted:
    """`id` is made with the form, so that sending twice asks once."""

    id: uuid.UUID
    kind: str
    person_id: int
    scope: Sequence[str] = ()
    words: str = ""
    language: str = "vi"


def scope_of(kind: str) -> dict[str, tuple[str, str]]:
    """What a request of this kind may name, in words; empty: it names nothing."""
    if kind == "delete":
        return {one.key: (one.vi, one.en) for one in holdings.all_holdings()}
    if kind in ("restrict", "object"):
        return marks.PURPOSES
    if kind == "withdraw":
        return {one.purpose: (one.title.vi, one.title.en) for one in texts.purposes()}
    return {}


def ask(wanted: Wanted, *, by: Actor, at: datetime) -> SubjectRequest:
    """A request arrives at the city's data-protection officer; twice with one id is once. Raises: CannotAsk."""
    faults: dict[str, tuple[str, str]] = {}
    if wanted.kind not in rules.KINDS:
        raise CannotAsk({"kind": ("Hãy chọn bạn yêu cầu điều gì.", "Choose what you ask for.")})
    possible = scope_of(wanted.kind)
    if possible and (not wanted.scope or set(wanted.scope) - possible.keys()):
        faults["scope"] = ("Hãy chọn ít nhất một mục.", "Choose at least one.")
    if wanted.kind == "correct" and len(wanted.words.strip()) < 10:
        faults["words"] = ("Hãy nói rõ điều gì sai và đúng là gì.", "Say what is wrong, and what is right.")
    if faults:
        raise CannotAsk(faults)
    claimant = by.stands_for
    assert claimant is not None
    agency = responsible(at)
    calendar = worktime.Calendar.from_data(agency.calendar.data)
    try:
        with transaction.atomic():
            request = SubjectRequest.objects.create(
                uuid=wanted.id,
                kind=wanted.kind,
                person_id=wanted.person_id,
                claimant_id=claimant,
                scope=[key for key in possible if key in set(wanted.scope)],
                words=wanted.words.strip()[:LONGEST],
                agency=agency,
                language=wanted.language,
                opened_at=at,
                receipt_due_at=rules.receipt_due(at, calendar),
                due_at=rules.due(wanted.kind, at, calendar, third_party=False, extended=False),
            )
            _record(request, "subject-request.received", by, at)
    except IntegrityError:
        there = SubjectRequest.objects.filter(uuid=wanted.id, claimant_id=claimant).first()
        if there is None:
            raise
        return there
    return request


def take(number: uuid.UUID, *, by: Actor, at: datetime) -> SubjectRequest:
    """The officer says that it is looked at: the answer within two working days. Raises: NotOpen, NotAllowed, DoesNotExist."""
    with transaction.atomic():
        request = _held(number, by, at)
        if request.state == State.RECEIVED:
            request.state, request.taken_at = State.IN_WORK, at
            request.taken_by_id, request.taken_by_name = by.account_id, by.name
            request.save(update_fields=["state", "taken_at", "taken_by", "taken_by_name"])
            _record(request, "subject-request.taken", by, at)
    return request


def third_party(number: uuid.UUID, *, by: Actor, at: datetime) -> SubjectRequest:
    """A processor or third party has a part in it: the longer limit counts. Raises: NotOpen, NotAllowed, DoesNotExist."""
    with transaction.atomic():
        request = _held(number, by, at)
        request.third_party = True
        _due_anew(request)
        request.save(update_fields=["third_party", "due_at"])
        _record(request, "subject-request.third-party", by, at)
    return request


def extend(number: uuid.UUID, reason: str, *, by: Actor, at: datetime) -> SubjectRequest:
    """Put it off, once, with a reason that the person reads. Raises: OnlyOnce, CannotAsk, NotOpen, NotAllowed, DoesNotExist."""
    if len(reason.strip()) < 10:
        raise CannotAsk({"reason": ("Hãy nói rõ vì sao cần thêm thời gian.", "Say why more time is needed.")})
    with transaction.atomic():
        request = _held(number, by, at)
        if request.extended_at is not None or request.due_at <= at:
            raise OnlyOnce(OnlyOnce.en)
        request.extended_at, request.extension_reason = at, reason.strip()[:LONGEST]
        _due_anew(request)
        request.save(update_fields=["extended_at", "extension_reason", "due_at"])
        _record(request, "subject-request.extended", by, at)
    return request


def grant(number: uuid.UUID, answer: str, *, by: Actor, at: datetime) -> SubjectRequest:
    """Do what is asked, as far as nothing orders the contrary; the rest is named. Raises: NotOpen, NotAllowed, DoesNotExist.

    Delete: what rooms may delete, at once. Restrict, object: marks that readers respect from this moment. Withdraw: the
    person's standing consents of these purposes end.
    """
    with transaction.atomic():
        request = _held(number, by, at)
        effect, whole = _carried_out(request, by, at)
        request.effect = effect
        return _end(request, State.DONE if whole else State.PARTLY, answer, by, at)


def refuse(number: uuid.UUID, ground: str, answer: str, *, by: Actor, at: datetime) -> SubjectRequest:
    """Nothing is done, for a ground that the law knows. Raises: CannotAsk, NotOpen, NotAllowed, DoesNotExist."""
    with transaction.atomic():
        request = _held(number, by, at)
        if rules.ground(ground, request.kind) is None:
            raise CannotAsk({"ground": ("Hãy chọn căn cứ.", "Choose the ground.")})
        request.ground = ground
        return _end(request, State.REFUSED, answer, by, at)


def take_back(number: uuid.UUID, *, by: Actor, at: datetime) -> SubjectRequest:
    """Who asked takes it back. Raises: SubjectRequest.DoesNotExist for anybody else, NotOpen."""
    with transaction.atomic():
        request = SubjectRequest.objects.select_for_update().get(uuid=number, claimant_id=by.stands_for)
        if not request.open:
            raise NotOpen(NotOpen.en)
        return _end(request, State.WITHDRAWN, "", by, at)


def responsible(at: datetime) -> Agency:
    """Who answers for personal data: the people's committee of the city, where the data-protection officer sits. One query."""
    return (
        Agency.objects.on(at.astimezone(worktime.VN).date())
        .select_related("calendar")
        .filter(kind=Agency.Kind.PEOPLE_COMMITTEE)
        .order_by("id")[:1]
        .get()
    )


def may_decide(request: SubjectRequest, by: Actor, at: datetime) -> bool:
    try:
        _require(request, by, at)
    except authority.NotAllowed:
        return False
    return True


def _carried_out(request: SubjectRequest, by: Actor, at: datetime) -> tuple[dict[str, Any], bool]:
    """What was done, in counts, and whether that was all of what was asked."""
    if request.kind == "delete":
        found = {one.key: one for one in holdings.all_holdings()}
        deleted, kept = {}, []
        for key in request.scope:
            holding = found.get(key)
            if holding is None or holding.delete is None:
                kept.append(key)
            else:
                deleted[key] = holding.delete(request.person_id)
        return {"deleted": deleted, "kept": kept}, not kept
    if request.kind in ("restrict", "object"):
        return {"marks": marks.put(request, at), "purposes": request.scope}, True
    if request.kind == "withdraw":
        standing = Consent.objects.filter(
            person_id__in=identities.together(request.person_id), purpose__in=request.scope, withdrawn_at=None
        )
        numbers = list(standing.values_list("uuid", flat=True))
        for number in numbers:
            giving.withdraw(number, speaker_id=request.person_id, by=by, at=at)
        return {"withdrawn": len(numbers)}, True
    return {}, True


def _due_anew(request: SubjectRequest) -> None:
    calendar = worktime.Calendar.from_data(request.agency.calendar.data)
    request.due_at = rules.due(
        request.kind,
        request.opened_at,
        calendar,
        third_party=request.third_party,
        extended=request.extended_at is not None,
    )


def _held(number: uuid.UUID, by: Actor, at: datetime) -> SubjectRequest:
    request = (
        SubjectRequest.objects.select_for_update(of=("self",))
        .select_related("agency__calendar", "person")
        .get(uuid=number)
    )
    _require(request, by, at)
    if not request.open:
        raise NotOpen(NotOpen.en)
    return request


def _require(request: SubjectRequest, by: Actor, at: datetime) -> None:
    """Who protects data in that agency, and nobody in a matter of one's own."""
    authority.require(by, POWER, at=at, agency_id=request.agency_id)
    if by.person_id is not None and by.person_id in (request.person_id, request.claimant_id):
        raise authority.NotAllowed(
            "Không ai tự quyết định việc của chính mình.", "Nobody decides a matter of their own."
        )


def _end(request: SubjectRequest, state: State, words: str, by: Actor, at: datetime) -> SubjectRequest:
    request.state, request.ended_at, request.ended_by = state, at, by.as_data()
    request.answer = words.strip()[:LONGEST]
    request.save(update_fields=["state", "ended_at", "ended_by", "answer", "ground", "effect"])
    _record(request, f"subject-request.{state}", by, at)
    return request


def _record(request: SubjectRequest, kind: str, by: Actor, at: datetime) -> None:
    """The event holds no words of anybody: they stand sealed in the row."""
    events.record(
        request.chain,
        kind,
        at=at,
        actor=by,
        data={"id": request.pk, "kind": request.kind, "agency": request.agency_id, "ground": request.ground},
    )
