"""Who is in the national database, and how it is told to behave."""

import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sandbox.config import shared_secret
from sandbox.faults import Faults

OWN_PEOPLE = Path(__file__).parents[1] / "identity" / "people.json"
FAULTS = frozenset(
    {
        "down", "slow", "malformed", "entities", "wrong_verdict", "other_question", "not_licensed", "no_right", "generic",
        "duplicate", "empty", "fault", "huge",
    }
)  # fmt: skip
USER = "motcua"


class SandboxConfig(Protocol):
    @property
    def data(self) -> Path: ...
    @property
    def identities(self) -> Path: ...


@dataclass(frozen=True)
class Citizen:
    pin: str
    full_name: str
    birth_date: str
    sex: str = ""
    household: str = ""
    relation: str = ""


class State:
    """People by number, answers by request; `calls` is what came in, for tests and curious visitors."""

    def __init__(self, config: SandboxConfig, *, now: Callable[[], float] = time.time) -> None:
        self.config = config
        self.now = now
        self.faults = Faults(FAULTS)
        self.lock = threading.Lock()
        self.answers: dict[str, Any] = {}
        self.calls: list[dict[str, Any]] = []
        self.licensed: Callable[[str], bool] = lambda procedure: True
        self._people: dict[str, Citizen] | None = None
        self._read_at = 0.0

    @property
    def secret(self) -> str:
        told = os.environ.get("MOTCUA_POPULATION_SECRET")
        return told or shared_secret(self.config.data / "population.secret")

    @property
    def people(self) -> dict[str, Citizen]:
        """Read anew when the file has changed: the demo writes it after the sandbox has started."""
        told = self.config.data / "population.json"
        path = next((one for one in (told, self.config.identities, OWN_PEOPLE) if one.exists()), OWN_PEOPLE)
        with self.lock:
            changed = path.stat().st_mtime
            if self._people is None or changed != self._read_at:
                names = Citizen.__dataclass_fields__
                rows = json.loads(path.read_text())
                self._people = {
                    row["pin"]: Citizen(**{key: row[key] for key in names if key in row}) for row in rows
                }
                self._read_at = changed
            return self._people

    def know(self, *people: Citizen) -> None:
        """A test says who there is."""
        with self.lock:
            self._people = {one.pin: one for one in people}
            path = self.config.data / "population.json"
            path.write_text(json.dumps([vars(one) for one in people]))
            self._read_at = path.stat().st_mtime
