"""The real thing, in processes: what `make demo` starts, with a small city, on free ports in a folder of its own.

Parallel test processes share one city: the first starts it, the last ends it. MOTCUA_SITE="FOLDER:PORT" sends the
journeys to a demo that runs already (started with `--small`).
"""

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from motcua.foundation.worktime import VN
from motcua.project.demo_run import DATABASE, ROOT, free_base_port
from motcua.project.embedded import EmbeddedPostgres
from motcua.project.embedded.postgres import FOR_TESTS
from tests import prepared_city

HISTORY = 400
"""Past dossiers: lists and figures are not empty."""
READY_WITHIN_S = 300
END_WITHIN_S = 40
NOISE = re.compile(r"status of 4(04|09|22)|Transition was aborted")
"""What Chromium itself writes about an answer that we mean to give, or a page turn cut short."""
FOREIGN = ("MOTCUA_", "DATABASE_URL", "NATS_URL", "DJANGO_", "PYTEST_")
"""Settings of the test run that the city must not see."""


@dataclass
class CitySite:
    """A running city. `url` is the site, `sandbox` the other side with the mailbox."""

    data: Path
    port: int
    process: subprocess.Popen | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def sandbox(self) -> str:
        return f"http://localhost:{self.port + 100}"

    def health(self) -> tuple[int, dict[str, Any]]:
        """Status and answer of /healthz; (0, {}) while nobody answers."""
        return get_json(f"{self.url}/healthz")

    def letters(self, to: str) -> list[dict[str, Any]]:
        """What the mailbox of the sandbox holds for an address, newest first."""
        return get_json(f"{self.sandbox}/mail/api/messages?to={to}")[1]["messages"]

    def ask(self, question: str, *values: Any) -> list[tuple]:
        """Look into the city's database: for what no page shows."""
        with psycopg.connect(EmbeddedPostgres(self.data).url(DATABASE)) as connection:
            return connection.execute(question, values).fetchall()  # type: ignore[call-overload]

    def today(self) -> str:
        """The day on the clock of Hà Nội, as 2026-11-22."""
        return datetime.now(VN).date().isoformat()

    def window(self, chromium: Browser, **options: Any) -> Page:
        """A window of its own cookies, with what its console complains about in `page.complaints`."""
        context = chromium.new_context(base_url=self.url, locale="vi-VN", **options)
        context.set_default_timeout(15_000)
        return opened(context)

    def officer(self, chromium: Browser, role: str, **options: Any) -> Page:
        """A window in which an officer of the demo has signed on with one click."""
        page = self.window(chromium, **options)
        page.goto("/demo/")
        page.locator(f"#vai-{role}").click()
        page.wait_for_load_state()
        assert "/demo" not in page.url, page.url
        return page

    def resident(self, chromium: Browser, name: str, to: str = "/", **options: Any) -> Page:
        """A window in which a resident has signed on at the sandbox's national identity."""
        page = self.window(chromium, **options)
        sign_on(page, name, to)
        return page


def opened(context: BrowserContext) -> Page:
    page = context.new_page()
    complaints: list[str] = []
    page.complaints = complaints  # type: ignore[attr-defined]

    def heard(kind: str, words: str) -> None:
        if kind in {"error", "warning"} and not NOISE.search(words):
            complaints.append(words)

    page.on("console", lambda message: heard(message.type, message.text))
    page.on("pageerror", lambda error: heard("error", str(error)))
    return page


def sign_on(page: Page, name: str, to: str = "/") -> None:
    """From the choice of doors through the national identity, and back to where one wanted to go."""
    page.goto(f"/dang-nhap?next={to}")
    page.locator("form[action$='/dang-nhap/dinh-danh'] button").first.click()
    page.get_by_role("button", name=name).first.click()
    page.wait_for_url(lambda address: address.endswith(to))


def begin_form(page: Page, name: str) -> None:
    """Press "Begin" on a procedure's page, and prove who one is where the procedure asks for it, as `name`."""
    page.get_by_role("button", name=re.compile("Bắt đầu")).last.click()
    page.wait_for_url(re.compile("/nop/ban-nhap/|/dang-nhap/xac-thuc"))
    if "/dang-nhap/xac-thuc" in page.url:
        page.locator("[data-step-up] button").first.click()
        page.get_by_role("button", name=name).first.click()
        page.wait_for_url("**/nop/ban-nhap/**")


def get_json(address: str) -> tuple[int, dict[str, Any]]:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)
    except OSError:
        return 0, {}


def start(data: Path, *, port: int | None = None, history: int = 0, log: Path | None = None) -> CitySite:
    """`python -m motcua demo --small` in `data`; ready when it returns. Ends it again when it does not get ready."""
    site = CitySite(data, port or free_base_port())
    own = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    own |= {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-m", "motcua", "demo", "--small", "--workers", "1"]
    command += ["--history", str(history), "--port", str(site.port), "--data", str(data)]
    with (log or data.with_suffix(".log")).open("ab") as out:
        site.process = subprocess.Popen(
            command,
            env=own,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    limit = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < limit and site.process.poll() is None:
        if site.health()[0] == 200:
            return site
        time.sleep(0.3)
    said = (log or data.with_suffix(".log")).read_text()[-1500:]
    end(site)
    raise RuntimeError(f"the city did not open: {said}")


def end(site: CitySite) -> int:
    """Ctrl-C, as a person would; the exit code. What does not end in time is killed and fails the test."""
    assert site.process is not None
    site.process.send_signal(signal.SIGINT)
    try:
        return site.process.wait(END_WITHIN_S)
    except subprocess.TimeoutExpired:
        os.killpg(site.process.pid, signal.SIGKILL)
        raise


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "city.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def city_site(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[CitySite]:
    """The city of the journeys, once for the run."""
    if given := os.environ.get("MOTCUA_SITE"):
        folder, port = given.rsplit(":", 1)
        yield CitySite(Path(folder), int(port))
        return
    base = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):
        base = base.parent
    state = base / "city.json"
    with _alone(base):
        known = json.loads(state.read_text()) if state.exists() else {"users": 0}
        if not known["users"]:
            request.getfixturevalue("django_db_setup")
            data = own_folder()
            lay_tables(data)
            site = start(data, history=HISTORY)
            assert site.process is not None
            known |= {"port": site.port, "pid": site.process.pid, "data": str(site.data)}
        else:
            site = CitySite(Path(known["data"]), known["port"])
        state.write_text(json.dumps(known | {"users": known["users"] + 1}))
    try:
        yield site
    finally:
        with _alone(base):
            known = json.loads(state.read_text())
            known["users"] -= 1
            state.write_text(json.dumps(known))
            if not known["users"]:
                _end_pid(known["pid"])
                forget(site.data)


def lay_tables(data: Path) -> None:
    """A cluster with all tables, made as the demo makes it: a first start without that minute is enough for journeys."""
    postgres = EmbeddedPostgres(data, FOR_TESTS)
    postgres.start()
    postgres.ensure_database(DATABASE)
    prepared_city.put_into(postgres, DATABASE, prepared_city.TABLES)
    postgres.stop()


def own_folder() -> Path:
    """A folder for a city. Not below pytest's: each new run of pytest shuts its own to other users, and run by root
    the database server is another user."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-city-"))
    folder.chmod(0o755)
    return folder / "data"


def forget(data: Path) -> None:
    """Delete a folder made by `own_folder`."""
    shutil.rmtree(data.parent, ignore_errors=True)


def _gone(pid: int) -> bool:
    """Whether a process of another test process has ended; its parent may not have taken note yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def _end_pid(pid: int) -> None:
    """End the city though another test process may have started it."""
    os.kill(pid, signal.SIGINT)
    limit = time.monotonic() + END_WITHIN_S
    while time.monotonic() < limit:
        try:
            if os.waitpid(pid, os.WNOHANG)[0]:
                return
        except ChildProcessError:
            if _gone(pid):
                return
        time.sleep(0.1)
    os.killpg(pid, signal.SIGKILL)
