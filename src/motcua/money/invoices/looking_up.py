"""Looking a document up without signing on: by its code, by symbol, number and amount together, or by the file itself."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from motcua.money.invoices import coded, config, signature
from motcua.money.invoices.issuing import LETTERS
from motcua.money.invoices.models import Document
from motcua.money.invoices.signature import Checked
from motcua.records import signing

State = Document.State
SERIAL = re.compile(r"([CK][0-9]{2}[TDLMNBGHX][A-Z]{2}|[A-Z]{2}[-/][0-9]{2}[EP])$")
SHOWN = (State.ISSUED, State.CANCELLED, State.REPLACED)


def by_code(code: str) -> Document | None:
    """A document by its look-up code, however it was typed. One query; none for what cannot be one."""
    typed = "".join(code.upper().split()).replace("-", "")
    if len(typed) != 10 or any(letter not in LETTERS for letter in typed):
        return None
    return _rows().filter(code=typed).first()


def by_symbol(symbol: str, number: int, amount: int) -> list[Document]:
    """Documents by printed symbol, number and amount, which whoever holds one knows together. One query by the number."""
    wanted = "".join(symbol.upper().split())
    serial = SERIAL.search(wanted)
    if serial is None:
        return []
    rows = (
        _rows().filter(number=number, amount=amount, serial=serial[0].replace("/", "-")).order_by("-id")[:50]
    )
    form = wanted[: serial.start()]
    return [row for row in rows if form in ("", row.form)][:5]


def _rows():
    return (
        Document.objects.select_related("unit", "original", "coded")
        .defer("xml", "coded__xml")
        .filter(state__in=SHOWN)
    )


@dataclass(frozen=True, slots=True)
class Verified:
    """A file that somebody brought: what its signature says, and our own row if the file is ours byte for byte."""

    checked: Checked
    row: Document | None

    @property
    def genuine(self) -> bool:
        return not self.checked.faults and self.row is not None


def verify(content: bytes, now: datetime) -> Verified:
    """Check a file's signatures and find it among ours: as we signed it, or as the tax authority coded it. Two queries."""
    checked = signature.check_file(content, Trust(signing.trust_folder()))
    digest = hashlib.sha256(content).hexdigest()
    row = _rows().filter(sha256=digest).first() or _rows().filter(coded__sha256=digest).first()
    if not checked.faults and coded.has_authority(content):
        try:
            # what counts is that the certificate was in force when the code came
            at = row.coded.at if row is not None and hasattr(row, "coded") else now
            coded.check(content, coded.pinned(config.certificates()), at)
        except coded.NotProven:
            checked = replace(checked, faults=("authority",))
    return Verified(checked, row)


class Trust:
    """Whether a certificate was issued by an authority of the trust folder. Revocation is the business of the row's state."""

    def __init__(self, folder: Path) -> None:
        files = sorted(folder.iterdir()) if folder.is_dir() else []
        self.authorities = [
            certificate
            for path in files
            if path.suffix in (".pem", ".crt", ".cer")
            for certificate in _certificates(path.read_bytes())
        ]

    def __call__(self, certificate: x509.Certificate) -> bool:
        for authority in self.authorities:
            try:
                certificate.verify_directly_issued_by(authority)
            except (ValueError, TypeError, InvalidSignature):
                continue
            return True
        return False


def _certificates(content: bytes) -> list[x509.Certificate]:
    if b"-----BEGIN" in content:
        return x509.load_pem_x509_certificates(content)
    return [x509.load_der_x509_certificate(content)]
