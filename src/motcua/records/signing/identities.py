"""Who signs: a person in office and the agency whose seal follows, and where their keys are kept."""

from datetime import datetime
from typing import Protocol

from msgspec import Struct
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.timestamps import TimeStamper


class SignerIdentity(Struct, frozen=True):
    """An officer who signs. The certificate says `UID=CCCD:<pin>`; `key` names the key in the store."""

    name: str
    pin: str

    @property
    def key(self) -> str:
        return f"CCCD:{self.pin}"


class SealIdentity(Struct, frozen=True):
    """An agency that seals: its identification code and its name as engraved."""

    code: str
    name: str

    @property
    def key(self) -> str:
        return self.code


class TaxIdentity(Struct, frozen=True):
    """A unit that signs invoices and receipts. The certificate says `UID=MST:<tax code>` and is of RSA (XML signature)."""

    name: str
    tax_code: str

    @property
    def key(self) -> str:
        return f"MST:{self.tax_code}"


class DataSigner(Protocol):
    """Signs bytes: RSA PKCS#1 v1.5 with SHA-256. `certificate` in DER."""

    @property
    def certificate(self) -> bytes: ...

    def sign(self, data: bytes) -> bytes: ...


class KeyStore(Protocol):
    """Keeps keys and makes signatures with them. The demo authority is one; a token or a remote service of a
    licensed provider is another: it never hands out a key, only a signer."""

    def person(self, identity: SignerIdentity) -> Signer: ...

    def seal(self, identity: SealIdentity) -> Signer: ...

    def taxpayer(self, identity: TaxIdentity) -> DataSigner: ...

    def timestamper(self, at: datetime) -> TimeStamper: ...


class NoKey(LookupError):
    """The key store has no key for this person or agency; the argument is the key's name."""
