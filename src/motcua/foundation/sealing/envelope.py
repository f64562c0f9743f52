"""One sealed value: AES-256-GCM, bound to its place so that it opens nowhere else. Pure.

An envelope is `version (1 byte) | length of the key id (1) | key id | nonce (12) | ciphertext and tag`. What it is bound to
is not in it: table and column (each has a key of its own, derived by HKDF-SHA256) and the key of the row. A value that is
copied to another row, or from one column to another, does not open.

Nonces are random: a derived key seals at most 2^32 values before a repeat becomes likelier than 2^-32, which is 500
times the values of one column for eight million people; a rotation begins anew.
"""

import hmac
import secrets
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from motcua.foundation.sealing.errors import NotWhole
from motcua.foundation.sealing.ring import KEY_BYTES, KeyRing

VERSION = 1
NONCE_BYTES = 12
INDEX_BYTES = 16
"""128 bits of the HMAC: two of eight million values share an index with a chance of 1 in 10^25."""


def seal(ring: KeyRing, plain: bytes, column: str, row: str) -> bytes:
    """`plain` for one row of a column, with the newest key. About 4 µs."""
    key_id = ring.newest
    nonce = secrets.token_bytes(NONCE_BYTES)
    return header(key_id) + nonce + _box(ring.key(key_id), column).encrypt(nonce, plain, _bound(row))


def open_(ring: KeyRing, sealed: bytes, column: str, row: str) -> bytes:
    """What was sealed for this row of this column. Raises: KeyMissing, NotWhole."""
    key_id = key_of(sealed)
    begin = 2 + len(key_id)
    nonce = sealed[begin : begin + NONCE_BYTES]
    try:
        return _box(ring.key(key_id), column).decrypt(nonce, sealed[begin + NONCE_BYTES :], _bound(row))
    except (InvalidTag, ValueError) as error:
        raise NotWhole(column) from error


def key_of(sealed: bytes) -> str:
    """The id of the key that sealed it. Raises: NotWhole for what is no envelope."""
    if len(sealed) < 2 + NONCE_BYTES + 16 or sealed[0] != VERSION:
        raise NotWhole("no envelope")
    try:
        return sealed[2 : 2 + sealed[1]].decode("ascii")
    except UnicodeDecodeError:
        raise NotWhole("no envelope") from None


def header(key_id: str) -> bytes:
    """How every envelope of this key begins: what a search for old ones compares."""
    return bytes((VERSION, len(key_id))) + key_id.encode("ascii")


def index(ring: KeyRing, value: str, column: str, key_id: str = "") -> bytes:
    """A blind index: equal for equal values of one column, and worthless without the key. Begins as `header` does."""
    key_id = key_id or ring.newest
    code = hmac.digest(_derived(ring.key(key_id), f"index/{column}"), value.encode(), sha256)
    return header(key_id) + code[:INDEX_BYTES]


def indexes(ring: KeyRing, value: str, column: str) -> list[bytes]:
    """The value's indexes under every key of the ring: what a search compares while a rotation is under way."""
    return [index(ring, value, column, key_id) for key_id in ring.keys]


def _bound(row: str) -> bytes:
    return row.encode()


@lru_cache(maxsize=1024)
def _derived(key: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"motcua/1/{purpose}".encode()).derive(key)


@lru_cache(maxsize=1024)
def _box(key: bytes, column: str) -> AESGCM:
    return AESGCM(_derived(key, f"seal/{column}"))
