"""`make demo`: it opens, keeps what it has, tells when a part is down, and leaves nothing behind."""

import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from motcua.project import demo_run
from motcua.project.embedded import folder as folders
from motcua.project.embedded.ports import listening
from motcua.project.embedded.postgres import PostgresFailed
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


HOLDS = """
import sys, time
from pathlib import Path
from motcua.project.embedded.folder import held
with held(Path(sys.argv[1]), lambda: None) as folder:
    print("held", flush=True)
    sys.stdin.readline()
    folder.closing()
    print("closing", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@contextmanager
def another_demo(folder, closes_in_s=0.0):
    """A process that has the folder, as a demo does; a line to it, and it begins to close."""
    command = [sys.executable, "-c", HOLDS, str(folder), str(closes_in_s)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def close(process):
    process.stdin.write("\n")
    process.stdin.flush()
    assert process.stdout.readline() == "closing\n"


def plan(folder):
    return demo_run.Plan(data=folder, port=demo_run.free_base_port(), web_workers=1, history=0, small=True)


def test_a_folder_in_which_another_demo_works_is_left_alone_and_said_so(tmp_path, capsys):
    with another_demo(tmp_path) as other:
        assert demo_run.run(plan(tmp_path)) == 1
        told = capsys.readouterr().err
        assert str(other.pid) in told and str(tmp_path) in told and "DATA=" in told


def test_whoever_starts_while_the_demo_before_closes_waits_for_it(tmp_path, monkeypatch, capsys):
    began = []
    monkeypatch.setattr(demo_run, "_run", lambda plan, folder: began.append(plan) or 0)
    with another_demo(tmp_path, closes_in_s=1.0) as other:
        close(other)
        assert demo_run.run(plan(tmp_path)) == 0
    assert began and "still closing" in capsys.readouterr().out


def test_a_demo_that_never_ends_closing_is_not_waited_for_without_end(tmp_path):
    with another_demo(tmp_path, closes_in_s=60) as other:
        close(other)
        with pytest.raises(folders.FolderTaken) as taken, folders.held(tmp_path, lambda: None, within_s=0.5):
            pass
        assert taken.value.closing and taken.value.pid == other.pid


def test_a_demo_that_was_killed_leaves_the_folder_free(tmp_path):
    with another_demo(tmp_path) as other:
        other.kill()
        other.wait()
        with folders.held(tmp_path, lambda: None):
            pass


def test_a_server_that_does_not_start_is_told_with_the_end_of_its_log(tmp_path, monkeypatch, capsys):
    def fails(self):
        raise PostgresFailed("FATAL:  could not write lock file")

    monkeypatch.setattr(demo_run.EmbeddedPostgres, "start", fails)
    monkeypatch.setattr(demo_run.EmbeddedPostgres, "stop", lambda self: None)
    assert demo_run.run(plan(tmp_path)) == 1
    assert "could not write lock file" in capsys.readouterr().err
