"""The tax authority's gate, read from `settings.TAX`."""

from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings


@dataclass(frozen=True, slots=True)
class Gate:
    """Where messages go and answers are fetched; the key that both sides know; the authority's certificates (DER)."""

    url: str
    key: str = field(repr=False)
    timeout_s: float = 15.0
    certificates: frozenset[bytes] = frozenset()


def gate() -> Gate | None:
    """The gate of this installation; None where it is not connected."""
    told = settings.TAX
    if not told["URL"]:
        return None
    return Gate(told["URL"].rstrip("/"), told["KEY"], float(told.get("TIMEOUT_S", 15.0)), certificates())


def certificates() -> frozenset[bytes]:
    """The certificates with which the tax authority signs coded invoices, from a PEM file: none when there is no file.

    More than one while the authority changes its key.
    """
    path = Path(settings.TAX.get("CERTIFICATES") or "")
    if not path.is_file():
        return frozenset()
    found = x509.load_pem_x509_certificates(path.read_bytes())
    return frozenset(one.public_bytes(Encoding.DER) for one in found)


def check_config() -> list[str]:
    """What is missing; empty when the gate can be used or is not wanted."""
    found = gate()
    if found is None:
        return []
    wanted = {"MOTCUA_TAX_KEY": found.key, "MOTCUA_TAX_CERTIFICATES": found.certificates}
    return [name for name, value in wanted.items() if not value]
