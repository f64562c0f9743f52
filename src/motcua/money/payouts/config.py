"""The payout account and its bank, read from `settings.PAYOUTS`."""

from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Config:
    """`url`: where the bank takes orders; `key`: shared secret that signs both ways; `folder`: where files are kept."""

    url: str
    account: str
    bin: str
    swift: str
    payer: str
    key: str = field(repr=False)
    folder: Path = Path()
    timeout_s: float = 20.0


def current() -> Config | None:
    """The payout account of this installation; None where the city pays nobody by bank."""
    told = settings.PAYOUTS
    if not told["URL"]:
        return None
    return Config(
        told["URL"].rstrip("/"), told["ACCOUNT"], told["BIN"], told["SWIFT"], told["PAYER"], told["KEY"],
        Path(settings.DATA) / "payouts",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LinkedConfig:
    """The identity platform that knows people's linked accounts. `key`: shared secret that signs both ways."""

    url: str
    key: str = field(repr=False)
    timeout_s: float = 20.0


def linked() -> LinkedConfig | None:
    """The platform of this installation; None where it is not connected and accounts come from people and papers."""
    told = settings.PAYOUTS
    url = told.get("LINKED_URL", "")
    return LinkedConfig(url.rstrip("/"), told["LINKED_KEY"]) if url else None
