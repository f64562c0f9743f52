"""The relay: events from the outbox to JetStream, each once for every consumer.

The outbox row is deleted in the transaction that publishes; when the commit is lost after JetStream has the
message, the repeat carries the same `Nats-Msg-Id` and the server drops it (duplicate window of two hours).
"""

import asyncio
import json
from collections.abc import Sequence

import nats
import nats.errors
from django.conf import settings
from nats.js.api import StreamConfig

from motcua.foundation import events

STREAM = "motcua-events"
SUBJECT = "motcua.event"
DUPLICATE_WINDOW_S = 2 * 3600
CONSUMER = "relay"


class RelayFailed(RuntimeError):
    """JetStream did not take an event; the outbox keeps it."""


def register() -> None:
    """Take part in the outbox when a NATS server is configured; without one nothing would ever drain it."""
    if settings.NATS_URL:
        events.subscribe(CONSUMER, publish)


def publish(batch: Sequence[events.Delivered]) -> None:
    """Publish a batch and wait for every acknowledgement. Raises RelayFailed, and what the client raises."""
    asyncio.run(_publish(batch))


def subject_of(event: events.Delivered) -> str:
    """`motcua.event.<chain kind>.<event kind>`: consumers choose by subject."""
    return f"{SUBJECT}.{event.chain.split('/')[0]}.{event.kind}"


async def ensure_stream(client: nats.NATS, name: str = STREAM, subject: str = SUBJECT) -> None:
    """Make a stream on a new server; an existing one keeps its settings."""
    await client.jetstream().add_stream(
        StreamConfig(name=name, subjects=[f"{subject}.>"], duplicate_window=DUPLICATE_WINDOW_S)
    )


async def _connected() -> nats.NATS:
    """Raises OtherSideAway when no server answers."""
    try:
        # With `allow_reconnect=False` this client waits for ever; one more try a moment later ends it.
        return await nats.connect(
            settings.NATS_URL, connect_timeout=3, max_reconnect_attempts=1, reconnect_time_wait=0.1
        )
    except (nats.errors.NoServersError, nats.errors.TimeoutError, OSError) as error:
        raise events.OtherSideAway(f"no NATS server at {settings.NATS_URL}: {error!r}") from error


async def _publish(batch: Sequence[events.Delivered]) -> None:
    await publish_all(
        STREAM, SUBJECT, [(subject_of(event), _payload(event), f"ob-{event.id}") for event in batch]
    )


async def publish_all(name: str, subject: str, messages: Sequence[tuple[str, bytes, str]]) -> None:
    """Publish (subject, body, message id) to a stream and wait for every acknowledgement.

    Raises RelayFailed, and OtherSideAway when no server answers.
    """
    client = await _connected()
    try:
        await ensure_stream(client, name, subject)
        stream = client.jetstream()
        sent = [
            await stream.publish_async(where, body, headers={"Nats-Msg-Id": number})
            for where, body, number in messages
        ]
        answers = await asyncio.gather(*sent, return_exceptions=True)
        failed = [answer for answer in answers if isinstance(answer, BaseException)]
        if failed:
            raise RelayFailed(f"{len(failed)} of {len(messages)} events were not taken: {failed[0]!r}")
    finally:
        await client.close()


def _payload(event: events.Delivered) -> bytes:
    body = {
        "id": event.id,
        "chain": event.chain,
        "seq": event.seq,
        "kind": event.kind,
        "at": event.at.isoformat(),
        "actor": event.actor,
        "data": event.data,
    }
    return json.dumps(body, ensure_ascii=False).encode()
