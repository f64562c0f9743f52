"""Signatures on the city's documents: PAdES B-T of persons and agencies, and the check of any signed PDF.

Which keys sign is the installation's choice: the demo authority in demonstrations and tests, else the key
store that the setting SIGNING_KEYS names (a function that takes nothing and gives a `KeyStore`).
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from motcua.city.models import Account
from motcua.records.signing import applying, checking, detached
from motcua.records.signing.applying import CannotSign
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
    "SealIdentity",
    "SignatureReport",
    "SignerIdentity",
    "TrustList",
    "check_pdf",
    "keys",
    "seal",
    "seal_of",
    "sign_as",
    "sign_copy",
    "sign_file",
    "sign_pdf",
    "signer_of",
]


def sign_pdf(pdf: bytes, *, officer: SignerIdentity, agency: SealIdentity | None, at: datetime) -> bytes:
    """`pdf` signed by the officer, then sealed by the agency. Raises: CannotSign, NoKey."""
    return applying.sign_pdf(pdf, officer=officer, agency=agency, at=at, keys=keys())


def sign_as(pdf: bytes, officer: SignerIdentity, at: datetime) -> bytes:
    """`pdf` signed by the officer alone; the agency seals later. Raises: CannotSign, NoKey."""
    return applying.sign_person(pdf, officer=officer, at=at, keys=keys())


def seal(pdf: bytes, agency: SealIdentity, at: datetime) -> bytes:
    """`pdf` sealed by the agency, after a person's signature or alone. Raises: CannotSign, NoKey."""
    return applying.seal_pdf(pdf, agency=agency, at=at, keys=keys())


def signer_of(account: Account) -> SignerIdentity:
    """The signing identity of an officer's account: the person's name and personal number. Raises: NoKey."""
    if account.person is None or not account.person.pin:
        raise NoKey(f"account {account.pk} stands for no person with a personal number")
    return SignerIdentity(account.person.full_name, account.person.pin)


def seal_of(code: str, name: str) -> SealIdentity:
    """The sealing identity of an agency: its code (or stable key) and its name as engraved."""
    return SealIdentity(code, name)


def sign_copy(pdf: bytes, *, form: str, agency: SealIdentity, at: datetime) -> bytes:
    """An electronic copy signed by the agency (`form`: sao_y, sao_luc, trich_sao)."""
    return applying.sign_copy(pdf, form=form, agency=agency, at=at, keys=keys())


def sign_file(parts: Iterable[bytes], *, agency: SealIdentity, at: datetime) -> bytes:
    """The agency's detached signature (CMS, DER) on a file given in parts. Raises: CannotSign, NoKey."""
    return detached.sign_stream(parts, agency=agency, at=at, keys=keys())


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
