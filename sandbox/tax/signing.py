"""The tax authority's key, and its signature on an invoice that gets a code: written from the structure alone.

DSCKS/CQT/Signature refers to the seller's data (DLHDon), to the code (MCCQT), and to the object with the signing time.
"""

import base64
import hashlib
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

DS = "http://www.w3.org/2000/09/xmldsig#"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
SHA256 = '<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></DigestMethod>'
ENVELOPED = f'<Transforms><Transform Algorithm="{DS}enveloped-signature"></Transform></Transforms>'


class Authority:
    """One signer. With a folder its key and certificate are kept there, and the product reads the certificate."""

    def __init__(self, folder: Path | None = None, name: str = "CƠ QUAN THUẾ (MÔ PHỎNG)") -> None:
        self.folder, self.name = folder, name

    @property
    def pem(self) -> bytes:
        """The certificate, as taxpayers' systems are given it."""
        return self._pair[1].public_bytes(serialization.Encoding.PEM)

    @cached_property
    def _pair(self) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
        if self.folder is None:
            return self._made()
        key_file, certificate_file = self.folder / "tax-authority.key", self.folder / "tax-authority.pem"
        if key_file.exists() and certificate_file.exists():
            key = serialization.load_pem_private_key(key_file.read_bytes(), None)
            assert isinstance(key, rsa.RSAPrivateKey)
            return key, x509.load_pem_x509_certificate(certificate_file.read_bytes())
        key, certificate = self._made()
        self.folder.mkdir(parents=True, exist_ok=True)
        key_file.touch(mode=0o600)
        key_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        return key, certificate

    def _made(self) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
        key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)])
        begin = datetime(2025, 1, 1, tzinfo=UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(begin + timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        return key, certificate

    def coded(self, invoice: str, code: str, at: datetime) -> str:
        """`invoice` (HDon, as text) with its code and this signer's signature; the seller's text stays as it came."""
        unsigned = with_code(invoice, code)
        data = re.search(r"<DLHDon[ >].*</DLHDon>", invoice, re.DOTALL)
        assert data is not None
        id = ET.fromstring(data[0]).get("Id", "")
        told = (
            f'Id="SigningTime-CQT"><SignatureProperties><SignatureProperty Target="#CQT-1"><SigningTime>'
            f"{at:%Y-%m-%dT%H:%M:%S}</SigningTime></SignatureProperty></SignatureProperties></Object>"
        )
        info = (
            f'<CanonicalizationMethod Algorithm="{C14N}"></CanonicalizationMethod>'
            '<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></SignatureMethod>'
            + _reference(id, data[0], ENVELOPED)
            + _reference("cqt", _code(code))
            + _reference("SigningTime-CQT", f'<Object xmlns="{DS}" {told}')
            + "</SignedInfo>"
        )
        key, certificate = self._pair
        value = key.sign(f'<SignedInfo xmlns="{DS}">{info}'.encode(), padding.PKCS1v15(), hashes.SHA256())
        held = base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()
        signature = (
            f'<CQT><Signature xmlns="{DS}" Id="CQT-1"><SignedInfo>{info}'
            f"<SignatureValue>{base64.b64encode(value).decode()}</SignatureValue><KeyInfo><X509Data>"
            f"<X509Certificate>{held}</X509Certificate></X509Data></KeyInfo><Object {told}</Signature></CQT>"
        )
        return unsigned.replace("</DSCKS>", f"{signature}</DSCKS>")


def with_code(invoice: str, code: str) -> str:
    """The invoice with its code behind the seller's data, not signed."""
    return invoice.replace("</DLHDon>", f"</DLHDon>{_code(code)}", 1)


def _code(code: str) -> str:
    return f'<MCCQT Id="cqt">{code}</MCCQT>'


def _reference(id: str, content: str, transforms: str = "") -> str:
    digest = base64.b64encode(hashlib.sha256(ET.canonicalize(content).encode()).digest()).decode()
    return f'<Reference URI="#{id}">{transforms}{SHA256}<DigestValue>{digest}</DigestValue></Reference>'
