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
        page.goto(faces.address(one), wait_until="networkidle" if "{" in one.path else "load")
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
    faults = [
        f"{one.name}: {fault}"
        for one, page in opened(faces, CORE, viewport={"width": 1280, "height": 800})
        for fault in checked(page, "vi")
    ]
    faults += compared(photographed(faces, CORE, CORE_WIDTHS, CORE_LOOKS), seen_in(pytestconfig))
    assert not faults, "\n".join(faults)


def test_what_a_resident_must_be_able_to_do_needs_no_javascript(faces):
    faults = [
        f"{one.name}: {fault}"
        for one, page in opened(faces, JOURNEYS, java_script_enabled=False)
        for fault in face_checks.works_without_script(page)
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.long
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_is_open_to_everybody(faces, lang):
    faults = []
    for scheme in ("light", "dark"):
        for one, page in opened(
            faces, PAGES, lang=lang, color_scheme=scheme, viewport={"width": 1280, "height": 800}
        ):
            told = checked(page, lang) if scheme == "light" else pages.findings(page)
            if lang == "en" and scheme == "light":
                told += face_checks.english(page)
            faults += [f"{one.name} ({scheme}): {fault}" for fault in told]
    assert not faults, "\n".join(faults)


@pytest.mark.long
def test_every_page_looks_as_it_did_in_every_width_language_and_look(faces, pytestconfig):
    """`--faces-renew` keeps what is seen now; `--faces DIR` lays before and now side by side."""
    taken = photographed(faces, PAGES, face_pictures.WIDTHS, face_pictures.LOOKS)
    if pytestconfig.getoption("--faces-renew"):
        for one in PAGES:
            for width in face_pictures.WIDTHS:
                looks = [face_pictures.small(taken[one.name, width, look]) for look in face_pictures.LOOKS]
                face_pictures.save(one.name, width, looks)
    faults = compared(taken, seen_in(pytestconfig))
    known = {face_pictures.path_of(one.name, width) for one in PAGES for width in face_pictures.WIDTHS}
    faults += [
        f"{path.name}: no such page" for path in face_pictures.BASELINES.glob("*.png") if path not in known
    ]
    assert not faults, "\n".join(faults)


def seen_in(config: pytest.Config) -> Path | None:
    given = config.getoption("--faces")
    return Path(given) if given else None
