"""A page of a paper as a picture, for reading it beside a form: the same in every browser, nothing to run in it.

Bytes in, WebP out. PDFium is not safe for threads: one page is drawn at a time in a process, some 30-150 ms each.
"""

import io
from threading import Lock

import pypdfium2
from PIL import Image, ImageOps

WIDTH = 1400
"""Pixels across an upright page: 170 dpi of an A4, enough for small print at double size."""
TURNS = (0, 90, 180, 270)
QUALITY = 82
_drawing = Lock()


class NoSuchPage(LookupError):
    """The paper has fewer pages."""


def picture(content: bytes, media_type: str, page: int, turn: int = 0, width: int = WIDTH) -> bytes:
    """Page `page` (from 1) of a PDF, JPEG or PNG as WebP, turned clockwise by `turn` degrees. Raises NoSuchPage."""
    image = (
        _of_pdf(content, page, width) if media_type == "application/pdf" else _of_photo(content, page, width)
    )
    if turn in TURNS and turn:
        image = image.rotate(-turn, expand=True)
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=2)
    return out.getvalue()


def _of_pdf(content: bytes, page: int, width: int) -> Image.Image:
    with _drawing, pypdfium2.PdfDocument(content) as paper:
        if not 1 <= page <= len(paper):
            raise NoSuchPage(page)
        sheet = paper[page - 1]
        drawn = sheet.render(scale=width / max(1.0, min(sheet.get_width(), sheet.get_height())))
        return drawn.to_pil().convert("RGB")


def _of_photo(content: bytes, page: int, width: int) -> Image.Image:
    if page != 1:
        raise NoSuchPage(page)
    with Image.open(io.BytesIO(content)) as photo:
        upright = _on_white(ImageOps.exif_transpose(photo))
    shorter = min(upright.size)
    if shorter > width:
        upright = upright.resize((upright.width * width // shorter, upright.height * width // shorter))
    return upright


def _on_white(image: Image.Image) -> Image.Image:
    """What shows through lies on white, as paper does."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    sheet = Image.new("RGB", image.size, "white")
    sheet.paste(seen, mask=seen)
    return sheet
