"""A load from its file to what is published of it: each step once, kept when it is done, begun anew when its worker died.

A step writes its result and the new state in one transaction; files are written beside and moved into place. Loads of one
source go one after another; withdrawing takes a load out of everything that is current.
"""

import contextlib
import hashlib
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import duckdb
from django.db import connection, transaction
from django.db.models import Max

from motcua.city import authority
from motcua.city.places import finding
from motcua.foundation import events
from motcua.foundation.actor import SYSTEM, Actor
from motcua.foundation.worktime import VN
from motcua.records.quality.intake import cleaning, findings, folders, profiling, stopping
from motcua.records.quality.intake.opening import opened
from motcua.records.quality.intake.places import Places
from motcua.records.quality.intake.profiling import Profile
from motcua.records.quality.intake.sources import source
from motcua.records.quality.models import Load, LoadFigure
from motcua.records.registers.importing.tables import Unreadable

KEEP = "share_data"
"""The power by which loads are brought, published and withdrawn."""
LARGEST = 20_000_000_000
MEMORY, THREADS = "4GB", 2
CURRENT = (Load.State.CLEANED, Load.State.MATCHED, Load.State.PUBLISHED)
"""States in which the findings of a load count: of each source the newest such load is the current one."""
_LOCKS = 7_206_003


class Refused(ValueError):
    """The step cannot be taken; says why in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


class Busy(RuntimeError):
    """Another worker has this source's loads in hand."""


def receive(
    file: IO[bytes] | Path, *, name: str, source_id: str, taken_on: date, by: Actor, at: datetime
) -> Load:
    """Keep a file of a source; nothing is read yet. A `Path` is moved, not copied, where that can be done.

    Raises: NotAllowed, Refused (unknown source, a day to come, a file that is here already).
    """
    if by is not SYSTEM:
        authority.require(by, KEEP, at=at, agency_id=by.agency_id)
    try:
        source(source_id)
    except KeyError:
        raise Refused("Không có nguồn dữ liệu này.", "There is no such source.") from None
    if taken_on > at.astimezone(VN).date():
        raise Refused("Ngày của dữ liệu ở tương lai.", "The day of the data is yet to come.")
    with _put_down(file) as (local, digest), transaction.atomic():
        if Load.objects.filter(source=source_id, sha256=digest).exists():
            raise Refused("Tệp này đã được nhận trước đây.", "This file is here already.")
        load = Load.objects.create(
            source=source_id, name=name[:200], sha256=digest, taken_on=taken_on, received_at=at, received_by=by.as_data()
        )  # fmt: skip
        _told(load, "quality.load-received", by, at, {"name": load.name, "sha256": digest})
        shutil.move(local, folders.raw(load))
    return load


def advance(load_id: int, *, at: datetime) -> bool:
    """Take the next step of a load that waits for one. Returns whether another follows. Raises: Busy."""
    load = Load.objects.filter(pk=load_id).first()
    if load is None:
        return False
    with _alone(load.source):
        load.refresh_from_db()
        match load.state:
            case Load.State.RECEIVED:
                _profile(load, at)
                return load.state == Load.State.PROFILED
            case Load.State.PROFILED:
                _clean(load, at)
    return False


def _profile(load: Load, at: datetime) -> None:
    """RECEIVED -> PROFILED or STOPPED."""
    last = _last_profile(load)
    with _database(load) as con:
        try:
            with opened(con, folders.raw(load), name=load.name) as raw:
                now = profiling.profile(con, raw, load.taken_on)
            stopped = stopping.stops(source(load.source), now, last)
        except Unreadable as error:
            now, stopped = Profile(0), [stopping.Stop("UNREADABLE", "", error.vi, error.en)]
    load.profile = now.as_data() | {"stopped": [asdict(one) for one in stopped]}
    load.rows = now.rows
    state = Load.State.STOPPED if stopped else Load.State.PROFILED
    _move(load, Load.State.RECEIVED, state, SYSTEM, at, {"stopped": [one.code for one in stopped]})


def _clean(load: Load, at: datetime) -> None:
    """PROFILED -> CLEANED: the staged file, findings and figures of this load."""
    places = Places(load.taken_on, at.astimezone(VN).date(), finding.index())
    with _database(load) as con:
        done = cleaning.clean(
            con, folders.raw(load), load.source, load.taken_on, places=places, reference=_reference(load), name=load.name
        )  # fmt: skip
        target = folders.staged(load)
        half = target.with_suffix(".half")
        # in the order of keys, so that one record is found without reading the others
        con.execute(
            f"COPY (SELECT * FROM staged ORDER BY record) TO '{half}' (FORMAT parquet, COMPRESSION zstd)"
        )
        half.replace(target)
        with transaction.atomic():
            many = findings.bring(con, load)
            LoadFigure.objects.filter(load=load).delete()
            LoadFigure.objects.bulk_create(findings.figures(con, load))
            load.figures = asdict(done) | {"findings": many}
            _move(load, Load.State.PROFILED, Load.State.CLEANED, SYSTEM, at, {"findings": many})
    with connection.cursor() as cursor:
        cursor.execute("analyze quality_finding")


@transaction.atomic
def matched(load: Load, figures: dict[str, Any], *, at: datetime) -> None:
    """CLEANED -> MATCHED, told by the matching run that took the load in; again for a later run."""
    load.figures = load.figures | {"matching": figures}
    load.save(update_fields=["figures"])
    if load.state == Load.State.CLEANED:
        _move(load, Load.State.CLEANED, Load.State.MATCHED, SYSTEM, at, figures)


def publish(load: Load, *, by: Actor, at: datetime) -> Load:
    """CLEANED or MATCHED -> PUBLISHED by somebody who did not bring it: earlier findings that are gone count as mended.

    Raises: NotAllowed, Refused.
    """
    authority.require(by, KEEP, at=at, agency_id=by.agency_id)
    if by.account_id is not None and by.account_id == load.received_by.get("account_id"):
        raise Refused("Người khác phải công bố tệp này.", "Somebody else has to publish this file.")
    if load.state not in (Load.State.CLEANED, Load.State.MATCHED):
        raise Refused("Tệp chưa được làm sạch.", "The file has not been cleaned.")
    with _alone(load.source), transaction.atomic():
        load.published_at, load.published_by = at, by.as_data()
        load.figures = load.figures | {"mended": _supersede(load, at)}
        load.save(update_fields=["published_at", "published_by", "figures"])
        _move(load, Load.State(load.state), Load.State.PUBLISHED, by, at, {"mended": load.figures["mended"]})
    return load


@transaction.atomic
def withdraw(load: Load, *, reason: str, by: Actor, at: datetime) -> Load:
    """The load counts no more: the one before is current again. Its row and its file stay. Raises: NotAllowed, Refused."""
    authority.require(by, KEEP, at=at, agency_id=by.agency_id)
    if not reason.strip():
        raise Refused("Hãy ghi lý do.", "Say why.")
    if load.state == Load.State.WITHDRAWN:
        raise Refused("Tệp đã được rút.", "The file has been withdrawn.")
    with connection.cursor() as cursor:
        cursor.execute("delete from quality_finding where load_id = %s and state = 'open'", [load.pk])
        # what only this load had counted as mended waits again
        cursor.execute(
            "update quality_finding set state = 'open', decided_at = null where source = %s and load_id < %s"
            " and state = 'fixed' and decided_by is null and decided_at = %s",
            [load.source, load.pk, load.published_at],
        )
    _move(load, Load.State(load.state), Load.State.WITHDRAWN, by, at, {"reason": reason.strip()[:1000]})
    load.figures = load.figures | {
        "withdrawn": {"reason": reason.strip()[:1000], "by": by.name, "at": at.isoformat()}
    }
    load.save(update_fields=["figures"])
    return load


def current(source_id: str | None = None) -> dict[str, int]:
    """The current load of each source, by id: the newest that is cleaned and not withdrawn. One query."""
    rows = Load.objects.filter(state__in=CURRENT)
    if source_id:
        rows = rows.filter(source=source_id)
    return dict(rows.values_list("source").annotate(newest=Max("id")).order_by())


def waiting() -> list[int]:
    """Loads that a step waits for, the oldest first. One query."""
    rows = Load.objects.filter(state__in=[Load.State.RECEIVED, Load.State.PROFILED])
    return list(rows.order_by("id").values_list("id", flat=True))


def _supersede(load: Load, at: datetime) -> int:
    """Open findings of earlier loads: gone from this one, they are mended; still here, this load's stand for them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update quality_proposal p set finding_id = f.id from quality_finding old, quality_finding f"
            " where p.finding_id = old.id and old.source = %(source)s and old.load_id < %(load)s and f.load_id = %(load)s"
            " and (f.record, f.rule, f.field) = (old.record, old.rule, old.field)",
            {"source": load.source, "load": load.pk},
        )
        cursor.execute(
            "update quality_finding old set state = 'fixed', decided_at = %(at)s from quality_load l"
            " where l.id = old.load_id and old.source = %(source)s and old.load_id < %(load)s"
            " and old.state in ('open', 'proposed') and not exists (select 1 from quality_finding f where f.load_id = %(load)s"
            " and (f.record, f.rule, f.field) = (old.record, old.rule, old.field))",
            {"source": load.source, "load": load.pk, "at": at},
        )
        return cursor.rowcount


def _last_profile(load: Load) -> Profile | None:
    """What the last file of this source looked like that went on."""
    before = (
        Load.objects.filter(source=load.source, id__lt=load.pk, state__in=CURRENT).order_by("-id").only("profile").first()
    )  # fmt: skip
    return Profile.from_data(before.profile) if before and before.profile else None


def _reference(load: Load) -> Path | None:
    """The population's current table, beside which the other sources are looked at."""
    if load.source == "population":
        return None
    newest = Load.objects.filter(id=current("population").get("population", 0)).first()
    path = folders.staged(newest) if newest else None
    return path if path is not None and path.exists() else None


def _move(
    load: Load, old: Load.State, new: Load.State, by: Actor, at: datetime, data: dict[str, Any]
) -> None:
    """The new state, on the condition that the old one still stands."""
    with transaction.atomic():
        changed = Load.objects.filter(pk=load.pk, state=old).update(
            state=new, profile=load.profile, figures=load.figures, rows=load.rows
        )
        if not changed:
            raise Refused("Tệp vừa được người khác xử lý.", "Somebody else was faster.")
        load.state = new
        _told(load, f"quality.load-{new}", by, at, data)


def _told(load: Load, kind: str, by: Actor, at: datetime, data: dict[str, Any]) -> None:
    events.record(f"quality-load:{load.uuid}", kind, at=at, actor=by, data={"source": load.source} | data)


@contextlib.contextmanager
def _alone(source_id: str) -> Iterator[None]:
    """The only worker on this source; the server gives the lock back when its holder is gone. Raises: Busy."""
    key = zlib.crc32(source_id.encode()) - (1 << 31)
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [_LOCKS, key])
        if not cursor.fetchone()[0]:
            raise Busy(source_id)
        try:
            yield
        finally:
            cursor.execute("select pg_advisory_unlock(%s, %s)", [_LOCKS, key])


@contextlib.contextmanager
def _database(load: Load) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB of the load's own, bounded in memory, gone with the step."""
    with tempfile.TemporaryDirectory(dir=folders.of(load), prefix="work-") as folder:
        con = duckdb.connect(f"{folder}/work.duckdb", config={"memory_limit": MEMORY, "threads": THREADS})
        try:
            con.execute(f"SET temp_directory = '{folder}/spill'")
            con.execute("SET enable_progress_bar = false")
            yield con
        finally:
            con.close()


@contextlib.contextmanager
def _put_down(file: IO[bytes] | Path) -> Iterator[tuple[Path, str]]:
    """The bytes as a file of ours with their SHA-256. What is not taken away from there is deleted."""
    if isinstance(file, Path):
        with file.open("rb") as stream:
            yield file, hashlib.file_digest(stream, "sha256").hexdigest()
        return
    from django.conf import settings

    folder = Path(settings.DATA) / "quality"
    folder.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=folder, prefix="arriving-")
    digest = hashlib.sha256()
    try:
        with os.fdopen(number, "wb") as out:
            while block := file.read(1 << 20):
                digest.update(block)
                out.write(block)
        yield Path(name), digest.hexdigest()
    finally:
        Path(name).unlink(missing_ok=True)
