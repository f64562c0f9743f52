"""Checking the chains: a changed, missing or reordered event is found and named."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from motcua.foundation.events.record import FIRST
from motcua.foundation.models import ChainHead, Event


@dataclass(frozen=True, slots=True)
class ChainFault:
    """What is wrong with a chain at an event. `code`: missing, changed, reordered, cut-off or no-head."""

    chain: str
    seq: int
    code: str


def link(prev_hash: bytes, seq: int, body: str) -> bytes:
    """Hash of an event: SHA-256 over the predecessor's hash, the number (4 bytes) and the body."""
    return hashlib.sha256(prev_hash + seq.to_bytes(4, "big") + body.encode()).digest()


def faults(chain: str, events: list[Event], head: ChainHead | None) -> Iterator[ChainFault]:
    """The faults of one chain, its events given in the order of `seq`."""
    expected, previous = 1, FIRST
    for event in events:
        if event.seq != expected:
            yield ChainFault(chain, expected, "missing")
            expected = event.seq
        elif bytes(event.prev_hash) != previous:
            yield ChainFault(chain, event.seq, "reordered")
        if not _untouched(event):
            yield ChainFault(chain, event.seq, "changed")
        previous = bytes(event.hash)
        expected += 1
    if head is None:
        yield ChainFault(chain, 0, "no-head")
    elif head.seq != expected - 1:
        yield ChainFault(chain, head.seq, "cut-off")
    elif bytes(head.hash) != previous:
        yield ChainFault(chain, head.seq, "changed")


def verify_chain(chain: str) -> list[ChainFault]:
    """Check one chain. Two queries."""
    events = list(Event.objects.filter(chain=chain).order_by("seq"))
    return list(faults(chain, events, ChainHead.objects.filter(chain=chain).first()))


def verify_all(batch: int = 2000) -> Iterator[ChainFault]:
    """Check every chain, in batches of chain names; memory stays small whatever the table's size."""
    after = ""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "select chain from foundation_chainhead where chain > %s"
                " union select chain from foundation_event where chain > %s order by chain limit %s",
                [after, after, batch],
            )
            names = [row[0] for row in cursor.fetchall()]
        if not names:
            return
        heads = {head.chain: head for head in ChainHead.objects.filter(chain__in=names)}
        events: dict[str, list[Event]] = {name: [] for name in names}
        for event in Event.objects.filter(chain__in=names).order_by("chain", "seq").iterator(chunk_size=5000):
            events[event.chain].append(event)
        for name in names:
            yield from faults(name, events[name], heads.get(name))
        after = names[-1]


def _untouched(event: Event) -> bool:
    """The hash fits the body, and the columns still say what the body says."""
    if link(bytes(event.prev_hash), event.seq, event.body) != bytes(event.hash):
        return False
    body = json.loads(event.body)
    same = body["chain"] == event.chain and body["kind"] == event.kind
    return same and body["at"] == _same_zone(event, body["at"])


def _same_zone(event: Event, written: str) -> str:
    """The column's moment in the way the body writes it (the column forgets the zone)."""
    from datetime import datetime

    moment = datetime.fromisoformat(written)
    return event.at.astimezone(moment.tzinfo).isoformat()
