"""The months of the access log: made ahead of time, and taken out into a sealed file when their time is over.

Rows of a month that has no partition yet lie in "rest"; making the month takes them along.
"""

import hashlib
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import connection, transaction

from motcua.foundation import events
from motcua.foundation.actor import SYSTEM
from motcua.foundation.audit.seals import CHAIN, LINE
from motcua.foundation.models import AccessArchive, AccessSeal
from motcua.foundation.sealing import files

AHEAD = 2
ZONE = "Asia/Ho_Chi_Minh"
PLACE = "access-log.archive"
_GZIP = 31
"""As zlib calls the gzip form."""


class NotYet(ValueError):
    """The month may not leave: rows of it are not sealed, or it is not over long enough."""


def name_of(month: date) -> str:
    return f"foundation_accesslog_{month:%Y_%m}"


def months() -> list[date]:
    """The months that have a partition of their own, oldest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_inherits join pg_class on oid = inhrelid"
            " where inhparent = 'foundation_accesslog'::regclass and relname ~ '_[0-9]{4}_[0-9]{2}$'"
        )
        return sorted(date(int(name[-7:-3]), int(name[-2:]), 1) for (name,) in cursor.fetchall())


def ensure(today: date) -> list[date]:
    """Make this month and the next `AHEAD`, where they are not there; which were made. Waits for no lock longer than 2 s."""
    there = set(months())
    wanted = [today.replace(day=1) + relativedelta(months=n) for n in range(AHEAD + 1)]
    made = [month for month in wanted if month not in there]
    for month in made:
        _make(month)
    return made


@transaction.atomic
def _make(month: date) -> None:
    until = month + relativedelta(months=1)
    with connection.cursor() as cursor:
        cursor.execute("set local lock_timeout = '2s'")
        cursor.execute(f"set local timezone = '{ZONE}'")
        cursor.execute("lock table foundation_accesslog_rest in access exclusive mode")
        cursor.execute(
            "create temporary table moved on commit drop as select * from foundation_accesslog_rest"
            " where at >= %s and at < %s",
            [month, until],
        )
        if cursor.rowcount:
            cursor.execute("alter table foundation_accesslog_rest disable trigger accesslog_append_only")
            cursor.execute("delete from foundation_accesslog_rest where at >= %s and at < %s", [month, until])
            cursor.execute("alter table foundation_accesslog_rest enable trigger accesslog_append_only")
        cursor.execute(
            f"create table {name_of(month)} partition of foundation_accesslog"
            f" for values from ('{month}') to ('{until}')"
        )
        cursor.execute("insert into foundation_accesslog select * from moved")
        cursor.execute("drop table moved")


def archive(month: date, folder: Path, *, keep_months: int, at: datetime) -> AccessArchive:
    """Write a month to a file beside its SHA-256 and drop its partition. Raises: NotYet.

    The file holds the sealed text of each row, a line each (`lines_of`), so that the hashes of its seals can be computed from it.
    It lies sealed: a copied backup tells nobody who looked at whom. Streams: memory stays small. A run that is killed has
    dropped nothing; the next one writes the file anew.
    """
    first_kept = at.date().replace(day=1) - relativedelta(months=keep_months)
    if month >= first_kept:
        raise NotYet(f"{month:%Y-%m} is kept until {keep_months} months are over")
    table = name_of(month)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute(f"lock table {table} in share row exclusive mode")
        cursor.execute(f"select coalesce(min(tx), 0), coalesce(max(tx), -1), count(*) from {table}")
        low, high, count = cursor.fetchone()
        seals = AccessSeal.objects.filter(to_tx__gt=low, from_tx__lte=high).order_by("seq")
        first, last = seals.first(), seals.last()
        if count and (first is None or last is None or last.to_tx <= high):
            raise NotYet(f"rows of {month:%Y-%m} are not sealed")
        digest = _write(table, folder / file_of(month))
        kept = AccessArchive.objects.create(
            month=month, rows=count, file=file_of(month), sha256=digest,
            first_seal=first.seq if first else 0, last_seal=last.seq if last else 0, at=at,
        )  # fmt: skip
        data = {"month": f"{month:%Y-%m}", "rows": count, "sha256": digest}
        events.record(CHAIN, "access-log.archived", at=at, actor=SYSTEM, data=data)
        cursor.execute(f"drop table {table}")
    return kept


def file_of(month: date) -> str:
    """The name of a month's file: JSON lines, compressed, sealed (`sealing.files`)."""
    return f"{name_of(month)}.jsonl.gz.sealed"


def lines_of(path: Path) -> Iterator[str]:
    """The rows of a month's file in the order of their ids, as they were sealed. Raises: KeyMissing, NotWhole."""
    opened = zlib.decompressobj(wbits=_GZIP)
    rest = b""
    for block in files.read(path, PLACE, path.name):
        *whole, rest = (rest + opened.decompress(block)).split(b"\n")
        yield from (line.decode() for line in whole)
    *whole, rest = (rest + opened.flush()).split(b"\n")
    yield from (line.decode() for line in whole)


def _write(table: str, path: Path) -> str:
    """The rows in the order of their ids, compressed and sealed; the SHA-256 of the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    with half.open("wb") as raw, connection.chunked_cursor() as cursor:
        cursor.execute(f"select {LINE} from {table} l order by l.id")
        files.write(raw, _packed(cursor), PLACE, path.name)
    half.replace(path)
    with path.open("rb") as written:
        return hashlib.file_digest(written, "sha256").hexdigest()


def _packed(cursor: Any) -> Iterator[bytes]:
    """The lines of a cursor as gzip, in parts."""
    packer = zlib.compressobj(wbits=_GZIP)
    while rows := cursor.fetchmany(5000):
        yield packer.compress("".join(f"{line}\n" for (line,) in rows).encode())
    yield packer.flush()
