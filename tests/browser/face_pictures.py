"""Small grey pictures of pages, to see when a face changes: kept in tests/browser/baselines, one strip a page and width.

A strip holds the page in Vietnamese and English, light and dark, side by side: enough to see that something moved, went or came,
too small to read. `make faces-renew` writes them anew after a change that was meant; `make faces` shows before and after.
"""

import io
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Page

BASELINES = Path(__file__).parent / "baselines"
WIDTHS = (360, 768, 1440)
LOOKS = tuple(product(("vi", "en"), ("light", "dark")))
WIDE = 80
"""Width of one picture in a strip, in pixels."""
TALL = 400
"""Most of its height: very long pages are cut."""
GREYS = 16
STEP = 17
"""Sixteen greys, so that a picture weighs a kilobyte and is kept without loss."""
DIFFERENT = 40
"""How far apart two greys (of 256) must be to count."""
SHARE = 0.012
"""Which share of the pixels may differ: letters of a date, a name; a moved box is more."""
SHIFT = 0.03
"""How much longer or shorter, in parts of its length, a page may become."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not as before. `share`: of the pixels, 1.0 when the page has another length."""

    share: float
    why: str


AT_REST = """async () => {
    await document.fonts.ready;
    for (let frame = 0; frame < 3; frame += 1) await new Promise(done => requestAnimationFrame(done));
}"""


def whole(page: Page) -> Image.Image:
    """The page as it stands, as far down as a strip shows it."""
    page.evaluate(AT_REST)
    wide, high = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
    clip = {"x": 0, "y": 0, "width": wide, "height": min(high, wide * TALL // WIDE)}
    taken = page.screenshot(full_page=True, clip=clip, animations="disabled", timeout=40_000)  # type: ignore[arg-type]
    return Image.open(io.BytesIO(taken)).convert("RGB")


def small(picture: Image.Image) -> Image.Image:
    """The picture as it is kept: narrow and grey."""
    height = max(1, round(picture.height * WIDE / picture.width))
    grey = (
        picture.convert("L")
        .resize((WIDE, height), Image.Resampling.BOX)
        .crop((0, 0, WIDE, min(height, TALL)))
    )
    return grey.point(lambda v: v // STEP * STEP)


def strip(pictures: list[Image.Image]) -> Image.Image:
    """Pictures of one page side by side; white where one is shorter."""
    made = Image.new("L", (WIDE * len(pictures), max(one.height for one in pictures)), 255)
    for number, one in enumerate(pictures):
        made.paste(one, (WIDE * number, 0))
    return made


def path_of(name: str, width: int) -> Path:
    return BASELINES / f"{name}-{width}.png"


def save(name: str, width: int, pictures: list[Image.Image]) -> None:
    BASELINES.mkdir(exist_ok=True)
    strip(pictures).quantize(GREYS).save(path_of(name, width), optimize=True)


def kept(name: str, width: int, number: int) -> Image.Image | None:
    """One picture of a strip, `number` as in LOOKS; None where nothing is kept."""
    path = path_of(name, width)
    if not path.exists():
        return None
    with Image.open(path) as found:
        return found.convert("L").crop((WIDE * number, 0, WIDE * (number + 1), found.height))


def difference(before: Image.Image, now: Image.Image) -> Difference | None:
    """What has changed more than a name or a date would change; None when it looks the same."""
    high = max(before.height, now.height)
    padded = []
    for one in (before, now):
        sheet = Image.new("L", (WIDE, high), 255)
        sheet.paste(one, (0, 0))
        padded.append(sheet)
    apart = ImageChops.difference(*padded).point(lambda v: 255 if v > DIFFERENT else 0)
    share = apart.histogram()[255] / (WIDE * high)
    ends = [bottom(one) for one in padded]
    if abs(ends[0] - ends[1]) > max(3, SHIFT * max(ends)):
        return Difference(1.0, f"was {ends[0]} long, is {ends[1]}")
    return Difference(share, f"{share:.1%} of it differ") if share > SHARE else None


def bottom(picture: Image.Image) -> int:
    """Where a picture ends, white below it left out."""
    box = ImageChops.invert(picture).point(lambda v: 255 if v > 12 else 0).getbbox()
    return box[3] if box else 0


def side_by_side(before: Image.Image, now: Image.Image) -> Image.Image:
    """Before and now for a reviewer's eye, the small one enlarged to the size of the other."""
    left = before.convert("RGB").resize((now.width, round(before.height * now.width / before.width)))
    made = Image.new("RGB", (now.width * 2 + 24, max(left.height, now.height)), "#e3a83b")
    made.paste(left, (0, 0))
    made.paste(now, (now.width + 24, 0))
    return made
