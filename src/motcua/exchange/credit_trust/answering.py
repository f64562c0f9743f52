"""Answering a lender: match, no match or no data for what the person agreed to, once.

Whatever is wrong with a call's consent or person gets the same answer, `consent_valid: false`: unknown, another lender's,
taken back, over, used, barred, another person's, a name that does not agree, nobody. Three wrong guesses end a consent.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from motcua.city import identities, units
from motcua.city.models import Person, Unit
from motcua.exchange import notices
from motcua.exchange.credit_trust import asking
from motcua.exchange.credit_trust.checks import SERVICE, Outcome, all_checks, outcome
from motcua.exchange.credit_trust.models import Check
from motcua.exchange.data_services.asking import keep_pace
from motcua.exchange.data_services.models import Agreement
from motcua.foundation import audit, sealing, text, worktime
from motcua.foundation.actor import Actor
from motcua.records import population
from motcua.records.consents import giving, holding
from motcua.records.consents.models import Consent
from motcua.records.population import facts
from motcua.records.subject_requests import marks

BODY, NUMBER = "credit_trust_check.body", "credit_trust_check.number"


class OtherCall(ValueError):
    """This request id was used for another call."""


class NotAgreedTo(PermissionError):
    """The call asks for more than the person agreed to: nothing is answered and nothing is used up."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call as the lender makes it; `request_id` is the lender's, the same one again is the same call."""

    request_id: str
    lender_code: str
    consent_id: uuid.UUID
    pin: str
    full_name: str
    birth_date: date
    checks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Answer:
    consent_valid: bool
    results: tuple[tuple[str, Outcome], ...]
    issued_at: datetime
    expires_at: datetime | None


def answer(account_id: int, call: Call, *, by: Actor, at: datetime) -> Answer:
    """Answer one call; the same call once more gets the same answer as long as the consent was not taken back.

    One transaction under the lock of the consent: two calls at once use it once. At most 22 statements.
    Raises: asking.NoAgreement, OtherCall, NotAgreedTo, data_services.TooMuch.
    """
    agreement = asking.lender_of(account_id, call.lender_code, call.checks, at)
    try:
        with transaction.atomic():
            found = _answer(agreement, call, by, at)
    except IntegrityError:
        # the same request id came twice at one moment: the other call is the one that counts
        with transaction.atomic():
            found = _answer(agreement, call, by, at)
    if found is None:
        raise NotAgreedTo  # after the transaction: what is refused counts towards the pace all the same
    return found


def _answer(agreement: Agreement, call: Call, by: Actor, at: datetime) -> Answer | None:
    """None for more than the person agreed to."""
    consent = (
        Consent.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(uuid=call.consent_id, purpose=SERVICE, receiver=call.lender_code)
        .first()
    )
    fingerprint = json.dumps(
        [str(call.consent_id), call.pin, call.full_name, call.birth_date.isoformat(), list(call.checks)]
    )
    earlier = Check.objects.filter(agreement=agreement, request_id=call.request_id).first()
    if earlier is not None:
        if bytes(earlier.body) not in sealing.indexes(fingerprint, BODY):
            raise OtherCall
        return _again(earlier, consent, at)
    keep_pace(agreement, 1, at, at.astimezone(worktime.VN).date())
    stands = consent is not None and holding.stands(consent, at)
    if consent is not None and stands and set(call.checks) - set(consent.data):
        return None
    is_person = consent is not None and _is(consent.person, call)
    results: tuple[tuple[str, Outcome], ...] = ()
    if consent is not None and stands and is_person and not marks.restricted(consent.person_id, SERVICE):
        results = _outcomes(consent.person, call.checks, at)
    row = Check.objects.create(
        agreement=agreement,
        request_id=call.request_id,
        body=sealing.index(fingerprint, BODY),
        number=sealing.index(call.pin, NUMBER),
        consent=consent,
        valid=bool(results),
        checks=list(call.checks),
        outcomes={key: str(one) for key, one in results} if results else None,
        at=at,
        expires_at=at + timedelta(days=all_checks().answers_last_days) if results else None,
    )
    if consent is not None and stands:
        _noted(consent, row, agreement, by, at)
    return Answer(row.valid, results, at, row.expires_at)


def _again(row: Check, consent: Consent | None, at: datetime) -> Answer:
    """The answer that was given, while it counts and nothing has come between: the consent taken back or ended, an objection."""
    over = row.expires_at is None or row.expires_at <= at
    ended = consent is None or consent.withdrawn_at is not None or consent.barred_at is not None
    if not row.valid or over or ended or row.outcomes is None:
        return Answer(False, (), row.at, None)
    assert consent is not None
    if marks.restricted(consent.person_id, SERVICE):
        return Answer(False, (), row.at, None)
    kept: dict[str, str] = row.outcomes
    return Answer(True, tuple((key, Outcome(kept[key])) for key in row.checks), row.at, row.expires_at)


def _is(person: Person, call: Call) -> bool:
    """Number, name and birth date of the call are those of the person who agreed."""
    return (
        person.pin == call.pin
        and identities.born_on(person, call.birth_date)
        and text.compare_names(person.full_name, call.full_name).accepted_with_number
    )


def _outcomes(person: Person, wanted: Sequence[str], at: datetime) -> tuple[tuple[str, Outcome], ...]:
    """The answers; none at all about somebody who has died. At most six queries."""
    record = population.lookup(person.pin)
    if record is not None and not record.alive:
        return ()
    homes = [
        unit
        for unit in (
            (record.permanent_unit, record.temporary_unit, record.present_unit) if record else (person.unit,)
        )
        if unit is not None
    ]
    in_city = any(map(_of_the_city, homes)) if homes else None
    sources = facts.sources_for(person.pk, on=at.astimezone(worktime.VN).date())
    checks = all_checks()
    return tuple(
        (key, outcome(one, in_city=in_city, sources=sources))
        for key in wanted
        if (one := checks.named(key)) is not None
    )


def _of_the_city(unit: Unit) -> bool:
    return units.lineage(unit)[-1].code == settings.CITY_CODE


def _noted(consent: Consent, row: Check, agreement: Agreement, by: Actor, at: datetime) -> None:
    """The person sees it at once: in the access log and in the inbox. A miss counts against the consent."""
    if row.valid:
        giving.use(consent, by=by, at=at)
        purpose = f"{agreement.purpose} (theo sự đồng ý mã {consent.code})"
        audit.log_read(
            by,
            [consent.person_id],
            purpose=purpose,
            what=f"{SERVICE}:{','.join(row.checks)}",
            code="credit-trust",
            at=at,
        )
    else:
        giving.miss(consent, by=by, at=at)
    notices.send([_notice(consent, row, at)])


SAID = {
    Outcome.MATCH: ("khớp", "match"),
    Outcome.NO_MATCH: ("không khớp", "no match"),
    Outcome.NO_DATA: ("chưa có dữ liệu", "no data"),
}


def _notice(consent: Consent, row: Check, at: datetime) -> notices.Notice:
    """What the person hears; the answers themselves stand on the consent's page, not in the mail."""
    english = consent.language == "en"
    when = f"{at.astimezone(worktime.VN):%H:%M %d/%m/%Y}"
    if row.valid:
        title = "A bank was answered about you" if english else "Đã trả lời ngân hàng về bạn"
        body = (
            f"{consent.receiver_name} asked at {when} under your consent {consent.code}; {len(row.checks)} points were "
            "answered, no data were sent."
            if english
            else f"{consent.receiver_name} đã hỏi lúc {when} theo sự đồng ý mã {consent.code} của bạn; thành phố trả lời "
            f"{len(row.checks)} điều, không gửi dữ liệu nào."
        )
    else:
        title = (
            "A question about you was not answered" if english else "Một câu hỏi về bạn không được trả lời"
        )
        body = (
            f"{consent.receiver_name} asked at {when} under your consent {consent.code}, but it could not be answered. "
            "Nothing was told. You can take the consent back."
            if english
            else f"{consent.receiver_name} đã hỏi lúc {when} theo sự đồng ý mã {consent.code} của bạn nhưng không thể trả "
            "lời. Thành phố không cho biết điều gì. Bạn có thể rút lại sự đồng ý."
        )
    return notices.Notice(
        key=f"credit-check/{row.uuid}",
        person_id=consent.person_id,
        address=consent.person.email,
        language=consent.language,
        subject=title,
        body=body,
        link=f"{settings.PUBLIC_URL}/dong-y/{consent.uuid}/",
        dossier_code="",
        at=at,
    )


def of_consent(consent_id: int) -> list[Check]:
    """What was asked and answered under a consent, oldest first. One query."""
    return list(Check.objects.filter(consent_id=consent_id).order_by("id"))
