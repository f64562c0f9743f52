"""What comes from a scanner or a camera, sheet by sheet: JPEG, PNG, TIFF of several pages, PDF. Pure: bytes in, pictures out.

Types are known by content (`records.papers.checks`), and every limit is checked before a picture is unpacked.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

import pypdfium2
from PIL import Image, ImageOps, ImageSequence

from motcua.records.papers.checks import MAX_BYTES, MAX_PIXELS, RefusedFile, check

MAX_SHEETS = 50
"""Sheets of one scan: a longer paper is scanned in parts, so that a fault costs little and a page opens quickly."""
PDF_DPI = 300
KNOWN_DPI = range(100, 1201)
"""What a scanner writes into a file; cameras write 72 or nothing, which says nothing about the paper's size."""
MM_PER_INCH = 25.4
_TIFF = (b"II*\x00", b"MM\x00*")
_drawing = Lock()

_WORDS = {
    "too_many_sheets": (
        f"Tệp có hơn {MAX_SHEETS} trang. Hãy chia giấy tờ thành nhiều lần quét.",
        f"The file has more than {MAX_SHEETS} pages. Scan the paper in several parts.",
    ),
    "wrong_type": (
        "Chỉ nhận ảnh JPG, PNG, TIFF hoặc tệp PDF.",
        "Only JPG, PNG and TIFF pictures or PDF files are taken.",
    ),
}


class RefusedScan(RefusedFile):
    """A file that cannot become sheets. `code` is stable; `vi` and `en` tell the officer what to do."""

    def __init__(self, code: str):
        if code not in _WORDS:
            super().__init__(code)
            return
        self.code = code
        self.vi, self.en = _WORDS[code]
        ValueError.__init__(self, f"{code}: {self.en}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One side of a sheet as it came. `size_mm`: width and height where the file knows them, else None."""

    picture: Image.Image
    size_mm: tuple[float, float] | None


def sheets(content: bytes, name: str) -> Iterator[Sheet]:
    """The sheets of a file in order, one unpacked at a time. Raises: RefusedScan, before the first one or in between."""
    if len(content) > MAX_BYTES:
        raise RefusedScan("too_big")
    if content.startswith(_TIFF):
        yield from _of_tiff(content)
        return
    try:
        checked = check(content, name)
    except RefusedFile as refused:
        raise RefusedScan(refused.code) from refused
    if checked.media_type == "application/pdf":
        if checked.pages > MAX_SHEETS:
            raise RefusedScan("too_many_sheets")
        yield from _of_pdf(content, checked.pages)
    else:
        yield _of_photo(content)


def _of_photo(content: bytes) -> Sheet:
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as photo:
        size = _size_mm(photo)
        upright = on_white(ImageOps.exif_transpose(photo))
    if size is not None and (upright.width > upright.height) != (size[0] > size[1]):
        size = (size[1], size[0])
    return Sheet(upright, size)


def _of_tiff(content: bytes) -> Iterator[Sheet]:
    try:
        with Image.open(io.BytesIO(content), formats=("TIFF",)) as file:
            count = getattr(file, "n_frames", 1)
            if count > MAX_SHEETS:
                raise RefusedScan("too_many_sheets")
            for frame in ImageSequence.Iterator(file):
                if frame.width * frame.height > MAX_PIXELS:
                    raise RefusedScan("too_many_pixels")
                yield Sheet(on_white(ImageOps.exif_transpose(frame)), _size_mm(frame))
    except RefusedScan:
        raise
    except Image.DecompressionBombError:
        raise RefusedScan("too_many_pixels") from None
    except Exception as error:  # Pillow raises whatever the damage leads to
        raise RefusedScan("broken") from error


def _of_pdf(content: bytes, pages: int) -> Iterator[Sheet]:
    for number in range(pages):
        try:
            with _drawing, pypdfium2.PdfDocument(content) as paper:
                page = paper[number]
                points = page.get_width(), page.get_height()
                scale = PDF_DPI / 72
                if points[0] * points[1] * scale * scale > MAX_PIXELS:
                    raise RefusedScan("too_many_pixels")
                drawn = page.render(scale=scale).to_pil().convert("RGB")
        except pypdfium2.PdfiumError as error:
            raise RefusedScan("broken") from error
        yield Sheet(drawn, (points[0] / 72 * MM_PER_INCH, points[1] / 72 * MM_PER_INCH))


def _size_mm(picture: Image.Image) -> tuple[float, float] | None:
    dpi = picture.info.get("dpi")
    if not dpi or round(float(dpi[0])) not in KNOWN_DPI or round(float(dpi[1])) not in KNOWN_DPI:
        return None
    return picture.width / float(dpi[0]) * MM_PER_INCH, picture.height / float(dpi[1]) * MM_PER_INCH


def on_white(image: Image.Image) -> Image.Image:
    """In three colours; what shows through lies on white, as paper does."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    white = Image.new("RGB", image.size, "white")
    white.paste(seen, mask=seen)
    return white
