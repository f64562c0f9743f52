"""A certificate authority for demonstrations and tests, made once into a folder; all it issues says DEMO.

    root -> issuing authority -> officers (P-256), agency seals (P-256), time-stamp authority (RSA-2048)

Its signatures have no legal force. A city in production puts another `KeyStore` in its place and the
certificates of the licensed authorities into its trust folder.
"""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.timestamps import TimeStamper

from motcua.records.signing.identities import SealIdentity, SignerIdentity, TaxIdentity
from motcua.records.signing.signer import (
    KeptKeyDataSigner,
    KeptKeySigner,
    KeptKeyTimeStamper,
    PrivateKey,
)

ISSUED = datetime(2024, 1, 1, tzinfo=UTC)
# NĐ 68/2024 Điều 9: 20 years for an authority; subscribers at most 5. A demo of 2024-2028 needs no renewal.
AUTHORITY_UNTIL = datetime(2043, 12, 31, tzinfo=UTC)
SUBSCRIBER_UNTIL = datetime(2028, 12, 30, tzinfo=UTC)
ORGANISATION = "MOT CUA DEMO (khong co gia tri phap ly)"
LONGEST_COMMON_NAME = 64
TAX = "tax-"
"""Keys of taxpayers are of RSA: the tax authority's XML signature knows no other."""


class DemoAuthority:
    """Keys and certificates in `folder`; officers and agencies get theirs when they first sign."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._signers: dict[str, Signer] = {}
        self._taxpayers: dict[TaxIdentity, KeptKeyDataSigner] = {}
        with self._locked():
            self._root = self._kept("root", "DEMO Root CA", None)
            self._issuing = self._kept("issuing", "DEMO Issuing CA", self._root)
            self._tsa = self._kept("tsa", "DEMO Time Stamping Authority", self._issuing)
            trust = folder / "trust"
            trust.mkdir(exist_ok=True)
            for name, (_, certificate) in (("demo-root", self._root), ("demo-issuing", self._issuing)):
                if not (trust / f"{name}.pem").exists():
                    (trust / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    @property
    def trust_folder(self) -> Path:
        """The folder to trust: both authorities, and a revocation list once something is revoked."""
        return self.folder / "trust"

    def person(self, identity: SignerIdentity) -> Signer:
        subject = [
            x509.NameAttribute(NameOID.COMMON_NAME, identity.name),
            x509.NameAttribute(NameOID.USER_ID, f"CCCD:{identity.pin}"),
        ]
        return self._signer(f"person-{identity.pin}", subject)

    def seal(self, identity: SealIdentity) -> Signer:
        subject = [
            x509.NameAttribute(NameOID.COMMON_NAME, common_name(f"{identity.name} (DEMO)")),
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, identity.code),
        ]
        return self._signer(f"seal-{identity.code}", subject)

    def taxpayer(self, identity: TaxIdentity) -> KeptKeyDataSigner:
        if identity not in self._taxpayers:
            subject = [
                x509.NameAttribute(NameOID.COMMON_NAME, common_name(f"{identity.name} (DEMO)")),
                x509.NameAttribute(NameOID.USER_ID, f"MST:{identity.tax_code}"),
            ]
            told = hashlib.sha256(identity.name.encode()).hexdigest()[:8]
            with self._locked():
                key, certificate = self._kept(f"{TAX}{identity.tax_code}-{told}", subject, self._issuing)
            assert isinstance(key, rsa.RSAPrivateKey)
            self._taxpayers[identity] = KeptKeyDataSigner(
                certificate.public_bytes(serialization.Encoding.DER), key
            )
        return self._taxpayers[identity]

    def timestamper(self, at: datetime) -> TimeStamper:
        key, certificate = self._tsa
        assert isinstance(key, rsa.RSAPrivateKey)
        return KeptKeyTimeStamper(_asn1(certificate), key, [_asn1(self._issuing[1])], at.astimezone(UTC))

    def revoke(self, signer: Signer, at: datetime) -> None:
        """Put the signer's certificate on the issuing authority's revocation list, from `at` on."""
        assert signer.signing_cert is not None
        key, issuer = self._issuing
        path = self.trust_folder / "demo-issuing.crl"
        with self._locked():
            builder = (
                x509.CertificateRevocationListBuilder()
                .issuer_name(issuer.subject)
                .last_update(at.astimezone(UTC))
                .next_update(SUBSCRIBER_UNTIL)
            )
            if path.exists():
                for revoked in x509.load_der_x509_crl(path.read_bytes()):
                    builder = builder.add_revoked_certificate(revoked)
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(signer.signing_cert.serial_number)
                .revocation_date(at.astimezone(UTC))
                .build()
            )
            path.write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER))

    def _signer(self, name: str, subject: list[x509.NameAttribute]) -> Signer:
        # A person who changes the name gets another certificate, and keeps being found by the same number.
        told = "|".join(f"{part.oid.dotted_string}={part.value}" for part in subject)
        name = f"{name}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"
        if name not in self._signers:
            with self._locked():
                key, certificate = self._kept(name, subject, self._issuing)
            self._signers[name] = KeptKeySigner(_asn1(certificate), key, [_asn1(self._issuing[1])])
        return self._signers[name]

    def _kept(
        self,
        name: str,
        subject: str | list[x509.NameAttribute],
        issuer: tuple[PrivateKey, x509.Certificate] | None,
    ) -> tuple[PrivateKey, x509.Certificate]:
        """Key and certificate of the folder, made now if they are not there yet."""
        path = self.folder / f"{name}.pem"
        if not path.exists():
            key: PrivateKey = (
                rsa.generate_private_key(65537, 2048)
                if name == "tsa" or name.startswith(TAX)
                else ec.generate_private_key(ec.SECP256R1())
            )
            certificate = _issue(name, subject, key, issuer)
            private = key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            half_written = path.with_suffix(".new")
            half_written.touch(mode=0o600)
            half_written.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
            half_written.rename(path)
        content = path.read_bytes()
        return serialization.load_pem_private_key(content, None), x509.load_pem_x509_certificate(content)  # type: ignore[return-value]

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Several processes may start with an empty folder: one makes the keys."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


@lru_cache(maxsize=4)
def demo_authority(folder: Path) -> DemoAuthority:
    """The authority of a folder, read once a process."""
    return DemoAuthority(folder)


def _issue(
    name: str,
    subject: str | list[x509.NameAttribute],
    key: PrivateKey,
    issuer: tuple[PrivateKey, x509.Certificate] | None,
) -> x509.Certificate:
    authority = name in ("root", "issuing")
    parts = subject if isinstance(subject, list) else [x509.NameAttribute(NameOID.COMMON_NAME, subject)]
    own_name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            *parts,
        ]
    )
    issuer_key, issuer_name = (issuer[0], issuer[1].subject) if issuer else (key, own_name)
    builder = (
        x509.CertificateBuilder()
        .subject_name(own_name)
        .issuer_name(issuer_name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ISSUED)
        .not_valid_after(AUTHORITY_UNTIL if authority or name == "tsa" else SUBSCRIBER_UNTIL)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(_usage(authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    if name == "tsa":
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        )
    return builder.sign(issuer_key, hashes.SHA256())


def _usage(authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def common_name(name: str) -> str:
    """`name` as a certificate can hold it: at most 64 bytes (RFC 5280 ub-common-name), cut between words."""
    words = name.split()
    while len(" ".join(words).encode()) > LONGEST_COMMON_NAME and len(words) > 2:
        # the last word says that it is a demo: what stands before it gives way
        words.pop(-2)
    return " ".join(words)
