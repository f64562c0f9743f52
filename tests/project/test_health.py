"""/healthz says which part is down, and nothing about anybody."""

import socket
import threading
from datetime import timedelta

import pytest
from django.test import Client, override_settings

from motcua.foundation import clock
from motcua.foundation.models import Heartbeat
from motcua.project import background, health
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
NOW = hanoi("2026-03-02 09:15")


@pytest.fixture
def nats_greeting():
    """Something that greets as a NATS server does; its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                with line:
                    line.sendall(b'INFO {"server_id":"X"}\r\n')

        threading.Thread(target=greet, daemon=True).start()
        yield f"nats://127.0.0.1:{server.getsockname()[1]}"


def ask(nats: str):
    with override_settings(NATS_URL=nats, DEMO=False):
        answer = Client().get("/healthz")
    return answer.status_code, answer.json()


def test_all_parts_answer(nats_greeting):
    clock.set_for_test(NOW)
    background.beat(NOW)
    assert ask(nats_greeting) == (
        200,
        {"ok": True, "parts": {"web": True, "database": True, "worker": True, "nats": True}},
    )


def test_a_worker_that_has_not_beaten_for_a_while_is_down(nats_greeting):
    background.beat(NOW)
    clock.set_for_test(NOW + health.OLDEST_BEAT + timedelta(seconds=1))
    status, told = ask(nats_greeting)
    assert (status, told["ok"], told["parts"]["worker"]) == (503, False, False)
    assert told["parts"]["database"] is True


def test_an_installation_without_a_worker_is_not_well(nats_greeting):
    Heartbeat.objects.all().delete()
    assert ask(nats_greeting)[0] == 503


def test_a_port_that_greets_nobody_is_not_nats():
    clock.set_for_test(NOW)
    background.beat(NOW)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    status, told = ask(f"nats://127.0.0.1:{port}")
    assert (status, told["parts"]["nats"]) == (503, False)
