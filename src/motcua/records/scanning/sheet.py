"""From a picture as it came to a clean sheet: straight, cut, evenly lit, on A4 in colour at 200 dpi or finer.

Some 0.6 s for a page on one core. Pure. Technical values: TT 02/2019/TT-BNV (colour, at least 200 dpi, full size).
"""

import io
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from motcua.records.scanning import cleaning, straighten
from motcua.records.scanning.straighten import Picture
from motcua.records.scanning.taking import MM_PER_INCH, Sheet

A4_MM = (210.0, 297.0)
DPI = 200
READ_DPI = 300
"""Tesseract reads best when a small letter is some 20 pixels high; what is kept may be smaller."""
SAME = 0.04
"""By which share a size may differ and still be the same paper: scanners trim."""
NEARLY = 0.18
QUALITY = 82


@dataclass(frozen=True, slots=True)
class CleanSheet:
    """A page as it will be kept. `jpeg` at 200 dpi, `to_read` (PNG, grey) at 300; size in millimetres; the angle undone."""

    jpeg: bytes
    to_read: bytes
    size_mm: tuple[float, float]
    angle: float
    cut: bool


def clean(sheet: Sheet, turn: int = 0) -> CleanSheet:
    """The sheet turned clockwise by `turn` quarter degrees (0, 90, 180, 270) and made fit to be kept."""
    picture: Picture = cv2.cvtColor(np.asarray(sheet.picture), cv2.COLOR_RGB2BGR)
    picture = np.ascontiguousarray(np.rot90(picture, -turn // 90)) if turn else picture
    size = sheet.size_mm
    if size is not None and turn % 180:
        size = (size[1], size[0])
    cut = straighten.cut_out(picture) if size is None else None
    if cut is not None:
        picture = _like_a4(cut)
    angle = straighten.angle_of(picture)
    before = picture.shape[:2]
    picture = straighten.turned(picture, angle)
    if size is not None:  # turning made room at the corners; the paper itself is as large as before
        picture = _middle(picture, before)
    lit = size is None or cleaning.unevenly_lit(picture)
    whole = _on_page(cleaning.even_light(picture) if lit else cleaning.white_paper(picture), size)
    page_mm = _page_mm(whole.shape[1] > whole.shape[0], size)
    whole = cleaning.without_specks(whole, READ_DPI)
    kept = cv2.resize(whole, _pixels(page_mm, DPI), interpolation=cv2.INTER_AREA)
    return CleanSheet(_jpeg(kept), _png(whole), page_mm, angle, cut is not None)


def _like_a4(picture: Picture) -> Picture:
    """A photographed sheet that is nearly A4 is A4: seen from aside, its sides tell their length badly."""
    height, width = picture.shape[:2]
    long, short = max(height, width), min(height, width)
    a4 = A4_MM[1] / A4_MM[0]
    if abs(long / short / a4 - 1) > NEARLY:
        return picture
    to = (round(long / a4), long) if height > width else (long, round(long / a4))
    return cv2.resize(picture, to, interpolation=cv2.INTER_AREA)


def _middle(picture: Picture, shape: tuple[int, ...]) -> Picture:
    high, wide = (picture.shape[0] - shape[0]) // 2, (picture.shape[1] - shape[1]) // 2
    return picture[max(0, high) : max(0, high) + shape[0], max(0, wide) : max(0, wide) + shape[1]]


def _page_mm(lying: bool, size: tuple[float, float] | None) -> tuple[float, float]:
    """A4, upright or lying; a sheet that is larger keeps its own size."""
    a4 = (A4_MM[1], A4_MM[0]) if lying else A4_MM
    if size is not None and (size[0] > a4[0] * (1 + SAME) or size[1] > a4[1] * (1 + SAME)):
        return (round(size[0], 1), round(size[1], 1))
    return a4


def _on_page(picture: Picture, size: tuple[float, float] | None) -> Picture:
    """On its page at 300 dpi: at full size where the size is known and differs, else as large as it fits."""
    height, width = picture.shape[:2]
    page_mm = _page_mm(width > height, size)
    wide, high = _pixels(page_mm, READ_DPI)
    if size is not None and (size[0] < page_mm[0] * (1 - SAME) and size[1] < page_mm[1] * (1 - SAME)):
        scale = size[0] / MM_PER_INCH * READ_DPI / width
    else:
        scale = min(wide / width, high / height)
    to = (min(wide, round(width * scale)), min(high, round(height * scale)))
    laid = cv2.resize(picture, to, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    page = np.full((high, wide, 3), 255, dtype=np.uint8)
    top, left = (high - to[1]) // 2, (wide - to[0]) // 2
    page[top : top + to[1], left : left + to[0]] = laid
    return page


def _pixels(page_mm: tuple[float, float], dpi: int) -> tuple[int, int]:
    return round(page_mm[0] / MM_PER_INCH * dpi), round(page_mm[1] / MM_PER_INCH * dpi)


def _jpeg(picture: Picture) -> bytes:
    """Plain (baseline) JPEG in three colours: what PDF/A takes as it is."""
    out = io.BytesIO()
    rgb = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    Image.fromarray(rgb).save(out, "JPEG", quality=QUALITY, dpi=(DPI, DPI))
    return out.getvalue()


def _png(picture: Picture) -> bytes:
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    done, data = cv2.imencode(".png", grey, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    assert done
    return data.tobytes()
