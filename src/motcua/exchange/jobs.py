"""Jobs of the exchange room: sending e-mails, in batches over one connection."""

import logging

from django.core import mail
from django.db import transaction

from motcua.exchange.models import Message
from motcua.foundation import clock, jobs

log = logging.getLogger(__name__)


@jobs.task(queue="mail", retry=jobs.backoff(attempts=10))
def send_mails(message_ids: list[int]) -> None:
    """Send the e-mails of these messages; those already sent are left out, so a repeat sends nothing twice.

    A server that refuses one address marks that message and goes on; a server that is down raises, and the
    whole job is tried again later.
    """
    waiting = list(Message.objects.filter(id__in=message_ids, mail=Message.Mail.WAITING).order_by("id"))
    if not waiting:
        return
    with mail.mailers["default"] as connection:
        for message in waiting:
            _send_one(message, connection)


def _send_one(message: Message, connection) -> None:
    text = message.body + (f"\n\n{message.link}\n" if message.link else "\n")
    letter = mail.EmailMessage(subject=message.subject, body=text, to=[message.address])
    # The row is locked while the letter leaves: another worker with the same job waits and then finds it sent.
    with transaction.atomic():
        current = Message.objects.select_for_update().get(id=message.id)
        if current.mail != Message.Mail.WAITING:
            return
        try:
            connection.send_messages([letter])
        except mail_refusals() as error:
            log.warning("message %s refused: %s", message.id, error)
            current.mail, current.mail_error = Message.Mail.FAILED, str(error)[:500]
        else:
            current.mail, current.mailed_at = Message.Mail.SENT, clock.now()
        current.save(update_fields=["mail", "mail_error", "mailed_at"])


def mail_refusals() -> tuple[type[Exception], ...]:
    """Errors that concern one letter only; everything else is the server's and is tried again."""
    import smtplib

    return (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, UnicodeError)
