"""Which authorities are trusted, and what they have revoked: a folder of certificates and revocation lists.

`*.pem`, `*.crt`, `*.cer` are roots and intermediate authorities, `*.crl` are revocation lists. Nothing is
fetched from outside while a signature is checked.
"""

from datetime import datetime
from pathlib import Path

from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509


class TrustList:
    """The content of one folder, read when made."""

    def __init__(self, folder: Path):
        files = sorted(folder.iterdir()) if folder.is_dir() else []
        certificates = [
            certificate
            for path in files
            if path.suffix in (".pem", ".crt", ".cer")
            for certificate in _certificates(path.read_bytes())
        ]
        self.roots = [c for c in certificates if c.self_signed in ("yes", "maybe")]
        self.others = [c for c in certificates if c.self_signed == "no"]
        self._revoked: dict[tuple[bytes, int], datetime] = {}
        for path in files:
            if path.suffix == ".crl":
                self._read_revoked(path.read_bytes())

    def revoked_at(self, certificate: asn1_x509.Certificate) -> datetime | None:
        """When this certificate was revoked, or None."""
        return self._revoked.get((certificate.issuer.dump(), certificate.serial_number))

    def _read_revoked(self, content: bytes) -> None:
        """Take in a list that an authority of this folder has signed; any other says nothing."""
        loaded = (
            x509.load_pem_x509_crl(content)
            if content.startswith(b"-----")
            else x509.load_der_x509_crl(content)
        )
        issuer = loaded.issuer.public_bytes()
        known = [c for c in (*self.roots, *self.others) if c.subject.dump() == issuer]
        if any(loaded.is_signature_valid(_public_key(certificate)) for certificate in known):
            for entry in loaded:
                self._revoked[issuer, entry.serial_number] = entry.revocation_date_utc


def _certificates(content: bytes) -> list[asn1_x509.Certificate]:
    if pem.detect(content):
        return [asn1_x509.Certificate.load(der) for _, _, der in pem.unarmor(content, multiple=True)]
    return [asn1_x509.Certificate.load(content)]


def _public_key(certificate: asn1_x509.Certificate):
    return x509.load_der_x509_certificate(certificate.dump()).public_key()
