"""An old book by the keyboard alone: from the image to the published record, by two clerks, a checker and the chair."""

import pytest
from django.db import connection

from motcua.project.demo import account_of
from motcua.records import registers
from motcua.records.books import images, projects
from motcua.records.books.models import Entry, Turn
from tests.browser.desk_site import apart, town, window
from tests.records.books.old_town import scan
from tests.sites.desk_people import MONDAY

__all__ = ["town"]
pytestmark = [pytest.mark.browser, pytest.mark.long]
ENTRY = {
    "entry_number": "7", "entered_on": "2/4/1998", "registration_kind": "1", "child_name": "Đinh Thị Sổ",
    "child_birth_date": "12031998", "child_sex": "2", "birth_place_words": "Trạm y tế xã",
}  # fmt: skip


def a_project() -> projects.Project:
    from motcua.city import authority
    from motcua.foundation import clock
    from motcua.services import bring_in_registers

    bring_in_registers(at=clock.now())
    by = authority.actor_for(account_of("justice"), MONDAY)
    setup = projects.Setup(register="births", name="Khai sinh 1998", kind="civil_status", period="1998")
    project = projects.open_project(setup, by.agency_id, by=by, at=MONDAY)
    found = projects.Found(
        code="KS", unit_code="00160", year=1998, volume=1, pages=1, first_number=7, last_number=7
    )
    book = projects.add_book(project, found, by=by, at=MONDAY)
    images.bring(book, [("KS_00160_1998_01_0007.jpg", scan(7))], by=by, at=MONDAY)
    return project


def key(page, project, entry: dict[str, str]) -> None:
    """Open the project, press the button by key, type line after line with Enter, send by Ctrl+Enter."""
    page.goto(f"/so-cu/du-an/{project.uuid}/")
    page.locator("text=Nhập tiếp").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector("form[data-keying] [data-first]:focus")
    while True:
        name = page.evaluate("document.activeElement.name")
        if name == "viec":
            break
        if name in entry:
            page.keyboard.type(entry[name])
            page.keyboard.press("Enter")
        else:
            page.keyboard.press("Alt+k")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")


def test_an_entry_goes_from_its_image_into_the_register_by_keys_alone(town, chromium):
    project = apart(a_project)
    clerk, other = window(chromium, town, "clerk"), window(chromium, town, "society")
    key(clerk, project, ENTRY)
    assert "Không còn trang nào chờ anh/chị nhập" in clerk.inner_text("main")
    other.goto(f"/so-cu/du-an/{project.uuid}/")
    key(other, project, {"entry_number": "7", "child_name": "Đinh Thị Sổ", "child_birth_date": "12/3/1998"})

    leader = window(chromium, town, "leader")
    leader.goto(f"/so-cu/du-an/{project.uuid}/lo/")
    leader.get_by_role("button", name="Lập lô").focus()
    with leader.expect_navigation():
        leader.keyboard.press("Enter")
    leader.get_by_role("link", name="Kiểm mẫu").focus()
    with leader.expect_navigation():
        leader.keyboard.press("Enter")
    stage = leader.locator(".bk-viewer__stage")
    leader.keyboard.press("Alt+=")
    leader.keyboard.press("Alt+=")
    leader.keyboard.press("Alt+ArrowDown")
    assert stage.evaluate("box => box.scrollWidth > box.clientWidth && box.scrollTop > 0")
    leader.keyboard.press("Alt+x")
    assert stage.locator("img").get_attribute("src").endswith("?quay=90")
    with leader.expect_navigation():
        leader.keyboard.press("Control+Enter")

    chair = window(chromium, town, "chair")
    chair.goto(f"/so-cu/du-an/{project.uuid}/lo/")
    chair.get_by_role("link", name="Lô 1", exact=True).focus()
    with chair.expect_navigation():
        chair.keyboard.press("Enter")
    chair.get_by_role("button", name="Đưa vào sổ").focus()
    with chair.expect_navigation():
        chair.keyboard.press("Enter")
    assert "Đã đưa 1 mục vào sổ" in chair.inner_text("body")

    def entered():
        entry = Entry.objects.get(project=project)
        strokes = list(
            Turn.objects.filter(project=project).order_by("round").values_list("strokes", flat=True)
        )
        return registers.get("births", entry.record_id), strokes

    record, strokes = apart(entered)
    assert record.data["child_birth_date"] == "1998-03-12"
    assert record.data["child_sex"] == "female"
    assert "mother_name" not in record.data
    assert strokes[0] > strokes[1] > 20
    for page in (clerk, other, leader, chair):
        assert page.complaints == []
    connection.close()


def test_what_is_typed_waits_for_the_clerk_and_the_value_above_is_repeated(town, chromium):
    project = apart(a_project)
    clerk = window(chromium, town, "clerk")
    clerk.goto(f"/so-cu/du-an/{project.uuid}/")
    clerk.click("text=Nhập tiếp")
    clerk.wait_for_selector("form[data-keying]")
    clerk.fill("#n-child_name", "Đinh Thị")
    clerk.wait_for_selector("text=Đã lưu")
    clerk.goto("/ban-lam-viec/")
    clerk.goto(f"/so-cu/du-an/{project.uuid}/")
    clerk.click("text=Nhập tiếp")
    clerk.wait_for_selector("form[data-keying]")
    assert clerk.input_value("#n-child_name") == "Đinh Thị"
    clerk.focus("#n-child_name")
    clerk.keyboard.press("Alt+u")
    assert clerk.input_value("#n-child_name") == "không đọc được"
    assert clerk.complaints == []
