"""Every main page answers, fits a small telephone, is open to everybody, and breaks no rule of its own policy.

With `--shots DIR` each page is also photographed at both widths.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import pages
from tests.browser.test_journey_birth import begin, fill

pytestmark = pytest.mark.browser
WIDTHS = (360, 1440)
MOTHER = "Nguyễn Thị Minh Anh"
VISITOR = {
    "trang-dau": "/",
    "danh-muc": "/thu-tuc",
    "danh-muc-tim": "/thu-tuc?q=xin phep xay nha",
    "thu-tuc": "/thu-tuc/1.001193",
    "thu-tuc-xay-dung": "/thu-tuc/1.013225",
    "nop": "/nop/1.001193",
    "tra-cuu": "/tra-cuu",
    "dang-nhap": "/dang-nhap",
    "dang-nhap-can-bo": "/dang-nhap/can-bo",
    "vai": "/demo/",
    "api": "/api/v1/docs",
    "thiet-ke": "/thiet-ke/",
}
RESIDENT = {
    "nguoi-dan-trang-dau": "/",
    "nguoi-dan-ho-so": "/ho-so",
    "nguoi-dan-hop-thu": "/hop-thu",
    "nguoi-dan-toi": "/ca-nhan",
    "nguoi-dan-nop": "/nop/1.001193",
}
DESK = {
    "viec-cua-toi": "/ban-lam-viec/",
    "cho-nhan": "/ban-lam-viec/cho-nhan/",
    "truc-tuyen": "/ban-lam-viec/truc-tuyen/",
    "tat-ca": "/ban-lam-viec/tat-ca/",
    "tim": "/ban-lam-viec/tim/?q=nguyen",
    "tiep-nhan": "/ban-lam-viec/tiep-nhan/",
    "tiep-nhan-don": "/ban-lam-viec/tiep-nhan/1.013225/",
    "so-theo-doi": "/ban-lam-viec/so-theo-doi/",
}
CONSOLE = {
    "dieu-hanh": "/dieu-hanh/",
    "dieu-hanh-co-quan": "/dieu-hanh/co-quan",
    "dieu-hanh-thu-tuc": "/dieu-hanh/thu-tuc",
    "dieu-hanh-ho-so": "/dieu-hanh/ho-so",
}


@pytest.fixture(scope="module")
def shots(request) -> Path | None:
    given = request.config.getoption("--shots", default=None)
    if given:
        Path(given).mkdir(parents=True, exist_ok=True)
    return Path(given) if given else None


@pytest.fixture(scope="module")
def filed(city_site, chromium) -> tuple[str, str]:
    """A birth handed in by the mother; the address of her page and its code."""
    page = city_site.resident(chromium, MOTHER)
    page.pin = city_site.ask("select pin from city_person where full_name = %s", MOTHER)[0][0]
    begin(page)
    fill(page)
    pages.choose(page, "delivery", "online")
    pages.choose(page, "consent", "yes")
    page.get_by_role("button", name="Nộp hồ sơ").click()
    page.wait_for_url("**/ho-so/**")
    found = page.url, page.locator(".mc-code").first.inner_text()
    page.context.close()
    return found


def look(page: Page, name: str, path: str, shots: Path | None) -> list[str]:
    """What is wrong with a page, at both widths."""
    wrong = []
    answer = page.goto(path)
    page.wait_for_load_state("networkidle")
    if answer is None or answer.status != 200:
        return [f"{name}: answered {answer and answer.status}"]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(50)
        if pages.too_wide(page):
            wrong.append(f"{name}: scrolls sideways at {width}")
        if shots:
            page.screenshot(path=shots / f"{name}-{width}.png", full_page=True, animations="disabled")
    wrong += [f"{name}: {finding}" for finding in pages.findings(page)]
    wrong += [f"{name}: {words}" for words in page.complaints]
    page.complaints.clear()
    return wrong


def look_at_all(page: Page, wanted: dict[str, str], shots: Path | None) -> None:
    wrong = [fault for name, path in wanted.items() for fault in look(page, name, path, shots)]
    page.context.close()
    assert wrong == []


def test_a_visitors_pages(city_site, chromium, shots):
    look_at_all(city_site.window(chromium), VISITOR, shots)


def test_a_residents_pages(city_site, chromium, shots, filed):
    page = city_site.resident(chromium, MOTHER)
    page.pin = city_site.ask("select pin from city_person where full_name = %s", MOTHER)[0][0]
    draft = begin(page)
    fill(page)
    wanted = {
        f"don-{step}": f"{draft}/{step}" for step in ("situation", "child", "mother", "giay-to", "xem-lai")
    }
    wanted |= {"nguoi-dan-ho-so-mot": filed[0], "nguoi-dan-rut": filed[0] + "/rut"}
    look_at_all(page, RESIDENT | wanted, shots)


def test_the_officers_pages(city_site, chromium, shots, filed):
    counter = city_site.officer(chromium, "counter")
    look_at_all(counter, DESK | {"ho-so": f"/ban-lam-viec/ho-so/{filed[1]}/"}, shots)


@pytest.mark.parametrize("role", ["justice", "chair"])
def test_the_desk_of(city_site, chromium, shots, role):
    page = city_site.officer(chromium, role)
    look_at_all(page, {f"{role}-viec": "/ban-lam-viec/", f"{role}-tat-ca": "/ban-lam-viec/tat-ca/"}, shots)


def test_the_leaders_pages(city_site, chromium, shots):
    look_at_all(city_site.officer(chromium, "city"), CONSOLE, shots)


def test_the_editors_pages(city_site, chromium, shots):
    look_at_all(city_site.officer(chromium, "editor"), {"bien-tap": "/thu-tuc"}, shots)
