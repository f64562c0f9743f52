"""The picture that Zalo, Facebook and others show beside a shared link: 1200 by 630, drawn once a version."""

import textwrap
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw, ImageFont

import motcua.sites.shell
from motcua.exchange.publishing import reading
from motcua.foundation import clock
from motcua.foundation.text import nfc
from motcua.sites.public import places, showing

WIDTH, HEIGHT, EDGE = 1200, 630, 80
_FONTS = Path(motcua.sites.shell.__file__).parent / "static" / "shell" / "fonts"
# The colours of the design system's light theme (web/src/css/tokens.css): a picture knows no dark mode.
_PAPER, _DOOR, _INK, _QUIET, _OCHRE = "#fbf8f2", "#0b3d39", "#1b2422", "#56605b", "#e3a83b"


@require_safe
def of_article(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """The card of what is live. Raises: Http404."""
    found = reading.one(number)
    if found is None or found.live_id != version or found.state == "withdrawn":
        raise Http404
    place = found.unit.full_name_vi if found.unit else "Thành phố"
    kind = showing.KINDS[found.kind][0] if not found.number else f"{showing.KINDS['legal'][0]} {found.number}"
    day = f"{found.published_at.astimezone(clock.VN):%d/%m/%Y}" if found.published_at else ""
    return _answer(drawn(found.title_vi, kind, f"{place} · {day}"))


@require_safe
def of_commune(request: HttpRequest, slug: str) -> HttpResponse:
    """The card of a commune's page. Raises: Http404."""
    unit = places.commune(slug, clock.now().date())
    return _answer(drawn(unit.full_name_vi, "Phường, xã", "Cơ quan · giờ làm việc · số liệu · tin mới"))


def _answer(png: bytes) -> HttpResponse:
    answer = HttpResponse(png, content_type="image/png")
    answer["Cache-Control"] = "public, max-age=86400, immutable"
    return answer


@lru_cache(maxsize=64)
def drawn(title: str, above: str, below: str) -> bytes:
    """A PNG: the title in as large a type as fits in four lines, what it is above, where and when below."""
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 28, HEIGHT), fill=_DOOR)
    pen.rectangle((28, 0, 34, HEIGHT), fill=_OCHRE)
    pen.text((EDGE, 64), nfc(above).upper(), font=_font(30), fill=_DOOR)
    lines, size = _fitted(nfc(" ".join(title.split())))
    top = 150
    for line in lines:
        pen.text((EDGE, top), line, font=_font(size), fill=_INK)
        top += int(size * 1.38)
    pen.text((EDGE, HEIGHT - 112), nfc(below), font=_font(30, 400), fill=_QUIET)
    pen.text((WIDTH - EDGE, HEIGHT - 112), "Một Cửa", font=_font(34), fill=_DOOR, anchor="ra")
    out = BytesIO()
    image.quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


def _fitted(title: str) -> tuple[list[str], int]:
    """The lines of a title and the size at which at most four of them fit."""
    for size in (76, 66, 58, 50, 44):
        lines = _wrapped(title, size)
        if len(lines) <= 4 and len(lines) * size * 1.38 <= 340:
            return lines, size
    lines = _wrapped(title, 44)[:5]
    if len(_wrapped(title, 44)) > 5:
        lines[-1] = textwrap.shorten(lines[-1], max(8, len(lines[-1]) - 2), placeholder="…")
    return lines, 44


def _wrapped(title: str, size: int) -> list[str]:
    font, lines = _font(size), [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= WIDTH - 2 * EDGE or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@lru_cache(maxsize=16)
def _font(size: int, weight: int = 600) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONTS / f"be-vietnam-pro-{weight}.woff2"), size)
