"""A sandbox on free ports for one test module, and a browser that walks across product and provider."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from sandbox.config import Config
from sandbox.server import Sandbox

SECRET = "a-secret-of-the-tests"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running_sandbox(folder: Path, product_url: str = "http://localhost:8000") -> Iterator[Sandbox]:
    """The sandbox in a thread of this process, with the invented people that come with it."""

    def configured(port: int) -> Config:
        return Config(
            data=folder,
            url=f"http://127.0.0.1:{port}",
            product_urls=(product_url,),
            client_id="mot-cua",
            client_secret=SECRET,
            smtp_port=free_port(),
            identities=folder / "identities.json",
        )

    sandbox = Sandbox(configured).start()
    try:
        yield sandbox
    finally:
        sandbox.stop()


def switch(sandbox: Sandbox, name: str, fail: str | None, **more: Any) -> None:
    """Switch a fault over HTTP, as a person would."""
    answer = requests.post(f"{sandbox.url}/_control", json={name: {"fail": fail, **more}}, timeout=5)
    answer.raise_for_status()


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
