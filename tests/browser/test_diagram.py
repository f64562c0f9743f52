"""The workflow's diagram in a real browser: drawn, saved, still there; the policy refuses nothing; small screens read."""

from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe

from motcua.procedures.authoring import working
from motcua.procedures.authoring.models import WorkingCopy
from motcua.procedures.catalogue import publishing
from tests.browser.desk_site import apart, town, window  # noqa: F401
from tests.browser.waiting import quiet
from tests.procedures.people import BIRTH, officer
from tests.sites.desk_people import MONDAY

WIDE = Path(__file__).parents[1] / "procedures/bpmn_wide.yaml"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def a_copy() -> WorkingCopy:
    version = publishing.version_for(BIRTH, MONDAY)
    return working.start_from(version, by=officer("editor", MONDAY), at=MONDAY)


def a_wide_copy() -> WorkingCopy:
    copy = a_copy()
    wide = yaml.safe_load(WIDE.read_text())
    return working.save(
        copy.uuid, {**copy.tree, "workflow": wide}, seen=1, by=officer("editor", MONDAY), at=MONDAY
    )


def findings(page) -> list[str]:
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in Axe().run(page).response["violations"]]


def test_an_editor_draws_a_step_saves_it_and_finds_it_again(town, chromium):
    copy = apart(a_copy)
    page = window(chromium, town, "editor", viewport={"width": 1440, "height": 1000})
    page.goto(f"/soan-thu-tuc/{copy.uuid}/so-do/")
    page.wait_for_selector("#dg-editor[data-ready]")
    assert page.locator(".bjs-powered-by").is_visible()
    assert page.locator(".dg-pictures").is_hidden()
    assert findings(page) == []

    page.locator('[data-element-id="Step-check"]').click()
    assert page.input_value("#dg-name") == "Thẩm tra hồ sơ"
    assert page.input_value("#dg-post") == "justice_officer"
    page.fill("#dg-hours", "3,5")
    page.locator("#dg-hours").blur()
    page.locator('.djs-context-pad [data-action="append.append-task"]').click()
    page.keyboard.type("Xác minh thực tế")
    page.locator(".dg-canvas").click(position={"x": 500, "y": 600})
    page.locator('.djs-element:has-text("Xác minh thực")').last.click()
    page.select_option("#dg-kind", "process")
    page.fill("#dg-en", "Look on site")
    page.locator("#dg-en").blur()
    assert page.locator(".dg-state").inner_text() == "Chưa lưu"
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu sơ đồ").click()

    page.wait_for_selector("#dg-editor[data-ready]")
    assert page.locator('[data-element-id="Step-xac_minh_thuc_te"]').count() == 1
    steps = apart(lambda: WorkingCopy.objects.get(pk=copy.pk).tree["workflow"]["steps"])
    assert steps["check"]["hours"] == 3.5
    assert steps["check"]["checklist"] == copy.tree["workflow"]["steps"]["check"]["checklist"]
    new = steps["xac_minh_thuc_te"]
    assert new["title"] == {"vi": "Xác minh thực tế", "en": "Look on site"}
    assert (new["kind"], new["post"]) == ("process", "justice_officer")
    assert "xac_minh_thuc_te" in [way["to"] for way in steps["check"]["next"]]
    assert page.locator(".dg-faults").is_visible()  # the new step leads nowhere yet
    assert page.locator(".dg-flag").count() >= 1
    page.locator("[data-show]").first.click()
    assert page.locator(".dg-canvas .is-way").count() >= 1
    assert findings(page) == []
    assert page.complaints == []


def test_saving_a_diagram_that_nobody_touched_changes_nothing(town, chromium):
    """Everything the language has goes through the modeler and comes back: parts, opinions, timers, checklists."""
    copy = apart(a_wide_copy)
    page = window(chromium, town, "editor", viewport={"width": 1440, "height": 1000})
    page.goto(f"/soan-thu-tuc/{copy.uuid}/so-do/")
    page.wait_for_selector("#dg-editor[data-ready]")
    page.get_by_role("button", name="Khối UBND thành phố").click()
    page.wait_for_selector('[data-element-id="Step-in_ubnd-lead"]')
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu sơ đồ").click()
    after = apart(lambda: WorkingCopy.objects.get(pk=copy.pk))
    assert after.tree == copy.tree
    assert after.revision == copy.revision
    assert page.complaints == []


def test_a_small_screen_shows_the_picture_to_read(town, chromium):
    copy = apart(a_copy)
    page = window(chromium, town, "editor", viewport={"width": 360, "height": 740})
    page.goto(f"/soan-thu-tuc/{copy.uuid}/so-do/")
    quiet(page)
    assert page.locator(".dg-editor").is_hidden() and page.locator("svg.wf").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert findings(page) == []
    assert page.complaints == []
