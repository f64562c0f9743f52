"""What the owner has taken, and how it answers. Trusted certificates lie in a folder that both sides know."""

import hashlib
import hmac
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.config import Config, shared_secret
from sandbox.faults import Faults


@dataclass
class Taken:
    """One proposal of a batch that was believed."""

    proposal: str
    record: str
    field: str
    proposed: str
    accepted: bool


@dataclass
class State:
    config: Config
    taken: list[Taken] = field(default_factory=list)
    now: Callable[[], float] = time.time
    faults: Faults = field(
        default_factory=lambda: Faults(frozenset({"refuses_all", "away", "unsigned", "half", "forged"}))
    )

    @property
    def secret(self) -> str:
        """What the owner and the city share; empty where only files are exchanged."""
        if told := os.environ.get("MOTCUA_OWNERS_SECRET"):
            return told
        return shared_secret(self.config.data / "owners.secret") if self.config else ""

    def known(self, proposal: str) -> "Taken | None":
        """What was answered to this proposal before."""
        return next((one for one in self.taken if one.proposal == proposal), None)

    @property
    def trusted(self) -> Path:
        """PEM files of the authorities that the owner believes."""
        return Path(os.environ.get("MOTCUA_TRUST_FOLDER") or self.config.data / "ca" / "trust")

    def sign(self, body: bytes) -> str:
        """As the city signs its question: HMAC-SHA256 over the hex SHA-256."""
        key = os.environ.get("MOTCUA_LINKED_ACCOUNTS_KEY") or shared_secret(
            self.config.data / "linked-accounts.secret"
        )
        return hmac.new(key.encode(), hashlib.sha256(body).hexdigest().encode(), hashlib.sha256).hexdigest()

    def linked(self) -> dict[str, dict[str, str] | None]:
        """Accounts that people have linked to their identity, as the data folder says it now."""
        file = self.config.data / "linked-accounts.json"
        return json.loads(file.read_text("utf-8")) if file.exists() else {}
