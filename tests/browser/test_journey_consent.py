"""A bank's link lies in the inbox: its borrower agrees to one point of two, reads what was agreed, and takes it back."""

import pytest

from tests.browser import pages

pytestmark = pytest.mark.browser
BORROWER = "Nguyễn Thị Minh Anh"


def test_a_borrower_agrees_to_one_point_and_takes_it_back(city_site, chromium):
    page = city_site.resident(chromium, BORROWER, "/hop-thu")
    page.get_by_role("link", name="Ngân hàng Mẫu gửi bạn một liên kết").first.click()
    page.locator("main a[href*='/dong-y/tin-nhiem/']").first.click()
    page.wait_for_url("**/dong-y/tin-nhiem/*")
    assert "Xét vay mua nhà" in page.text_content("main")
    assert page.locator("input:checked").count() == 0
    assert pages.findings(page) == []
    page.get_by_role("button", name="Tôi đồng ý điều đã chọn").click()
    page.wait_for_selector(".mc-errors")
    pages.choose(page, "data", "resident")
    page.get_by_role("button", name="Tôi đồng ý điều đã chọn").click()
    page.wait_for_selector("text=Đang có hiệu lực")
    assert "Có cư trú tại thành phố" in page.text_content("main")
    assert pages.findings(page) == []
    page.get_by_role("button", name="Rút lại ngay").click()
    page.wait_for_selector("text=Đã rút lại")
