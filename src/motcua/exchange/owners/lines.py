"""Whether the owner of a source takes proposals over an API: where, and the secret that both sides hold."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings


def address_of(source: str) -> str:
    """Where the owner takes batches; empty when it takes files only. Settings are read anew, tests change them."""
    if told := _told()["ADDRESSES"].get(source, ""):
        return str(told)
    played = _told()["PLAYED_AT"]
    return f"{played}/{source}/batches" if played else ""


def secret_of(source: str) -> bytes:
    """The secret shared with the owner; empty when there is none.

    From `MOTCUA_OWNER_SECRET_<SOURCE>`, else `owner-<source>.secret` in the folder of secrets, else the played owner's.
    """
    if told := os.environ.get(f"MOTCUA_OWNER_SECRET_{source.upper().replace('-', '_')}"):
        return told.encode()
    path = Path(_told()["SECRETS"]) / f"owner-{source}.secret"
    if path.is_file():
        return path.read_text().strip().encode()
    return str(_told()["PLAYED_SECRET"]).encode()


def connected(source: str) -> bool:
    """Whether batches for this owner can leave the house by themselves."""
    return bool(address_of(source) and secret_of(source))


def _told() -> Mapping[str, Any]:
    found: Mapping[str, Any] = settings.OWNERS
    return found
