"""Every main page for everybody: looks as it did, fits every width, and works by keyboard, by ear, in both languages.

`make test` looks at the core pages, `make test-all` at all of them in 360, 768 and 1440 px, both languages, light and dark.
After a change that was meant: `make faces-renew`. To see it before: `make faces` (pictures, before and now side by side).
"""

from collections.abc import Iterable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser import face_checks, face_pictures, pages
from tests.browser.faces_city import Faces, faces  # noqa: F401
from tests.browser.main_pages import CORE, JOURNEYS, PAGES, MainPage
from tests.browser.portal_site import short_connections  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CORE_WIDTHS = (360, 1440)
CORE_LOOKS = (("vi", "light"),)


def opened(faces: Faces, wanted: Iterable[MainPage], **options) -> Iterable[tuple[MainPage, Page]]:
    """Each page in a window of its role; the windows close when all are seen."""
    windows: dict[str, Page] = {}
    for one in wanted:
        if one.who not in windows:
            windows[one.who] = faces.window(one.who, **options)
        page = windows[one.who]
        answer = page.goto(faces.address(one), wait_until="load")
        assert answer is not None and answer.status == (404 if one.name == "khong-co" else 200), (
            one.name,
            answer,
        )
        if options.get("java_script_enabled", True) and page.locator("[data-map]").count():
            page.locator("[data-map][data-map-ready]").first.wait_for()
        yield one, page
    for page in windows.values():
        page.context.close()


def checked(page: Page, lang: str, *, axe: bool = True) -> list[str]:
    """What is wrong with a page in this window, the language apart."""
    page.set_viewport_size({"width": 1280, "height": 800})
    faults = face_checks.structure(page, lang) + face_checks.names(page) + face_checks.movement(page)
    if axe:
        faults += pages.findings(page)
    faults += face_checks.keyboard(page) + face_checks.reflow(page)
    page.set_viewport_size({"width": 360, "height": 740})
    faults += [f"{fault} (on a telephone)" for fault in face_checks.structure(page, lang)]
    complaints: list[str] = page.complaints  # type: ignore[attr-defined]
    faults += [f"complains: {words}" for words in complaints]
    complaints.clear()
    return faults


def photographed(
    faces: Faces, wanted: tuple[MainPage, ...], widths: tuple[int, ...], looks: tuple[tuple[str, str], ...]
) -> dict[tuple[str, int, tuple[str, str]], Image.Image]:
    """Pictures of pages in widths and looks."""
    taken = {}
    for lang in dict.fromkeys(lang for lang, _ in looks):
        for one, page in opened(faces, wanted, lang=lang):
            for width in widths:
                page.set_viewport_size({"width": width, "height": 900})
                for look in (look for look in looks if look[0] == lang):
                    page.emulate_media(color_scheme=look[1], reduced_motion="reduce")  # type: ignore[arg-type]
                    taken[one.name, width, look] = face_pictures.whole(page)
    return taken


def compared(taken: dict, seen: Path | None) -> list[str]:
    """Which pictures are not as they were; with a folder, each is laid beside the kept one there."""
    faults = []
    for (name, width, look), picture in taken.items():
        before = face_pictures.kept(name, width, face_pictures.LOOKS.index(look))
        if seen:
            seen.mkdir(parents=True, exist_ok=True)
            label = f"{name}-{width}-{look[0]}-{look[1]}"
            shown = face_pictures.side_by_side(before, picture) if before else picture
            shown.save(seen / f"{label}.png")
        if before is None:
            faults.append(f"{name} at {width}: no picture is kept; `make faces-renew` after looking at it")
            continue
        changed = face_pictures.difference(before, face_pictures.small(picture))
        if changed:
            faults.append(f"{name} at {width}, {look[0]}, {look[1]}: {changed.why}")
    return faults


def test_the_core_pages_look_as_they_did_and_are_open_to_everybody(faces, pytestconfig):
    wanted = among(CORE, pytestconfig)
    faults = [
        f"{one.name}: {fault}"
        for one, page in opened(faces, wanted, viewport={"width": 1280, "height": 800})
        for fault in checked(page, "vi")
    ]
    # the photographs of reports come when they like: that page is compared with all others in the long form
    still = tuple(one for one in wanted if one.name != "phan-anh")
    faults += compared(photographed(faces, still, CORE_WIDTHS, CORE_LOOKS), seen_in(pytestconfig))
    assert not faults, "\n".join(faults)


def heavy(faces: Faces, wanted: Iterable[MainPage]) -> list[str]:
    """Residents' pages that weigh too much when they are opened for the first time."""
    faults = []
    for one in wanted:
        page = faces.window(one.who)
        weighs = face_checks.weight(page, faces.address(one))
        page.context.close()
        if not 20_000 < weighs < face_checks.FIRST_VIEW_BYTES:
            faults.append(f"{one.name}: weighs {weighs:,} bytes")
    return faults


def test_a_residents_pages_need_no_javascript_and_are_light_enough_for_a_slow_line(faces, pytestconfig):
    wanted = among(JOURNEYS, pytestconfig)
    faults = [
        f"{one.name}: {fault}"
        for one, page in opened(faces, wanted, java_script_enabled=False)
        for fault in face_checks.works_without_script(page)
    ]
    faults += heavy(faces, [one for one in wanted if one.core])
    assert not faults, "\n".join(faults)


@pytest.mark.long
def test_every_residents_page_is_light_enough_for_a_slow_line(faces, pytestconfig):
    assert not (faults := heavy(faces, among(JOURNEYS, pytestconfig))), "\n".join(faults)


@pytest.mark.long
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_is_open_to_everybody(faces, lang, pytestconfig):
    faults = []
    for scheme in ("light", "dark"):
        for one, page in opened(
            faces,
            among(PAGES, pytestconfig),
            lang=lang,
            color_scheme=scheme,
            viewport={"width": 1280, "height": 800},
        ):
            told = checked(page, lang) if scheme == "light" else pages.findings(page)
            if lang == "en" and scheme == "light":
                told += face_checks.english(page)
            faults += [f"{one.name} ({scheme}): {fault}" for fault in told]
    assert not faults, "\n".join(faults)


@pytest.mark.long
def test_every_page_looks_as_it_did_in_every_width_language_and_look(faces, pytestconfig):
    """`--faces-renew` keeps what is seen now; `--faces DIR` lays before and now side by side."""
    wanted = among(PAGES, pytestconfig)
    taken = photographed(faces, wanted, face_pictures.WIDTHS, face_pictures.LOOKS)
    if pytestconfig.getoption("--faces-renew"):
        for one in wanted:
            for width in face_pictures.WIDTHS:
                looks = [face_pictures.small(taken[one.name, width, look]) for look in face_pictures.LOOKS]
                face_pictures.save(one.name, width, looks)
    faults = compared(taken, seen_in(pytestconfig))
    known = {face_pictures.path_of(one.name, width) for one in PAGES for width in face_pictures.WIDTHS}
    faults += [
        f"{path.name}: no such page" for path in face_pictures.BASELINES.glob("*.png") if path not in known
    ]
    assert not faults, "\n".join(faults)


def among(wanted: tuple[MainPage, ...], config: pytest.Config) -> tuple[MainPage, ...]:
    """Those that `--faces-only` asks for; all without it."""
    begins = tuple(config.getoption("--faces-only").split(","))
    return tuple(one for one in wanted if one.name.startswith(begins))


def seen_in(config: pytest.Config) -> Path | None:
    given = config.getoption("--faces")
    return Path(given) if given else None


BAD = """<html lang="de"><title>x</title><body><header></header><header></header><main><h1>Một</h1><h1>Hai</h1>
<p><button></button><a href="#" tabindex="3">three</a><button id="blind">blind</button></p><p><img src="data:,"></p>
<div id="moved"><a href="#">a</a></div><p id="wide">rộng</p><table><tr><th scope="col">Hồ sơ</th></tr></table></main></body>"""
SPOIL = """() => {
    const set = (id, more) => Object.assign(document.getElementById(id).style, more);
    document.body.style.display = 'flex'; document.body.style.flexDirection = 'column';
    set('moved', { order: 2 }); document.querySelector('main').style.display = 'grid';
    set('wide', { width: '1400px' });
    document.styleSheets.length || document.head.append(document.createElement('style'));
    document.styleSheets[0].insertRule('#blind:focus-visible { outline: none; }');
    document.getElementById('wide').animate([{ opacity: 0 }, { opacity: 1 }], { duration: 5000, iterations: 9 });
}"""


def test_the_checks_notice_a_page_that_is_wrong(chromium):
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    page.set_content(BAD)
    page.evaluate(SPOIL)
    told = face_checks.structure(page, "en") + face_checks.names(page) + face_checks.movement(page)
    told += face_checks.english(page) + face_checks.keyboard(page) + face_checks.reflow(page)
    page.close()
    for part in (
        "2 h1",
        "2 header",
        "says that it is in 'de'",
        "tabindex",
        "moved",
        "nameless: - button",
        "nameless: - img",
        "1 things move",
        "still Vietnamese: Hồ sơ",
        'no focus to be seen on <button id="blind"',
        "Tab ",
        "scrolls sideways at 320",
        "scrolls sideways at 1280 with large words",
    ):
        assert any(fault.startswith(part) for fault in told), (part, told)


def test_a_picture_that_changed_is_noticed_and_a_date_is_not():
    page = Image.new("L", (1440, 3000), 250)
    page.paste(60, (200, 300, 900, 420))
    dated, moved, longer = page.copy(), page.copy(), Image.new("L", (1440, 3300), 250)
    dated.paste(90, (1000, 310, 1100, 330))
    moved.paste(60, (200, 520, 900, 640))
    longer.paste(60, (0, 3200, 1440, 3300))
    before = face_pictures.small(page)
    assert face_pictures.difference(before, face_pictures.small(dated)) is None
    assert face_pictures.difference(before, face_pictures.small(moved)) is not None
    assert face_pictures.difference(before, face_pictures.small(longer)) is not None
