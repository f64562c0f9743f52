"""Signing with a key that is parsed once, and a time-stamp authority of the same kind.

pyHanko's own signer reads and checks the private key at every call, twice a signature; this one keeps it,
which is three to five times faster.
"""

from collections.abc import Callable
from datetime import datetime

from asn1crypto import cms, core, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pyhanko.sign import general
from pyhanko.sign.general import simple_cms_attribute
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
_HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}


class KeptKeySigner(Signer):
    """Signs with a private key held in memory. SHA-2 only."""

    def __init__(self, certificate: x509.Certificate, key: PrivateKey, chain: list[x509.Certificate]):
        store = SimpleCertificateStore()
        store.register_multiple(chain)
        super().__init__(signing_cert=certificate, cert_registry=store, embed_roots=False)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(72 if isinstance(self._key, ec.EllipticCurvePrivateKey) else self._key.key_size // 8)
        return sign_bytes(self._key, data, digest_algorithm)


def sign_bytes(key: PrivateKey, data: bytes, digest_algorithm: str) -> bytes:
    """The signature of `data`: ECDSA in DER for curves, PKCS#1 v1.5 for RSA. Raises: KeyError (not SHA-2)."""
    digest = _HASHES[digest_algorithm.lower().replace("-", "")]()
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(digest))
    return key.sign(data, padding.PKCS1v15(), digest)


class KeptKeyDataSigner:
    """Signs bytes with an RSA key held in memory, for XML signatures."""

    def __init__(self, certificate: bytes, key: rsa.RSAPrivateKey):
        self.certificate = certificate
        self._key = key

    def sign(self, data: bytes) -> bytes:
        return sign_bytes(self._key, data, "sha256")


class KeptKeyTimeStamper(DummyTimeStamper):
    """An RFC 3161 authority in this process, which vouches for the time it is given.

    For demonstration and tests: a city in production asks the authority of its certificate provider.
    """

    def __init__(
        self,
        certificate: x509.Certificate,
        key: rsa.RSAPrivateKey,
        chain: list[x509.Certificate],
        at: datetime,
    ):
        super().__init__(certificate, None, certs_to_embed=chain, fixed_dt=at)  # type: ignore[arg-type]
        self._key = key

    def _sign_tst_info(
        self, tst_info_data: bytes, md_algorithm: str, dt: datetime
    ) -> tuple[bytes, cms.CMSAttributes]:
        digest = hashes.Hash(_HASHES[md_algorithm]())
        digest.update(tst_info_data)
        attributes = cms.CMSAttributes(
            [
                simple_cms_attribute("content_type", "tst_info"),
                simple_cms_attribute("signing_time", cms.Time({"utc_time": core.UTCTime(dt)})),
                simple_cms_attribute(
                    "signing_certificate_v2", general.as_signing_certificate_v2(self.tsa_cert)
                ),
                simple_cms_attribute("message_digest", digest.finalize()),
            ]
        )
        return sign_bytes(self._key, attributes.dump(), md_algorithm), attributes
