"""What the bank remembers: the city's account, what moved on it, which fault is on."""

import itertools
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.config import shared_secret
from sandbox.faults import Faults

VN = ZoneInfo("Asia/Ho_Chi_Minh")
MESSAGE_PATH = "/thanh-toan/ngan-hang/bien-dong"
KNOWN_FAULTS = frozenset(
    {"message_never", "message_twice", "message_late", "bad_key", "typing_slip", "float_amount", "down"}
)


@dataclass(frozen=True)
class Account:
    """The city's account, where its changes are told, and the key that the messages carry."""

    number: str
    key: str = field(repr=False)
    message_url: str


@dataclass(frozen=True)
class Moved:
    """One entry of the account: đồng, above zero when it came in."""

    number: int
    at: datetime
    amount: int
    note: str
    payer: str
    balance: int
    answer: list[str] = field(default_factory=list)

    @property
    def reference(self) -> str:
        return f"FT{self.number}"


class State:
    """Shared by the threads of the server; `lock` guards the entries."""

    def __init__(
        self,
        config: Any = None,
        *,
        account: Account | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(VN),
    ) -> None:
        self.account = account or Account(
            number=os.environ.get("MOTCUA_BANK_ACCOUNT", "0123499999"),
            key=os.environ.get("MOTCUA_BANK_KEY") or shared_secret(config.data / "bank.secret"),
            message_url=config.product_urls[0].rstrip("/") + MESSAGE_PATH,
        )
        self.now = now
        self.faults = Faults(KNOWN_FAULTS)
        self.lock = threading.Lock()
        self.opening = 19_000_000
        self.moved: list[Moved] = []
        self._numbers = itertools.count(int(now().timestamp()))

    def move(self, amount: int, note: str, payer: str) -> Moved:
        """Book an entry."""
        with self.lock:
            balance = (self.moved[-1].balance if self.moved else self.opening) + amount
            one = Moved(next(self._numbers), self.now(), amount, note, payer, balance)
            self.moved.append(one)
        return one

    def elsewhere(self, amount: int, note: str, payer: str) -> Moved:
        """A payment to somebody else's account: a number of the bank, nothing on the city's account."""
        with self.lock:
            return Moved(next(self._numbers), self.now(), amount, note, payer, 0)
