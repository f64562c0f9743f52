"""Agreeing and taking back. Each: lock, rules, state, event. A consent that is taken back counts no more at once."""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from motcua.city.models import Person
from motcua.foundation import events, worktime
from motcua.foundation.actor import Actor
from motcua.records.consents import holding, rules, texts
from motcua.records.consents.models import Consent
from motcua.records.registers.extracts import ALPHABET, LENGTH

Channel = Consent.Channel


class CannotAgree(ValueError):
    """It cannot be agreed to so; `faults` are words by field, Vietnamese and English."""

    def __init__(self, faults: rules.Faults) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{name}: {en}" for name, (_, en) in faults.items()))


class NotStanding(ValueError):
    """It was taken back, used or closed already."""

    vi, en = "Sự đồng ý này không còn hiệu lực.", "This consent does not stand any more."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is agreed to. `id` is made with the form, so that sending twice agrees once. `text`: version and hash as read."""

    id: uuid.UUID
    purpose: str
    version: int
    person_id: int
    data: Sequence[str]
    days: int
    receiver: str = ""
    receiver_name: str = ""
    what_for: str = ""
    representative_id: int | None = None
    child_agrees: bool = False
    channel: Channel = Channel.ONLINE
    paper: uuid.UUID | None = None
    language: str = "vi"
    evidence: dict[str, Any] = field(default_factory=dict)


def give(wanted: Wanted, *, by: Actor, at: datetime) -> Consent:
    """Write down that somebody agrees; twice with one id is once. Raises: CannotAgree, UnknownPurpose.

    The caller has made sure who speaks: the person, its representative, or at a counter the officer who saw the paper.
    """
    text = texts.newest(wanted.purpose)
    person = Person.objects.get(pk=wanted.person_id)
    said = rules.Said(
        wanted.data,
        wanted.days,
        wanted.receiver,
        wanted.representative_id is not None,
        wanted.child_agrees,
        wanted.paper is not None,
    )
    on = at.astimezone(worktime.VN).date()
    counter = wanted.channel == Channel.COUNTER
    wrong = rules.faults(text, said, born=person.birth_date, on=on, counter=counter)
    if wanted.version != text.version:
        wrong["data"] = (
            "Văn bản vừa được thay; hãy đọc bản mới rồi chọn lại.",
            "The text has changed; please read the new one and choose again.",
        )
    if wrong:
        raise CannotAgree(wrong)
    try:
        with transaction.atomic():
            consent = Consent.objects.create(
                uuid=wanted.id,
                code=new_code(),
                person=person,
                representative_id=wanted.representative_id,
                child_agreed=wanted.child_agrees,
                purpose=text.purpose,
                version=text.version,
                text_hash=text.hash,
                data=[one.id for one in text.data if one.id in set(wanted.data)],
                receiver=wanted.receiver,
                receiver_name=wanted.receiver_name,
                what_for=wanted.what_for,
                channel=wanted.channel,
                given_at=at,
                given_by=by.as_data(),
                expires_at=at + timedelta(days=wanted.days),
                language=wanted.language,
                evidence=wanted.evidence,
                paper=wanted.paper,
                agency_id=by.agency_id,
                single_use=text.single_use,
            )
            _tell(consent, "consent.given", by, at)
    except IntegrityError:
        there = Consent.objects.filter(uuid=wanted.id, person_id=wanted.person_id).first()
        if there is None:
            raise
        return there
    return consent


def withdraw(number: uuid.UUID, *, speaker_id: int, by: Actor, at: datetime) -> Consent:
    """Take it back, from this moment; twice is once. `speaker_id`: the person, or who agreed for a child who is one still.

    Raises: Consent.DoesNotExist for anybody else.
    """
    with transaction.atomic():
        mine = holding.of_speaker(speaker_id, at)
        consent = Consent.objects.select_for_update(of=("self",)).get(mine, uuid=number)
        return _withdrawn(consent, by, at)


def withdraw_at_counter(number: uuid.UUID, *, by: Actor, at: datetime) -> Consent:
    """An officer writes down that the person stood there and took it back. Raises: Consent.DoesNotExist."""
    with transaction.atomic():
        return _withdrawn(Consent.objects.select_for_update(of=("self",)).get(uuid=number), by, at)


def _withdrawn(consent: Consent, by: Actor, at: datetime) -> Consent:
    if consent.withdrawn_at is None:
        consent.withdrawn_at, consent.withdrawn_by = at, by.as_data()
        consent.save(update_fields=["withdrawn_at", "withdrawn_by"])
        _tell(consent, "consent.withdrawn", by, at)
    return consent


def use(consent: Consent, *, by: Actor, at: datetime) -> None:
    """Something was done under it; a single one is used up. The caller holds its row's lock. Raises: NotStanding."""
    if consent.withdrawn_at or consent.barred_at or (consent.single_use and consent.used_at):
        raise NotStanding
    consent.used_at = at
    consent.save(update_fields=["used_at"])
    _tell(consent, "consent.used", by, at)


MOST_MISSES = 3


def miss(consent: Consent, *, by: Actor, at: datetime) -> None:
    """Somebody asked under it with data that are not this person's; after three it opens nothing more. Under its lock."""
    consent.misses += 1
    if consent.misses >= MOST_MISSES and consent.barred_at is None:
        consent.barred_at = at
        _tell(consent, "consent.barred", by, at)
    consent.save(update_fields=["misses", "barred_at"])


def new_code() -> str:
    """A code that cannot be guessed, for the receipt's check page."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def _tell(consent: Consent, kind: str, by: Actor, at: datetime) -> None:
    """The event names the text and the receiver; what was agreed to in detail stands in the row."""
    events.record(
        consent.chain,
        kind,
        at=at,
        actor=by,
        data={
            "id": consent.pk, "purpose": consent.purpose, "version": consent.version, "text": consent.text_hash,
            "receiver": consent.receiver,
        },
    )  # fmt: skip
