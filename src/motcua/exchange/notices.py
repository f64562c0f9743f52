"""Notices to people. `send` writes to the inbox and lets a job send the e-mail, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.city.models import Person
from motcua.exchange import jobs
from motcua.exchange.models import Message


@dataclass(frozen=True, slots=True)
class Notice:
    """A message before it is sent. `key` is unique for what it tells (an event and its receiver)."""

    key: str
    person_id: int | None
    address: str
    language: str
    subject: str
    body: str
    link: str
    dossier_code: str
    at: datetime


def tell(
    person: Person, key: str, subject: tuple[str, str], body: tuple[str, str], link: str, at: datetime
) -> None:
    """One notice to one person that belongs to no dossier, in the person's language; words are (Vietnamese, English)."""
    which = 1 if person.language == "en" else 0
    send(
        [
            Notice(
                key=key, person_id=person.pk, address=person.email, language=person.language, subject=subject[which],
                body=body[which], link=link, dossier_code="", at=at,
            )
        ]
    )  # fmt: skip


def send(notices: Sequence[Notice]) -> int:
    """Put notices into inboxes and defer their e-mails; how many were new. Two or three statements a batch."""
    keys = [notice.key for notice in notices]
    known = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    fresh = [
        Message(
            key=notice.key,
            person_id=notice.person_id,
            address=notice.address,
            language=notice.language,
            subject=notice.subject,
            body=notice.body,
            link=notice.link,
            dossier_code=notice.dossier_code,
            created_at=notice.at,
            mail=Message.Mail.WAITING if notice.address else Message.Mail.NONE,
        )
        for notice in notices
        if notice.key not in known
    ]
    stored = Message.objects.bulk_create(fresh)
    to_mail = [message.id for message in stored if message.mail == Message.Mail.WAITING]
    if to_mail:
        jobs.send_mails.defer(message_ids=to_mail)
    return len(stored)
