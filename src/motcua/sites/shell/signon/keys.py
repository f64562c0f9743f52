"""The public keys of identity providers, kept in this process and fetched anew when one is not known.

A provider that changes its keys is followed at once; a flood of tokens with invented key names makes no flood of requests.
"""

import base64
import json
import math
from collections.abc import Callable
from dataclasses import dataclass

import requests
from joserfc.jwk import KeySetSerialization

KEEP_S = 600
"""Keys are fetched anew after so long, whatever is asked."""
AGAIN_S = 30
"""An unknown key name, or a provider that did not answer, has the keys fetched once in so long, and no more often."""
STALE_S = 24 * 3600
"""While the provider does not answer, keys that we know count for so long."""

type Fetch = Callable[[str], KeySetSerialization]


@dataclass(slots=True)
class _Kept:
    """`asked`: when an unknown name or a failure last had the keys fetched; ordinary fetching does not count."""

    keys: KeySetSerialization
    fetched: float
    asked: float = -math.inf


class KeysAway(requests.ConnectionError):
    """The provider has not answered for longer than its known keys count, and was asked a moment ago."""


class Keys:
    """Key sets by their address. `now` is a clock of seconds that only grows."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}

    def of(self, address: str, kid: str, fetch: Fetch, now: float) -> KeySetSerialization:
        """The key set in which `kid` should be. Raises what `fetch` raises, or KeysAway, with nothing to fall back on.

        A name that is not known has the keys fetched at once, so that a key changed a second after the last look is followed;
        the next unknown name has to wait.
        """
        kept = self._kept.get(address)
        if kept is None:
            kept = self._kept[address] = _Kept(fetch(address), now)
            return kept.keys
        known, age = kid in _names(kept.keys), now - kept.fetched
        if known and age < KEEP_S:
            return kept.keys
        if now - kept.asked < AGAIN_S:
            if age >= STALE_S:
                raise KeysAway("the keys are too old")
            return kept.keys
        kept.asked = now
        try:
            fresh = fetch(address)
        except (OSError, ValueError):  # requests' own errors are OSErrors
            if known and age < STALE_S:
                return kept.keys
            raise
        # only what was asked for by an unknown name counts against the next one
        self._kept[address] = _Kept(fresh, now, -math.inf if known else now)
        return fresh

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
