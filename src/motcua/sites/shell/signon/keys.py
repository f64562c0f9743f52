"""The public keys of identity providers, kept in this process and fetched anew when one is not known.

A provider that changes its keys is followed at once; a flood of tokens with invented key names makes no flood of requests.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass

from joserfc.jwk import KeySetSerialization

KEEP_S = 600
"""Keys are fetched anew after so long, whatever is asked."""
AGAIN_S = 30
"""An unknown key name has the keys fetched once in so long, and no more often."""
STALE_S = 24 * 3600
"""While the provider does not answer, keys that we know count for so long."""

type Fetch = Callable[[str], KeySetSerialization]


@dataclass(slots=True)
class _Kept:
    keys: KeySetSerialization
    fetched: float
    asked: float


class Keys:
    """Key sets by their address. `now` is a clock of seconds that only grows."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}

    def of(self, address: str, kid: str, fetch: Fetch, now: float) -> KeySetSerialization:
        """The key set in which `kid` should be. Raises what `fetch` raises when there is nothing to fall back on."""
        kept = self._kept.get(address)
        if kept is None:
            kept = self._kept[address] = _Kept(fetch(address), now, now)
            return kept.keys
        known = kid in _names(kept.keys)
        if (known and now - kept.fetched < KEEP_S) or now - kept.asked < AGAIN_S:
            return kept.keys
        kept.asked = now
        try:
            self._kept[address] = _Kept(fetch(address), now, now)
        except (OSError, ValueError):  # requests' own errors are OSErrors
            if known and now - kept.fetched < STALE_S:
                return kept.keys
            raise
        return self._kept[address].keys

    def forget(self) -> None:
        """Between tests."""
        self._kept.clear()


def kid_of(token: str) -> str:
    """The key name in a token's head, unproved; empty when there is none or the head makes no sense."""
    head = token.partition(".")[0]
    try:
        said = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
        return str(said.get("kid") or "")
    except (ValueError, AttributeError):
        return ""


def _names(keys: KeySetSerialization) -> set[str]:
    return {str(one.get("kid")) for one in keys.get("keys", []) if one.get("kid")}


KEPT = Keys()
"""The process's own."""
