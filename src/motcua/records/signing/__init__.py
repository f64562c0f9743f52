"""Signatures on the city's documents: PAdES B-T of a person and of an agency, and the check of any signed PDF.

Which keys sign is the installation's choice: the demo authority in demonstrations and tests, else the key
store that the setting SIGNING_KEYS names (a function that takes nothing and gives a `KeyStore`).
"""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from motcua.records.signing import applying, checking
from motcua.records.signing.applying import CannotSign, Place
from motcua.records.signing.checking import WORDS, Code, NotReadable, SignatureReport
from motcua.records.signing.demo_authority import demo_authority
from motcua.records.signing.identities import KeyStore, NoKey, SealIdentity, SignerIdentity
from motcua.records.signing.trust import TrustList

__all__ = [
    "WORDS",
    "CannotSign",
    "Code",
    "KeyStore",
    "NoKey",
    "NotReadable",
    "Place",
    "SealIdentity",
    "SignatureReport",
    "SignerIdentity",
    "TrustList",
    "check_pdf",
    "keys",
    "seal_pdf",
    "seal_place",
    "sign_copy",
    "sign_pdf",
]


def sign_pdf(pdf: bytes, *, officer: SignerIdentity, agency: SealIdentity | None, at: datetime) -> bytes:
    """`pdf` signed by the officer, then sealed by the agency. Raises: CannotSign, NoKey."""
    return applying.sign_pdf(pdf, officer=officer, agency=agency, at=at, keys=keys())


def seal_pdf(pdf: bytes, *, agency: SealIdentity, at: datetime, place: Place | None = None) -> bytes:
    """`pdf` with the agency's signature: its image at `place`, or without one as on receipts of the system."""
    return applying.seal_pdf(pdf, agency=agency, at=at, keys=keys(), place=place)


def seal_place(pdf: bytes) -> Place | None:
    """Where an unsigned document marks the place of its seal."""
    return applying.seal_place(pdf)


def sign_copy(pdf: bytes, *, form: str, agency: SealIdentity, at: datetime) -> bytes:
    """An electronic copy signed by the agency (`form`: sao_y, sao_luc, trich_sao)."""
    return applying.sign_copy(pdf, form=form, agency=agency, at=at, keys=keys())


def check_pdf(pdf: bytes, *, now: datetime, signer_pin: str = "") -> list[SignatureReport]:
    """A report for each signature of `pdf`, in the order of signing. Raises: NotReadable."""
    return checking.check_pdf(pdf, trust=TrustList(trust_folder()), now=now, signer_pin=signer_pin)


def keys() -> KeyStore:
    """The key store of this installation. Raises: NoKey when it has none."""
    if name := getattr(settings, "SIGNING_KEYS", ""):
        return _named_store(name)
    if settings.DEMO or settings.TEST_MODE:
        return demo_authority(Path(settings.DATA) / "ca")
    raise NoKey("SIGNING_KEYS")


def trust_folder() -> Path:
    """Where trusted certificates lie: the setting SIGNING_TRUST, else the demo authority's folder."""
    return Path(getattr(settings, "SIGNING_TRUST", "") or Path(settings.DATA) / "ca" / "trust")


@lru_cache(maxsize=1)
def _named_store(name: str) -> KeyStore:
    return import_string(name)()
