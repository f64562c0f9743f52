"""What a signature looks like on the page: a signature in blue, a seal in red, or three lines of text.

Stamps are set with Typst, once a signer and process; pyHanko takes them in as they are.
"""

import hashlib
import io
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from pyhanko.pdf_utils import content, layout
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle

from motcua.records.documents.compiler import compile_file
from motcua.records.documents.glyphs import printable
from motcua.records.signing.identities import SealIdentity, SignerIdentity

STAMPS = Path(__file__).parent / "stamps"

_WHOLE_BOX = layout.SimpleBoxLayoutRule(
    x_align=layout.AxisAlignment.ALIGN_MID,
    y_align=layout.AxisAlignment.ALIGN_MID,
    margins=layout.Margins.uniform(0),
    inner_content_scaling=layout.InnerScaling.STRETCH_TO_FIT,
)


def signature_image(identity: SignerIdentity) -> StaticStampStyle:
    """The demo image of a person's signature: blue, transparent (Decree 30 Điều 13)."""
    return _style(_signature_pdf(identity.name))


def seal_image(identity: SealIdentity) -> StaticStampStyle:
    """The demo seal of an agency: red, transparent, marked DEMO."""
    return _style(_seal_pdf(identity.name))


def copy_note(form: str, identity: SealIdentity, at: datetime) -> StaticStampStyle:
    """The text on an electronic copy: form of copy, agency, time with zone (appendix I.14)."""
    lines = [form, printable(identity.name), at.isoformat(timespec="seconds")]
    return _style(compile_file(STAMPS / "note.typ", {"lines": lines}))


@lru_cache(maxsize=512)
def _signature_pdf(name: str) -> bytes:
    strokes = [byte % 50 / 10 for byte in hashlib.sha256(name.encode()).digest()[:6]]
    return compile_file(
        STAMPS / "signature.typ", {"short": printable(" ".join(name.split()[-2:])), "strokes": strokes}
    )


@lru_cache(maxsize=512)
def _seal_pdf(name: str) -> bytes:
    return compile_file(STAMPS / "seal.typ", {"name": printable(name)})


class _PageOfBytes(content.ImportedPdfPage):
    """A page of a PDF in memory; pyHanko's own class wants a file."""

    def __init__(self, pdf: bytes):
        super().__init__(file_name=None)
        self._pdf = pdf

    def render(self) -> bytes:
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)))
        x1, y1, x2, y2 = page.get_object()["/BBox"]
        self.box = layout.BoxConstraints(width=abs(x1 - x2), height=abs(y1 - y2))
        self.resources.xobject["/Drawing"] = page
        return b"/Drawing Do"


def _style(pdf: bytes) -> StaticStampStyle:
    return StaticStampStyle(
        border_width=0, background=_PageOfBytes(pdf), background_layout=_WHOLE_BOX, background_opacity=1.0
    )
