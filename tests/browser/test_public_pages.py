"""An article goes from a clerk's keyboard to a neighbour's telephone; no public page shuts anybody out."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.test import Client

from motcua.exchange.publishing import outlines, urgent
from motcua.foundation import clock
from motcua.project.demo import account_of, facts
from tests.conftest import load_city
from tests.exchange.test_publishing import AT, legal, published

pytestmark = pytest.mark.browser
BACKEND = "django.contrib.auth.backends.ModelBackend"
PUBLIC = ("/tin-tuc", "/van-ban", "/phuong-xa", "/phuong-xa/nghia-do", "/danh-gia", "/khao-sat")


@pytest.fixture
def window(chromium, transactional_db, live_server):
    load_city()
    cache.clear()
    urgent.forget()
    clock.set_for_test(AT)
    opened = []

    def open_window(width: int, key: str = "", scheme: str = "light"):
        context = chromium.new_context(
            viewport={"width": width, "height": 740},
            color_scheme=scheme,
            locale="vi-VN",
            base_url=live_server.url,
        )
        if key:
            client = Client()
            client.force_login(account_of(key), backend=BACKEND)
            value = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
        opened.append(context)
        return context.new_page()

    yield open_window
    for context in opened:
        context.close()


def test_what_a_clerk_types_is_previewed_approved_and_read(window):
    clerk, leader, neighbour = window(1440, "clerk"), window(1440, "leader"), window(360)
    clerk.goto("/ban-bien-tap/moi/news/")
    clerk.get_by_label("Tiêu đề").fill("Quầy thấp cho xe lăn")
    clerk.get_by_label("Nội dung").fill("Quầy **số 3** đã hạ thấp.")
    clerk.locator("#preview strong", has_text="số 3").wait_for()
    clerk.get_by_role("button", name="Lưu bản 1").click()
    clerk.get_by_role("button", name="Gửi duyệt bản 1").click()
    clerk.get_by_text("Chờ duyệt").first.wait_for()
    leader.goto("/ban-bien-tap/?xem=review")
    leader.get_by_role("link", name="Quầy thấp cho xe lăn").click()
    leader.get_by_role("button", name="Duyệt", exact=True).click()
    leader.get_by_text("Đang đăng").first.wait_for()
    neighbour.goto("/tin-tuc")
    neighbour.get_by_role("link", name="Quầy thấp cho xe lăn").click()
    neighbour.get_by_role("heading", name="Quầy thấp cho xe lăn", level=1).wait_for()


def test_no_public_page_shuts_anybody_out(window):
    outlines.load(facts.boundaries("hanoi"), AT.date())
    article = published(legal("7/2026/QĐ-UBND", "2026-09-01"), "legal")
    told: list[str] = []

    def complain(message) -> None:
        if message.type == "error":
            told.append(message.text)

    rounds = ((360, "", "light", PUBLIC), (1440, "", "dark", PUBLIC[3:4]), (360, "leader", "light", ()))
    for width, key, scheme, paths in rounds:
        page = window(width, key, scheme)
        page.on("console", complain)
        more = (f"/ban-bien-tap/{article.pk}/",) if key else (f"/bai/{article.pk}",)
        for path in (*paths, *more):
            page.goto(path)
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            told += [f"{width} {path} is {wide} px too wide"] if wide > 0 else []
            found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
            told += [f"{width} {path} {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
    assert told == []
