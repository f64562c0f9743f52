"""An editor makes a procedure from nothing, a deputy director lets it out, a resident files it: no code, no restart."""

import re
from datetime import date

import pytest

from tests.browser import pages
from tests.browser.pages import settled
from tests.browser.waiting import quiet

pytestmark = pytest.mark.browser
NAME, NAME_EN = "Đăng ký mượn nhà văn hóa", "Borrow the community house"
RESIDENT = "Lê Quốc Khánh"


def make(editor) -> str:
    """A new procedure; its uuid."""
    editor.goto("/soan-thu-tuc/")
    editor.get_by_role("link", name="Thủ tục mới").click()
    editor.fill("[name=name_vi]", NAME)
    editor.fill("[name=name_en]", NAME_EN)
    pages.select(
        editor,
        "field",
        editor.locator("select[name=field] option[value]:not([value=''])").first.get_attribute("value"),
    )
    with editor.expect_navigation():
        editor.get_by_role("button", name="Tạo bản soạn").click()
    return re.search(r"/soan-thu-tuc/([0-9a-f-]{36})/", editor.url).group(1)


def add_question(editor, uuid: str, vi: str, en: str, kind: str) -> None:
    """A question after the first one of the form."""
    editor.goto(f"/soan-thu-tuc/{uuid}/bieu-mau/")
    editor.locator("button[value='add form.pages[0].fields']").click()
    editor.wait_for_url("**o=form.pages**fields**")
    settled(editor)
    part = "form.pages[0].fields[1]"
    editor.fill(f"[name='{part}.label.vi']", vi)
    editor.fill(f"[name='{part}.label.en']", en)
    pages.select(editor, f"{part}.kind", kind)
    save(editor)


def add_step(editor, uuid: str) -> None:
    """A step after the examination, for the division leader."""
    editor.goto(f"/soan-thu-tuc/{uuid}/cac-buoc/?o=workflow.steps.process")
    editor.locator("button[value='put workflow.steps.process']").click()
    editor.wait_for_selector("[name='workflow.steps.buoc.title.vi']")
    settled(editor)
    editor.fill("[name='workflow.steps.buoc.title.vi']", "Trưởng phòng xem lại")
    save(editor)
    # The step takes its id from its title, and so do the names of its questions.
    editor.wait_for_selector("[name='workflow.steps.truong_phong_xem_lai.title.en']")
    editor.fill("[name='workflow.steps.truong_phong_xem_lai.title.en']", "The division leader looks")
    pages.select(editor, "workflow.steps.truong_phong_xem_lai.post", "division_leader")
    save(editor)


def save(editor) -> None:
    """The page saves by itself when one leaves a question."""
    editor.keyboard.press("Tab")
    editor.wait_for_timeout(300)
    settled(editor)


def try_out(editor, uuid: str) -> None:
    """A made-up dossier goes through the draft to its end, by the first way out of each of its six steps."""
    editor.goto(f"/soan-thu-tuc/{uuid}/chay-thu/")
    for _ in range(6):
        assert editor.locator("button[value^='act:']").count(), editor.inner_text("main")
        editor.locator("button[value^='act:']").first.click()
        quiet(editor)
        settled(editor)
    assert editor.locator("button[value^='act:']").count() == 0


def submit(editor, uuid: str, today: date) -> None:
    editor.goto(f"/soan-thu-tuc/{uuid}/cong-bo/")
    assert "Quy trình thông suốt" in editor.inner_text("main")
    editor.fill("[name=reason]", "Phường cần một thủ tục riêng")
    editor.fill("[name=decision]", "12/QĐ-UBND")
    pages.date(editor, "decided_on", today.day, today.month, today.year)
    with editor.expect_navigation():
        editor.get_by_role("button", name="Trình duyệt").click()
    assert "Chờ duyệt công bố" in editor.inner_text("main")


def test_a_procedure_from_nothing_is_filed_by_a_resident_without_a_restart(city_site, chromium):
    today = date.fromisoformat(city_site.today())
    editor = city_site.officer(chromium, "editor")
    uuid = make(editor)
    add_question(editor, uuid, "Bao nhiêu người dự?", "How many people come?", "integer")
    add_question(editor, uuid, "Dùng phòng vào lúc nào?", "When do you need the room?", "text")
    add_step(editor, uuid)
    try_out(editor, uuid)
    submit(editor, uuid, today)

    issuer = city_site.officer(chromium, "issuer")
    issuer.goto("/soan-thu-tuc/")
    issuer.get_by_role("region", name="Đang soạn").get_by_role("link", name=NAME).first.click()
    assert pages.findings(issuer) == []
    issuer.fill("#late-words", "Phường cần ngay trong tháng này")
    with issuer.expect_navigation():
        issuer.get_by_role("button", name="Duyệt và công bố").click()
    assert "đang dùng" in issuer.inner_text("main")
    code = issuer.url.rstrip("/").split("/")[-1]

    resident = city_site.resident(chromium, RESIDENT)
    resident.goto("/thu-tuc?q=mượn nhà văn hóa")
    resident.locator(f"a[href$='/thu-tuc/{code}']").first.click()
    resident.get_by_role("link", name="Nộp hồ sơ trực tuyến").first.click()
    with resident.expect_navigation():
        resident.get_by_role("button", name="Bắt đầu").first.click()
    pages.reach(resident, "request_text")
    resident.get_by_label("Bao nhiêu người dự?").fill("40")
    resident.get_by_label("Dùng phòng vào lúc nào?").fill("Sáng thứ Bảy")
    resident.fill("[name=request_text]", "Mượn phòng họp sáng thứ Bảy cho tổ dân phố.")
    while "giay-to" not in resident.url and "xem-lai" not in resident.url:
        pages.go_on(resident)
    if "giay-to" in resident.url:
        pages.go_on(resident)
    pages.choose(resident, "delivery", "online")
    pages.choose(resident, "consent", "yes")
    with resident.expect_navigation():
        resident.get_by_role("button", name="Nộp hồ sơ").click()
    assert "Đã nộp hồ sơ" in resident.inner_text("body")
    rows = city_site.ask(
        "select procedure_code, status from dossiers_dossier where uuid::text = %s",
        resident.url.split("/")[-1],
    )
    assert rows and rows[0][0] == code

    for window in (editor, issuer, resident):
        assert window.complaints == []
        window.context.close()
