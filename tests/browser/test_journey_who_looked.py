"""A resident finds a look that nobody explained, asks, and reads the answer of the data-protection officer."""

import pytest

from tests.browser import pages

pytestmark = pytest.mark.browser
ME = "Nguyễn Thị Minh Anh"
WHY = "Hôm đó tôi không đến quầy nào. Ai đã mở dữ liệu của tôi?"
ANSWER = "Quầy mở nhầm người cùng tên; cán bộ đã được nhắc nhở."


def test_a_look_is_asked_about_and_answered(city_site, chromium):
    resident = city_site.resident(chromium, ME, "/ca-nhan/ai-da-xem/")
    assert pages.findings(resident) == []
    assert resident.get_by_text("để tiếp nhận hồ sơ tại quầy").count() >= 1
    resident.get_by_role("link", name="Tôi không hiểu lượt xem này").last.click()
    resident.wait_for_url("**/hoi/*/")
    resident.fill("[name=words]", WHY)
    assert pages.findings(resident) == []
    resident.get_by_role("button", name="Gửi câu hỏi").click()
    resident.wait_for_url("**/cau-hoi/*/")
    address = resident.url

    officer = city_site.officer(chromium, "dpo")
    officer.goto("/bao-ve-du-lieu/cau-hoi/")
    assert pages.findings(officer) == []
    officer.goto(f"/bao-ve-du-lieu/cau-hoi/{address.rstrip('/').rsplit('/', 1)[1]}/")
    assert WHY in officer.content()
    officer.locator("[name=finding][value=not_in_order]").check(force=True)
    officer.fill("[name=answer]", ANSWER)
    officer.get_by_role("button", name="Gửi trả lời").click()
    officer.wait_for_url("**/bao-ve-du-lieu/cau-hoi/")

    resident.reload()
    assert ANSWER in resident.content() and "khiếu nại" in resident.content()
