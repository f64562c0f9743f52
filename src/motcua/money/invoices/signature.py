"""Signing invoices and receipts, and checking a signed file that anybody brings. XML-DSig, rsa-sha256, C14N 1.0.

Two references: the document's data (with the enveloped-signature transform) and the object that holds the signing time.
A check trusts nothing in the file: places, algorithms and references must be exactly those that signing writes.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from lxml import etree

from motcua.foundation.safe_xml import NotReadable, read_xml
from motcua.money.invoices.writing import DATA, escape

DS = "http://www.w3.org/2000/09/xmldsig#"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
ALGORITHMS = (C14N, RSA_SHA256, ENVELOPED, SHA256, SHA256)
"""Of a seller's signature, in the order in which they stand in it."""
MOST_BYTES = 2_000_000
ROOTS = {"HDon": ("DLHDon", "NBan"), "BLai": ("DLBLai", "CQThu")}
"""Root: its signed part, and whose signature stands in DSCKS."""
_NS = {"d": DS}


class DataSigner(Protocol):
    """Signs bytes with the key of a taxpayer (RSA PKCS#1 v1.5 with SHA-256); `certificate` in DER."""

    @property
    def certificate(self) -> bytes: ...

    def sign(self, data: bytes) -> bytes: ...


def digest(canonical: str) -> str:
    """SHA-256 of canonical text as DigestValue has it."""
    return base64.b64encode(hashlib.sha256(canonical.encode()).digest()).decode()


def signed_file(root: str, data: str, signer: DataSigner, at: datetime) -> bytes:
    """The whole file around `data` (canonical, `Id="data"`): root, data, the seller's signature at `at`.

    Raises: KeyError for an unknown root.
    """
    _, who = ROOTS[root]
    signature = _signature(data, signer, at, f"{who}-1")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}>{data}<DSCKS><{who}>{signature}</{who}></DSCKS></{root}>'
    ).encode()


def signing_object(at: datetime, target: str) -> str:
    """The object with the signing time, on the clock of `at`, without its name space."""
    return (
        f'Id="SigningTime-1"><SignatureProperties><SignatureProperty Target="#{target}"><SigningTime>'
        f"{at:%Y-%m-%dT%H:%M:%S}</SigningTime></SignatureProperty></SignatureProperties></Object>"
    )


def object_digest(at: datetime, target: str) -> str:
    """Digest of the object; its canonical form says the name space that it inherits."""
    return digest(f'<Object xmlns="{DS}" {signing_object(at, target)}')


def _signature(data: str, signer: DataSigner, at: datetime, id: str) -> str:
    info = (
        f'<CanonicalizationMethod Algorithm="{C14N}"></CanonicalizationMethod>'
        f'<SignatureMethod Algorithm="{RSA_SHA256}"></SignatureMethod>'
        f'<Reference URI="#{DATA}"><Transforms><Transform Algorithm="{ENVELOPED}"></Transform></Transforms>'
        f'<DigestMethod Algorithm="{SHA256}"></DigestMethod><DigestValue>{digest(data)}</DigestValue></Reference>'
        f'<Reference URI="#SigningTime-1"><DigestMethod Algorithm="{SHA256}"></DigestMethod>'
        f"<DigestValue>{object_digest(at, id)}</DigestValue></Reference></SignedInfo>"
    )
    value = base64.b64encode(signer.sign(f'<SignedInfo xmlns="{DS}">{info}'.encode())).decode()
    subject, certificate = _key_info(signer.certificate)
    return (
        f'<Signature xmlns="{DS}" Id="{id}"><SignedInfo>{info}<SignatureValue>{value}</SignatureValue>'
        f"<KeyInfo><X509Data><X509SubjectName>{subject}</X509SubjectName>"
        f"<X509Certificate>{certificate}</X509Certificate></X509Data></KeyInfo>"
        f"<Object {signing_object(at, id)}</Signature>"
    )


@lru_cache(maxsize=1024)
def _key_info(certificate: bytes) -> tuple[str, str]:
    """The subject's name (RFC 4514) as text of an element, and the certificate in Base64: the same for years."""
    subject = x509.load_der_x509_certificate(certificate).subject.rfc4514_string()
    return escape(subject), base64.b64encode(certificate).decode()


def tax_code_of(certificate: x509.Certificate) -> str:
    """The tax code in the subject's `UID=MST:<code>`; empty when there is none."""
    for one in certificate.subject.get_attributes_for_oid(NameOID.USER_ID):
        value = str(one.value)
        if value.startswith("MST:"):
            return value[4:]
    return ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file says and whether its signature holds. `faults`: codes, empty when everything is right."""

    root: str = ""
    form: str = ""
    serial: str = ""
    number: int = 0
    total: int = 0
    seller_tax_code: str = ""
    signed_at: str = ""
    faults: tuple[str, ...] = field(default=())


def check_file(content: bytes, trusted: Callable[[x509.Certificate], bool]) -> Checked:
    """Check a signed file by itself. `trusted` says whether a certificate comes from an authority that we trust.

    Codes: `unreadable`, `structure`, `algorithm`, `digest`, `signature`, `certificate` (not trusted), `seller` (the signer's
    tax code is not the seller's).
    """
    if len(content) > MOST_BYTES:
        return Checked(faults=("unreadable",))
    try:
        read_xml(content, most_bytes=MOST_BYTES)
        root = etree.fromstring(content, parser())
    except (NotReadable, etree.XMLSyntaxError, ValueError):
        return Checked(faults=("unreadable",))
    if root.tag not in ROOTS:
        return Checked(faults=("structure",))
    data_name, who = ROOTS[root.tag]
    data = root.find(data_name)
    signatures = root.findall(f"DSCKS/{who}/{{{DS}}}Signature")
    if data is None or len(root.findall(data_name)) != 1 or len(signatures) != 1 or not each_id_once(root):
        return Checked(root=root.tag, faults=("structure",))
    said = _said(root.tag, data)
    if said is None:
        return Checked(root=root.tag, faults=("structure",))
    signature = signatures[0]
    faults = list(faults_of([data], signature, ALGORITHMS))
    certificate = certificate_of(signature)
    if certificate is None:
        faults.append("certificate")
    else:
        if not faults and not holds(signature, certificate):
            faults.append("signature")
        if not trusted(certificate):
            faults.append("certificate")
        if tax_code_of(certificate) != said.seller_tax_code:
            faults.append("seller")
    signed_at = signature.findtext(".//d:SigningTime", default="", namespaces=_NS)
    return Checked(
        said.root, said.form, said.serial, said.number, said.total, said.seller_tax_code, signed_at[:19],
        tuple(dict.fromkeys(faults)),
    )  # fmt: skip


def each_id_once(root: etree._Element) -> bool:
    """Whether no two elements share an `Id`: else a reference could mean either."""
    ids = [one.get("Id", "") for one in root.iter(etree.Element) if one.get("Id")]
    return len(ids) == len(set(ids))


def _said(root: str, data: etree._Element) -> Checked | None:
    paths = {
        "HDon": ("TTChung/KHMSHDon", "TTChung/KHHDon", "TTChung/SHDon", "NDHDon/TToan/TgTTTBSo", "NDHDon/NBan/MST"),
        "BLai": ("TTChung/MSBLai", "TTChung/KHBLai", "TTChung/SBLai", "NDBLai/TToan/TgTTTBSo", "NDBLai/CQThu/MST"),
    }[root]  # fmt: skip
    form, serial, number, total, seller = ((data.findtext(path) or "").strip() for path in paths)
    if not re.fullmatch(r"[0-9]{1,8}", number) or not re.fullmatch(r"-?[0-9]{1,15}", total):
        return None
    return Checked(root, form, serial, int(number), int(total), seller)


def faults_of(
    signed: Sequence[etree._Element], signature: etree._Element, algorithms: Sequence[str]
) -> Iterable[str]:
    """Whether a signature is built as it must be (`signed` and then the object with the time are referred to, by `algorithms`
    in their order), and its digests are those of what stands in the file."""
    info = signature.find("d:SignedInfo", _NS)
    objects = signature.findall("d:Object", _NS)
    references = info.findall("d:Reference", _NS) if info is not None else []
    if info is None or len(objects) != 1 or len(references) != len(signed) + 1:
        return ["structure"]
    found = [one.get("Algorithm") for one in info.iter(etree.Element) if one.get("Algorithm")]
    if found != list(algorithms):
        return ["algorithm"]
    targets = [*signed, objects[0]]
    if not all(one.get("Id") for one in targets):
        return ["structure"]
    if [one.get("URI") for one in references] != [f"#{one.get('Id')}" for one in targets]:
        return ["structure"]
    for reference, target in zip(references, targets, strict=True):
        told = "".join((reference.findtext("d:DigestValue", "", _NS)).split())
        if base64.b64encode(hashlib.sha256(canonical(target)).digest()).decode() != told:
            return ["digest"]
    return []


def canonical(element: etree._Element) -> bytes:
    """C14N 1.0 of an element with what is in it, comments left out.

    The element is made a document of its own first: libxml2 writes an empty `xmlns` for some parts of an element that inherits
    its default name space from outside.
    """
    alone = etree.fromstring(etree.tostring(element, with_tail=False), parser())
    return etree.tostring(alone, method="c14n", exclusive=False, with_comments=False)


def parser() -> etree.XMLParser:
    """A parser that fetches nothing and expands nothing. A new one each time: lxml's are not for many threads."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def certificate_of(signature: etree._Element) -> x509.Certificate | None:
    """The certificate that the signature carries; None when it carries none that can be read."""
    text = signature.findtext("d:KeyInfo/d:X509Data/d:X509Certificate", "", _NS)
    try:
        return x509.load_der_x509_certificate(base64.b64decode("".join(text.split()), validate=True))
    except ValueError:
        return None


def holds(signature: etree._Element, certificate: x509.Certificate) -> bool:
    """Whether the signature's value is one of the certificate's RSA key over what is signed."""
    info = signature.find("d:SignedInfo", _NS)
    value = "".join(signature.findtext("d:SignatureValue", "", _NS).split())
    try:
        key = certificate.public_key()
        if info is None or not isinstance(key, rsa.RSAPublicKey):
            return False
        key.verify(
            base64.b64decode(value, validate=True), canonical(info), padding.PKCS1v15(), hashes.SHA256()
        )
    except (InvalidSignature, ValueError):
        return False
    return True
