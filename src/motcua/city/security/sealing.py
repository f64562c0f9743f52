"""Secrets of second factors, unreadable in a stolen backup: bound to their account."""

import base64
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal_text(text: str, column: str, row: object) -> str:
    """`text` sealed for a row of a column."""
    nonce = os.urandom(12)
    return base64.b64encode(
        nonce + AESGCM(_key()).encrypt(nonce, text.encode(), f"{column}:{row}".encode())
    ).decode()


def open_text(sealed: str, column: str, row: object) -> str:
    """What `seal_text` sealed there. Raises: cryptography.exceptions.InvalidTag."""
    raw = base64.b64decode(sealed)
    return AESGCM(_key()).decrypt(raw[:12], raw[12:], f"{column}:{row}".encode()).decode()


def _key() -> bytes:
    return HKDF(SHA256(), 32, None, b"second factors").derive(settings.SECRET_KEY.encode())
