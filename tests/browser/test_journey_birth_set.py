"""A mother asks once for birth, residence and health card; the ward decides, police and insurer answer by message."""

import pytest

from tests.browser import desk_walk, pages
from tests.browser.city_site import begin_form
from tests.browser.pages import choose, go_on, reach
from tests.browser.test_journey_birth import CHILD, MOTHER, fill
from tests.browser.waiting import wait_for
from tests.reading_pdf import text_of

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
def mother(city_site, chromium):
    page = city_site.resident(chromium, MOTHER)
    page.pin, page.email = city_site.ask("select pin, email from city_person where full_name = %s", MOTHER)[0]
    yield page
    assert page.complaints == []
    page.context.close()


def home_and_care(page):
    """What the set asks beside the birth: where the child lives, where it is cared for."""
    reach(page, "home_with")
    choose(page, "home_with", "mother")
    reach(page, "head_name")
    page.fill("[name=head_name]", MOTHER)
    page.fill("[name=head_pin]", page.pin)
    choose(page, "head_relation", "child")
    go_on(page)
    page.fill("[name=facility]", "Trạm y tế phường Nghĩa Đô")
    go_on(page)


def test_a_child_gets_certificate_residence_and_health_card_by_one_request(city_site, chromium, mother):
    visitor = city_site.window(chromium)
    visitor.goto("/viec-trong-doi/co-con")
    visitor.get_by_role("link", name="Xem cần những gì").first.click()
    visitor.wait_for_url("**/thu-tuc/3.000722")
    mother.goto("/thu-tuc/3.000722")
    assert "Đăng ký thường trú" in mother.text_content("main")
    mother.get_by_role("link", name="Nộp", exact=False).first.click()
    begin_form(mother, MOTHER)
    fill(mother, upload=False, before_copies=home_and_care)
    mother.set_input_files("#id-paper-birth_notice", pages.photo())
    go_on(mother)
    assert CHILD in mother.text_content("main")
    choose(mother, "delivery", "online")
    choose(mother, "consent", "yes")
    mother.get_by_role("button", name="Nộp hồ sơ").click()
    mother.wait_for_url("**/ho-so/**")
    own = mother.url
    code = mother.locator(".mc-code").first.text_content()

    counter = city_site.officer(chromium, "counter")
    desk_walk.open_dossier(counter, code)
    desk_walk.tick_all(counter)
    desk_walk.press(counter, "Tiếp nhận")
    wait_for(lambda: parts_of(city_site, code))
    birth = parts_of(city_site, code)["birth"]
    justice = city_site.officer(chromium, "justice")
    desk_walk.open_dossier(justice, birth)
    assert code in justice.text_content("main"), "the part names its set"
    desk_walk.tick_all(justice)
    choose(justice, "f.proposal", "grant")
    desk_walk.press(justice, "Trình ký")
    desk_walk.sign(city_site.officer(chromium, "chair"), birth)
    clerk = city_site.officer(chromium, "clerk")
    desk_walk.open_dossier(clerk, birth)
    desk_walk.press(clerk, "Đã vào sổ")

    wait_for(lambda: status_of(city_site, code) == 9, 60)
    mother.goto(own)
    told = mother.text_content("main")
    assert "Đăng ký thường trú" in told and "Thẻ bảo hiểm y tế" in told
    mother.goto(f"/ho-so/{uuid_of(city_site, parts_of(city_site, code)['card'])}")
    with mother.expect_download() as downloading:
        mother.get_by_role("button", name="Tải kết quả").click()
    assert "Bảo hiểm xã hội" in text_of(downloading.value.path().read_bytes())


def parts_of(site, code):
    rows = site.ask(
        "select i.part_id, d.code from linked_linkeditem i join dossiers_dossier d on d.id = i.dossier_id "
        "join linked_linkedcase c on c.id = i.case_id join dossiers_dossier p on p.id = c.parent_id "
        "where p.code = %s",
        code,
    )
    return dict(rows)


def status_of(site, code):
    return site.ask("select status from dossiers_dossier where code = %s", code)[0][0]


def uuid_of(site, code):
    return site.ask("select uuid from dossiers_dossier where code = %s", code)[0][0]
