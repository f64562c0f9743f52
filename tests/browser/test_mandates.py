"""A company's representative authorises an employee, who accepts and acts for it: in a browser, and narrow enough."""

import os
from pathlib import Path

import pytest

from motcua.city.models import Organisation
from tests.browser.pages import findings, too_wide
from tests.browser.portal_site import chromium, city, open_as, short_connections  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME, NUMBER = "Công ty TNHH Mẫu Hoa Sen", "0109999991"
SHOTS = os.environ.get("PORTAL_SHOTS", "")


def looked_at(page, name):
    """Nothing runs over the edge of a telephone. (axe looks at the list with the main pages.)"""
    page.set_viewport_size({"width": 360, "height": 800})
    assert not too_wide(page), name
    if SHOTS:
        for width in (360, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)


def test_an_employee_is_authorised_and_acts_for_the_company(chromium, city):
    boss, clerk = city.mother, city.stranger
    Organisation.objects.create(number=NUMBER, name=NAME, kind="enterprise", representative=boss.person)
    page = open_as(chromium, city, boss)
    page.goto("/to-chuc-cua-toi/")
    page.get_by_role("listitem").filter(has_text=NAME).get_by_role("link", name="Ai được làm thay").click()
    page.fill("[name=pin]", clerk.person.pin)
    page.locator("label", has_text="Thanh toán").click()
    page.locator("label", has_text="Mọi thủ tục").click()
    for part, value in (("day", "31"), ("month", "12"), ("year", "2026")):
        page.fill(f"[name=until-{part}]", value)
    looked_at(page, "uy-quyen")
    assert findings(page) == []
    page.get_by_role("button", name="Gửi ủy quyền").click()
    page.get_by_text("chờ người ấy nhận").wait_for()
    assert clerk.person.full_name not in page.text_content("main")
    page.context.close()

    page = open_as(chromium, city, clerk)
    page.goto("/to-chuc-cua-toi/")
    page.get_by_role("button", name="Nhận ủy quyền").click()
    page.get_by_role("button", name="Thay mặt").click()
    page.get_by_text(f"Đang thay mặt {NAME}").wait_for()
    looked_at(page, "to-chuc")
    page.goto("/nop/2.000815")
    page.get_by_role("button", name="Bắt đầu").last.click()
    page.wait_for_url("**/nop/ban-nhap/**")
    assert NAME in page.text_content(".as-bar")
    page.locator(".as-bar").get_by_role("button").click()
    page.wait_for_url("**/to-chuc-cua-toi/")
    assert page.locator(".as-bar").count() == 0
    assert page.complaints == []
