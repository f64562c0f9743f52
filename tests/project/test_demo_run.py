"""`make demo`: it opens, keeps what it has, tells when a part is down, and leaves nothing behind."""

import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from motcua.project import demo_run
from motcua.project.embedded.ports import listening
from tests.browser import city_site
from tests.browser.city_site import CitySite

LINES = ("Cổng người dân", "Vào vai một chạm", "Nguyễn Thị Minh Anh")


def processes_of(data: Path) -> dict[int, str]:
    """Everything alive that names the folder or was started with it in its environment."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            environment = (entry / "environ").read_bytes()
        except OSError:
            continue
        if command and (str(data) in command or f"MOTCUA_DATA={data}".encode() in environment):
            found[int(entry.name)] = command
    return found


def process_named(data: Path, words: str) -> int:
    return next(pid for pid, command in processes_of(data).items() if words in command)


def wait_for(happened, seconds: float) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if happened():
            return True
        time.sleep(0.2)
    return False


@pytest.fixture(scope="module")
def folder():
    data = city_site.own_folder()
    yield data
    city_site.forget(data)


@contextmanager
def opened(folder):
    """A demo in the folder, ended whatever the test does."""
    site = city_site.start(folder)
    try:
        yield site
    finally:
        if site.process is not None and site.process.poll() is None:
            city_site.end(site)


@pytest.fixture
def running(folder):
    with opened(folder) as site:
        yield site


def everything_is_gone(site: CitySite) -> None:
    assert wait_for(lambda: not processes_of(site.data), 15), processes_of(site.data)
    for port in (site.port, site.port + 100, site.port + 125):
        assert not listening(port), port


def test_a_first_start_answers_and_ctrl_c_leaves_nothing_behind(running, folder):
    status, told = running.health()
    assert (status, told["ok"]) == (200, True)
    assert set(told["parts"]) == {"web", "database", "worker", "nats", "sandbox"}
    assert all(told["parts"].values())
    said = folder.with_suffix(".log")
    assert wait_for(lambda: all(line in said.read_text() for line in LINES), 15), said.read_text()
    assert city_site.end(running) == 0
    everything_is_gone(running)


@pytest.mark.long
def test_a_second_start_keeps_the_data_and_a_dead_worker_is_told_and_ends_the_demo(folder):
    with opened(folder) as first:
        first.ask("insert into foundation_numberseries (key, last) values ('kept', 41) returning last")
    with opened(folder) as second:
        keeps_and_tells(second)


def keeps_and_tells(running: CitySite) -> None:
    assert running.ask("select last from foundation_numberseries where key = 'kept'") == [(41,)]
    worker = process_named(running.data, "motcua worker")
    subprocess.run(["kill", "-STOP", str(worker)], check=True)
    assert wait_for(lambda: running.health()[0] == 503, 30), "a worker that stands still is not well"
    assert running.health()[1]["parts"]["worker"] is False
    subprocess.run(["kill", "-CONT", str(worker)], check=True)
    assert wait_for(lambda: running.health()[0] == 200, 20), "it is well again"
    subprocess.run(["kill", f"-{signal.SIGKILL}", str(worker)], check=True)
    assert running.process is not None
    assert running.process.wait(30) == 1, "a part that dies ends the demo with an error"
    everything_is_gone(running)


def test_a_city_of_an_earlier_version_is_not_opened_and_says_what_to_do(db, city, tmp_path):
    (tmp_path / "invented-by").write_text("0.1.0")
    with pytest.raises(demo_run.NotReady, match="make demo-reset"):
        demo_run.refuse_an_older_city(tmp_path)
    (tmp_path / "invented-by").write_text(demo_run.INVENTED_BY)
    demo_run.refuse_an_older_city(tmp_path)
