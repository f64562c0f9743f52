"""A fee is paid at the national platform and part of it goes back: a resident, the counter, two who keep the accounts."""

import re

import pytest

from tests.browser.test_journey_copy import OWNER, take_in
from tests.browser.waiting import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.long]


GIVEN = """
insert into city_power (
    post_id, power, post_kind, agency_kind, procedure_code, field, reach, capacity, decision, cases, communes, may_lend_on,
    withheld, valid_from
)
select held.post_id, 'keep_accounts', '', '', '', '', 'agency', '', '', '{}', '{}', false, false, date '2025-01-01'
from city_appointment held join city_account who on who.id = held.account_id where who.display_name = %s limit 1
returning id"""


def let_keep_accounts(city_site, *names):
    """Posts of these demo officers keep the accounts of their agency, as a city that has no accountants there would say."""
    for name in names:
        city_site.ask(GIVEN, name)


def test_a_fee_is_paid_at_the_national_platform_and_part_of_it_is_given_back(city_site, chromium):
    counter = city_site.officer(chromium, "counter")
    pin = city_site.ask("select pin from city_person where full_name = %s", OWNER)[0][0]
    code = take_in(counter, pin)
    uuid = city_site.ask("select uuid from dossiers_dossier where code = %s", code)[0][0]

    owner = city_site.resident(chromium, OWNER, f"/ho-so/{uuid}")
    owner.locator("#thanh-toan a.mc-button").click()
    owner.get_by_role("button", name="Nền tảng thanh toán quốc gia").click()
    owner.wait_for_url("**/platform/pay/**")
    owner.get_by_role("button", name=re.compile("Thanh toán thành công")).click()
    owner.wait_for_url("**/thanh-toan/nen-tang/ket-qua**")
    owner.wait_for_selector("text=Đã nhận thanh toán")
    wait_for(lambda: city_site.ask("select status from money_order where subject = %s", code)[0][0] == "paid")

    let_keep_accounts(city_site, "Đỗ Hải Yến", "Vũ Minh Tuệ")
    clerk = city_site.officer(chromium, "clerk")
    clerk.goto("/hoan-tien/")
    clerk.get_by_role("link", name="Đề nghị hoàn").click()
    clerk.fill("[name=ma]", code)
    clerk.fill("[name=so-tien]", "7.000")
    clerk.fill("[name=ly-do]", "Thừa một bản sao")
    clerk.get_by_role("button", name="Gửi đề nghị").click()
    page = clerk.url
    assert clerk.get_by_role("button", name="Duyệt hoàn").count() == 0
    justice = city_site.officer(chromium, "justice")
    justice.goto(page)
    justice.get_by_role("button", name="Duyệt hoàn").click()
    justice.get_by_role("button", name="Đã chuyển trả").click()
    assert "Đã hoàn" in justice.text_content("main")
    status = "select status from money_order where subject = %s"
    assert city_site.ask(status, code)[0][0] == "partly_refunded"
