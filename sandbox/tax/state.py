"""What the gate remembers: messages by their id, answers in order, which fault is on."""

import itertools
import os
import threading
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.config import shared_secret
from sandbox.faults import Faults
from sandbox.tax.signing import Authority

VN = ZoneInfo("Asia/Ho_Chi_Minh")

KNOWN_FAULTS = frozenset(
    {"down", "slow", "bad_format", "refuse", "refuse_one", "refuse_registration", "duplicate_answer", "late_answer",
     "never_answer", "review", "nonsense", "unsigned_code", "forged_code", "foreign_code"}
)  # fmt: skip


@dataclass
class Taken:
    """A message that came, with how often."""

    id: str
    kind: int
    tax_code: str
    documents: int
    times: int = 1
    answered: list[int] = field(default_factory=list)
    invoice: str = ""
    code: str = ""


class State:
    """Shared by the threads of the server; `lock` guards everything."""

    def __init__(self, config: Any = None, *, key: str = "") -> None:
        self.key = key or os.environ.get("MOTCUA_TAX_KEY") or shared_secret(config.data / "tax.secret")
        self.faults = Faults(KNOWN_FAULTS)
        self.now = lambda: datetime.now(VN)
        self.authority = Authority(config.data if config is not None else None)
        if config is not None:
            _ = self.authority.pem  # the product looks for the certificate from the first code on
        self.lock = threading.Lock()
        self.taken: dict[str, Taken] = {}
        self.answers: list[str] = []
        self.late: list[str] = []
        self._codes = itertools.count(1)

    def code(self, year: str) -> str:
        """A code of 34 characters for an invoice."""
        return f"{next(self._codes):010d}{year}{uuid.uuid4().hex.upper()}"[:34]
