"""Papers that belong to a decision: put behind it, each page saying of which decision it is a part.

The drawings of a building permit are the case: what was approved is what is bound to the permit, and the signature of
the permit covers both.
"""

import io
from collections.abc import Sequence
from pathlib import Path

import pikepdf

from motcua.records.documents.compiler import compile_file
from motcua.records.papers.joining import picture_page

STRIP = 28
"""Height in points of the strip that every page gets below what is drawn on it (about 10 mm)."""
TEMPLATE = Path(__file__).parent / "stamps" / "part.typ"


class NotAPart(ValueError):
    """A file that cannot be put behind a decision: no pages, or nothing that can be read as pages."""


def as_parts(files: Sequence[bytes], words: str) -> bytes:
    """One PDF of all pages of `files` in order, each in its own size, with `words` and "Trang 3/8" in a strip below.

    Nothing is drawn over and nothing is scaled: plans are measured on paper. Pages become pictures of what they
    showed; forms, scripts and signatures inside the files do not survive (the files as handed in stay in the
    dossier). Raises: NotAPart, DocumentError.
    """
    opened: list[pikepdf.Pdf] = []
    try:
        for file in files:
            opened.append(pikepdf.open(io.BytesIO(file if file.startswith(b"%PDF") else picture_page(file))))
        pages = [page for pdf in opened for page in pdf.pages]
        if not pages:
            raise NotAPart
        sizes = [_shown_size(page) for page in pages]
        strips = compile_file(
            TEMPLATE, {"words": words, "height": STRIP, "widths": [width for width, _ in sizes]}
        )
        return _bound(pages, sizes, strips)
    except (pikepdf.PdfError, OSError) as unreadable:
        raise NotAPart from unreadable
    finally:
        for pdf in opened:
            pdf.close()


def _bound(pages: Sequence[pikepdf.Page], sizes: Sequence[tuple[float, float]], strips: bytes) -> bytes:
    with pikepdf.new() as result, pikepdf.open(io.BytesIO(strips)) as stamped:
        for page, (width, height), strip in zip(pages, sizes, stamped.pages, strict=True):
            made = result.add_blank_page(page_size=(width, height + STRIP))
            made.add_overlay(page, pikepdf.Rectangle(0, STRIP, width, height + STRIP))
            made.add_overlay(strip, pikepdf.Rectangle(0, 0, width, STRIP))
        out = io.BytesIO()
        result.save(out)
        return out.getvalue()


def _shown_size(page: pikepdf.Page) -> tuple[float, float]:
    """Width and height in points as a reader shows the page, turned where the file says so."""
    left, low, right, high = (float(one) for one in page.trimbox)  # type: ignore[union-attr]
    width, height = abs(right - left), abs(high - low)
    turned = int(page.obj.get("/Rotate", 0)) % 180 == 90
    return (height, width) if turned else (width, height)
