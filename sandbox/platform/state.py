"""What the national payment platform remembers: its partner, payments."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.config import shared_secret
from sandbox.gateway import VN, GatewayState


@dataclass(frozen=True)
class Partner:
    """The one partner: its code, the shared secret, and the addresses that were registered for it."""

    code: str
    secret: str = field(repr=False)
    return_url: str
    result_url: str


class State(GatewayState):
    def __init__(
        self,
        config: Any = None,
        *,
        partner: Partner | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(VN),
        **more: Any,
    ) -> None:
        super().__init__(now, **more)
        product = config.product_urls[0].rstrip("/") if config is not None else ""
        self.partner = partner or Partner(
            os.environ.get("MOTCUA_PLATFORM_PARTNER", "MOTCUA"),
            os.environ.get("MOTCUA_PLATFORM_SECRET") or shared_secret(config.data / "platform.secret"),
            f"{product}/thanh-toan/nen-tang/ket-qua",
            f"{product}/thanh-toan/nen-tang/ket-qua-giao-dich",
        )
