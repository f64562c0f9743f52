"""Bodies outside the city in a test: connected with secrets and tokens, and heard over the machine interface.

@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    with outside_world.running(tmp_path_factory.mktemp("sandbox")) as running:
        yield running

@pytest.fixture
def world(city, sandbox, settings):
    return outside_world.connected(sandbox, settings)

world.hear()                      # events handed on, messages sent over HTTP to the sandbox
case = world.case(dossier)        # what the body got
world.press(case, "accept")       # the sandbox answers, through Django's test client
outside_world.says(world, dossier, "tax-notice", answers={...}, payment={...})   # or by hand, signed
"""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from django.test import Client

from motcua.city import partners
from motcua.exchange.bodies import asking, sending, signatures
from motcua.exchange.bodies.models import BodyMessage
from motcua.foundation import clock
from motcua.foundation.events import outbox
from motcua.procedures.dossiers.models import Dossier
from motcua.project.demo import outside_world as demo
from motcua.sites.api import pace
from sandbox.bodies.app import decide
from sandbox.bodies.state import Case, State
from sandbox.server import Sandbox
from tests.sandbox.running import running_sandbox


class World:
    """The sandbox's bodies, connected with the city of the test."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.sandbox, self.folder = sandbox, folder
        self.state: State = sandbox.states["bodies"]
        self.state.post, self.state.now = self.post, clock.now

    def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        """What the sandbox says reaches the city of this test, in its transaction."""
        response = Client().post(
            urlsplit(address).path, body, content_type="application/json", headers=dict(headers)
        )
        return response.status_code, orjson.loads(response.content)

    def drain(self) -> None:
        """Hand the events on to the consumer *bodies* only."""
        while outbox.drain(asking.CONSUMER, clock.now()):
            pass

    def hear(self) -> None:
        """Hand the events on and send what waits, over HTTP."""
        self.drain()
        for system in BodyMessage.objects.values_list("system", flat=True).distinct():
            sending.send_waiting(system, clock.now)

    def cases(self, dossier: Dossier) -> list[Case]:
        return [one for one in self.state.cases.values() if one.message["dossier"] == str(dossier.uuid)]

    def case(self, dossier: Dossier) -> Case:
        """The newest case about a dossier."""
        return self.cases(dossier)[-1]

    def press(self, case: Case, act: str, reason: str = "") -> Any:
        """A clerk of the body presses a button; what the city said to it."""
        return decide(self.state, case, act, reason)


@contextmanager
def running(folder: Path) -> Iterator[Sandbox]:
    """A sandbox for a whole module of tests, whose bodies answer when pressed and never by themselves."""
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("MOTCUA_SANDBOX_BODIES_AFTER", "never")
            sandbox = stack.enter_context(running_sandbox(folder))
        yield sandbox


def connected(sandbox: Sandbox, settings) -> World:
    """The city of this test and the bodies know each other; the bodies have forgotten what was before."""
    partners.forget()
    pace.forget()
    folder = sandbox.config.data
    settings.BODIES = {"ADDRESSES": {}, "SECRETS": str(folder), "PLAYED_AT": f"{sandbox.url}/bodies"}
    demo.connect(folder)
    state: State = sandbox.states["bodies"]
    state.cases.clear()
    state.cancelled.clear()
    state.faults.switch({"fail": None})
    return World(sandbox, folder)


def says(world: World, dossier: Dossier, system: str, **said: Any):
    """A body says something by hand, signed and with its token; gives the response. `answers`, `outcome`, …"""
    message = {"dossier": str(dossier.uuid), "message_id": uuid.uuid4().hex, **said}
    return sends(world, system, message)


def sends(world: World, system: str, message: Mapping[str, Any], *, secret: bytes | None = None, at=None):
    """Exactly this message, signed by `secret` at `at`."""
    body = orjson.dumps(message)
    secret = secret or world.state.secret(system).encode()
    headers = {
        "Authorization": f"Bearer {world.state.token(system)}",
        **signatures.sign(secret, at or clock.now(), body),
    }
    return Client().post(f"/api/v1/external/{system}", body, content_type="application/json", headers=headers)
