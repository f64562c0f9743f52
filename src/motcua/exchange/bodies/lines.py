"""Whether a body is connected in this installation: where it listens, and the secret that both sides hold."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings


def address_of(system: str) -> str:
    """Where the body takes messages; empty when it is not connected. Settings are read anew, tests change them."""
    told = _told()["ADDRESSES"].get(system, "")
    if told:
        return str(told)
    played = _told()["PLAYED_AT"]
    return f"{played}/{system}/messages" if played else ""


def secret_of(system: str) -> bytes:
    """The secret shared with the body; empty when there is none (then no message of either side is accepted).

    From `MOTCUA_BODY_SECRET_<SYSTEM>`, else from `body-<system>.secret` in the folder of secrets.
    """
    told = os.environ.get(f"MOTCUA_BODY_SECRET_{system.upper().replace('-', '_')}")
    if told:
        return told.encode()
    path = Path(_told()["SECRETS"]) / f"body-{system}.secret"
    return path.read_text().strip().encode() if path.is_file() else b""


def connected(system: str) -> bool:
    """Whether messages to this body leave the house."""
    return bool(address_of(system) and secret_of(system))


def _told() -> Mapping[str, Any]:
    found: Mapping[str, Any] = settings.BODIES
    return found
