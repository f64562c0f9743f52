"""The tax authority's gate, read from `settings.TAX`."""

from dataclasses import dataclass, field

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Gate:
    """Where messages go and answers are fetched; the key that both sides know."""

    url: str
    key: str = field(repr=False)
    timeout_s: float = 15.0


def gate() -> Gate | None:
    """The gate of this installation; None where it is not connected."""
    told = settings.TAX
    if not told["URL"]:
        return None
    return Gate(told["URL"].rstrip("/"), told["KEY"], float(told.get("TIMEOUT_S", 15.0)))


def check_config() -> list[str]:
    """What is missing; empty when the gate can be used or is not wanted."""
    found = gate()
    return ["MOTCUA_TAX_KEY"] if found is not None and not found.key else []
