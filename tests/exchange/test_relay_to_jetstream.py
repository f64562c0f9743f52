"""Every event reaches JetStream once, also when we forget that we had sent it; what cannot be sent is parked."""

import asyncio
import json
from datetime import timedelta

import nats
import pytest

from motcua.exchange import relay
from motcua.foundation import events
from motcua.foundation.events import outbox, subscribers
from motcua.foundation.models import OutboxEntry
from motcua.procedures.dossiers import changes
from motcua.project.embedded import EmbeddedNats
from tests.conftest import hanoi
from tests.procedures.at_work import open_task
from tests.procedures.people import RECEIVED, filed_birth, officer

AT = hanoi("2026-03-02 08:30")
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    nats_server = EmbeddedNats(tmp_path_factory.mktemp("nats"))
    nats_server.start()
    yield nats_server
    nats_server.stop()


@pytest.fixture
def relaying(monkeypatch, settings):
    """The relay takes part, as in an installation with a NATS server."""
    monkeypatch.setitem(
        subscribers.consumers, relay.CONSUMER, subscribers.Consumer(relay.CONSUMER, relay.publish, None)
    )
    subscribers._by_kind.clear()
    yield settings
    subscribers._by_kind.clear()


@pytest.fixture
def connected(relaying, server):
    relaying.NATS_URL = server.url()
    return server


def in_stream(server, dossier) -> list[tuple[str, dict]]:
    """Subject and body of every message of a dossier that the stream holds."""

    async def read():
        client = await nats.connect(server.url())
        try:
            stream = client.jetstream()
            info = await stream.stream_info(relay.STREAM)
            messages = [
                await stream.get_msg(relay.STREAM, seq)
                for seq in range(info.state.first_seq, info.state.last_seq + 1)
            ]
            return [(message.subject, json.loads(message.data)) for message in messages]
        finally:
            await client.close()

    return [(subject, body) for subject, body in asyncio.run(read()) if body["chain"] == dossier.chain]


def accepted(at=AT):
    dossier = filed_birth(at)
    changes.accept(open_task(dossier).id, by=officer("counter", at), at=at, ticked=RECEIVED)
    return dossier


def test_the_events_of_a_dossier_are_published_in_order_with_everything_they_say(connected):
    dossier = accepted()
    assert outbox.drain(relay.CONSUMER, AT) == 2
    published = in_stream(connected, dossier)
    assert [subject for subject, _ in published] == [
        "motcua.event.dossier.submitted", "motcua.event.dossier.accepted",
    ]  # fmt: skip
    body = published[1][1]
    assert (body["seq"], body["kind"], body["data"]["code"]) == (2, "accepted", dossier.code)
    assert not OutboxEntry.objects.filter(consumer=relay.CONSUMER).exists()


def test_an_event_whose_commit_was_lost_after_publishing_is_in_the_stream_once(connected, monkeypatch):
    dossier = accepted()

    def publish_then_die(batch):
        relay.publish(batch)
        raise OSError("killed between the acknowledgement and the commit")

    dying = subscribers.Consumer(relay.CONSUMER, publish_then_die, None)
    monkeypatch.setitem(subscribers.consumers, relay.CONSUMER, dying)
    assert outbox.drain(relay.CONSUMER, AT) == 0
    assert OutboxEntry.objects.filter(consumer=relay.CONSUMER).count() == 2
    assert len(in_stream(connected, dossier)) == 2

    whole = subscribers.Consumer(relay.CONSUMER, relay.publish, None)
    monkeypatch.setitem(subscribers.consumers, relay.CONSUMER, whole)
    assert outbox.drain(relay.CONSUMER, AT + timedelta(minutes=1)) == 2
    assert len(in_stream(connected, dossier)) == 2, "JetStream drops what it has already"


def test_a_server_that_is_away_for_an_hour_costs_no_event_and_parks_none(relaying, server):
    relaying.NATS_URL = "nats://127.0.0.1:9"
    dossier = accepted()
    for minutes in (0, 1, 60):
        assert outbox.drain(relay.CONSUMER, AT + timedelta(minutes=minutes)) == 0
    assert {entry.attempts for entry in OutboxEntry.objects.filter(consumer=relay.CONSUMER)} == {0}
    relaying.NATS_URL = server.url()
    assert outbox.drain(relay.CONSUMER, AT + timedelta(minutes=61)) == 2
    assert len(in_stream(server, dossier)) == 2


def test_an_event_that_is_refused_eight_times_is_parked_for_a_human(relaying, monkeypatch):
    def refuse(batch):
        raise relay.RelayFailed("the stream is full")

    refusing = subscribers.Consumer(relay.CONSUMER, refuse, None)
    monkeypatch.setitem(subscribers.consumers, relay.CONSUMER, refusing)
    accepted()
    at = AT
    for attempt in range(outbox.MAX_ATTEMPTS):
        assert outbox.drain(relay.CONSUMER, at) == 0
        entries = OutboxEntry.objects.filter(consumer=relay.CONSUMER)
        assert {entry.attempts for entry in entries} == {attempt + 1}
        at += timedelta(seconds=2 ** (attempt + 1))
    parked = OutboxEntry.objects.filter(consumer=relay.CONSUMER)
    assert all(entry.parked_at is not None and "stream is full" in entry.last_error for entry in parked)
    assert parked.count() == 2
    assert outbox.drain(relay.CONSUMER, at + timedelta(days=1)) == 0, "a parked event waits for a human"


def test_one_bad_event_does_not_stop_the_others(monkeypatch):
    got = []

    def refuse_the_bad(batch):
        if any(event.data.get("bad") for event in batch):
            raise ValueError("cannot be handled")
        got.extend(event.data["n"] for event in batch)

    consumer = subscribers.Consumer("picky", refuse_the_bad, frozenset({"tried"}))
    monkeypatch.setitem(subscribers.consumers, "picky", consumer)
    subscribers._by_kind.clear()
    by = officer("counter", AT)
    for n in range(4):
        events.record("test/1", "tried", at=AT, actor=by, data={"n": n, "bad": n == 1})
    assert outbox.drain("picky", AT) == 3
    assert got == [0, 2, 3]
    assert OutboxEntry.objects.get(consumer="picky").attempts == 1
    subscribers._by_kind.clear()
