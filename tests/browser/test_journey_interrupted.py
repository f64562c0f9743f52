"""The Back button, a double click and a lost connection: one dossier, and nothing typed is lost."""

import pytest

from tests.browser.pages import choose
from tests.browser.test_journey_birth import CHILD, MOTHER, begin, fill, mother  # noqa: F401
from tests.browser.waiting import wait_for

pytestmark = pytest.mark.browser


def own_dossiers(city_site):
    return city_site.ask(
        "select count(*) from dossiers_dossier d join city_person p on p.id = d.owner_id where p.full_name = %s",
        MOTHER,
    )[0][0]


def test_what_is_typed_without_a_connection_is_there_when_it_comes_back(city_site, mother):
    address = begin(mother)
    mother.goto(f"{address}/child")
    mother.context.set_offline(True)
    mother.fill("[name=child_name]", "Trần Bảo Ngọc")
    mother.fill("[name=child_birth_date-year]", "2026")
    mother.wait_for_timeout(2500)
    mother.locator("button[name=_next]:visible").last.click()
    mother.wait_for_timeout(500)
    mother.complaints.clear()  # the browser's own words about the line being down
    mother.context.set_offline(False)
    mother.goto(f"{address}/child")
    wait_for(lambda: mother.input_value("[name=child_name]") == "Trần Bảo Ngọc", 5)
    assert mother.input_value("[name=child_birth_date-year]") == "2026"


def test_back_and_a_double_click_on_the_last_button_make_one_dossier(city_site, mother):
    before = own_dossiers(city_site)
    begin(mother)
    fill(mother)
    mother.go_back()
    mother.go_back()
    mother.go_forward()
    mother.go_forward()
    assert CHILD in mother.text_content("main"), "the review is still whole"
    choose(mother, "delivery", "online")
    choose(mother, "consent", "yes")
    mother.get_by_role("button", name="Nộp hồ sơ").dblclick()
    mother.wait_for_url("**/ho-so/**")
    mother.wait_for_load_state()
    filed = mother.url
    assert own_dossiers(city_site) == before + 1
    mother.go_back()
    mother.wait_for_load_state()
    again = mother.get_by_role("button", name="Nộp hồ sơ")
    if again.count():
        again.click()
    mother.wait_for_load_state()
    mother.goto(filed)
    assert "Đã nộp hồ sơ" in mother.text_content("main")
    assert own_dossiers(city_site) == before + 1
