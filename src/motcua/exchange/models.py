"""Messages to people: what stands in their inbox and what went out by e-mail."""

from django.db import models
from django.db.models import F, Index, Q, UniqueConstraint


class Message(models.Model):
    """One notice to one person, in the language that the person chose.

    `key` makes it happen once: an event that is delivered twice writes one message. E-mail is sent by a
    job; its state is shown to the person and to support.
    """

    class Mail(models.TextChoices):
        NONE = "none"
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    key = models.TextField()
    person = models.ForeignKey(
        "city.Person", models.CASCADE, null=True, related_name="messages", db_index=False
    )
    address = models.TextField(db_default="")
    language = models.TextField()
    subject = models.TextField()
    body = models.TextField()
    link = models.TextField(db_default="")
    dossier_code = models.TextField(db_default="")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mail = models.TextField(choices=Mail)
    mailed_at = models.DateTimeField(null=True)
    mail_error = models.TextField(db_default="")

    class Meta:
        constraints = [UniqueConstraint(fields=["key"], name="message_once")]
        indexes = [
            Index(F("person"), F("id").desc(), name="message_inbox"),
            Index(fields=["person"], name="message_unread", condition=Q(read_at=None)),
        ]
