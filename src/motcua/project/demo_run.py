"""Starts the demo city and ends it cleanly: servers first, then data, then the three processes of the site."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from motcua.project.embedded import EmbeddedNats, EmbeddedPostgres
from motcua.project.embedded.folder import FolderTaken, Taken, held
from motcua.project.embedded.nats import NatsFailed
from motcua.project.embedded.ports import free_port, listening
from motcua.project.embedded.postgres import DURABLE, FOR_TESTS, PostgresFailed

ROOT = Path(__file__).resolve().parents[3]
DATABASE = "motcua"
READY_WITHIN_S = 90
END_WITHIN_S = 15
LINE = "─" * 78
SANDBOX_AFTER, SMTP_AFTER = 100, 125
"""The sandbox's ports stand at these distances from the site's."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the person who starts the demo chose."""

    data: Path
    port: int
    web_workers: int
    history: int
    small: bool = False
    """Six communes and 300 people, on a database that does not wait for the disk: for tests."""

    @property
    def sandbox_port(self) -> int:
        return self.port + SANDBOX_AFTER

    @property
    def smtp_port(self) -> int:
        return self.port + SMTP_AFTER

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"


def free_base_port() -> int:
    """A port whose companions are free too, at this moment."""
    while True:
        port = free_port()
        if port < 65_000 and not any(listening(port + more) for more in (SANDBOX_AFTER, SMTP_AFTER)):
            return port


def run(plan: Plan) -> int:
    """Everything from an empty folder to a running city, then wait for Ctrl-C. One demo a folder, one a port."""
    before = {
        name: signal.signal(name, signal.default_int_handler) for name in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        with held(plan.data, _say_that_we_wait) as folder:
            return _run(plan, folder)
    except FolderTaken as taken:
        print(_words_for(taken), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _say_that_we_wait() -> None:
    print("Bản demo trước đang đóng cửa, xin chờ… / The demo before is still closing; waiting…", flush=True)


def _words_for(taken: FolderTaken) -> str:
    if taken.closing:
        return (
            f"Bản demo trước (tiến trình {taken.pid}) mãi chưa đóng xong. Hãy thử lại sau.\n"
            f"The demo before (process {taken.pid}) has not ended yet. Try again later."
        )
    return (
        f"Bản demo khác (tiến trình {taken.pid}) đang dùng {taken.folder}. Hãy dừng nó, hoặc: make demo DATA=.demo2 PORT=9000\n"
        f"Another demo (process {taken.pid}) works in {taken.folder}. Stop it, or: make demo DATA=.demo2 PORT=9000"
    )


def _run(plan: Plan, folder: Taken) -> int:
    for port in (plan.port, plan.sandbox_port, plan.smtp_port):
        if listening(port):
            print(
                f"Cổng {port} đang được dùng. / Port {port} is in use. Try: make demo PORT=9000",
                file=sys.stderr,
            )
            return 1
    begin = time.monotonic()

    def told(vi: str, en: str) -> None:
        print(f"  {time.monotonic() - begin:6.1f} s  {vi} / {en}", flush=True)

    print("Một Cửa đang mở cửa… / Một Cửa is opening…", flush=True)
    postgres = EmbeddedPostgres(plan.data, FOR_TESTS if plan.small else DURABLE)
    nats = EmbeddedNats(plan.data)
    running: list[subprocess.Popen] = []
    try:
        postgres.start()
        postgres.ensure_database(DATABASE)
        told("Cơ sở dữ liệu PostgreSQL", "PostgreSQL")
        nats.start()
        told("Trục sự kiện NATS", "NATS JetStream")
        os.environ.update(_environment(plan, postgres, nats))
        _prepare(plan, told)
        running += [_start(name, command, plan) for name, command in _processes(plan)]
        _wait_until_ready(plan, running)
        told("Mọi bộ phận đã sẵn sàng", "Every part is ready")
        _welcome(plan)
        while all(process.poll() is None for process in running):
            time.sleep(0.5)
        print(
            "Một bộ phận đã dừng; xem nhật ký. / A part has ended; see its log in the data folder.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("\nĐang đóng cửa… / Closing…", flush=True)
        return 0
    except NotReady as error:
        print(error, file=sys.stderr)
        return 1
    except (PostgresFailed, NatsFailed) as error:
        print(f"{_SERVER_FAILED}\n{str(error).strip()[-400:]}", file=sys.stderr)
        return 1
    finally:
        folder.closing()
        _end(running)
        nats.stop()
        postgres.stop()


def reset(data: Path) -> None:
    """Stop the servers of a data folder and delete it. Refuses a folder that is not a demo's."""
    folder = data.resolve()
    if folder.exists() and not (folder / "postgres").exists() and any(folder.iterdir()):
        raise SystemExit(f"{folder} is not a demo's data folder")
    EmbeddedNats(folder).stop()
    EmbeddedPostgres(folder).stop()
    shutil.rmtree(folder, ignore_errors=True)
    print("Đã xóa dữ liệu mẫu. / The demo's data are deleted.")


_SERVER_FAILED = (
    "Máy chủ dữ liệu hoặc trục sự kiện không khởi động được. Những dòng cuối của nhật ký:\n"
    "The database or event server did not start. The end of its log:"
)
INVENTED_BY = "0.5.0"
"""Changes whenever the demo's agencies, posts, powers or residents do."""


class NotReady(RuntimeError):
    """A part did not answer in time; the message names its log."""


def _environment(plan: Plan, postgres: EmbeddedPostgres, nats: EmbeddedNats) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "motcua.project.settings",
        "MOTCUA_DEMO": "1",
        "MOTCUA_DATA": str(plan.data),
        "MOTCUA_PUBLIC_URL": plan.address,
        "MOTCUA_SANDBOX_URL": f"http://localhost:{plan.sandbox_port}",
        "MOTCUA_SMTP_PORT": str(plan.smtp_port),
        "MOTCUA_LOG_LEVEL": "WARNING",
        "DATABASE_URL": postgres.url(DATABASE),
        "NATS_URL": nats.url(),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "PYTHONUNBUFFERED": "1",
    }


def _prepare(plan: Plan, told) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    told("Bảng dữ liệu", "Tables")
    from motcua.project.demo import filling, outside_world, payouts

    refuse_an_older_city(plan.data)
    filling.fill(history=plan.history, told=told, small=plan.small)
    outside_world.connect(plan.data)
    people = plan.data / "identities.json"
    people.write_text(json.dumps(filling.sign_on_people(), ensure_ascii=False, indent=1))
    (plan.data / "population.json").write_text(json.dumps(filling.national_people(), ensure_ascii=False))
    (plan.data / "payout-accounts.json").write_text(json.dumps(payouts.accounts()))
    (plan.data / "linked-accounts.json").write_text(json.dumps(payouts.linked()))
    call_command("collectstatic", verbosity=0, interactive=False)
    told("Giao diện", "Static files")


def refuse_an_older_city(data: Path) -> None:
    """An invented city is not brought up to date: its posts and powers are those of the version that invented it.

    Raises NotReady with what to do. A folder without a city is marked as this version's. One query.
    """
    from motcua.city.models import Agency

    mark = data / "invented-by"
    made_by = mark.read_text().strip() if mark.exists() else ""
    if made_by == INVENTED_BY:
        return
    if Agency.objects.exists():
        raise NotReady(
            f"Dữ liệu mẫu trong {data} do phiên bản khác tạo ra. Hãy chạy: make demo-reset DATA={data}\n"
            f"The demo's data in {data} were made by another version. Run: make demo-reset DATA={data}"
        )
    mark.write_text(INVENTED_BY)


def _processes(plan: Plan) -> list[tuple[str, list[str]]]:
    python = sys.executable
    return [
        (
            "sandbox",
            [python, "-m", "sandbox", "--port", str(plan.sandbox_port), "--smtp-port", str(plan.smtp_port),
             "--data", str(plan.data), "--product-url", plan.address],
        ),
        ("worker", [python, "-m", "motcua", "worker"]),
        (
            "web",
            [python, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(plan.port),
             "--workers", str(plan.web_workers), "--blocking-threads", "16", "--log-level", "warning",
             "motcua.project.wsgi:application"],
        ),
    ]  # fmt: skip


def _start(name: str, command: list[str], plan: Plan) -> subprocess.Popen:
    """A process in a session of its own: Ctrl-C reaches us only, and we end the others in order."""
    with (plan.data / f"{name}.log").open("ab") as log:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd=ROOT
        )


def _wait_until_ready(plan: Plan, running: list[subprocess.Popen]) -> None:
    end = time.monotonic() + READY_WITHIN_S
    answer = ""
    while time.monotonic() < end:
        if any(process.poll() is not None for process in running):
            break
        try:
            with urllib.request.urlopen(f"{plan.address}/healthz", timeout=3) as response:
                if response.status == 200:
                    return
        except urllib.error.HTTPError as error:
            answer = error.read().decode(errors="replace")[:300]
        except OSError as error:
            answer = str(error)
        time.sleep(0.3)
    raise NotReady(f"Not ready: {answer}. Logs: {plan.data}/web.log, worker.log, sandbox.log")


def _end(running: list[subprocess.Popen]) -> None:
    for process in reversed(running):
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in reversed(running):
        try:
            process.wait(END_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _welcome(plan: Plan) -> None:
    from motcua.project.demo import demo_identities

    print(LINE)
    print(f"  Cổng người dân / Residents        {plan.address}/")
    print(f"  Bàn làm việc / Officers' desk     {plan.address}/ban-lam-viec/")
    print(f"  Điều hành / Leaders' console      {plan.address}/dieu-hanh/")
    print(f"  API                               {plan.address}/api/v1/docs")
    print(f"  Hộp thư giả lập / Sandbox mail    http://localhost:{plan.sandbox_port}/mail/")
    print(f"  Vào vai một chạm / One-click      {plan.address}/demo/")
    for identity in demo_identities():
        print(f"      {identity.name:<24} {identity.role_vi} / {identity.role_en}")
    print(LINE)
    print("  Ctrl-C để dừng / to stop.  make demo-reset: xóa dữ liệu / wipe the data.", flush=True)
