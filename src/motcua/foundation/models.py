"""Tables without a word of government: events, their outbox, numbers, the record of who read what."""

from django.db import models
from django.db.models import F, Index, UniqueConstraint


class Event(models.Model):
    """One thing that happened. Append-only (a trigger refuses change), hash-chained within its chain.

    `body` is the canonical JSON of everything that the hash covers; the other columns repeat parts of it so
    that SQL can ask, and verification compares them with it.
    """

    chain = models.TextField()
    seq = models.IntegerField()
    kind = models.TextField()
    at = models.DateTimeField()
    body = models.TextField()
    prev_hash = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        constraints = [UniqueConstraint(fields=["chain", "seq"], name="event_chain_seq")]


class ChainHead(models.Model):
    """The last link of a chain: finds an event cut off at the end, and serialises writers of one chain."""

    chain = models.TextField(primary_key=True)
    seq = models.IntegerField()
    hash = models.BinaryField()


class OutboxEntry(models.Model):
    """An event that a consumer has not handled yet. Deleted in the transaction that handles it.

    After `MAX_ATTEMPTS` failures it is parked: it stays visible, with its error, until a human releases it.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    consumer = models.TextField()
    attempts = models.SmallIntegerField(db_default=0)
    not_before = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    last_error = models.TextField(db_default="")

    class Meta:
        indexes = [
            Index(fields=["consumer", "id"], name="outbox_ready", condition=models.Q(parked_at=None)),
            Index(fields=["parked_at"], name="outbox_parked", condition=models.Q(parked_at__isnull=False)),
        ]


class NumberSeries(models.Model):
    """The last number given in a series; the row's lock makes numbers gapless."""

    key = models.TextField(primary_key=True)
    last = models.BigIntegerField()


class AccessLog(models.Model):
    """Somebody read another person's data: who, whose, why, when. Residents see their own rows."""

    at = models.DateTimeField()
    person_id = models.BigIntegerField()
    reader = models.JSONField()
    reader_name = models.TextField()
    reader_agency_id = models.BigIntegerField(null=True)
    purpose = models.TextField()
    what = models.TextField()
    dossier_code = models.TextField(db_default="")

    class Meta:
        indexes = [Index(F("person_id"), F("id").desc(), name="accesslog_person")]


class Heartbeat(models.Model):
    """A process of the installation says that it lives; `healthz` and the status page read it."""

    name = models.TextField(primary_key=True)
    at = models.DateTimeField()
