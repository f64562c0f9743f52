"""The small city, made once and copied: each test process and each test in transactions of its own begins with a fresh copy.
Cities in processes of their own begin with what a dump of it gives.

Migrating and loading takes many seconds, copying a database of 20 MB a tenth of one. What was made is kept in the test server
under a name that says from which sources: a run after a change makes it anew, a run without one finds it.
"""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path
from weakref import WeakSet

import psycopg
from django.core.management import call_command
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from psycopg import sql

from motcua.project.embedded import EmbeddedPostgres
from motcua.project.embedded.postgres import BIN

ROOT = Path(__file__).resolve().parents[1]
ALSO = ("tests/conftest.py", "tests/prepared_city.py", "requirements/base.txt")
LOOKS = {".pyc", ".html", ".css", ".js", ".svg", ".png", ".woff2"}
CITY, TABLES = "city_", "tables_"
_LOCK = 6_127_002  # any number: of two test processes one makes the city, the other waits for it

_copies = 0
_opened: WeakSet[BaseDatabaseWrapper] = WeakSet()
"""Every connection of this process. Django keeps one for each thread, and another one of the same thread while a browser's
event loop runs in it: whoever closes "all" closes only those of the own side."""


@receiver(connection_created, dispatch_uid="tests.prepared_city")
def _remember(connection: BaseDatabaseWrapper, **_: object) -> None:
    _opened.add(connection)


def _close_all() -> None:
    for one in list(_opened):
        one.inc_thread_sharing()
        try:
            one.close()
        finally:
            one.dec_thread_sharing()


@cache
def _name(kind: str) -> str:
    """`kind` with a fingerprint of what it is made from, and the day, for some rows of the city know today.

    The city: all sources but pages, styles and scripts. Its tables: what models and migrations say.
    """
    found = blake2b(datetime.now(UTC).date().isoformat().encode(), digest_size=8)
    for file in (*(ROOT / one for one in ALSO), *sorted((ROOT / "src/motcua").rglob("*"))):
        if file.suffix in LOOKS or not file.is_file():
            continue
        parts = file.relative_to(ROOT).parts
        if kind == CITY or {"migrations", "models", "models.py", "apps.py", "settings.py"} & set(parts):
            found.update("/".join(parts).encode())
            found.update(blake2b(file.read_bytes()).digest())
    return kind + found.hexdigest()


def open_copy(load: Callable[[], None]) -> None:
    """From now on the connection leads to a copy of its own of the city that `load` fills after all migrations."""
    own = connection.creation._get_test_db_name()
    with _server() as server:
        server.execute("select pg_advisory_lock(%s)", [_LOCK])
        if not _there(server, _name(CITY)):
            _make(server, load)
        _copy(server, own)
    _lead_to(own)


def fresh_copy() -> None:
    """Throw the copy away with all that a test has written, and take another.

    Its series go on where no copy has been: processes remember things by their id, and no id may come twice.
    """
    global _copies
    own = connection.settings_dict["NAME"]
    _close_all()
    with _server() as server:
        _copy(server, own)
    _copies += 1
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select setval(format('%%I.%%I', schemaname, sequencename), coalesce(last_value, 0) + %s)
            from pg_sequences where data_type <> 'smallint'::regtype
            """,
            [_copies * 10_000],
        )


def close_copy() -> None:
    """Delete the copy; the prepared city stays for the next run."""
    own = connection.settings_dict["NAME"]
    _close_all()
    with _server() as server:
        _drop(server, own)


@contextmanager
def another(database: str) -> Iterator[None]:
    """Inside, the connection leads to an empty database of this name, which is gone afterwards."""
    own = connection.settings_dict["NAME"]
    with _server() as server:
        _copy(server, database, "template1")
        _lead_to(database)
        try:
            yield
        finally:
            _lead_to(own)
            _drop(server, database)


def put_into(server: EmbeddedPostgres, database: str, kind: str = CITY) -> None:
    """Fill an empty database of another server: with the `CITY`, or with its empty `TABLES` and nothing else."""
    known = connection.settings_dict
    lent = f"lent_{os.getpid()}"  # nobody can copy a database while somebody reads from it
    secret = os.environ | {"PGPASSWORD": known["PASSWORD"]}
    with tempfile.NamedTemporaryFile() as dump, _server() as ours:
        _copy(ours, lent, _name(kind))
        subprocess.run(
            [BIN / "pg_dump", "-f", dump.name, "--no-owner",
             "-h", known["HOST"], "-p", known["PORT"], "-U", known["USER"], lent],
            env=secret,
            check=True,
        )  # fmt: skip
        _drop(ours, lent)
        subprocess.run(
            [BIN / "psql", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", dump.name, server.url(database)],
            stdout=subprocess.DEVNULL,
            check=True,
        )


def _make(server: psycopg.Connection, load: Callable[[], None]) -> None:
    known = server.execute(
        "select datname from pg_database where datname ~ '^(half_)?(city|tables)_'"
    ).fetchall()
    for (old,) in known:
        if old != _name(TABLES):
            _drop(server, old)
    if not _there(server, _name(TABLES)):
        with _half_made(server, TABLES):
            call_command("migrate", verbosity=0, interactive=False)
    with _half_made(server, CITY, source=_name(TABLES)):
        load()


@contextmanager
def _half_made(server: psycopg.Connection, kind: str, source: str = "template1") -> Iterator[None]:
    """A database that gets its name when it is whole: what was broken off is not taken for it."""
    half = f"half_{_name(kind)}"
    _copy(server, half, source)
    _lead_to(half)
    yield
    _close_all()
    server.execute(
        sql.SQL("alter database {} rename to {}").format(sql.Identifier(half), sql.Identifier(_name(kind)))
    )


def _copy(server: psycopg.Connection, own: str, source: str = "") -> None:
    _drop(server, own)
    server.execute(
        sql.SQL("create database {} template {} strategy file_copy").format(
            sql.Identifier(own), sql.Identifier(source or _name(CITY))
        )
    )


def _drop(server: psycopg.Connection, database: str) -> None:
    """Whoever still reads from it is sent away: threads of a test's own server keep their connections."""
    server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(database)))


def _there(server: psycopg.Connection, database: str) -> bool:
    return bool(server.execute("select 1 from pg_database where datname = %s", [database]).fetchone())


def _lead_to(database: str) -> None:
    _close_all()
    connection.settings_dict["NAME"] = database


@contextmanager
def _server() -> Iterator[psycopg.Connection]:
    """A connection beside the tests', to the server's own database."""
    known = connection.settings_dict
    with psycopg.connect(
        host=known["HOST"], port=known["PORT"], user=known["USER"], password=known["PASSWORD"],
        dbname="postgres", autocommit=True,
    ) as server:  # fmt: skip
        yield server
