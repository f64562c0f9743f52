"""What the tax authority adds to an invoice: its code (MCCQT), and its own signature at DSCKS/CQT. Pure.

The signature refers to the seller's data, to the code, and to the object with the signing time, so that no code can be moved to
another invoice. The seller's part must be what we sent. Source: structure of QĐ 1450/QĐ-TCT; which parts are referred to is our
reading until a coded invoice of the authority is at hand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from motcua.foundation.safe_xml import NotReadable, read_xml
from motcua.money.invoices.signature import (
    C14N,
    DS,
    ENVELOPED,
    MOST_BYTES,
    RSA_SHA256,
    SHA256,
    canonical,
    certificate_of,
    each_id_once,
    faults_of,
    holds,
    parser,
)

ALGORITHMS = (C14N, RSA_SHA256, ENVELOPED, SHA256, SHA256, SHA256)
WORDS = {
    "unreadable": ("không đọc được hóa đơn trong trả lời", "the invoice in the answer cannot be read"),
    "missing": ("không có chữ ký số của cơ quan thuế", "the tax authority's signature is missing"),
    "structure": ("chữ ký số không đúng cấu trúc", "the signature is not built as it must be"),
    "algorithm": ("thuật toán ký không được chấp nhận", "the signature's algorithm is not accepted"),
    "digest": ("nội dung hoặc mã đã bị sửa sau khi ký", "content or code was changed after signing"),
    "signature": ("chữ ký số không đúng", "the signature is wrong"),
    "certificate": ("người ký không phải cơ quan thuế", "the signer is not the tax authority"),
    "expired": ("chứng thư số của cơ quan thuế hết hạn", "the tax authority's certificate is out of date"),
    "other": ("không phải hóa đơn đã gửi", "this is not the invoice that was sent"),
}

type Authority = Callable[[x509.Certificate], bool]
"""Whether a certificate is the tax authority's."""


class NotProven(ValueError):
    """A code that nobody may rely on; `fault` is a key of WORDS."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault

    @property
    def vi(self) -> str:
        return WORDS[self.fault][0]


@dataclass(frozen=True, slots=True)
class Coded:
    """An invoice with its code: the whole file as it goes to the buyer."""

    code: str
    file: bytes


def pinned(certificates: frozenset[bytes]) -> Authority:
    """The authority is known by its very certificates (DER): one of the same issuer for somebody else is not enough."""
    return lambda certificate: certificate.public_bytes(Encoding.DER) in certificates


def taken_out(message: bytes) -> bytes:
    """The invoice of a 202 as a file of its own; inside the message it inherits no name space, so signatures hold.

    Raises: NotProven.
    """
    root = _read(message)
    found = root.findall("DLieu/HDon")
    if len(found) != 1:
        raise NotProven("structure")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(
        found[0], with_tail=False, encoding="utf-8", xml_declaration=False
    )


def check(file: bytes, authority: Authority, at: datetime, sent: bytes | None = None) -> Coded:
    """A coded invoice whose code is the authority's, at the moment `at`. `sent`: the seller's file that it must be made of.

    Raises: NotProven.
    """
    root = _read(file)
    data, codes = root.findall("DLHDon"), root.findall("MCCQT")
    if root.tag != "HDon" or len(data) != 1 or len(codes) != 1 or not each_id_once(root):
        raise NotProven("structure")
    signatures = root.findall(f"DSCKS/CQT/{{{DS}}}Signature")
    if not signatures:
        raise NotProven("missing")
    if len(signatures) > 1 or len(list(root.iter(f"{{{DS}}}Signature"))) != 2:
        raise NotProven("structure")
    code = (codes[0].text or "").strip()
    if not 1 <= len(code) <= 34 or len(codes[0]):
        raise NotProven("structure")
    for fault in faults_of([data[0], codes[0]], signatures[0], ALGORITHMS):
        raise NotProven(fault)
    certificate = certificate_of(signatures[0])
    if certificate is None or not authority(certificate):
        raise NotProven("certificate")
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise NotProven("expired")
    if not holds(signatures[0], certificate):
        raise NotProven("signature")
    if sent is not None and _seller_part(root) != _seller_part(_read(sent)):
        raise NotProven("other")
    return Coded(code, file)


def has_authority(file: bytes) -> bool:
    """Whether a file says that the tax authority coded or signed it."""
    try:
        root = _read(file)
    except NotProven:
        return False
    return root.find("DSCKS/CQT") is not None or root.find("MCCQT") is not None


def _seller_part(root: etree._Element) -> tuple[bytes, ...]:
    """What the seller wrote and signed, in canonical form."""
    found = [root.find("DLHDon"), root.find(f"DSCKS/NBan/{{{DS}}}Signature")]
    return tuple(canonical(one) for one in found if one is not None)


def _read(content: bytes) -> etree._Element:
    try:
        read_xml(content, most_bytes=MOST_BYTES)
        return etree.fromstring(content, parser())
    except (NotReadable, etree.XMLSyntaxError, ValueError):
        raise NotProven("unreadable") from None
