"""Tables without a word of government: events, their outbox, numbers, the record of who read what."""

from django.contrib.postgres.fields import ArrayField
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
    """Somebody read another person's data: who, whose, why, when, from where. Residents see their own rows.

    Append-only (a trigger refuses change), by month in partitions of the time, sealed minute by minute (`audit.seals`). The
    table has one column more than the model: `tx`, the transaction that wrote the row, by which seals know what they cover.
    `person_id` is the city's own number of the person, never the personal number; empty when a search found nobody, and for a
    list of work, which is one row with all its `people`.
    `look` is the same for all persons of one view. `code`: the purpose; `purpose`: its words. `screen`: name of the route.
    """

    class Result(models.TextChoices):
        SHOWN = "shown", "Đã hiển thị"
        REFUSED = "refused", "Bị từ chối"
        EMPTY = "empty", "Không tìm thấy"

    at = models.DateTimeField()
    look = models.UUIDField(null=True)
    person_id = models.BigIntegerField(null=True)
    people = ArrayField(models.BigIntegerField(), null=True)
    reader = models.JSONField()
    reader_name = models.TextField()
    reader_account_id = models.BigIntegerField(null=True)
    reader_post_id = models.BigIntegerField(null=True)
    reader_agency_id = models.BigIntegerField(null=True)
    purpose = models.TextField()
    code = models.TextField(db_default="")
    what = models.TextField()
    dossier_code = models.TextField(db_default="")
    address = models.GenericIPAddressField(null=True)
    screen = models.TextField(db_default="")
    result = models.TextField(choices=Result, db_default=Result.SHOWN)

    class Meta:
        indexes = [
            Index(F("person_id"), F("id").desc(), name="accesslog_person"),
            Index(F("reader_account_id"), F("id").desc(), name="accesslog_reader"),
        ]


class AccessSeal(models.Model):
    """The rows of the access log that the transactions from `from_tx` up to before `to_tx` wrote, under one hash.

    Each seal holds the hash of the one before. `ids` only for rows that a restored database numbered anew: then exactly
    these. `seq` has no gaps. Append-only.
    """

    seq = models.BigIntegerField(primary_key=True)
    from_tx = models.BigIntegerField()
    to_tx = models.BigIntegerField()
    ids = ArrayField(models.BigIntegerField(), null=True)
    last_id = models.BigIntegerField()
    rows = models.BigIntegerField()
    rows_hash = models.BinaryField()
    prev_hash = models.BinaryField()
    hash = models.BinaryField()
    sealed_at = models.DateTimeField()


class AccessArchive(models.Model):
    """A month of the access log that has left the database: its file, and the seals whose rows are in it."""

    month = models.DateField(unique=True)
    rows = models.BigIntegerField()
    file = models.TextField()
    sha256 = models.TextField()
    first_seal = models.BigIntegerField()
    last_seal = models.BigIntegerField()
    at = models.DateTimeField()


class Heartbeat(models.Model):
    """A process of the installation says that it lives; `healthz` and the status page read it."""

    name = models.TextField(primary_key=True)
    at = models.DateTimeField()
