"""What the gateway remembers: its merchant, payments, notices sent, and which fault is on."""

import itertools
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from sandbox.config import shared_secret
from sandbox.day_files import FAULTS as FILE_FAULTS
from sandbox.faults import Faults

VN = ZoneInfo("Asia/Ho_Chi_Minh")
IPN_PATH = "/thanh-toan/vnpay/ipn"
KNOWN_FAULTS = frozenset(
    {
        "ipn_twice",
        "ipn_late",
        "ipn_never",
        "ipn_before_return",
        "wrong_amount",
        "bad_signature",
        "answer_bad_signature",
        "slow",
        "down",
    }
    | FILE_FAULTS
)


class SandboxConfig(Protocol):
    """What this stand-in needs of the sandbox's configuration."""

    @property
    def data(self) -> Path: ...
    @property
    def product_urls(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Merchant:
    """The one merchant: our terminal code, the shared secret, where notices go and how they are repeated.

    The real gateway repeats after 300 s.
    """

    tmn_code: str
    secret: str = field(repr=False)
    ipn_url: str
    repeat_after_s: float = 2.0
    most_repeats: int = 10


def merchant_of(config: SandboxConfig) -> Merchant:
    """The merchant by the environment and the data folder that the product shares."""
    return Merchant(
        tmn_code=os.environ.get("MOTCUA_VNPAY_TMN", "MOTCUA01"),
        secret=os.environ.get("MOTCUA_VNPAY_SECRET") or shared_secret(config.data / "vnpay.secret"),
        ipn_url=config.product_urls[0].rstrip("/") + IPN_PATH,
    )


@dataclass
class Payment:
    """One payment as the payer's browser brought it; `code` is empty until the payer has decided."""

    asked: dict[str, str]
    token: str
    code: str = ""
    status: str = "01"
    number: str = "0"
    paid_at: str = ""
    refunded: int = 0

    @property
    def amount(self) -> int:
        """In đồng times 100, as the protocol has it."""
        return int(self.asked["vnp_Amount"])


@dataclass(frozen=True)
class SentNotice:
    """One notice that was sent: to which payment, and the merchant's answer code (`timeout` when none)."""

    txn_ref: str
    answer: str


class State:
    """Shared by the threads of the server; `lock` guards the payments."""

    def __init__(
        self,
        config: SandboxConfig | None = None,
        *,
        merchant: Merchant | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(VN),
    ) -> None:
        if merchant is None:
            if config is None:
                raise ValueError("a merchant or a configuration is needed")
            merchant = merchant_of(config)
        self.merchant = merchant
        self.now = now
        self.faults = Faults(KNOWN_FAULTS)
        self.lock = threading.Lock()
        self.payments: dict[str, Payment] = {}
        self.refunded: list[tuple[str, str, int, str]] = []
        self.sent: list[SentNotice] = []
        self.request_ids: set[str] = set()
        # Begins at the present second, so that a restarted gateway does not repeat its numbers.
        self._numbers = itertools.count(int(now().timestamp()))

    def next_number(self) -> str:
        """The gateway's own number for a payment that moved money."""
        return str(next(self._numbers))

    def stamp(self) -> str:
        """The present moment as the protocol writes it."""
        return self.now().astimezone(VN).strftime("%Y%m%d%H%M%S")
