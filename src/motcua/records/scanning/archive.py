"""A scan as one PDF/A-2b: each page the picture of its sheet, with the words that were read lying unseen over it.

The frame (colour profile, metadata, embedded font, structure) is Typst's own PDF/A-2b; the pictures are put below its
pages as plain JPEG in three colours. No validator of PDF/A can be installed here: `tests/records/scanning/archive_rules.py`
checks the points that we claim, before and after the signature.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
from PIL import Image

from motcua.records.documents.compiler import compile_file
from motcua.records.documents.glyphs import printable
from motcua.records.scanning.reading import Word, lines
from motcua.records.scanning.taking import MM_PER_INCH

TEMPLATE = Path(__file__).parent / "layers" / "text.typ"
POINTS = 72 / MM_PER_INCH


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page to be bound: its picture (baseline JPEG in three colours), its size in millimetres, its words (or none)."""

    jpeg: bytes
    size_mm: tuple[float, float]
    words: Sequence[Word] = ()


def bind(
    leaves: Sequence[Leaf],
    *,
    title: str,
    by: str,
    at: datetime,
    description: str = "",
    keywords: Sequence[str] = (),
) -> bytes:
    """One PDF/A-2b of all leaves in order. Some 60 ms a page. Raises: ValueError without leaves, DocumentError."""
    if not leaves:
        raise ValueError("a scan without pages")
    layer = compile_file(
        TEMPLATE,
        {
            "title": printable(title),
            "by": by,
            "description": description,
            "keywords": list(keywords),
            "sheets": [
                {
                    "width": leaf.size_mm[0],
                    "height": leaf.size_mm[1],
                    "words": list(_laid(leaf.words)),
                }
                for leaf in leaves
            ],
        },
        at=at.astimezone(UTC).replace(microsecond=0),
    )
    with pikepdf.open(io.BytesIO(layer)) as pdf:
        for number, (page, leaf) in enumerate(zip(pdf.pages, leaves, strict=True), 1):
            _put_below(pdf, page, leaf, number)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def _laid(words: Sequence[Word]) -> Iterator[tuple[str, float, float, float, float]]:
    """Each word with left, top, width and height; all words of a line as high as the line, so that they are marked as one."""
    for line in lines(words):
        top, low = min(one.top for one in line), max(one.top + one.height for one in line)
        for one in line:
            yield printable(one.text), one.left, top, one.width, low - top


def _put_below(pdf: pikepdf.Pdf, page: pikepdf.Page, leaf: Leaf, number: int) -> None:
    with Image.open(io.BytesIO(leaf.jpeg)) as opened:
        width, height = opened.size
    picture = pikepdf.Stream(pdf, leaf.jpeg)
    picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    picture.Width, picture.Height = width, height
    picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    picture.Filter = pikepdf.Name.DCTDecode
    name = f"/Sheet{number}"
    page.add_resource(pdf.make_indirect(picture), pikepdf.Name.XObject, pikepdf.Name(name))
    wide, high = leaf.size_mm[0] * POINTS, leaf.size_mm[1] * POINTS
    drawn = f"/Artifact BMC q {wide:.3f} 0 0 {high:.3f} 0 0 cm {name} Do Q EMC\n".encode()
    page.contents_add(pdf.make_stream(drawn), prepend=True)
