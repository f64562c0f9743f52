"""Two journeys: a doubtful pair decided by the keyboard alone; a place booked without JavaScript and shown at the table."""

import pytest

from motcua.foundation import clock
from motcua.project.demo import account_of
from motcua.records.drives.models import Booking
from motcua.records.quality.models import Pair
from tests.browser.desk_site import apart, town, window
from tests.records.drives import a_drive
from tests.records.pairs import doubtful

__all__ = ["town"]
pytestmark = pytest.mark.browser


def pairs() -> list[int]:
    return [
        doubtful.of_two(
            doubtful.person("Trần Thị Hòa", f"00119090010{n}"), doubtful.person("Trần Thị Hoà", phone="0912345678"), 0.9 - n / 10
        ).pk
        for n in range(2)
    ]  # fmt: skip


def test_a_pair_is_decided_by_keys_alone_and_the_next_one_comes(town, chromium):
    first, second = apart(pairs)
    page = window(chromium, town, "justice", viewport={"width": 360, "height": 780})
    page.goto("/doi-khop/")
    with page.expect_navigation():
        page.keyboard.press("n")
    assert page.url.endswith(f"/cap/{first}/")
    assert page.locator("mark.mp-mark").count() >= 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("summary", has_text="Thành phố còn biết gì").click()
    page.click(".mp-more a")
    page.wait_for_selector(".mp-more .mp-both")
    page.keyboard.press("g")
    page.keyboard.type("Cùng ngày sinh 1")
    page.keyboard.press("Escape")
    with page.expect_navigation():
        page.keyboard.press("1")
    assert page.url.endswith(f"/cap/{second}/")
    with page.expect_navigation():
        page.keyboard.press("b")
    assert apart(lambda: Pair.objects.get(pk=first).opinions.get().reason) == "Cùng ngày sinh 1"
    assert page.complaints == []


def test_a_place_is_booked_without_javascript_and_checked_in_by_its_code(town, chromium):
    drive = apart(a_drive.out)
    home = window(
        chromium, town, "resident", java_script_enabled=False, viewport={"width": 360, "height": 780}
    )
    home.goto(f"/dat-lich-luu-dong/{drive.uuid}/")
    home.locator(".dv-list a.mc-button").first.click()
    home.locator(".dv-times label").first.click()
    home.get_by_role("button", name="Đặt lịch").click()
    assert "Đã giữ chỗ cho bạn" in home.inner_text("h1")
    assert home.locator("img[src^='data:image/svg']").count() == 1
    code = home.inner_text(".dv-code")
    found = apart(lambda: Booking.objects.get(code=code, person=account_of("resident").person))

    clock.set_for_test(a_drive.EIGHT)
    desk = window(chromium, town, "justice")
    desk.goto(f"/dot-luu-dong/diem/{found.point_id}/")
    desk.fill("#code", code)
    desk.keyboard.press("Enter")
    desk.wait_for_selector("text=Đang ở đây (1)")
    desk.get_by_role("button", name="Xong").click()
    desk.wait_for_selector("text=Đã thu nhận")
    assert desk.complaints == []
