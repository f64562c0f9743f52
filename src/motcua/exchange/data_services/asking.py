"""Asking a register under an agreement: look up, verify, many at once. What the agreement does not name never leaves.

Nobody is found by a name alone: a record is asked for by its own number, or by a person's number, name and birth date
together (the rule of the population database's services). A mismatch and a missing person get the same answer.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from motcua.city import identities
from motcua.city.models import Agency, Person
from motcua.exchange.data_services import agreements, services
from motcua.exchange.data_services.comparing import Verdict, verdict
from motcua.exchange.data_services.models import Agreement, Call
from motcua.foundation import audit, text, worktime
from motcua.foundation.actor import Actor
from motcua.records import registers
from motcua.records.registers import reading
from motcua.records.registers.definition import RegisterDefinition
from motcua.records.registers.models import Record
from motcua.records.registers.versions import data_now
from motcua.records.subject_requests import marks

AT_ONCE = 1000
"""Questions in one call."""
SHOWN = 20
"""Records that one question answers with at most, newest first."""
Use = Agreement.Use


class NotAllowedHere(PermissionError):
    """No agreement covers this; a caller learns no more than that."""

    vi = "Hệ thống này không có thỏa thuận cho việc tra cứu đó."
    en = "No agreement covers this question."


class TooMuch(RuntimeError):
    """The pace of the agreement is used up; `retry_after` in seconds."""

    vi = "Đã hết số lượt theo thỏa thuận; hãy thử lại sau."
    en = "The pace of the agreement is used up; try again later."

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"again in {retry_after} s")
        self.retry_after = retry_after


class OtherQuestion(ValueError):
    """This request id was used for another question."""

    vi = "Mã yêu cầu này đã dùng cho một câu hỏi khác."
    en = "This request id was used for another question."


@dataclass(frozen=True, slots=True)
class ByPerson:
    """The person's number, name and birth date: all three."""

    number: str
    name: str
    birth_date: date


@dataclass(frozen=True, slots=True)
class ByKey:
    """The identity of a record: fields by id, and agency (code), year, book, page, number where the register has them."""

    parts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    who: ByPerson | ByKey
    claims: Mapping[str, Any] = field(default_factory=dict)
    """For verification: values by field."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Under which id, by whom and in which matter a system asks."""

    request_id: str
    officer: str
    case_number: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to one question. `records`: what may leave of each; `verdicts`: by field, for a verification."""

    records: tuple[dict[str, Any], ...] = ()
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)

    @property
    def found(self) -> bool:
        return bool(self.records) or any(one is not Verdict.UNKNOWN for one in self.verdicts.values())


def ask(
    account_id: int,
    register: str,
    questions: Sequence[Question],
    *,
    use: str,
    asked: Asked,
    by: Actor,
    at: datetime,
) -> list[Told]:
    """Answer questions in their order, count them, log the look for every person who was looked at.

    The same request once more is answered anew and counted once. One transaction.
    Raises: NotAllowedHere, TooMuch, OtherQuestion.
    """
    on = at.astimezone(worktime.VN).date()
    agreement = agreements.in_effect(account_id, register, on)
    if agreement is None or use not in agreement.uses or services.service(register) is not None:
        raise NotAllowedHere
    definition = registers.definition_of(register)
    for question in questions:
        if set(question.claims) - set(agreement.fields):
            raise NotAllowedHere
    with transaction.atomic():
        repeated = _repeated(agreement, asked)
        if not repeated:
            keep_pace(agreement, len(questions), at, on)
        found = _found(definition, agreement, questions, on)
        told = [
            _told(definition, agreement, question, records)
            for question, records in zip(questions, found, strict=True)
        ]
        _log(agreement, [one for records in found for one in records], by=by, at=at)
        if not repeated:
            _note(agreement, asked, use, told, at, on)
    return told


def _repeated(agreement: Agreement, asked: Asked) -> bool:
    """Whether this very call was made before. Raises: OtherQuestion."""
    earlier = Call.objects.filter(agreement=agreement, request_id=asked.request_id).first()
    if earlier is not None and earlier.body_hash != _hash(asked.body):
        raise OtherQuestion
    return earlier is not None


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


_TAKE = """
insert into data_services_pace as p (agreement_id, day, minute, in_minute, asked, found, refused)
values (%(agreement)s, %(day)s, %(minute)s, %(count)s, %(count)s, 0, 0)
on conflict (agreement_id, day) do update set
  in_minute = case when p.minute = excluded.minute then p.in_minute else 0 end + %(count)s,
  minute = excluded.minute, asked = p.asked + %(count)s
where p.asked + %(count)s <= %(per_day)s
  and case when p.minute = excluded.minute then p.in_minute else 0 end + %(count)s <= %(per_minute)s
returning 1
"""


def keep_pace(agreement: Agreement, count: int, at: datetime, on: date) -> None:
    """Take `count` from what the agreement allows; callers of one agreement wait for one another here.

    Raises: TooMuch.
    """
    minute = at.replace(second=0, microsecond=0)
    limits: dict[str, Any] = {"per_day": agreement.per_day, "per_minute": agreement.per_minute}
    row: dict[str, Any] = {"agreement": agreement.id, "day": on, "minute": minute, "count": count, **limits}
    if count <= agreement.per_minute:
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, row)
            if cursor.fetchone():
                return
    raise TooMuch(60 - at.second)


def count_refused(account_id: int, register: str, at: datetime) -> None:
    """A call was refused for its pace: the agreement's page shows how many were. Two statements."""
    on = at.astimezone(worktime.VN).date()
    agreement = agreements.in_effect(account_id, register, on)
    if agreement is not None:
        agreement.days.filter(day=on).update(refused=F("refused") + 1)


def _found(
    definition: RegisterDefinition, agreement: Agreement, questions: Sequence[Question], on: date
) -> list[list[Record]]:
    """The records that each question means. Four queries for any number of questions by person, one for each key."""
    people = _people([one.who for one in questions if isinstance(one.who, ByPerson)])
    stopped = marks.restricted_among(set(people.values()), marks.DATA_SHARING)
    people = {one: person for one, person in people.items() if person not in stopped}
    ids = identities.together_of(set(people.values()))
    of_person = reading.about_each(
        {one for all_of in ids.values() for one in all_of}, definition.register, on
    )
    agencies = _agencies([one.who for one in questions if isinstance(one.who, ByKey)])
    found = []
    for question in questions:
        if isinstance(question.who, ByPerson):
            person = people.get(question.who)
            records = _newest(of_person, ids[person]) if person is not None else []
        else:
            record = _of_key(definition, question.who, agencies)
            records = [record] if record is not None else []
        found.append([one for one in records[:SHOWN] if _within(agreement, one)])
    return found


def _newest(of_person: Mapping[int, list[Record]], ids: Sequence[int]) -> list[Record]:
    """What names a human being, under whichever of the ids that were merged; the newest first, each once."""
    records = {record.id: record for one in ids for record in of_person.get(one, [])}
    return sorted(records.values(), key=lambda one: (one.entered_on, one.id), reverse=True)


def _people(wanted: Sequence[ByPerson]) -> dict[ByPerson, int]:
    """Persons whose number, name and birth date all agree. One query."""
    numbers = {one.number for one in wanted if len(one.number) == 12 and one.number.isdecimal()}
    rows = {row.pin: row for row in Person.objects.filter(pin__in=numbers)} if numbers else {}
    return {
        one: rows[one.number].id
        for one in wanted
        if one.number in rows
        and identities.born_on(rows[one.number], one.birth_date)
        and text.compare_names(rows[one.number].full_name, one.name).accepted_with_number
    }


def _agencies(wanted: Sequence[ByKey]) -> dict[str, int]:
    codes = {str(one.parts["agency"]) for one in wanted if one.parts.get("agency")}
    return dict(Agency.objects.filter(code__in=codes).values_list("code", "id")) if codes else {}


def _of_key(definition: RegisterDefinition, who: ByKey, agencies: Mapping[str, int]) -> Record | None:
    parts = who.parts
    agency = agencies.get(str(parts.get("agency", "")))
    if "agency" in definition.identity and agency is None:
        return None
    key = registers.key_of(
        definition, parts, agency_id=agency, year=parts.get("year"), volume=str(parts.get("book", "")),
        page=str(parts.get("page", "")), number=parts.get("number"),
    )  # fmt: skip
    return registers.by_key(definition.register, key)


def _within(agreement: Agreement, record: Record) -> bool:
    return not agreement.territory or record.unit_code in agreement.territory


def _told(
    definition: RegisterDefinition, agreement: Agreement, question: Question, records: list[Record]
) -> Told:
    if question.claims:
        held = [data_now(definition, one) for one in records]
        return Told(
            verdicts={name: verdict(definition, name, value, held) for name, value in question.claims.items()}
        )
    return Told(tuple(leaving(definition, agreement.fields, one) for one in records))


def leaving(definition: RegisterDefinition, fields: Sequence[str], record: Record) -> dict[str, Any]:
    """What leaves of a record: its number and days, and the named fields that it holds. No query."""
    data = data_now(definition, record)
    return {
        "id": record.id,
        "revision": record.revision,
        "number": registers.number_text(record),
        "entered_on": record.entered_on,
        "valid_from": record.valid_from,
        "valid_to": record.valid_to,
        "fields": {name: data[name] for name in fields if data.get(name) is not None},
    }


def _log(agreement: Agreement, records: list[Record], *, by: Actor, at: datetime) -> None:
    """Everybody whom the records name can read who asked, what for and on which ground. Two statements."""
    named = registers.people_of(records)
    audit.log_read(
        by,
        [person for roles in named.values() for person in roles.values()],
        purpose=f"{agreement.purpose} (căn cứ {agreement.legal_basis})",
        what=f"register:{agreement.register}",
        code="data-sharing",
        at=at,
    )


def _note(agreement: Agreement, asked: Asked, use: str, told: Sequence[Told], at: datetime, on: date) -> None:
    found = sum(one.found for one in told)
    try:
        with transaction.atomic():
            Call.objects.create(
                agreement=agreement, request_id=asked.request_id, body_hash=_hash(asked.body), use=use, at=at,
                officer=asked.officer, case_number=asked.case_number, asked=len(told), found=found,
            )  # fmt: skip
    except IntegrityError as error:
        # the same id came twice at one moment: the other call is the one that counts
        raise OtherQuestion from error
    if found:
        agreement.days.filter(day=on).update(found=F("found") + found)
