"""Seals over the access log: a row that was changed, taken out or put in afterwards is found.

Pages only insert. Once a minute a job puts the rows of all transactions that have ended under one hash, together with the
hash of the seal before, and tells it in an event, which the relay carries out of this database. Nobody waits for it.

Which rows a seal covers is said by the transactions that wrote them: a transaction number below the oldest one still running
gets no more rows. A database restored from a dump counts its transactions from the beginning; the first seal afterwards
names its rows one by one and moves the count of the table on.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from django.db import connection, transaction

from motcua.foundation import events
from motcua.foundation.actor import SYSTEM
from motcua.foundation.events.record import FIRST
from motcua.foundation.models import AccessArchive, AccessSeal, Event

CHAIN = "access-log"
KIND = "access-log.sealed"
_LOCK = 6_127_058
MOST_ROWS = 100_000
"""Rows of one seal, about: a transaction's rows are never divided."""
SEALED_WITHIN = timedelta(minutes=15)
"""A committed row that no seal covers after so long is a fault: the job does not run."""
SEALS_AT_ONCE = 500

# Everything that a row says, in a form that does not depend on the session's zone or language.
LINE = """jsonb_build_array(l.id, extract(epoch from l.at)::text, l.look, l.person_id, l.people, l.reader, l.reader_name,
  l.reader_account_id, l.reader_post_id, l.reader_agency_id, l.purpose, l.code, l.what, l.dossier_code, host(l.address),
  l.screen, l.result, l.tx)::text"""
ROWS_HASH = (
    f"sha256(coalesce(string_agg(sha256(convert_to({LINE}, 'UTF8')), ''::bytea order by l.id), ''::bytea))"
)


@dataclass(frozen=True, slots=True)
class SealFault:
    """What is wrong. `code`: missing, reordered, changed (the seal itself), rows (its rows), cut-off or unsealed."""

    seq: int
    code: str


_HORIZON = """
with now as (select pg_current_snapshot() as seen),
running as (
    select one from now, pg_snapshot_xip(now.seen) as one
    where not exists (
        select from pg_stat_activity other where other.datname <> current_database() and other.backend_xid = one::xid
    )
)
select least(
    coalesce((select min(one::text::bigint) from running), (select pg_snapshot_xmax(seen)::text::bigint from now)),
    pg_current_xact_id_if_assigned()::text::bigint
)"""
"""Transactions before it have ended, as far as they can have written here: those of other databases of the server do not
hold the seals up."""


def link(prev_hash: bytes, seq: int, from_tx: int, to_tx: int, rows: int, rows_hash: bytes) -> bytes:
    """Hash of a seal: SHA-256 over the hash before, four whole numbers of 8 bytes, and the hash of the rows."""
    numbers = b"".join(number.to_bytes(8, "big") for number in (seq, from_tx, to_tx, rows))
    return hashlib.sha256(prev_hash + numbers + rows_hash).digest()


def seal(at: datetime) -> AccessSeal | None:
    """Seal what has been committed since the last seal; None when there is nothing. Five statements, one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return None
        last = AccessSeal.objects.order_by("-seq").first()
        begin = last.to_tx if last else 0
        cursor.execute(_HORIZON)
        horizon = cursor.fetchone()[0] + _shift(cursor)
        if last is not None and horizon < begin:
            return _after_restore(cursor, last, at)
        cursor.execute(
            "select max(tx) from (select tx from foundation_accesslog where tx >= %s and tx < %s"
            " order by tx limit %s) as next",
            [begin, horizon, MOST_ROWS],
        )
        reached = cursor.fetchone()[0]
        if reached is None:
            return None
        cursor.execute(
            f"select count(*), max(l.id), {ROWS_HASH} from foundation_accesslog l where l.tx >= %s and l.tx < %s",
            [begin, reached + 1],
        )
        count, last_id, rows_hash = cursor.fetchone()
        return _kept(last, begin, reached + 1, None, count, last_id, bytes(rows_hash), at)


def _shift(cursor) -> int:
    """By how much the column's default is ahead of the server's own count of transactions."""
    cursor.execute(
        "select pg_get_expr(adbin, adrelid) from pg_attrdef join pg_attribute a on a.attrelid = adrelid and a.attnum = adnum"
        " where adrelid = 'foundation_accesslog'::regclass and a.attname = 'tx'"
    )
    words = cursor.fetchone()[0]
    _, plus, rest = words.rpartition("+ ")
    return int("".join(mark for mark in rest if mark.isdecimal())) if plus else 0


def _after_restore(cursor, last: AccessSeal, at: datetime) -> AccessSeal | None:
    """The server counts from the beginning again: seal by name what came since, and count on from above the last seal.

    The table is locked for a moment: no row may come between the look and the new default.
    """
    cursor.execute("lock table foundation_accesslog in access exclusive mode")
    top = max(AccessSeal.objects.values_list("last_id", flat=True))
    cursor.execute("select coalesce(max(tx), 0) from foundation_accesslog")
    shift = max(last.to_tx, cursor.fetchone()[0]) + 1
    cursor.execute(
        f"alter table foundation_accesslog alter column tx set default (pg_current_xact_id()::text::bigint + {int(shift)})"
    )
    cursor.execute(
        "select array_agg(id order by id) from foundation_accesslog where id > %s or tx >= %s",
        [top, last.to_tx],
    )
    ids = cursor.fetchone()[0]
    if not ids:
        return None
    cursor.execute(
        f"select count(*), max(l.id), {ROWS_HASH} from foundation_accesslog l where l.id = any(%s)", [ids]
    )
    count, last_id, rows_hash = cursor.fetchone()
    return _kept(last, last.to_tx, shift, ids, count, last_id, bytes(rows_hash), at)


def _kept(
    last: AccessSeal | None,
    from_tx: int,
    to_tx: int,
    ids: list[int] | None,
    count: int,
    last_id: int,
    rows_hash: bytes,
    at: datetime,
) -> AccessSeal:
    seq, before = (last.seq + 1, bytes(last.hash)) if last else (1, FIRST)
    made = AccessSeal.objects.create(
        seq=seq, from_tx=from_tx, to_tx=to_tx, ids=ids, last_id=last_id, rows=count, rows_hash=rows_hash,
        prev_hash=before, hash=link(before, seq, from_tx, to_tx, count, rows_hash), sealed_at=at,
    )  # fmt: skip
    events.record(CHAIN, KIND, at=at, actor=SYSTEM, data={"seq": seq, "rows": count, "hash": made.hash.hex()})
    return made


def verify(at: datetime) -> Iterator[SealFault]:
    """Check every seal, its rows, and that nothing lies unsealed. One pass over the log, in steps of many seals."""
    expected, before = 1, FIRST
    away = [(one.first_seal, one.last_seal) for one in AccessArchive.objects.order_by("month")]
    told, named = _told(), _named()
    after, end = 0, 0
    while seals := list(AccessSeal.objects.filter(seq__gt=after).order_by("seq")[:SEALS_AT_ONCE]):
        found = _recomputed(seals, named)
        for one in seals:
            if one.seq != expected:
                yield SealFault(expected, "missing")
            elif bytes(one.prev_hash) != before:
                yield SealFault(one.seq, "reordered")
            rows_hash, own = bytes(one.rows_hash), bytes(one.hash)
            whole = link(bytes(one.prev_hash), one.seq, one.from_tx, one.to_tx, one.rows, rows_hash)
            if whole != own or told.get(one.seq) != own.hex():
                yield SealFault(one.seq, "changed")
            archived = any(first <= one.seq <= last for first, last in away)
            if not archived and found.get(one.seq) != (one.rows, rows_hash):
                yield SealFault(one.seq, "rows")
            expected, before, end = one.seq + 1, own, one.to_tx
        after = seals[-1].seq
    if told and max(told) >= expected:
        yield SealFault(expected, "cut-off")
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from foundation_accesslog where tx >= %s and at < %s and id > all("
            "  select coalesce(max(last_id), 0) from foundation_accessseal where ids is not null))",
            [end, at - SEALED_WITHIN],
        )
        if cursor.fetchone()[0]:
            yield SealFault(expected, "unsealed")


def _told() -> dict[int, str]:
    """What the events first said of each seal, by its number; the events' own chain is checked with all others."""
    told: dict[int, str] = {}
    bodies = Event.objects.filter(chain=CHAIN, kind=KIND).order_by("seq").values_list("body", flat=True)
    for body in bodies.iterator():
        data = orjson.loads(body)["data"]
        told.setdefault(int(data["seq"]), str(data["hash"]))
    return told


def _named() -> list[int]:
    """Rows that seals name one by one; their transaction numbers say nothing. One query."""
    return [
        number
        for ids in AccessSeal.objects.exclude(ids=None).values_list("ids", flat=True)
        for number in ids or ()
    ]


def _recomputed(seals: Sequence[AccessSeal], named: list[int]) -> dict[int, tuple[int, bytes]]:
    """Count and hash of the rows as they are now, by seal. One query, and one for each seal that names its rows."""
    begins = [one.from_tx for one in seals]
    with connection.cursor() as cursor:
        cursor.execute(
            f"select width_bucket(l.tx, %(begins)s::bigint[]) as bucket, count(*), {ROWS_HASH}"
            " from foundation_accesslog l where l.tx >= %(first)s and l.tx < %(last)s"
            " and not (l.id = any(%(named)s)) group by bucket",
            {"begins": begins, "first": begins[0], "last": seals[-1].to_tx, "named": named},
        )
        found = {seals[bucket - 1].seq: (count, bytes(digest)) for bucket, count, digest in cursor.fetchall()}
        for one in seals:
            if one.ids:
                cursor.execute(
                    f"select count(*), {ROWS_HASH} from foundation_accesslog l where l.id = any(%s)",
                    [one.ids],
                )
                count, digest = cursor.fetchone()
                found[one.seq] = (count, bytes(digest))
    return found
