"""What ZaloPay remembers: its merchant, orders, refunds."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.config import shared_secret
from sandbox.gateway import VN, GatewayState


@dataclass(frozen=True)
class Merchant:
    """The one merchant and the two keys shared with it."""

    app_id: int
    key1: str = field(repr=False)
    key2: str = field(repr=False)


class State(GatewayState):
    def __init__(
        self,
        config: Any = None,
        *,
        merchant: Merchant | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(VN),
        **more: Any,
    ) -> None:
        super().__init__(now, **more)
        self.merchant = merchant or Merchant(
            int(os.environ.get("MOTCUA_ZALOPAY_APP", "99001")),
            os.environ.get("MOTCUA_ZALOPAY_KEY1") or shared_secret(config.data / "zalopay-key1.secret"),
            os.environ.get("MOTCUA_ZALOPAY_KEY2") or shared_secret(config.data / "zalopay-key2.secret"),
        )
        self.refund_results: dict[str, int] = {}
