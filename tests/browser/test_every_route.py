"""Every page that links lead to, and every form sent empty, is open to everybody: not only the main pages of the table."""

import pytest

from tests.browser import face_checks, pages
from tests.browser.every_route import Met, met, sent_empty
from tests.browser.faces_city import Faces, faces  # noqa: F401
from tests.browser.main_pages import PAGES
from tests.browser.portal_site import short_connections  # noqa: F401
from tests.browser.test_faces import checked

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]
GROUPS = {
    "residents": ("", "resident"),
    "the-ward": ("justice", "counter", "leader", "chair", "handover", "society"),
    "money": ("accountant", "chief-accountant", "school"),
    "the-city": ("city", "organiser", "editor", "issuer", "dpo", "post"),
}
WRITTEN = (
    "/hoc-phi/",
    "/quay/",
    "/buu-chinh/",
    "/danh-muc-quoc-gia/",
    "/ban-bien-tap/",
    "/phan-anh",
    "/hoi-dap",
    "/tin-tuc",
    "/thu-tuc",
    "/chat-luong",
)
"""Pages whose labels hold names, questions and titles that somebody wrote in Vietnamese."""
SHOWN = {page.path.split("?")[0] for page in PAGES}


@pytest.mark.parametrize("group", GROUPS)
def test_every_page_that_links_lead_to_is_open_to_everybody_and_so_is_every_form_sent_empty(
    faces, group, pytestconfig
):
    """`--faces-only resident,city` walks as these roles only."""
    only = tuple(filter(None, pytestconfig.getoption("--faces-only").split(",")))
    known: set[str] = set()
    faults: list[str] = []
    told: list[Met] = []
    for who in GROUPS[group]:
        if only and (who or "visitor") not in only:
            continue
        page = faces.window(who, viewport={"width": 1280, "height": 800})
        starts = [faces.address(one) for one in PAGES if one.who == who]
        for one, shown in met(page, who, starts, known):
            told.append(one)
            if one.path.split("?")[0] not in SHOWN:
                faults += [f"{who or 'visitor'} {one.path}: {fault}" for fault in checked(shown, "vi")]
                shown.set_viewport_size({"width": 1280, "height": 800})
        faults += english(faces, who, told)
        faults += refused(faces, who, told)
        page.context.close()
    print("\n".join(f"{one.who or 'visitor'} {one.path}" for one in told))
    assert not faults, "\n".join(faults)


def english(faces: Faces, who: str, told: list[Met]) -> list[str]:
    """What stays Vietnamese for who reads English."""
    page = faces.window(who, lang="en")
    faults = []
    for one in told:
        seen = one.path.split("?")[0] in SHOWN or one.path.startswith(WRITTEN)
        if one.who == who and not seen:
            page.goto(one.path)
            faults += [f"{who or 'visitor'} {one.path} (en): {fault}" for fault in face_checks.english(page)]
    page.context.close()
    return faults


def refused(faces: Faces, who: str, told: list[Met]) -> list[str]:
    """Forms that say what is missing: one message each at its field, reachable, sound for axe, no wider than 320 px."""
    page = faces.window(who, viewport={"width": 360, "height": 740})
    faults = []
    for one in told:
        if one.who != who:
            continue
        for number, shown in sent_empty(page, one.path):
            here = f"{who or 'visitor'} {one.path}, form {number} sent empty"
            found = pages.findings(shown) + face_checks.structure(shown, "vi") + face_checks.names(shown)
            if not shown.locator("[aria-invalid=true], .mc-errors, [role=alert]").count():
                found.append("does not say what is missing")
            shown.set_viewport_size({"width": 320, "height": 640})
            if pages.too_wide(shown):
                found.append(f"scrolls sideways at 320: {shown.evaluate(face_checks.BEYOND)}")
            shown.set_viewport_size({"width": 360, "height": 740})
            faults += [f"{here}: {fault}" for fault in found]
    page.context.close()
    return faults
