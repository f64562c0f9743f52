"""A city to measure: its own PostgreSQL with durable settings, its data, its web server. All under `.bench`."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from motcua.project.embedded import EmbeddedPostgres
from motcua.project.embedded.ports import free_port, wait_listening
from motcua.project.embedded.postgres import BIN

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".bench"


@contextmanager
def database() -> Iterator[EmbeddedPostgres]:
    """The server, stopped again at the end. Settings are those of an installation: fsync on."""
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / ".gitignore").write_text("*\n")
    server = EmbeddedPostgres(FOLDER)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def fresh(server: EmbeddedPostgres, name: str) -> str:
    """An empty database of this name; its address. Those that other benches left go: the server would tidy them beside."""
    import psycopg

    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        others = "bench%" if name.startswith("bench") else name
        left = connection.execute(
            "select datname from pg_database where datname like %s or datname = %s", (others, name)
        )
        for (database,) in left.fetchall():
            connection.execute(f"drop database {database} with (force)")
        connection.execute(f"create database {name}")
    return server.url(name)


def copied(server: EmbeddedPostgres, name: str, to: str) -> str:
    """A copy of a database that nobody is connected to; its address."""
    import psycopg

    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"drop database if exists {to} with (force)")
        connection.execute(f"create database {to} template {name} strategy file_copy")
    return server.url(to)


def migrate(url: str) -> None:
    """Bring a database of an earlier run to the tables of today."""
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "-v", "0", "--no-input"],
        env=os.environ | {"DATABASE_URL": url}, cwd=ROOT, check=True,
    )  # fmt: skip


def settle(url: str) -> None:
    """Let the measurement begin on a database at rest: statistics there, nothing left to write."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")
        connection.execute("checkpoint")


def load(url: str, small: bool) -> None:
    """Settings for this process and its children, then tables, city, catalogue and procedures."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "motcua.project.settings",
        "MOTCUA_DEMO": "1",
        "MOTCUA_DATA": str(FOLDER),
        "MOTCUA_LOG_LEVEL": "ERROR",
        "MOTCUA_API_PER_MINUTE": "1000000",
        "DATABASE_URL": url,
        "NATS_URL": "",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from motcua.city import authority
    from motcua.procedures.catalogue import versions
    from motcua.procedures.dossiers import office
    from motcua.project.demo import filling

    for kept in (authority, versions, office):
        kept.forget()
    filling.fill(history=0, told=lambda vi, en: None, small=small)
    call_command("collectstatic", verbosity=0, interactive=False)


@contextmanager
def web(workers: int = 2, threads: int = 16, url: str = "") -> Iterator[int]:
    """The site as it is served in production, over the database loaded last or the one named; its port."""
    port = free_port()
    log = (FOLDER / "web.log").open("a")
    environ = os.environ | ({"DATABASE_URL": url} if url else {})
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
         "--workers", str(workers), "--blocking-threads", str(threads), "--log-level", "warning",
         "motcua.project.wsgi:application"],
        stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd=ROOT, env=environ,
    )  # fmt: skip
    try:
        if not wait_listening(port, 60):
            raise RuntimeError(f"the web server did not start, see {FOLDER / 'web.log'}")
        _answering(port, workers)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()


def _answering(port: int, workers: int) -> None:
    """The port is open before the workers have loaded the site: wait until each may have answered."""
    end = time.monotonic() + 60
    answered = 0
    while answered < 4 * workers:
        if time.monotonic() > end:
            raise RuntimeError(f"the web server does not answer, see {FOLDER / 'web.log'}")
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{port}/api/v1/openapi.json", timeout=30
            ) as response:
                answered += response.status == 200
        except OSError:
            time.sleep(0.2)


def pgbench(url: str, *, seconds: int, builtin: str, clients: int = 8) -> float:
    """Transactions a second of PostgreSQL's own benchmark: simple protocol."""
    done = subprocess.run(
        [str(BIN / "pgbench"), "-n", "-b", builtin, "-c", str(clients), "-j", "2", "-M", "simple", "-T", str(seconds),
         url],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    line = next(line for line in done.stdout.splitlines() if line.startswith("tps ="))
    return float(line.split()[2])


def fill_pgbench(url: str, scale: int) -> None:
    """The tables of the yardstick: 100,000 accounts for each unit of scale."""
    subprocess.run([str(BIN / "pgbench"), "-i", "-q", "-s", str(scale), url], capture_output=True, check=True)


def statements(server: EmbeddedPostgres, act) -> int:
    """How many statements the server received from this process while `act()` ran, transactions included."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        pid = cursor.fetchone()[0]
        cursor.execute("set log_statement = 'all'")
        start = server.log.stat().st_size
        act()
        cursor.execute("set log_statement = 'none'")
    with server.log.open("rb") as file:
        file.seek(start)
        lines = file.read().decode(errors="replace").splitlines()
    mine = [line for line in lines if f"[{pid}]" in line and ("statement: " in line or "execute " in line)]
    return len([line for line in mine if "log_statement" not in line])
