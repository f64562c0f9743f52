"""A mother registers her child from home, and four officers finish it the same day."""

import pytest

from tests.browser import desk_walk, pages, wallet_walk
from tests.browser.city_site import begin_form
from tests.browser.pages import address, choose, date, go_on, reach, select
from tests.browser.waiting import wait_for
from tests.reading_pdf import signatures_of, text_of

pytestmark = pytest.mark.browser
MOTHER = "Nguyễn Thị Minh Anh"
CHILD = "Nguyễn Hoài Ẵng"


def begin(page):
    """From the search to the first page of the form; the form's address."""
    page.goto("/")
    page.fill("#hero-search", "lam giay khai sinh cho con")
    page.press("#hero-search", "Enter")
    page.get_by_role("link", name="Đăng ký khai sinh", exact=True).first.click()
    page.get_by_role("link", name="Nộp", exact=False).first.click()
    begin_form(page, MOTHER)
    return page.url.rsplit("/", 1)[0]


def fill(page, upload=True, before_copies=lambda page: None):
    """Every page of the form up to the review. `before_copies`: what a linked set asks besides."""
    choose(page, "situation", "ordinary")
    choose(page, "relation", "mother")
    go_on(page)
    assert page.input_value("[name=requester_name]") == MOTHER, "the city knows who she is"
    go_on(page)
    page.fill("[name=child_name]", CHILD)
    date(page, "child_birth_date", 3, 11, 2026)
    choose(page, "child_sex", "female")
    reach(page, "birth_place")
    choose(page, "birth_place", "elsewhere")
    reach(page, "birth_unit-line")
    address(page, "birth_unit", "Số 1 đường Mẫu")
    reach(page, "child_home_town-commune")
    select(page, "child_home_town-commune", pages.HOME)
    go_on(page)
    reach(page, "mother_name")
    page.fill("[name=mother_name]", MOTHER)
    date(page, "mother_birth_date", 2, 5, 1996)
    page.fill("[name=mother_pin]", page.pin)
    if not page.locator("[name=mother_ethnic_group]").count():
        reach(page, "mother_ethnic_group")
    select(page, "mother_ethnic_group", "01")
    select(page, "mother_nationality", "VN")
    address(page, "mother_residence", "Số 12, ngõ 34")
    go_on(page)
    reach(page, "father_known")
    choose(page, "father_known", "no")
    go_on(page)
    reach(page, "birth_proof")
    choose(page, "birth_proof", "notice")
    go_on(page)
    before_copies(page)
    reach(page, "wants_copies")
    choose(page, "wants_copies", "no")
    go_on(page)
    if upload:
        page.set_input_files("#id-paper-birth_notice", pages.photo())
        go_on(page)


@pytest.fixture
def mother(city_site, chromium):
    page = city_site.resident(chromium, MOTHER)
    page.pin, page.email = city_site.ask("select pin, email from city_person where full_name = %s", MOTHER)[0]
    yield page
    assert page.complaints == []
    page.context.close()


def test_a_birth_is_registered_online_and_the_certificate_carries_two_valid_signatures(
    city_site, chromium, mother
):
    begin(mother)
    fill(mother)
    assert CHILD in mother.text_content("main")
    choose(mother, "delivery", "online")
    choose(mother, "consent", "yes")
    mother.get_by_role("button", name="Nộp hồ sơ").click()
    mother.wait_for_url("**/ho-so/**")
    own = mother.url
    code = mother.locator(".mc-code").first.text_content()

    counter = city_site.officer(chromium, "counter")
    counter.goto("/ban-lam-viec/cho-nhan/")
    assert code in counter.text_content("main")
    desk_walk.open_dossier(counter, code)
    desk_walk.tick_all(counter)
    desk_walk.press(counter, "Tiếp nhận")
    justice = city_site.officer(chromium, "justice")
    desk_walk.open_dossier(justice, code)
    desk_walk.tick_all(justice)
    choose(justice, "f.proposal", "grant")
    desk_walk.press(justice, "Trình ký")
    chair = city_site.officer(chromium, "chair")
    desk_walk.sign(chair, code)
    clerk = city_site.officer(chromium, "clerk")
    desk_walk.open_dossier(clerk, code)
    desk_walk.press(clerk, "Đã vào sổ")

    mother.goto(own)
    with mother.expect_download() as downloading:
        mother.get_by_role("button", name="Tải kết quả").click()
    certificate = downloading.value.path().read_bytes()
    assert CHILD.upper() in text_of(certificate) or CHILD in text_of(certificate)
    assert signatures_of(certificate).count("Signature is Valid") == 2

    wait_for(lambda: any(code in letter["text"] for letter in city_site.letters(mother.email)))
    mother.goto("/ca-nhan/du-lieu")
    looks = mother.locator("#ai-da-xem").text_content()
    assert "Vũ Minh Tuệ" in looks
    assert code in looks
    mother.goto(own)
    mother.locator("label[for$='-5']").last.click()
    mother.get_by_role("button", name="Gửi đánh giá").click()
    mother.wait_for_load_state()
    assert city_site.ask("select rating from dossiers_dossier where code = %s", code)[0][0] == 5

    wallet_walk.next_form_comes_filled(mother, "1.014062", CHILD)
    path = wallet_walk.share_the_newest_paper(mother, "Trường mầm non Hoa Sen", "Nộp hồ sơ nhập học")
    school = city_site.window(chromium)
    wallet_walk.look_through(school, path, "Nộp hồ sơ nhập học")
    mother.goto("/ca-nhan/du-lieu")
    assert "Người có liên kết: Trường mầm non Hoa Sen" in mother.locator("#ai-da-xem").text_content()
    for window in (counter, justice, chair, clerk, school):
        assert window.complaints == []
        window.context.close()
