"""A heap of waste: photographed by a resident, covered and answered by the ward, approved by the chair, seen by all, rated."""

import pytest

from tests.browser import pages
from tests.browser.pages import choose, select
from tests.browser.waiting import quiet, wait_for

pytestmark = pytest.mark.browser
OWNER = "Lê Quốc Khánh"
WORDS = "Rác đổ đầy đầu ngõ 12 đã ba ngày, xe không qua được."


def send(city_site, chromium):
    resident = city_site.resident(chromium, OWNER, "/phan-anh/gui")
    select(resident, "category", "waste")
    resident.fill("[name=text]", WORDS)
    resident.set_input_files("#id-photos", pages.photo("RAC DAU NGO"))
    select(resident, "unit", pages.HOME)
    resident.fill("[name=place]", "Đầu ngõ 12 phố Chùa Hà")
    assert pages.findings(resident) == []
    resident.get_by_role("button", name="Gửi", exact=True).click()
    resident.wait_for_url("**/phan-anh/PA-*")
    return resident


def press(page, name):
    with page.expect_navigation():
        page.locator("[data-main]").click()
    assert page.locator(".mc-errors").count() == 0, (name, page.locator(".mc-errors").all_inner_texts())


def test_waste_is_reported_covered_answered_approved_and_rated(city_site, chromium):
    resident = send(city_site, chromium)
    address = resident.url
    code = address.rsplit("/", 1)[1]

    officer = city_site.officer(chromium, "land")
    officer.goto("/ban-lam-viec/phan-anh/")
    officer.get_by_role("link", name=WORDS).first.click()
    officer.wait_for_url(f"**/{code}/")
    assert OWNER not in officer.content()
    choose(officer, "level", "normal")
    press(officer, "accept")

    frame = officer.locator("[data-cover][data-ready]")
    frame.scroll_into_view_if_needed()
    # what arrives above or in the frame moves it away beneath the hand
    quiet(officer)
    # while one page turns into the next, a hand would reach neither
    wait_for(lambda: officer.evaluate("document.elementFromPoint(900, 400).closest('.dg-cover') !== null"))
    box = frame.bounding_box()
    officer.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] * 0.1)
    officer.mouse.down()
    officer.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.4, steps=4)
    officer.mouse.up()
    assert officer.locator("[name=areas]").input_value().startswith("10,10,40,30")
    officer.get_by_role("button", name="Che và công khai").click()
    officer.wait_for_selector("text=Đang công khai")
    assert pages.findings(officer) == []

    officer.goto(f"/ban-lam-viec/phan-anh/{code}/")
    press(officer, "start")
    officer.fill("[name=reply]", "Đã dọn sạch, đổi giờ thu gom.")
    press(officer, "propose")

    chair = city_site.officer(chromium, "chair")
    chair.goto(f"/ban-lam-viec/phan-anh/{code}/")
    press(chair, "approve")

    resident.goto(address)
    assert "Đã dọn sạch, đổi giờ thu gom." in resident.text_content("main")
    assert (
        resident.locator(".dg-photos img").evaluate("image => image.decode().then(() => image.naturalWidth)")
        > 100
    )
    choose(resident, "stars", "5")
    resident.get_by_role("button", name="Đánh giá", exact=True).click()
    resident.wait_for_selector("text=Rất hài lòng")
    told = "select count(*) from exchange_message where subject like %s"
    wait_for(lambda: city_site.ask(told, f"[{code}]%")[0][0] >= 3)
