"""The keys that seal values at rest: a small text, one key a line, the newest last. Pure.

    2026a 4Zk…=
    2026b 9xQ…=
    2027a Lm0…= waiting

`waiting` marks a key that every process already knows but none uses yet, so that a new one reaches all servers before
the first value is sealed with it. Every other key opens what it sealed; the last one that does not wait seals.
"""

import base64
import binascii
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from motcua.foundation.sealing.errors import BadRing, KeyMissing

KEY_BYTES = 32
"""AES-256."""
_ID = re.compile(r"[a-z0-9-]{1,16}")
WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Keys by id; `newest` is the id of the one that seals. `repr` never shows a key."""

    keys: Mapping[str, bytes] = field(repr=False)
    newest: str

    def key(self, key_id: str) -> bytes:
        """Raises: KeyMissing."""
        try:
            return self.keys[key_id]
        except KeyError:
            raise KeyMissing(key_id) from None


def read(text: str) -> KeyRing:
    """The ring that a text describes; empty lines and lines after `#` are left out. Raises: BadRing."""
    keys: dict[str, bytes] = {}
    newest = ""
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        if len(words) not in (2, 3) or (len(words) == 3 and words[2] != WAITING):
            raise BadRing(f"Line {number}: an id, a key, and perhaps the word {WAITING}.")
        key_id, key = words[0], _decoded(words[1], number)
        if not _ID.fullmatch(key_id) or key_id in keys:
            raise BadRing(f"Line {number}: ids are a-z, 0-9 and -, at most 16, each once.")
        if key in keys.values():
            raise BadRing(f"Line {number}: the same key stands there twice.")
        keys[key_id] = key
        if len(words) == 2:
            newest = key_id
    if not newest:
        raise BadRing("No key that seals.")
    return KeyRing(keys, newest)


def fresh_line(key_id: str) -> str:
    """A new random key as a line of the file. Raises: BadRing for an id that cannot be one."""
    if not _ID.fullmatch(key_id):
        raise BadRing("Ids are a-z, 0-9 and -, at most 16.")
    return f"{key_id} {base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def _decoded(text: str, number: int) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        # the text itself stays out of the message, which ends in a log
        raise BadRing(f"Line {number}: a key is {KEY_BYTES} bytes in base64.")
    return key
