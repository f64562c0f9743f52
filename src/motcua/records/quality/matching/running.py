"""Matching of loads as a run of the city: kept with its settings and figures, pairs for people written, links published.

The DuckDB file of the city (`matching.duckdb` in the data folder) keeps what runs of changes need. A full run builds a new file
and puts it into place when everything else is written, a run of changes works in one transaction: a worker that dies leaves
the file as it was, and the next turn does the same again.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction

from motcua.foundation import events
from motcua.foundation.actor import SYSTEM, Actor
from motcua.records.population import bulk
from motcua.records.quality.intake import folders
from motcua.records.quality.intake import running as loading
from motcua.records.quality.matching import consistency, engine, golden, keys, rows
from motcua.records.quality.matching.definition import definition
from motcua.records.quality.models import Load, MatchRun

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "5GB"
_LOCK = 7_206_007
FULL, CHANGES = "full", "incremental"


class Busy(RuntimeError):
    """Another worker matches."""


def file() -> Path:
    """The DuckDB file of the city."""
    folder = Path(settings.DATA) / "quality"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "matching.duckdb"


def run(
    loads: Sequence[Load], staged: Sequence[Path], *, at: datetime, kind: str = FULL, memory: str = MEMORY,
    told: Callable[[str], None] = lambda step: None,
) -> MatchRun:  # fmt: skip
    """Match the records of `loads` (their cleaned files: `staged`), all of them or as changes against all others.

    Pairs for people are written; open ones of earlier runs that nobody has looked at and that a full run does not find again are
    taken away. A run of the same loads that did not end is taken up again. What people decided stands.
    Raises: Busy, engine.NotLearned (changes before any full run), engine.Outdated (none since the rules changed).
    """
    with _alone():
        began = _begin(loads, kind, at)
        wanted = definition()
        with _database(kind, memory) as con:
            files = ", ".join(f"'{str(path).replace(chr(39), chr(39) * 2)}'" for path in staged)
            con.execute(
                f"create or replace temp view staged as select * from read_parquet([{files}], union_by_name = true)"
            )
            rows.bring_verdicts(con)
            if kind == FULL:
                out = engine.match_all(con, "staged", wanted=wanted, told=told)
            else:
                out = engine.match_changes(con, "staged", wanted=wanted, told=told)
            with transaction.atomic():
                written = rows.write_pairs(con, began, wanted, full=kind == FULL)
                began.settings = {
                    "definition": wanted.as_data(), "model": out.model, "thresholds": out.thresholds,
                }  # fmt: skip
                began.figures = out.figures() | {"pairs_written": written}
                began.ended_at = at
                began.save(update_fields=["settings", "figures", "ended_at"])
                for load in loads:
                    loading.matched(load, out.figures() | {"run": str(began.uuid)}, at=at)
                events.record(
                    "quality", "matching_ended", at=at, actor=SYSTEM,
                    data={"run": str(began.uuid), "kind": kind, "review": out.review, "links": out.certain + out.automatic},
                )  # fmt: skip
    return began


def current_loads() -> list[Load]:
    """The current load of each source whose cleaned file is there, the oldest first. Two queries."""
    loads = Load.objects.filter(pk__in=loading.current().values()).order_by("pk")
    return [load for load in loads if folders.staged(load).exists()]


def _begin(loads: Sequence[Load], kind: str, at: datetime) -> MatchRun:
    ids = sorted(load.pk for load in loads)
    left = MatchRun.objects.filter(kind=kind, loads=ids, ended_at=None).first()
    return left or MatchRun.objects.create(kind=kind, loads=ids, settings={}, began_at=at)


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise Busy
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [_LOCK])


@contextmanager
def _database(kind: str, memory: str) -> Iterator["DuckDBPyConnection"]:
    """The city's file; of a full run a new one that takes its place at the end."""
    import duckdb

    target = file()
    path = target.with_suffix(".new") if kind == FULL else target
    if kind == FULL:
        path.unlink(missing_ok=True)
    elif not path.exists():
        raise engine.NotLearned("no full run has been made: run `motcua match` once")
    with tempfile.TemporaryDirectory(prefix="motcua-match-", dir=target.parent) as spill:
        con = duckdb.connect(str(path), config={"temp_directory": spill})
        try:
            keys.tune(con, memory=memory)
            if kind == CHANGES:
                con.execute("begin")
            yield con
            if kind == CHANGES:
                con.execute("commit")
            else:
                con.execute("checkpoint")
        finally:
            con.close()
    if kind == FULL:
        path.replace(target)


@contextmanager
def opened(memory: str = MEMORY) -> Iterator["DuckDBPyConnection"]:
    """The city's file as the last run left it, for publishing and for reading."""
    import duckdb

    con: Any = duckdb.connect(str(file()))
    try:
        keys.tune(con, memory=memory)
        yield con
    finally:
        con.close()


def publish(
    run: MatchRun, *, on: date, at: datetime, by: Actor = SYSTEM, told: Callable[[str], None] = lambda step: None,
    memory: str = MEMORY,
) -> dict[str, Any]:  # fmt: skip
    """One golden record a person into the population register, links of all records to their persons, figures to the run.

    `on`: the day whose state the population source gave. Doing it again changes nothing. Raises: Busy, bulk.NotPublishable.
    """
    with _alone(), tempfile.TemporaryDirectory(prefix="motcua-golden-", dir=file().parent) as folder:
        people, differing, ids, lines = (
            Path(folder) / name
            for name in ("people.parquet", "differing.parquet", "ids.parquet", "links.csv")
        )
        with opened(memory) as con, transaction.atomic():
            rows.bring_links(con)
            made = golden.write(con, people, differing, on=on, changed_only=run.kind == CHANGES)
            told("golden")
            # two cores: DuckDB joins the links while PostgreSQL writes the people
            with ThreadPoolExecutor(1, "links") as beside:
                joined: list[Future[int]] = []
                done = bulk.publish(
                    people, source=f"matching:{run.uuid}", on=on, at=at, by=by, ids=ids, told=told,
                    known=lambda: joined.append(beside.submit(golden.links, con, ids, lines)),
                )  # fmt: skip
                joined[0].result()
            linked = rows.write_links(run, lines, at)
            told("linked")
            found = consistency.bring(con, run, differing, changed_only=run.kind == CHANGES)
            told("compared")
            figures = asdict(made) | {
                "findings": found,
                "created": done.created, "updated": done.updated, "same": done.same, "refused": done.refused, "links": linked,
            }  # fmt: skip
            run.figures = run.figures | {"published": figures}
            run.save(update_fields=["figures"])
    return figures
