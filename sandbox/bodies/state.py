"""What the bodies remember: the cases that the city asked about, and how they are told to behave."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sandbox.config import shared_secret
from sandbox.faults import Faults

VN = ZoneInfo("Asia/Ho_Chi_Minh")
SYSTEMS = {
    "police-residence": "Công an · cư trú",
    "police-identity": "Công an · căn cước",
    "police-security": "Công an · an ninh, trật tự",
    "insurance-card": "Bảo hiểm xã hội · thẻ BHYT",
    "insurance-death": "Bảo hiểm xã hội · tử tuất",
    "criminal-record": "Hồ sơ lý lịch tư pháp",
    "tax-notice": "Thuế · nghĩa vụ tài chính đất đai",
    "notary-contract": "Tổ chức công chứng",
    "business-registry": "Đăng ký kinh doanh",
}
KNOWN_FAULTS = frozenset(
    {
        "down", "slow", "fail", "nonsense", "refuse_message", "answer_never", "answer_twice", "answer_late",
        "bad_signature", "old_signature", "other_dossier", "unknown_field", "answer_before_reply",
        "acknowledge_after_answer",
    }
)  # fmt: skip
AFTER_S = 6.0


class SandboxConfig(Protocol):
    """What this stand-in needs of the sandbox's configuration."""

    @property
    def data(self) -> Path: ...
    @property
    def product_urls(self) -> tuple[str, ...]: ...


@dataclass
class Sent:
    """A message of ours and what the city said to it."""

    outcome: str
    status: int
    body: dict[str, Any]


@dataclass
class Case:
    """A question of the city. `due`: when it is answered by itself; None: only by hand."""

    message: dict[str, Any]
    received: datetime
    reference: str
    due: float | None
    times: int = 1
    cancelled: bool = False
    done: str = ""
    duty: dict[str, Any] | None = None
    sent: list[Sent] = field(default_factory=list)

    @property
    def id(self) -> str:
        return str(self.message["message_id"])

    @property
    def system(self) -> str:
        return str(self.message["system"])


type Post = Callable[[str, bytes, dict[str, str]], tuple[int, dict[str, Any]]]
"""How an answer goes to the city: address, body, headers; gives the HTTP status and the JSON of the answer."""


class State:
    """Shared by the threads of the server; `lock` guards the cases."""

    def __init__(
        self,
        config: SandboxConfig,
        *,
        post: Post | None = None,
        after_s: float | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(VN),
        seed: int | None = None,
    ) -> None:
        from sandbox.bodies import speaking

        told = os.environ.get("MOTCUA_SANDBOX_BODIES_AFTER", str(AFTER_S))
        self.after_s = after_s if after_s is not None else (float(told) if told != "never" else None)
        self.config = config
        self.post = post or speaking.over_http
        self.now = now
        self.chance = Random(seed)
        self.faults = Faults(KNOWN_FAULTS)
        self.lock = threading.Lock()
        self.cases: dict[str, Case] = {}
        self.cancelled: set[str] = set()
        if self.after_s is not None:
            threading.Thread(target=self._answer_by_itself, name="bodies", daemon=True).start()

    def secret(self, system: str) -> str:
        told = os.environ.get(f"MOTCUA_BODY_SECRET_{system.upper().replace('-', '_')}")
        return told or shared_secret(self.config.data / f"body-{system}.secret")

    def token(self, system: str) -> str:
        """The token of the city's interface; empty as long as nobody has given us one."""
        path = self.config.data / f"body-{system}.token"
        return path.read_text().strip() if path.is_file() else ""

    def due(self) -> float | None:
        """When a case that comes now is answered by itself."""
        return None if self.after_s is None else time.monotonic() + self.after_s

    def of(self, system: str) -> list[Case]:
        """The cases of a body, newest first."""
        with self.lock:
            return [case for case in reversed(self.cases.values()) if case.system == system]

    def _answer_by_itself(self) -> None:
        from sandbox.bodies import speaking

        while True:
            time.sleep(0.25)
            with self.lock:
                ready = [
                    case for case in self.cases.values()
                    if case.due is not None and case.due <= time.monotonic() and not case.cancelled
                ]  # fmt: skip
                for case in ready:
                    case.due = None
            for case in ready:
                if not self.faults.strikes("answer_never"):
                    speaking.accept(self, case, with_duty=speaking.owes(case))
