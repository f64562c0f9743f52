"""A day at the counter: a drawer is opened and counted by keys alone, falls short, and is taken over by a second person."""

import pytest

from motcua.money.till.models import Drawer, HandOver
from motcua.procedures.dossiers.models import Dossier
from tests.browser.desk_site import apart, town, window
from tests.sites import test_desk_counter as counters

__all__ = ["town"]
pytestmark = pytest.mark.browser


def owing() -> str:
    """A dossier taken in at the counter for which 16.000 đồng are owed; its code."""
    desk, page = counters.at_the_counter()
    counters.take(desk, page, wants_copies="yes", copy_count="2")
    return Dossier.objects.get().code


def test_cash_is_taken_counted_short_and_handed_over(town, chromium):
    code = apart(owing)
    page = window(chromium, town, "counter", viewport={"width": 360, "height": 780})
    page.goto("/quay/thu-tien/")
    page.focus("#n-10000")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "n-5000"
    assert "50.000" in page.inner_text("[data-till-total]")
    page.get_by_role("button", name="Mở ngăn kéo").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.goto(f"/ban-lam-viec/ho-so/{code}/vua-nhan/")
    page.get_by_role("button", name="Thu tiền mặt").click()
    page.goto("/quay/thu-tien/")
    assert code in page.inner_text("main")
    page.focus("#n-10000")
    page.keyboard.type("6")
    page.get_by_role("button", name="Ghi kết quả đếm").click()
    assert "Thiếu 6.000 đồng" in page.inner_text(".mc-errors")
    assert page.input_value("#n-10000") == "6"
    page.fill("#reason", "thối nhầm")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Thiếu so với sổ")
    page.get_by_role("button", name="Bàn giao cho người phụ trách").click()
    page.wait_for_selector(".tl-rows .mc-tag--warn")
    branch = apart(lambda: Drawer.objects.select_related("agency").get().agency.key)
    chief = window(chromium, town, f"{branch}.centre-head-1")
    chief.goto("/quay/ban-giao/")
    chief.locator("input[name=amount]").fill("10000")
    chief.get_by_role("button", name="Nhận", exact=True).click()
    chief.wait_for_selector("input[name=rows]")
    assert apart(lambda: HandOver.objects.get().state) == "taken"
    told = [
        one for one in [*page.complaints, *chief.complaints] if "422" not in one
    ]  # the count that was refused
    assert told == []
