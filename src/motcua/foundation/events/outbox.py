"""Handing events on: each consumer takes its rows in order, handles a batch and deletes it in one transaction.

A batch that fails is tried again row by row, so that one bad event does not stop the others; a row that failed
`MAX_ATTEMPTS` times is parked for a human (`motcua outbox` shows and releases it). When the other side is away
(`OtherSideAway`), nothing is counted: an outage of an hour parks nothing.
"""

import json
import logging
from datetime import datetime, timedelta

from django.db import connection, transaction

from motcua.foundation.events.subscribers import Consumer, Delivered, OtherSideAway, consumers
from motcua.foundation.models import OutboxEntry

MAX_ATTEMPTS = 8
BATCH = 500
log = logging.getLogger(__name__)

_TAKE = """
select o.id, o.attempts, e.id, e.chain, e.seq, e.kind, e.at, e.body
from foundation_outboxentry o join foundation_event e on e.id = o.event_id
where o.consumer = %s and o.parked_at is null and (o.not_before is null or o.not_before <= %s)
order by o.id limit %s for update of o skip locked
"""


def drain(name: str, now: datetime, batch: int = BATCH) -> int:
    """Hand one batch to consumer `name`; the number of events that it handled (0: nothing was ready)."""
    consumer = consumers[name]
    try:
        with transaction.atomic():
            rows = _take(name, now, batch)
            if not rows:
                return 0
            consumer.handler([event for _, _, event in rows])
            OutboxEntry.objects.filter(id__in=[entry_id for entry_id, _, _ in rows]).delete()
            return len(rows)
    except OtherSideAway as error:
        log.warning("consumer %s waits: %s", name, error)
        return 0
    except Exception:
        log.exception("consumer %s failed on a batch, trying its events one by one", name)
        return _one_by_one(consumer, now, batch)


def _one_by_one(consumer: Consumer, now: datetime, batch: int) -> int:
    handled = 0
    for _ in range(batch):
        with transaction.atomic():
            rows = _take(consumer.name, now, 1)
            if not rows:
                break
            entry_id, attempts, event = rows[0]
            try:
                with transaction.atomic():
                    consumer.handler([event])
            except OtherSideAway:
                break
            except Exception as error:
                _note_failure(entry_id, attempts + 1, now, f"{type(error).__name__}: {error}")
                continue
            OutboxEntry.objects.filter(id=entry_id).delete()
            handled += 1
    return handled


def _note_failure(entry_id: int, attempts: int, now: datetime, error: str) -> None:
    parked = attempts >= MAX_ATTEMPTS
    OutboxEntry.objects.filter(id=entry_id).update(
        attempts=attempts,
        not_before=now + timedelta(seconds=2**attempts),
        parked_at=now if parked else None,
        last_error=error[:2000],
    )


def _take(name: str, now: datetime, batch: int) -> list[tuple[int, int, Delivered]]:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [name, now, batch])
        rows = cursor.fetchall()
    taken = []
    for entry_id, attempts, event_id, chain, seq, kind, at, text in rows:
        body = json.loads(text)
        taken.append(
            (entry_id, attempts, Delivered(event_id, chain, seq, kind, at, body["actor"], body["data"]))
        )
    return taken
