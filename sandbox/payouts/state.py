"""What the bank remembers: messages, transfers, how often each was paid."""

import hashlib
import hmac
import json
import os
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.config import shared_secret
from sandbox.faults import Faults

ANSWER_PATH = "/chi-tra/ngan-hang/tra-loi"
KNOWN_FAULTS = frozenset(
    {"down", "lose", "never_tell", "partial", "twice", "forged", "unknown_code", "other_message", "refuse_all", "pending"}
)  # fmt: skip
REFUSED = {"9001": "AC01", "9004": "AC04", "9006": "AC06"}


@dataclass
class Transfer:
    """One credit. `code`: ACSC, RJCT or ACSP."""

    end_to_end: str
    amount: int
    bin: str
    account: str
    name: str
    code: str
    reason: str = ""


@dataclass
class Message:
    """A file or a single call, by its message id."""

    msg_id: str
    single: bool
    transfers: list[Transfer]
    answers: list[str] = field(default_factory=list)


class State:
    """Shared by the threads of the server; `lock` guards what is remembered."""

    def __init__(
        self,
        config: Any = None,
        *,
        key: str = "",
        answer_url: str = "",
        names: Mapping[str, str] | None = None,
    ) -> None:
        self.key = key or os.environ.get("MOTCUA_PAYOUT_KEY") or shared_secret(config.data / "payouts.secret")
        self.answer_url = answer_url or (config.product_urls[0].rstrip("/") + ANSWER_PATH if config else "")
        self.faults = Faults(KNOWN_FAULTS)
        self.lock = threading.Lock()
        self.messages: dict[str, Message] = {}
        self.paid: Counter[str] = Counter()
        self._names = dict(names or {})
        self._file: Path | None = config.data / "payout-accounts.json" if config is not None else None

    def sign(self, body: bytes) -> str:
        return self.sign_digest(hashlib.sha256(body).hexdigest())

    def sign_digest(self, digest: str) -> str:
        return hmac.new(self.key.encode(), digest.encode(), hashlib.sha256).hexdigest()

    def holder(self, bin_: str, account: str) -> str | None:
        """The holder's name, as the data folder says it now."""
        known = self._names
        if self._file is not None and self._file.exists():
            known = known | json.loads(self._file.read_text("utf-8"))
        return known.get(f"{bin_}/{account}")

    def take(self, msg_id: str, transfers: list[Transfer], *, single: bool = False) -> Message:
        """Carry a message out, once: the same message id again changes nothing."""
        with self.lock:
            known = self.messages.get(msg_id)
            if known is not None:
                return known
            refuse_all = self.faults.strikes("refuse_all")
            pending = self.faults.strikes("pending")
            for one in transfers:
                one.reason = "AM04" if refuse_all else REFUSED.get(one.account[-4:], "")
                one.code = "RJCT" if one.reason else "ACSP" if pending else "ACSC"
                self.paid[one.end_to_end] += one.code == "ACSC"
            made = self.messages[msg_id] = Message(msg_id, single, transfers)
            return made

    def settle(self, message: Message) -> None:
        """What was under way is done now."""
        with self.lock:
            for one in message.transfers:
                if one.code == "ACSP":
                    one.code = "ACSC"
                    self.paid[one.end_to_end] += 1

    def give_back(self, end_to_end: str) -> Message | None:
        """Money of a paid transfer comes back; the message it was in."""
        with self.lock:
            for message in reversed(self.messages.values()):
                for one in message.transfers:
                    if one.end_to_end == end_to_end and one.code == "ACSC":
                        one.code, one.reason = "RJCT", "AC04"
                        self.paid[end_to_end] -= 1
                        return message
        return None
