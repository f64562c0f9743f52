"""The pictures of the manual are taken from the running city, so that none of them shows what is not there any more.

`--pictures DIR` (`make docs`) takes them anew; without it each committed picture must still look like its page.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
PAGES = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
MOST_BYTES = 250_000
COARSE = (36, 24)
"""Pictures are compared as this many grey tiles: words and figures of a day vanish in them, a moved part does not."""
FAR = 14.0
"""Mean difference of tiles (of 255) from which a picture shows another page. A dossier more moves it by 1 to 4."""
pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Shot:
    """`role` is a demo role, a resident's name, or empty for a visitor. `press` is clicked, then `keys` one after another."""

    name: str
    role: str
    path: str
    width: int = 1440
    height: int = 900
    press: str = ""
    keys: tuple[str, ...] = ()


MOTHER = "Nguyễn Thị Minh Anh"
PHONE = {"width": 390, "height": 844}
SHOTS = [
    Shot("portal", MOTHER, "/"),
    Shot("portal-form", "resident", "/nop/1.001193", press="main form button", **PHONE),
    Shot("portal-mine", MOTHER, "/ca-nhan", **PHONE),
    Shot("life-event", "", "/viec-trong-doi/co-con", **PHONE),
    Shot("reports-map", "", "/phan-anh", height=1000),
    Shot("offline", "", "/ngoai-tuyen", **PHONE),
    Shot("helping", "counter", "/ho-tro/"),
    Shot("relatives", MOTHER, "/lam-thay", **PHONE),
    Shot("desk", "justice", "/ban-lam-viec/"),
    Shot("desk-dossier", "justice", "/ban-lam-viec/cho-nhan/", press="[data-row] a"),
    Shot("desk-palette", "justice", "/ban-lam-viec/", keys=("Control+k",)),
    Shot("desk-counter", "counter", "/ban-lam-viec/tiep-nhan/"),
    Shot("newsroom", "leader", "/ban-bien-tap/"),
    Shot("newsroom-edit", "leader", "/ban-bien-tap/", press="main tbody a"),
    Shot("reports-desk", "leader", "/ban-lam-viec/phan-anh/"),
    Shot("report-one", "leader", "/ban-lam-viec/phan-anh/", press="[data-row] a"),
    Shot("console", "city", "/dieu-hanh/"),
    Shot("till", "counter", "/quay/thu-tien/"),
    Shot("accounting", "accountant", "/ke-toan/"),
    Shot("payouts", "society", "/chi-tra/"),
]


def window(city_site, chromium, role: str) -> Page:
    if not role:
        return city_site.window(chromium)
    return city_site.officer(chromium, role) if role.isascii() else city_site.resident(chromium, role)


def taken(page: Page, shot: Shot, path: Path) -> Path:
    """The picture in few colours, small enough to load at once."""
    page.set_viewport_size({"width": shot.width, "height": shot.height})
    page.goto(shot.path)
    if shot.press:
        page.locator(shot.press).first.click()
        page.wait_for_load_state()
    for key in shot.keys:
        page.keyboard.press(key)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=path, animations="disabled")
    Image.open(path).convert("RGB").quantize(128).save(path, optimize=True)
    assert path.stat().st_size <= MOST_BYTES, shot.name
    return path


def distance(one: Path, other: Path) -> float:
    coarse = [Image.open(path).convert("L").resize(COARSE, Image.Resampling.BOX) for path in (one, other)]
    return ImageStat.Stat(ImageChops.difference(*coarse)).mean[0]


@pytest.mark.long
@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
def test_the_manual_shows_what_the_city_shows(city_site, chromium, request, tmp_path, shot):
    wanted = request.config.getoption("--pictures", default=None)
    page = window(city_site, chromium, shot.role)
    fresh = taken(page, shot, Path(wanted or tmp_path) / f"{shot.name}.png")
    page.context.close()
    assert page.complaints == []
    if wanted is None:
        assert distance(fresh, PICTURES / f"{shot.name}.png") < FAR, "run: make docs"


def test_every_picture_is_taken_from_the_city_and_every_one_is_shown():
    shown = {name for page in PAGES for name in re.findall(r"pictures/([\w-]+)\.png", page.read_text())}
    assert shown == {shot.name for shot in SHOTS}
