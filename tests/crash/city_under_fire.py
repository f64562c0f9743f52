"""A whole installation in a folder of its own, whose processes can be killed at any moment.

PostgreSQL with fsync, granian with two workers, a background worker; all on free ports, all ended with the test.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from motcua.project.embedded import EmbeddedPostgres, free_port
from motcua.project.embedded.ports import listening, wait_listening
from tests import prepared_city

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "motcua"
SMALL = {
    "shared_buffers": "64MB", "max_connections": "60", "fsync": "on", "synchronous_commit": "on",
    "full_page_writes": "on", "jit": "off",
}  # fmt: skip
PREPARE = """
import django; django.setup()
from tests.sites.api_calls import copy_request, token_for
import json; print(json.dumps({"token": token_for(), "body": copy_request()}))
"""


class Installation:
    """Started by `open`; `kill_*` is SIGKILL, as the kernel does it when memory runs out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.postgres = EmbeddedPostgres(folder, SMALL)
        self.port = free_port()
        self.web: subprocess.Popen | None = None
        self.worker: subprocess.Popen | None = None

    def open(self) -> str:
        """Everything from an empty folder to a city that answers; what PREPARE printed last."""
        self.postgres.start()
        self.postgres.ensure_database(DATABASE)
        prepared_city.put_into(self.postgres, DATABASE)
        self.environment = {
            **os.environ,
            "DATABASE_URL": self.postgres.url(DATABASE),
            "MOTCUA_DATA": str(self.folder),
            "MOTCUA_TEST_MODE": "1",
            "MOTCUA_LOG_LEVEL": "WARNING",
            "NATS_URL": "",
            "DJANGO_SETTINGS_MODULE": "motcua.project.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        told = self.python("-c", PREPARE)
        self.start_web()
        self.start_worker()
        return told.strip().splitlines()[-1]

    def python(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-3000:]
        return done.stdout

    def start_web(self) -> None:
        self.web = self._start(
            "web", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
            "--workers", "2", "--blocking-threads", "4", "--log-level", "warning", "--respawn-failed-workers",
            "motcua.project.wsgi:application",
        )  # fmt: skip
        assert wait_listening(self.port, 180), self.log("web")

    def start_worker(self) -> None:
        self.worker = self._start("worker", "motcua", "worker")

    def kill_one_web_worker(self) -> None:
        """Granian starts another one in its place."""
        assert self.web is not None
        os.kill(children_of(self.web.pid)[-1], signal.SIGKILL)

    def kill_web(self) -> None:
        """The parent dies first, then its orphans: nobody gets to finish anything."""
        assert self.web is not None
        orphans = children_of(self.web.pid)
        self.web.kill()
        for pid in orphans:
            os.kill(pid, signal.SIGKILL)
        self.web.wait()
        while listening(self.port):
            time.sleep(0.02)

    def kill_worker(self) -> None:
        assert self.worker is not None
        self.worker.kill()
        self.worker.wait()

    def close(self) -> None:
        for process in (self.worker, self.web):
            if process is not None and process.poll() is None:
                orphans = children_of(process.pid)
                process.kill()
                process.wait()
                for pid in orphans:
                    if Path(f"/proc/{pid}").exists():
                        os.kill(pid, signal.SIGKILL)
        self.postgres.stop()

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")[-3000:]

    def _start(self, name: str, *arguments: str) -> subprocess.Popen:
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=self.environment, cwd=ROOT, start_new_session=True,
            )  # fmt: skip


def children_of(pid: int) -> list[int]:
    """Processes whose parent is `pid`, oldest first."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []
