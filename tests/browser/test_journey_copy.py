"""Certified copies at the counter, paid online: 3 copies of 5 pages cost 21,000 đồng."""

import re

import pytest

from tests.browser import desk_walk, pages
from tests.browser.pages import choose
from tests.browser.waiting import wait_for
from tests.reading_pdf import signatures_of, text_of

pytestmark = pytest.mark.browser
OWNER = "Lê Quốc Khánh"
COPY = "2.000815"


def take_in(counter, pin):
    counter.goto(f"/ban-lam-viec/tiep-nhan/{COPY}/")
    counter.fill("#applicant-q", pin)
    counter.press("#applicant-q", "Enter")
    counter.wait_for_selector(".dk-person__is")
    choose(counter, "copy_form", "paper")
    counter.fill("[name='originals.0.title']", "Bằng tốt nghiệp đại học")
    counter.fill("[name='originals.0.pages']", "5")
    counter.fill("[name='originals.0.copies']", "3")
    choose(counter, "originals.0.issued_by_foreign", "no")
    counter.wait_for_selector("[data-fee] >> text=21.000")
    counter.set_input_files("[name='paper.original.files']", pages.scan("BANG TOT NGHIEP", 5))
    for point in ("original_seen", "no_ground_to_refuse"):
        counter.locator(f"label[for=tick-{point}]").click()
    with counter.expect_navigation():
        counter.get_by_role("button", name="Tiếp nhận, in giấy hẹn").click()
    assert counter.locator(".mc-errors").count() == 0, counter.locator(".mc-errors").all_inner_texts()
    return counter.locator(".mc-toolbar .mc-code").inner_text()


def test_copies_taken_in_at_the_counter_are_paid_online_and_handed_over(city_site, chromium):
    counter = city_site.officer(chromium, "counter")
    pin = city_site.ask("select pin from city_person where full_name = %s", OWNER)[0][0]
    code = take_in(counter, pin)

    uuid = city_site.ask("select uuid from dossiers_dossier where code = %s", code)[0][0]
    owner = city_site.resident(chromium, OWNER, f"/ho-so/{uuid}")
    assert "21.000" in owner.locator("#thanh-toan").inner_text()
    owner.locator("#thanh-toan a.mc-button").click()
    owner.get_by_role("button", name="Ví MoMo").click()
    owner.wait_for_url("**/momo/pay/**")
    assert "21.000" in owner.text_content("body")
    owner.get_by_role("button", name=re.compile("Thanh toán thành công")).click()
    owner.wait_for_url("**/thanh-toan/momo/ket-qua**")
    owner.wait_for_selector("text=Đã nhận thanh toán")
    wait_for(
        lambda: city_site.ask("select finance from dossiers_dossier where code = %s", code)[0][0] == "paid"
    )
    receipt = text_of(pages.fetched(owner, f"/ho-so/{uuid}/bien-lai"))
    assert "21.000" in receipt
    assert "Hai mươi mốt nghìn đồng" in receipt

    justice = city_site.officer(chromium, "justice")
    desk_walk.open_dossier(justice, code)
    desk_walk.tick_all(justice)
    desk_walk.press(justice, "Trình ký")
    chair = city_site.officer(chromium, "chair")
    desk_walk.sign(chair, code)
    clerk = city_site.officer(chromium, "clerk")
    desk_walk.open_dossier(clerk, code)
    desk_walk.press(clerk, "Đã vào sổ")

    desk_walk.hand_over(counter, code, OWNER)
    owner.goto(f"/ho-so/{uuid}")
    assert "Đã trả kết quả" in owner.text_content("main")
    copy = city_site.ask(
        "select d.uuid from dossiers_document d join dossiers_dossier o on o.id = d.dossier_id"
        " where o.code = %s and d.kind = 'result'",
        code,
    )[0][0]
    testimony = pages.fetched(counter, f"/ban-lam-viec/ho-so/{code}/phieu/{copy}/")
    assert signatures_of(testimony).count("Signature is Valid") >= 1
    for window in (counter, justice, chair, clerk, owner):
        assert window.complaints == []
        window.context.close()
