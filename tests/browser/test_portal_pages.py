"""The resident's pages in a real browser: nobody shut out, no script refused, and without JavaScript too."""

import os
from pathlib import Path

import pytest

from motcua.money import orders
from motcua.money.models import Order
from motcua.procedures.dossiers.models import Dossier
from tests.browser.pages import change_known, findings, settled, too_wide
from tests.browser.portal_site import city, open_as, short_connections  # noqa: F401
from tests.browser.waiting import go, quiet
from tests.sites.portal_town import BIRTH, HOME, MONDAY, ask, file_birth, owe, photo

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
WIDTHS = (360, 1440)
SHOTS = os.environ.get("PORTAL_SHOTS", "")


def fill_birth_form(page, pin):
    """From the first question to the papers, as a person with a keyboard and a mouse would."""

    def go_on():
        settled(page)
        with page.expect_navigation():
            page.get_by_role("button", name="Tiếp tục").last.click()

    def choose(name, value):
        page.locator(
            f'label[for="{page.locator(f"input[name={name}][value={value}]").get_attribute("id")}"]'
        ).click()

    choose("situation", "ordinary")
    choose("relation", "mother")
    go_on()
    go_on()
    page.fill("[name=child_name]", "Nguyễn Hoài Ẵng")
    for part, value in (("day", "3"), ("month", "11"), ("year", "2026")):
        page.fill(f"[name=child_birth_date-{part}]", value)
    choose("child_sex", "female")
    choose("birth_place", "elsewhere")
    go_on()
    select(page, "birth_unit-commune", HOME)
    page.fill("[name=birth_unit-line]", "Số 1 đường Mẫu")
    select(page, "child_home_town-commune", HOME)
    go_on()
    change_known(page)
    page.fill("[name=mother_name]", "Nguyễn Thị Minh Anh")
    for part, value in (("day", "2"), ("month", "5"), ("year", "1996")):
        page.fill(f"[name=mother_birth_date-{part}]", value)
    page.fill("[name=mother_pin]", pin)
    select(page, "mother_ethnic_group", "01")
    select(page, "mother_nationality", "VN")
    select(page, "mother_residence-commune", HOME)
    page.fill("[name=mother_residence-line]", "Số 12, ngõ 34")
    go_on()
    choose("father_known", "no")
    go_on()
    choose("birth_proof", "notice")
    go_on()
    choose("wants_copies", "no")
    go_on()


def select(page, name, value):
    """Choose in a select, or in the box that finds while one types when a script has made it one."""
    box = page.locator(f"select[name={name}]")
    if box.is_visible():
        box.select_option(value)
        return
    label = box.locator(f'option[value="{value}"]').text_content()
    combo = box.locator("xpath=following-sibling::div[1]//input")
    combo.click()
    combo.fill(label)
    combo.press("Enter")


def look(page, name):
    """Keep a picture when somebody wants to look."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def check(page, name):
    """In both widths, one after the other: the page is filled in once."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        look(page, f"{name}-{width}")
        assert findings(page) == [], f"{name} at {width}"
        assert not too_wide(page), f"{name} is too wide at {width}"


def test_without_javascript_a_birth_is_registered(chromium, city):
    page = open_as(chromium, city, city.mother, java_script_enabled=False)
    page.goto(f"/nop/{BIRTH}")
    page.get_by_role("button", name="Bắt đầu điền").last.click()
    fill_birth_form(page, city.mother.person.pin)
    page.set_input_files(
        "#id-paper-birth_notice", {"name": "g.jpg", "mimeType": "image/jpeg", "buffer": photo().read()}
    )
    page.get_by_role("button", name="Tiếp tục").last.click()
    page.check("#id-delivery-1")
    page.check("#id-consent-1")
    page.get_by_role("button", name="Nộp hồ sơ").click()
    dossier = Dossier.objects.get()
    assert dossier.code in page.text_content("main")


def test_every_page_of_filing_is_open_to_everybody(chromium, city):
    page = open_as(chromium, city, city.mother)
    for path, name in (
        ("/", "home"),
        (f"/nop/{BIRTH}", "start"),
        ("/ho-so", "none"),
        ("/hop-thu", "inbox"),
        ("/tra-cuu?ma=x", "track"),
        ("/ca-nhan", "account"),
        ("/ca-nhan/du-lieu", "data"),
        ("/viec-trong-doi/co-con", "event"),
    ):
        go(page, path)
        check(page, name)
    page.goto(f"/nop/{BIRTH}")
    page.get_by_role("button", name="Bắt đầu điền").last.click()
    quiet(page)
    draft = page.url.split("/")[5]
    for number, step in enumerate(
        ("situation", "requester", "child", "mother", "father", "evidence", "copies")
    ):
        go(page, f"/nop/ban-nhap/{draft}/{step}")
        check(page, f"form-{number}-{step}")
    go(page, f"/nop/ban-nhap/{draft}/child")
    page.get_by_role("button", name="Tiếp tục").last.click()
    quiet(page)
    check(page, "form-errors")
    go(page, f"/nop/ban-nhap/{draft}/xem-lai")
    check(page, "review-empty")
    go(page, f"/nop/ban-nhap/{draft}/situation")
    fill_birth_form(page, city.mother.person.pin)
    page.wait_for_url("**/giay-to")
    quiet(page)
    check(page, "papers")
    page.set_input_files(
        "#id-paper-birth_notice",
        {"name": "giay chung sinh.jpg", "mimeType": "image/jpeg", "buffer": photo().read()},
    )
    page.get_by_role("button", name="Tải lên và xem lại").click()
    quiet(page)
    check(page, "papers-there")
    page.get_by_role("button", name="Tiếp tục").last.click()
    quiet(page)
    check(page, "review")
    page.locator('label[for="id-delivery-1"]').click()
    page.locator('label[for="id-consent-1"]').click()
    page.get_by_role("button", name="Nộp hồ sơ").click()
    quiet(page)
    check(page, "dossier")
    dossier = Dossier.objects.get()
    assert dossier.code in page.text_content("main")
    go(page, "/ho-so")
    check(page, "list")
    go(page, f"/ho-so/{dossier.uuid}/rut")
    check(page, "withdraw")
    go(page, f"/tra-cuu?ma={dossier.code}")
    check(page, "tracked")
    go(page, "/")
    check(page, "home-signed")
    assert [one for one in page.complaints if "422" not in one] == []


def test_what_is_typed_while_the_server_answers_is_not_lost(chromium, city):
    page = open_as(chromium, city, city.mother)
    page.goto(f"/nop/{BIRTH}")
    page.get_by_role("button", name="Bắt đầu điền").last.click()
    go(page, f"/nop/ban-nhap/{page.url.split('/')[5]}/child")

    def slowly(route):
        if route.request.headers.get("hx-request"):
            page.fill("[name=child_name]", "Nguyễn Hoài Ẵng")
            page.fill("[name=child_birth_date-year]", "2026")
        route.continue_()

    page.route("**/child", slowly)
    page.locator("label", has_text="Cơ sở khám bệnh chữa bệnh").click()
    page.locator("[name=facility_name]").wait_for()
    assert page.input_value("[name=child_name]") == "Nguyễn Hoài Ẵng"
    assert page.input_value("[name=child_birth_date-year]") == "2026"
    assert page.complaints == []


def test_a_form_is_saved_while_typing_and_found_again_on_another_device(chromium, city):
    page = open_as(chromium, city, city.mother)
    page.goto(f"/nop/{BIRTH}")
    page.get_by_role("button", name="Bắt đầu điền").last.click()
    address = f"/nop/ban-nhap/{page.url.split('/')[5]}/child"
    go(page, address)
    page.fill("[name=child_name]", "Nguyễn Ho")
    page.get_by_text("Đã lưu").wait_for()
    elsewhere = open_as(chromium, city, city.mother)
    elsewhere.goto(address)
    assert elsewhere.input_value("[name=child_name]") == "Nguyễn Ho"


def test_the_pages_of_a_dossier_on_its_way_are_open_to_everybody(chromium, city):
    draft, _ = file_birth(city)
    dossier = Dossier.objects.get(uuid=draft.id)
    page = open_as(chromium, city, city.mother)
    owe(dossier)
    go(page, f"/ho-so/{dossier.uuid}")
    check(page, "dossier-owed")
    go(page, f"/ho-so/{dossier.uuid}/thanh-toan")
    check(page, "pay-ways")
    go(page, "/thanh-toan/vnpay/ket-qua?vnp_TxnRef=X")
    check(page, "payment-forged")
    orders.mark_cash_paid(Order.objects.get(subject_id=dossier.uuid), "Đặng Thu Trang", MONDAY)
    ask(dossier)
    go(page, f"/ho-so/{dossier.uuid}")
    check(page, "dossier-asked")
    go(page, "/")
    check(page, "home-todo")
    go(page, f"/ho-so/{dossier.uuid}/bo-sung")
    check(page, "supplement")
    page.get_by_role("button", name="Gửi bổ sung").click()
    quiet(page)
    check(page, "supplement-errors")
    Dossier.objects.filter(pk=dossier.pk).update(status=10, ended_at=MONDAY, returned_at=MONDAY)
    go(page, f"/ho-so/{dossier.uuid}")
    check(page, "dossier-returned")


def test_suggestions_follow_what_is_typed_and_are_walked_by_arrows(chromium, city):
    page = open_as(chromium, city, viewport={"width": 360, "height": 740})
    go(page, "/")
    page.locator("#hero-search").press_sequentially("khai sin", delay=30)
    first = page.locator("#suggestions a").first
    first.wait_for()
    assert "khai sinh" in first.inner_text().lower()
    assert findings(page) == []
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('#suggestions') !== null")
    page.keyboard.press("Escape")
    assert page.locator("#suggestions a").count() == 0
    assert page.evaluate("document.activeElement.id") == "hero-search"
    assert page.complaints == []
