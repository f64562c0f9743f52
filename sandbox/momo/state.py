"""What MoMo remembers: its merchant, payments, request numbers, refunds."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.config import shared_secret
from sandbox.gateway import VN, GatewayState


@dataclass(frozen=True)
class Merchant:
    """The one merchant and the keys shared with it."""

    partner_code: str
    access_key: str
    secret: str = field(repr=False)


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
            os.environ.get("MOTCUA_MOMO_PARTNER", "MOTCUA"),
            os.environ.get("MOTCUA_MOMO_ACCESS_KEY", "MCAK20260001"),
            os.environ.get("MOTCUA_MOMO_SECRET") or shared_secret(config.data / "momo.secret"),
        )
        self.request_ids: set[str] = set()
        self.refund_results: dict[str, int] = {}
