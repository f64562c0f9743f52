"""Writing an event: one statement for the event, the head of its chain and the outbox; one for a thousand of them too."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

import orjson
from django.db import connection

from motcua.foundation.actor import Actor
from motcua.foundation.events.subscribers import names_for

FIRST = b"\x00" * 32
"""What the first event of a chain names as its predecessor's hash."""

# The head's row lock orders the writers of one chain; PostgreSQL computes the hash, so no round trip is
# needed to learn the predecessor's. Two first events of one chain at once: the unique (chain, seq) refuses one.
RECORD = """
with
  head as (select seq, hash from foundation_chainhead where chain = %(chain)s for update),
  prev as (select coalesce((select seq from head), 0) + 1 as seq,
                  coalesce((select hash from head), %(first)s::bytea) as hash),
  event as (
    insert into foundation_event (chain, seq, kind, at, body, prev_hash, hash)
    select %(chain)s, prev.seq, %(kind)s, %(at)s, %(body)s, prev.hash,
           sha256(prev.hash || int4send(prev.seq) || convert_to(%(body)s, 'UTF8'))
    from prev returning id, seq, hash),
  moved as (insert into foundation_chainhead (chain, seq, hash) select %(chain)s, seq, hash from event
            on conflict (chain) do update set seq = excluded.seq, hash = excluded.hash),
  sent as (insert into foundation_outboxentry (event_id, consumer)
           select event.id, name from event, unnest(%(consumers)s::text[]) as name)
select id, seq from event
"""


def parts_each(given: str) -> str:
    """Parts of a statement that append an event, and its outbox, to the chain of each row of its part `given` (chain, body, n).

    Each chain once; heads are locked in the order of their names, events numbered in the order of `n`. Marks: `kind`, `at`,
    `first`, `consumers`. The same as `RECORD`. `(select array)`: however many there are, the plan is the same, so that the
    server keeps it.
    """
    return f"""
  head as materialized (
    select chain, seq, hash from foundation_chainhead where chain = any(array(select chain from {given}))
    order by chain for update),
  prev as (select {given}.chain, {given}.body, {given}.n, coalesce(head.seq, 0) + 1 as seq,
                  coalesce(head.hash, %(first)s::bytea) as hash
           from {given} left join head on head.chain = {given}.chain),
  event as (
    insert into foundation_event (chain, seq, kind, at, body, prev_hash, hash)
    select chain, prev.seq, %(kind)s::text, %(at)s::timestamptz, body, prev.hash,
           sha256(prev.hash || int4send(prev.seq) || convert_to(body, 'UTF8'))
    from prev order by n returning id, chain, seq, hash),
  moved as (insert into foundation_chainhead (chain, seq, hash) select chain, seq, hash from event
            on conflict (chain) do update set seq = excluded.seq, hash = excluded.hash),
  sent as (insert into foundation_outboxentry (event_id, consumer)
           select event.id, name from event, unnest((select %(consumers)s::text[])) as name order by event.id)"""


def marked_each(kind: str, at: datetime) -> dict[str, Any]:
    """What the marks of `parts_each` stand for."""
    return {"kind": kind, "at": at, "first": FIRST, "consumers": names_for(kind)}


RECORD_EACH = f"""
with
  given as (select * from unnest(%(chains)s::text[], %(bodies)s::text[]) with ordinality as g (chain, body, n)),
{parts_each("given")}
select count(*) from event
"""
AT_ONCE = 2000
"""Events of one statement: its arrays stay within a few megabytes."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event that has been written in the running transaction."""

    id: int
    seq: int


def body_of(chain: str, kind: str, at: datetime, actor: Actor, data: dict[str, Any]) -> str:
    """Canonical JSON of an event: sorted keys, no blanks, letters as they are."""
    body = {"chain": chain, "kind": kind, "at": at.isoformat(), "actor": actor.as_data(), "data": data}
    return _canonical(body)


def record(
    chain: str, kind: str, *, at: datetime, actor: Actor, data: dict[str, Any] | None = None
) -> Recorded:
    """Append an event to `chain` in the caller's transaction and put it into the outbox.

    `data` holds what the timeline, the figures and the notices need: plain JSON values, datetimes and UUIDs.
    """
    with connection.cursor() as cursor:
        cursor.execute(RECORD, arguments(chain, kind, at, actor, data))
        return Recorded(*cursor.fetchone())


def record_each(
    kind: str, happened: Iterable[tuple[str, dict[str, Any]]], *, at: datetime, actor: Actor
) -> int:
    """Append one event of one `kind` to each of many chains, with its data; how many. A statement for `AT_ONCE` of them.

    Writes what as many calls of `record` would write. Raises ValueError when a chain is named twice.
    """
    rows, seen = list(happened), set[str]()
    for chain, _ in rows:
        if chain in seen:
            raise ValueError(f"chain {chain!r} is named twice")
        seen.add(chain)
    marks = marked_each(kind, at)
    with connection.cursor() as cursor:
        for part in batched(rows, AT_ONCE, strict=False):
            cursor.execute(
                RECORD_EACH,
                {
                    "chains": [chain for chain, _ in part],
                    "bodies": [body_of(chain, kind, at, actor, data) for chain, data in part],
                    **marks,
                },
            )
    return len(rows)


def arguments(
    chain: str, kind: str, at: datetime, actor: Actor, data: dict[str, Any] | None
) -> dict[str, Any]:
    """What `RECORD` takes; hot paths write the same event inside their own statement with it."""
    return {
        "chain": chain,
        "kind": kind,
        "at": at,
        "body": body_of(chain, kind, at, actor, data or {}),
        "first": FIRST,
        "consumers": names_for(kind),
    }


def parts(after: str) -> str:
    """Parts of a `Prepared` statement that append an event, and its outbox, when its part `after` has a row.

    Its marks are `ev_` and what `marked` gives. The same as `RECORD`.
    """
    return f"""
  head as (
    select seq, hash from foundation_chainhead where chain = %(ev_chain)s::text and exists (select 1 from {after})
    for update),
  prev as (
    select coalesce((select seq from head), 0) + 1 as seq,
           coalesce((select hash from head), %(ev_first)s::bytea) as hash from {after}),
  event as (
    insert into foundation_event (chain, seq, kind, at, body, prev_hash, hash)
    select %(ev_chain)s::text, prev.seq, %(ev_kind)s::text, %(ev_at)s::timestamptz, %(ev_body)s::text, prev.hash,
           sha256(prev.hash || int4send(prev.seq) || convert_to(%(ev_body)s::text, 'UTF8'))
    from prev returning id, seq, hash),
  moved as (
    insert into foundation_chainhead (chain, seq, hash) select %(ev_chain)s::text, seq, hash from event
    on conflict (chain) do update set seq = excluded.seq, hash = excluded.hash),
  sent as (
    insert into foundation_outboxentry (event_id, consumer)
    select event.id, name from event, unnest(%(ev_consumers)s::text[]) as name)"""


def marked(chain: str, kind: str, at: datetime, actor: Actor, data: dict[str, Any] | None) -> dict[str, Any]:
    """What the marks of `parts` stand for."""
    return {f"ev_{name}": value for name, value in arguments(chain, kind, at, actor, data).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


_slow = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain).encode
_AS_THE_SLOW_ONE = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS


def _canonical(body: dict[str, Any]) -> str:
    """By orjson, in a fifth of the time; what it does not take (whole numbers beyond 64 bits) by the standard library."""
    try:
        return orjson.dumps(body, _plain, _AS_THE_SLOW_ONE).decode()
    except TypeError:
        return _slow(body)
