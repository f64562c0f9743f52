"""Verifying people of dossiers: asked in the background, tried again with growing spans, by an officer at once when wished.

Nothing here ever stands in the way of a dossier: while the services are away the verdict is `waiting` and says so.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import requests
from django.conf import settings
from django.db import transaction

from motcua.city.models import Person
from motcua.exchange.population import protocol
from motcua.exchange.population.models import Call, Verification
from motcua.exchange.population.protocol import Claim, Line, Question, Service
from motcua.foundation.actor import SYSTEM, Actor
from motcua.foundation.worktime import VN
from motcua.records.population import relations

CONNECT_S, ANSWER_S = 3.0, 8.0
CLAIMED_FOR = timedelta(seconds=60)
GIVEN_UP_AFTER = timedelta(days=7)
"""After so long the officer has to look at the card itself; the question can be put again by hand."""
FIELDS = ["number", "full_name", "birth_date"]
Verdict = Verification.Verdict


class Away(Exception):
    """No usable answer came. `why`: `away` or `not_understood`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def line() -> Line | None:
    """The line of the settings; None when the services are not connected."""
    told: dict[str, Any] = settings.POPULATION_SERVICES
    return Line(**told) if told.get("address") else None


def configured() -> bool:
    return bool(settings.POPULATION_SERVICES.get("address"))


def delay_after(tries: int) -> timedelta:
    """1, 3, 9, 27 … minutes and no longer than six hours after so many tries."""
    return timedelta(minutes=min(3 ** (min(max(tries, 1), 8) - 1), 360))


def ask(
    people: Sequence[tuple[Person, str]],
    *,
    dossier: UUID,
    dossier_code: str,
    procedure_code: str,
    purpose: str,
    by: Actor,
    at: datetime,
) -> int:
    """Have these persons (with their role) of a dossier verified; how many are new. One statement; none when not connected.

    A person without a number of twelve or nine digits cannot be asked about and is left out.
    """
    if not configured():
        return 0
    rows = [
        Verification(
            person=person, role=role, dossier=dossier, dossier_code=dossier_code, procedure_code=procedure_code,
            purpose=purpose, fields=FIELDS, asked_at=at, asked_by=by.as_data(), next_at=at,
        )
        for person, role in people
        if claim_of(person).complete
    ]  # fmt: skip
    if rows:
        Verification.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def of_dossier(dossier: UUID) -> list[Verification]:
    """What is asked and known about the people of a dossier. One query."""
    return list(Verification.objects.select_related("person").filter(dossier=dossier).order_by("id"))


def verify_due(now: datetime, most: int = 100) -> int:
    """Put the questions whose time has come, oldest first; how many got an answer. Stops at the first sign of being away."""
    answered = 0
    for _ in range(most):
        row = _claim(now)
        if row is None:
            break
        if not _try(row, now, SYSTEM):
            break
        answered += 1
    return answered


def verify_now(uuid: UUID, *, by: Actor, at: datetime) -> Verification | None:
    """An officer puts the question at once, again if need be; None when there is no such question. Waits `ANSWER_S` at most."""
    with transaction.atomic():
        row = Verification.objects.select_for_update(of=("self",)).filter(uuid=uuid).first()
        if row is None:
            return None
        row.next_at, row.verdict, row.asked_at = at + CLAIMED_FOR, Verdict.WAITING, at
        row.save(update_fields=["next_at", "verdict", "asked_at"])
    _try(row, at, by)
    return row


def confirm_relation(
    one: Person,
    other: Person,
    *,
    procedure_code: str,
    dossier_code: str,
    purpose: str,
    by: Actor,
    at: datetime,
) -> Verdict:
    """Whether two persons are related: a verdict, the members are forgotten. Raises nothing.

    The city's register is asked first (parents, spouse, representation, household: `relations.between`); only where it connects
    them by nothing, the national service of households.
    """
    if relations.between(one.pk, other.pk, at.astimezone(VN).date()).kinds:
        return Verdict.MATCH
    to = line()
    if to is None or not other.pin:
        return Verdict.UNAVAILABLE
    try:
        answer, request_id, note = _call(
            to, "household", one, procedure_code, dossier_code, purpose, ["members"], by, at
        )
    except Away:
        return Verdict.UNAVAILABLE
    except ValueError:
        return Verdict.UNAVAILABLE
    try:
        members = protocol.records(to, answer, request_id)
    except protocol.Refused as error:
        _note(note, error.code)
        return (
            Verdict.DENIED
            if error.code in (protocol.NOT_LICENSED, protocol.NO_RIGHT)
            else Verdict.UNAVAILABLE
        )
    except protocol.NotUnderstood:
        _note(note, "not_understood")
        return Verdict.UNAVAILABLE
    found = any(member.pin == other.pin for member in members)
    _note(note, Verdict.MATCH if found else Verdict.NO_MATCH)
    return Verdict.MATCH if found else Verdict.NO_MATCH


def claim_of(person: Person) -> Claim:
    """What is put to the question about a person."""
    return Claim(person.pin, person.full_name, person.birth_date, person.birth_precision)


def _claim(now: datetime) -> Verification | None:
    with transaction.atomic():
        row = (
            Verification.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("person")
            .filter(verdict=Verdict.WAITING, next_at__lte=now)
            .order_by("next_at")
            .first()
        )
        if row is not None:
            row.next_at = now + CLAIMED_FOR
            row.save(update_fields=["next_at"])
    return row


def _try(row: Verification, now: datetime, by: Actor) -> bool:
    """One call; writes what came of it. False when the services are away."""
    to = line()
    row.tries += 1
    note: dict[str, Any] | None = None
    try:
        if to is None:
            raise Away("away")
        answer, request_id, note = _call(
            to, "verify", row.person, row.procedure_code, row.dossier_code, row.purpose, row.fields, by, now
        )
        row.verdict = Verdict.MATCH if protocol.verdict(to, answer, request_id) else Verdict.NO_MATCH
        row.request_id = request_id
        _note(note, row.verdict)
    except protocol.Refused as error:
        _note(note, error.code)
        if error.code in (protocol.NOT_LICENSED, protocol.NO_RIGHT):
            row.verdict = Verdict.DENIED
    except protocol.NotUnderstood:
        _note(note, "not_understood")
    except Away:
        pass
    except ValueError:
        # the person has no number any more, or a name that the services do not take
        row.verdict = Verdict.UNAVAILABLE
    done = row.verdict != Verdict.WAITING
    if not done and now - row.asked_at > GIVEN_UP_AFTER:
        row.verdict = Verdict.UNAVAILABLE
    row.answered_at = now if row.verdict != Verdict.WAITING else None
    row.next_at = now + delay_after(row.tries)
    row.save(update_fields=["verdict", "answered_at", "next_at", "tries", "request_id"])
    return done


def _call(
    to: Line,
    service: Service,
    person: Person,
    procedure_code: str,
    dossier_code: str,
    purpose: str,
    fields: list[str],
    by: Actor,
    at: datetime,
) -> tuple[bytes, str, dict[str, Any]]:
    """Speak to the services: the answer, the id of the request, and the note that `_note` completes with the result.

    Raises: Away (already noted), ValueError for what cannot be asked.
    """
    request_id = f"MC-{at:%Y%m%d}-{uuid4().hex[:24]}"
    officer = f"cb{by.account_id}" if by.account_id else "motcua"
    question = Question(service, request_id, procedure_code, officer, claim_of(person))
    sent = protocol.body(to, question)
    note = {
        "request_id": request_id, "service": service, "person": person, "number": person.pin,
        "procedure_code": procedure_code, "dossier_code": dossier_code, "purpose": purpose, "fields": fields,
        "by": by.as_data(), "at": at,
    }  # fmt: skip
    began = monotonic()
    try:
        with requests.post(
            protocol.address(to, service), data=sent, headers=protocol.headers(to, at), timeout=(CONNECT_S, ANSWER_S),
            allow_redirects=False, stream=True,
        ) as answer:  # fmt: skip
            content = answer.raw.read(protocol.MOST_BYTES + 1, decode_content=True)
    except (requests.RequestException, OSError) as error:
        note["milliseconds"] = int((monotonic() - began) * 1000)
        _note(note, "away")
        raise Away("away") from error
    note["milliseconds"] = int((monotonic() - began) * 1000)
    # a SOAP fault comes with 500 and says more than that
    if answer.status_code != 200 and not (answer.status_code == 500 and b"Fault" in content[:2000]):
        _note(note, f"http_{answer.status_code}")
        raise Away("away")
    return content, request_id, note


def _note(note: dict[str, Any] | None, result: str) -> None:
    """Write the call down; every call ends here exactly once."""
    if note is not None:
        Call.objects.create(**note, result=result)
