"""Running a released import, going on after a failure, and taking a whole import back.

One register takes one import at a time: who comes second waits for the lock that the server gives back by itself when the
process that held it is gone.
"""

import contextlib
import gc
import itertools
import multiprocessing
import os
import queue
import signal
import threading
import zlib
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from multiprocessing.connection import Connection
from operator import itemgetter
from pathlib import Path
from typing import Any, NoReturn

import orjson
from django.db import connection, transaction

from motcua.city import authority
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.records.registers import definitions, storage
from motcua.records.registers.importing import bulk, csv_rows, tables
from motcua.records.registers.importing.made import Made
from motcua.records.registers.importing.models import ImportChunk, ImportRun
from motcua.records.registers.importing.preparing import (
    CHUNK,
    RELEASE,
    Refused,
    _locked,
    _must_be,
    layout_of,
    opened,
    setting_of,
)
from motcua.records.registers.importing.rows import Assembler
from motcua.records.registers.importing.writing import Manner, write
from motcua.records.registers.writing import chain

_LOCKS = 7_206_002
MOST_BESIDE = 2
"""Processes that put rows together for one that writes: more would wait for the server."""
MOST_WAITING = 4
"""Chunks that are ready and wait for the server: some ten megabytes each."""
MOST_KEPT = 1_000
"""Ids of records changed since that a taken-back import lists."""


class Busy(RuntimeError):
    """Another import writes into this register just now."""


@contextlib.contextmanager
def alone(register: str, *, wait: bool) -> Iterator[None]:
    """Be the only import of this register while inside. Raises: Busy, unless told to wait."""
    key = zlib.crc32(register.encode()) - (1 << 31)
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("select pg_advisory_lock(%s, %s)", [_LOCKS % (1 << 31), key])
        else:
            cursor.execute("select pg_try_advisory_lock(%s, %s)", [_LOCKS % (1 << 31), key])
            if not cursor.fetchone()[0]:
                raise Busy(register)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s, %s)", [_LOCKS % (1 << 31), key])


def go_on(
    run: ImportRun,
    *,
    at: datetime,
    wait: bool = True,
    chunks: int | None = None,
    size: int = CHUNK,
    beside: bool = False,
) -> bool:
    """Bring in the rows after the checkpoint; true when the import is at its end. `chunks`: at most so many this time.

    A file that turns out unreadable on the way stops the import with words; what went in before stays, and may be taken
    back. `beside`: rows are put together in processes of their own, for a command line that does nothing else meanwhile.
    Raises: Busy, Refused.
    """
    with alone(run.register, wait=wait):
        run = ImportRun.objects.select_related("agency").get(pk=run.pk)
        if run.state == ImportRun.State.DONE:
            return True
        _must_be(run, ImportRun.State.RUNNING)
        kept = definitions.definition_of(run.register)
        making = _made_beside if beside else _made
        manner = Manner(careful=bool(kept.unique or kept.no_overlap))
        written = 0
        if run.checkpoint == 0:
            manner.fresh = bulk.lift(kept, run.profile.get("rows", 0))
        try:
            with opened(run.path) as local, contextlib.closing(making(run, local, at, size)) as parts:
                for made in parts:
                    write(run, kept, made, manner)
                    written += 1
                    if chunks is not None and written >= chunks:
                        return False
        except tables.Unreadable as unreadable:
            bulk.restore(kept)
            return _stop(run, unreadable.vi, unreadable.en, at)
        except FileNotFoundError:
            bulk.restore(kept)
            return _stop(run, "Không còn tệp đã tải lên.", "The uploaded file is gone.", at)
        bulk.restore(kept)
        _end(run, at)
        _tidy(kept.register)
        return True


def _made(run: ImportRun, local: Path, at: datetime, size: int) -> Generator[Made]:
    """Chunks after the checkpoint; while one is being written the next is put together beside it."""
    assembler = Assembler(setting_of(run, at=at))
    found = tables.blocks(local, layout_of(run), size=size, after=run.checkpoint)
    chunks = itertools.groupby(found, itemgetter(0))

    def following() -> Made | None:
        _, chunk = next(chunks, (0, None))
        return None if chunk is None else assembler.chunk(block for _, block in chunk)

    with ThreadPoolExecutor(1, thread_name_prefix="register-import") as beside:
        waiting = beside.submit(following)
        while (made := waiting.result()) is not None:
            waiting = beside.submit(following)
            yield made


def _made_beside(run: ImportRun, local: Path, at: datetime, size: int) -> Generator[Made]:
    """As `_made`, in forked processes that take turns: each reads the whole file, and puts together every other chunk.

    They never touch the database, and leave without saying good-bye to it. What is not its own a child counts, no more.
    """
    assembler = Assembler(setting_of(run, at=at))
    begin, how = run.checkpoint, layout_of(run)
    count = min(MOST_BESIDE, os.process_cpu_count() or 1)
    pipes: list[Connection] = []
    children: list[int] = []
    waiting, enough = queue.Queue[Any](MOST_WAITING), threading.Event()
    ahead = threading.Thread(target=_fetch, args=(pipes, waiting, enough), name="register-import-fetch")
    try:
        for turn in range(count):
            ours, theirs = multiprocessing.Pipe(duplex=False)
            child = os.fork()
            if child == 0:
                for pipe in (ours, *pipes):
                    pipe.close()
                mine = _every(count, turn)
                _put_together(assembler, tables.blocks(local, how, size=size, after=begin, mine=mine), theirs)
            theirs.close()
            pipes.append(ours)
            children.append(child)
        ahead.start()
        while (made := waiting.get()) is not None:
            if isinstance(made, BaseException):
                raise made
            yield made
    finally:
        enough.set()
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        if ahead.ident is not None:
            ahead.join()
        for pipe in pipes:
            pipe.close()


def _fetch(pipes: list[Connection], waiting: "queue.Queue[Any]", enough: threading.Event) -> None:
    """Take what comes through the pipes, in turn, before it is asked for: no child waits until the server has written."""
    for pipe in itertools.cycle(pipes):
        made: Any
        try:
            made = pipe.recv()
        except (EOFError, OSError) as gone:
            made = gone
        while not enough.is_set():
            with contextlib.suppress(queue.Full):
                waiting.put(made, timeout=0.1)
                break
        if enough.is_set() or not isinstance(made, Made):
            return


def _every(count: int, turn: int) -> Callable[[int], bool]:
    """The chunks whose number leaves `turn` when divided by `count`."""
    return lambda number: number % count == turn


def _put_together(assembler: Assembler, found: Iterator[csv_rows.Block], theirs: Connection) -> NoReturn:
    """In a child: the chunks that it finds, then nothing more."""
    try:
        gc.disable()  # what a chunk leaves behind refers to nothing that refers to it
        for _, chunk in itertools.groupby(found, itemgetter(0)):
            theirs.send(assembler.chunk(block for _, block in chunk))
        theirs.send(None)
    except BaseException as fault:
        with contextlib.suppress(Exception):
            theirs.send(fault)
    finally:
        os._exit(0)


def _stop(run: ImportRun, vi: str, en: str, at: datetime) -> bool:
    run.state, run.fault_vi, run.fault_en, run.ended_at = ImportRun.State.STOPPED, vi, en, at
    run.save(update_fields=["state", "fault_vi", "fault_en", "ended_at"])
    return True


@transaction.atomic
def _end(run: ImportRun, at: datetime) -> None:
    """One event for the whole import: readers of the register's changes fetch what they need by its id."""
    run.state, run.ended_at = ImportRun.State.DONE, at
    run.save(update_fields=["state", "ended_at"])
    _tell(
        run,
        "register.imported",
        Actor(**(run.released_by or {})),
        at,
        rows=run.rows,
        accepted=run.accepted,
        refused=run.refused,
    )


def _tell(run: ImportRun, kind: str, by: Actor, at: datetime, **more: int) -> None:
    events.record(chain(run.register, run.agency_id or 0), kind, at=at, actor=by,
                  data={"register": run.register, "import": str(run.uuid), "agency_id": run.agency_id, **more})  # fmt: skip


def _tidy(register: str) -> None:
    """Sort the gathered words into their index, and let the planner know what the register holds now."""
    table = storage.record_table(register)
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am m on m.oid = c.relam"
            " where i.indrelid = to_regclass(%s) and m.amname = 'gin'",
            [table],
        )
        for (name,) in cursor.fetchall():
            cursor.execute("select gin_clean_pending_list(%s::regclass)", [name])
        cursor.execute(f"analyze {table}")


@transaction.atomic
def take_back(run: ImportRun, *, reason: str, by: Actor, at: datetime) -> ImportRun:
    """Decide that everything an import brought in is withdrawn; `go_back` does it. Raises: Refused, NotAllowed."""
    run = _locked(run)
    _must_be(run, ImportRun.State.DONE, ImportRun.State.STOPPED, ImportRun.State.RUNNING)
    kept = definitions.definition_of(run.register)
    authority.require(by, RELEASE, at=at, field=kept.field, agency_id=run.agency_id)
    if not reason.strip():
        raise Refused("Cần ghi lý do rút.", "A reason for taking it back is needed.")
    run.state, run.withdraw_reason, run.withdrawn_by = (
        ImportRun.State.WITHDRAWING,
        reason.strip(),
        by.as_data(),
    )
    run.save(update_fields=["state", "withdraw_reason", "withdrawn_by"])
    return run


_KEEP = """
with gone as (
    update {records} r set state = 'withdrawn', revision = 2, recorded_at = greatest(r.recorded_at, %(at)s),
        origin = 'officer', origin_ref = %(import)s, reason = %(reason)s, by = %(by)s
    from (select id, recorded_at, origin_ref, reason, by from {records}
          where register = %(register)s and id between %(first)s and %(last)s and origin = 'import'
            and starts_with(origin_ref, %(prefix)s) and revision = 1 and state = 'in_force' for update) old
    where r.register = %(register)s and r.id = old.id
    returning r.id, r.data, r.schema, r.valid_from, r.valid_to, r.recorded_at as moment, old.recorded_at, old.origin_ref,
              old.reason as why, old.by as doer)
insert into {revisions} (register, record_id, revision, data, schema, valid_from, valid_to, state, recorded_at,
                         replaced_at, origin, origin_ref, reason, by)
select %(register)s, id, 1, data, schema, valid_from, valid_to, 'in_force', recorded_at, moment, 'import', origin_ref,
       why, doer
from gone
"""


def go_back(run: ImportRun, *, at: datetime, wait: bool = True, chunks: int | None = None) -> bool:
    """Withdraw what the import brought in, a chunk a transaction; true at the end. Records changed since stay, and are listed.

    A withdrawn record keeps its values in its history; its key is free again. Raises: Busy, Refused.
    """
    with alone(run.register, wait=wait):
        run = ImportRun.objects.get(pk=run.pk)
        if run.state == ImportRun.State.WITHDRAWN:
            return True
        _must_be(run, ImportRun.State.WITHDRAWING)
        open_chunks = run.chunks.filter(withdrawn=False).order_by("-number")
        for chunk in open_chunks[: chunks if chunks is not None else None].defer("issues"):
            _withdraw(run, chunk, at)
        if open_chunks.exists():
            return False
        bulk.restore(definitions.definition_of(run.register))
        with transaction.atomic():
            run.state, run.ended_at = ImportRun.State.WITHDRAWN, at
            run.save(update_fields=["state", "ended_at"])
            _tell(
                run,
                "register.import-withdrawn",
                Actor(**(run.withdrawn_by or {})),
                at,
                withdrawn=run.withdrawn,
            )
        return True


@transaction.atomic
def _withdraw(run: ImportRun, chunk: ImportChunk, at: datetime) -> None:
    records = storage.record_table(run.register)
    revisions = storage.table("registers_revision", run.register)
    values = {
        "register": run.register, "first": chunk.first_id, "last": chunk.last_id, "prefix": f"{run.uuid}:",
        "import": str(run.uuid), "at": at, "reason": run.withdraw_reason, "by": orjson.dumps(run.withdrawn_by).decode(),
    }  # fmt: skip
    if chunk.first_id is not None:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP.format(records=records, revisions=revisions), values)
            run.withdrawn += cursor.rowcount
            cursor.execute(
                f"select r.id from {records} r where r.register = %(register)s and r.id between %(first)s and %(last)s"
                f" and (r.state <> 'withdrawn') and exists (select 1 from {revisions} v where v.record_id = r.id"
                "  and v.revision = 1 and v.origin = 'import' and starts_with(v.origin_ref, %(prefix)s)) order by r.id",
                values,
            )
            run.kept = [*run.kept, *(pk for (pk,) in cursor.fetchall())][:MOST_KEPT]
    chunk.withdrawn = True
    chunk.save(update_fields=["withdrawn"])
    run.save(update_fields=["withdrawn", "kept"])
