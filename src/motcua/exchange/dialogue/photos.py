"""Photos of a report: what the camera noted, and a copy for the public without it, covered where an officer says."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PIL import ExifTags, Image, ImageFilter, ImageOps

from motcua.exchange.dialogue.places import Point, point_of

LONGEST_SIDE = 1600
"""Pixels of the public copy: enough to see a pothole, too few to read a letter on a table."""
MOST_BOXES = 40


@dataclass(frozen=True, slots=True)
class Noted:
    """What the camera wrote into the file."""

    taken_at: datetime | None
    place: Point | None


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a picture to cover, in hundredths of its width and height."""

    left: float
    top: float
    width: float
    height: float


class BadAreas(ValueError):
    """The areas to cover are not written as they should be."""


def noted(content: bytes, zone: Any) -> Noted:
    """Time and place in the photo's EXIF; `zone` is that of the camera's clock. Broken notes count as none."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            exif = picture.getexif()
            inner, gps = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    except Exception:  # Pillow raises whatever the damage leads to
        return Noted(None, None)
    return Noted(_moment(inner, zone), _place(gps))


def public_copy(content: bytes, areas: Sequence[Area] = ()) -> bytes:
    """A JPEG without any note of the camera, upright, at most `LONGEST_SIDE` pixels, with `areas` made unreadable.

    An area is shrunk to a few blocks and then blurred: what is gone cannot be sharpened again.
    """
    with Image.open(io.BytesIO(content)) as opened:
        if opened.format == "JPEG":
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    for area in areas:
        _cover(picture, area)
    out = io.BytesIO()
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    clean.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def areas_of(text: str) -> list[Area]:
    """Areas as the officer's page sends them: `left,top,width,height` in hundredths, one a line or after `;`.

    Raises: BadAreas.
    """
    areas = []
    for line in text.replace(";", "\n").splitlines():
        if not line.strip():
            continue
        try:
            left, top, width, height = (float(part) for part in line.split(","))
        except ValueError:
            raise BadAreas(line) from None
        if not (0 <= left <= 100 and 0 <= top <= 100 and 0 < width <= 100 and 0 < height <= 100):
            raise BadAreas(line)
        areas.append(Area(left, top, width, height))
    if len(areas) > MOST_BOXES:
        raise BadAreas(f"{len(areas)} areas")
    return areas


def _cover(picture: Image.Image, area: Area) -> None:
    w, h = picture.size
    left, top = int(w * area.left / 100), int(h * area.top / 100)
    right = min(w, max(left + 1, round(w * (area.left + area.width) / 100)))
    bottom = min(h, max(top + 1, round(h * (area.top + area.height) / 100)))
    if left >= right or top >= bottom:
        return
    part = picture.crop((left, top, right, bottom))
    # four blocks across at most: a face keeps its colour and nothing else
    blocks = part.resize((min(4, part.width), min(4, part.height)), Image.Resampling.BOX)
    smooth = blocks.resize(part.size, Image.Resampling.BILINEAR).filter(
        ImageFilter.BoxBlur(max(2, min(part.size) // 8))
    )
    picture.paste(smooth, (left, top))


def _moment(notes: dict[int, Any], zone: Any) -> datetime | None:
    raw = notes.get(ExifTags.Base.DateTimeOriginal)
    try:
        return datetime.strptime(str(raw), "%Y:%m:%d %H:%M:%S").replace(tzinfo=zone)
    except ValueError:
        return None


def _place(gps: dict[int, Any]) -> Point | None:
    try:
        lat, lon = (
            _degrees(gps[value], gps[side], minus)
            for value, side, minus in (
                (ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S"),
                (ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W"),
            )
        )
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return point_of(str(lat), str(lon))


def _degrees(parts: Any, side: str, minus: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if side == minus else value
