"""What the owner has taken, and how it answers. Trusted certificates lie in a folder that both sides know."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.config import Config
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
    faults: Faults = field(default_factory=lambda: Faults(frozenset({"refuses_all", "away"})))

    @property
    def trusted(self) -> Path:
        """PEM files of the authorities that the owner believes."""
        return Path(os.environ.get("MOTCUA_TRUST_FOLDER") or self.config.data / "ca" / "trust")
