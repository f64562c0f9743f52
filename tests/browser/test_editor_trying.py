"""Trying a draft out in a real browser: the page follows the typing, the dossier walks, nothing shuts anybody out."""

import pytest
import yaml

from motcua.procedures.authoring import working
from motcua.procedures.authoring.models import WorkingCopy
from tests.browser import pages
from tests.browser.desk_site import apart, town, window  # noqa: F401
from tests.procedures.people import officer
from tests.procedures.test_sheet import FILE
from tests.sites.desk_people import MONDAY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABS = ("ket-qua", "loi-khuyen", "chay-thu", "chay-thu/cac-duong", "dien-tap")


def a_copy() -> WorkingCopy:
    return working.start(
        "1.999997", yaml.safe_load(FILE.read_text()), by=officer("editor", MONDAY), at=MONDAY
    )


def test_an_editor_lays_out_a_result_and_walks_a_made_up_dossier(town, chromium):
    copy = apart(a_copy)
    page = window(chromium, town, "editor", viewport={"width": 1440, "height": 1000})
    page.goto(f"/soan-thu-tuc/{copy.uuid}/ket-qua/")
    before = page.get_attribute(".rs-sheet", "src")
    with page.expect_response(lambda answer: answer.url.endswith("/ket-qua/xem/")):
        page.fill("#title-vi", "Giấy thông hành của ong")
    page.wait_for_function("before => document.querySelector('.rs-sheet')?.src !== before", arg=before)
    page.locator("#block-0-text-vi").click()
    page.locator(".rs-names summary").click()
    with page.expect_response(lambda answer: answer.url.endswith("/ket-qua/xem/")):
        page.locator('[data-name="worth"]').click()
    assert "{{worth}}" in page.input_value("#block-0-text-vi")
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu").click()
    kept = apart(lambda: WorkingCopy.objects.get(pk=copy.pk).tree["result"]["layout"])
    assert kept["title"]["vi"] == "Giấy thông hành của ong" and "{{worth}}" in kept["blocks"][0]["text"]["vi"]

    page.goto(f"/soan-thu-tuc/{copy.uuid}/chay-thu/")
    for way in ("Chuyển", "Trình ký", "Ký"):
        with page.expect_navigation():
            page.locator(".tr-ways").get_by_role("button", name=way, exact=True).click()
    page.wait_for_selector(".rs-sheet")
    assert "Vào số" in page.inner_text("#tr-now-h")
    page.close()


def test_the_tabs_are_open_to_everybody_and_fit_a_telephone(town, chromium):
    copy = apart(a_copy)
    page = window(chromium, town, "editor", viewport={"width": 360, "height": 800})
    for tab in TABS:
        page.goto(f"/soan-thu-tuc/{copy.uuid}/{tab}/")
        assert pages.findings(page) == [], tab
        assert not pages.too_wide(page), tab
    page.close()
