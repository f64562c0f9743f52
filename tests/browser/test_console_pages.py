"""The console in a browser: a phone's first screen says what is wrong and where; nobody is shut out."""

import pytest
from django.test import Client, override_settings

from motcua.foundation import clock
from motcua.insight import keeping
from motcua.project.demo import account_of, facts, history
from motcua.sites.console import boundaries
from tests.browser.pages import findings, too_wide
from tests.browser.waiting import go
from tests.conftest import hanoi, load_city

pytestmark = pytest.mark.browser
NOW = hanoi("2026-11-20 10:00")
LATER = hanoi("2026-12-18 10:00")
PAGES = [
    "",
    "co-quan",
    "thu-tuc",
    "ho-so?xem=overdue",
    "ho-so?xem=late&thang=2026-11",
    "he-thong",
    "ban-do",
    "thu-bao-cao",
]


@pytest.fixture
def window(chromium, transactional_db, live_server):
    """Opens a window of a width, signed on as the city's leader, on a day when something is overdue."""
    load_city()
    history.generate(1500, 5, NOW)
    boundaries.keep(facts.boundaries("hanoi")["features"])
    keeping.mark_overdue(LATER)
    clock.set_for_test(LATER)
    client = Client()
    client.force_login(account_of("city"), backend="django.contrib.auth.backends.ModelBackend")
    opened = []

    def open_window(width: int):
        context = chromium.new_context(
            viewport={"width": width, "height": 740},
            locale="vi-VN",
            base_url=live_server.url,
        )
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([cookie])
        opened.append(context)
        return context.new_page()

    with override_settings(ROOT_URLCONF="tests.sites.console_urls"):
        yield open_window
        for context in opened:
            context.close()
        boundaries.forget()


@pytest.mark.long  # its main pages are looked at in every run by the faces
def test_no_page_of_the_console_shuts_anybody_out(window):
    told: list[str] = []

    def complain(message) -> None:
        if message.type in ("error", "warning"):
            told.append(message.text)

    page = window(360)
    page.on("console", complain)
    for path in PAGES:
        go(page, f"/dieu-hanh/{path}")
        for width, scheme in ((360, "light"), (360, "dark"), (1440, "light")):
            page.set_viewport_size({"width": width, "height": 740})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # colours change at once
            told += [f"{path} at {width}, {scheme}: {finding}" for finding in findings(page)]
            if too_wide(page):
                told.append(f"{path} at {width}: wider than the window")
    assert told == []


def test_a_phone_shows_what_is_wrong_and_where_before_anything_is_scrolled(window):
    page = window(360)
    go(page, "/dieu-hanh/")
    notice = page.locator(".mc-notice--danger")
    box = notice.bounding_box()
    assert box["y"] + box["height"] < 740
    assert "hồ sơ đang quá hạn" in notice.inner_text() and "Nhiều nhất" in notice.inner_text()
    notice.get_by_role("link").click()
    page.wait_for_url("**/ho-so?*xem=overdue*")
    assert page.locator("tr.is-late").count() >= 1


def test_the_table_of_agencies_fits_a_phone_without_scrolling_aside(window):
    page = window(360)
    go(page, "/dieu-hanh/")
    assert page.evaluate(
        "[...document.querySelectorAll('.mc-ranking--short')]"
        ".every(table => table.scrollWidth <= table.parentElement.clientWidth)"
    )
