"""Papers drawn for tests of scanning: set by Typst, made a picture, and spoilt as counters and phones spoil them."""

import io
from functools import cache
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw

from motcua.records.documents.compiler import compile_file

TEMPLATE = Path(__file__).parent / "paper.typ"
NUMBER = "123/UBND-XNTTHN"


@cache
def paper_pdf(pages: int = 1, extra: str = "") -> bytes:
    return compile_file(TEMPLATE, {"number": NUMBER, "pages": pages, "extra": extra})


@cache
def paper(dpi: int = 200, extra: str = "") -> Image.Image:
    """The first page as a scanner with perfect light would see it."""
    with pypdfium2.PdfDocument(paper_pdf(1, extra)) as pdf:
        return pdf[0].render(scale=dpi / 72).to_pil().convert("RGB")


@cache
def words() -> tuple[str, ...]:
    with pypdfium2.PdfDocument(paper_pdf()) as pdf:
        return tuple(pdf[0].get_textpage().get_text_bounded().split())


def turned(image: Image.Image, degrees: float) -> Image.Image:
    """As a sheet that was fed in crooked: lines fall by `degrees`."""
    return image.rotate(-degrees, resample=Image.Resampling.BICUBIC, expand=False, fillcolor="white")


def speckled(image: Image.Image, specks: int, seed: int = 7) -> Image.Image:
    dusty, random = image.copy(), np.random.default_rng(seed)
    draw = ImageDraw.Draw(dusty)
    for x, y in random.integers((0, 0), image.size, (specks, 2)):
        draw.rectangle((x, y, x + 1, y + 1), fill=(40, 40, 40))
    return dusty


def photographed(image: Image.Image, seed: int = 3) -> Image.Image:
    """On a dark table, seen from a little aside, with the shadow of a hand: as a phone sees it."""
    wide, high = image.width * 13 // 10, image.height * 12 // 10
    table = Image.new("RGB", (wide, high), (70, 52, 40))
    corners = [(0.10, 0.07), (0.91, 0.10), (0.94, 0.93), (0.07, 0.90)]
    places = [(x * wide, y * high) for x, y in corners]
    sheet = image.transform(
        (wide, high),
        Image.Transform.PERSPECTIVE,
        _perspective(places, [(0, 0), (image.width, 0), (image.width, image.height), (0, image.height)]),
        resample=Image.Resampling.BICUBIC,
    )
    cover = Image.new("L", (wide, high), 0)
    ImageDraw.Draw(cover).polygon([place for xy in places for place in xy], fill=255)
    table.paste(sheet, mask=cover)
    shade = np.linspace(1.0, 0.62, wide)[None, :, None] * np.linspace(1.0, 0.9, high)[:, None, None]
    return Image.fromarray(
        (np.asarray(table) * shade * np.array([1.0, 0.97, 0.86])).clip(0, 255).astype(np.uint8)
    )


def _perspective(places: list[tuple[float, float]], source: list[tuple[float, float]]) -> list[float]:
    rows, right = [], []
    for (x, y), (u, v) in zip(places, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return list(np.linalg.solve(np.array(rows), np.array(right)))


def as_file(image: Image.Image, kind: str = "JPEG", dpi: int | None = None, **more) -> bytes:
    out = io.BytesIO()
    image.save(
        out,
        kind,
        **({"dpi": (dpi, dpi)} if dpi else {}),
        **({"quality": 88} if kind == "JPEG" else {}),
        **more,
    )
    return out.getvalue()


def tiff(pages: int, size: tuple[int, int] = (400, 560)) -> bytes:
    out = io.BytesIO()
    sheets = [Image.new("1", size, 1) for _ in range(pages)]
    sheets[0].save(out, "TIFF", save_all=True, append_images=sheets[1:], compression="group4")
    return out.getvalue()
