"""Old books at the desk: projects, inventory, keying beside the image, decisions, lots, targets; who may see what."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.foundation.models import AccessLog
from motcua.records import registers
from motcua.records.books import keying, lots
from motcua.records.books.models import Entry, Lot, Project, Turn
from tests.records.books.old_town import (
    CHECKER,
    FIRST_CLERK,
    MONDAY,
    SECOND_CLERK,
    THIRD,
    a_book,
    a_project,
    actor,
    key_page,
    keyed,
    known_person,
    scan,
    written,
)
from tests.sites.desk_people import at_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    found = a_project()
    yield found
    registers.forget()


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_project_is_opened_with_all_its_faults_told_at_once(project):
    desk = at_desk(THIRD)
    page = desk.get("/so-cu/moi/?so=old-births")
    assert "Nhập hai lần thêm các mục" in text(page)
    assert "CV 1437/BTP-CNTT" in text(page)
    other = desk.post("/so-cu/moi/?xem=1", {"register": "marriages"}, headers={"HX-Request": "true"})
    assert "<html" not in other.content.decode()
    assert Project.objects.count() == 1
    wrong = desk.post("/so-cu/moi/", {"register": "old-births", "name": "", "kind": "x", "lot_size": "nhiều"})
    assert wrong.status_code == 422
    for told in ("Đặt tên cho dự án.", "Chọn loại sổ.", "Ghi bằng chữ số."):
        assert told in text(wrong)
    right = {
        "register": "old-births", "name": "Khai sinh 1999", "kind": "civil_status", "period": "2005", "several": "no",
        "lot_size": "100", "quality_limit": "0.65", "twice": ["child_sex"], "without": ["child_pin"],
        "due_on-day": "31", "due_on-month": "12", "due_on-year": "2026",
    }  # fmt: skip
    assert desk.post("/so-cu/moi/", right).status_code == 302
    made = Project.objects.get(name="Khai sinh 1999")
    assert (made.twice, made.without, made.lot_size, made.quality_limit) == (
        ["child_sex"],
        ["child_pin"],
        100,
        "0.65",
    )
    assert made.name in text(desk.get("/so-cu/"))


def test_a_book_comes_into_the_inventory_and_its_images_find_their_pages(project):
    desk = at_desk(THIRD)
    new = f"/so-cu/du-an/{project.uuid}/quyen-moi/"
    assert desk.post(new, {"code": "KS", "year": "198"}).status_code == 422
    found = {
        "code": "ks",
        "unit_code": "00160",
        "year": "1998",
        "volume": "2",
        "pages": "2",
        "last_number": "2",
    }
    there = desk.post(new, found)["Location"]
    files = [SimpleUploadedFile("KS_00160_1998_02_0001.jpg", scan(1)), SimpleUploadedFile("thu.txt", b"abc")]
    refused = desk.post(f"{there}anh/", {"files": files})
    assert refused.status_code == 422
    assert "thu.txt" in text(refused)
    assert "Chưa có ảnh: 1 trang" in text(desk.get(there))
    assert desk.post(f"{there}anh/", {}).status_code == 422


def test_a_clerk_keys_page_after_page_and_sees_nothing_of_the_other_clerk(
    project, django_assert_max_num_queries
):
    a_book(project, pages=2)
    one, other = at_desk(FIRST_CLERK), at_desk(SECOND_CLERK)
    page = one.post(f"/so-cu/du-an/{project.uuid}/nhap/")["Location"]
    with django_assert_max_num_queries(9):
        shown = one.get(page)
    assert "Lần nhập thứ nhất" in text(shown)
    faulty = one.post(page, {"slot": "1", "viec": "trang", **written(1, child_birth_date="31/02/1998")})
    assert faulty.status_code == 422
    assert "Ngày này không có trong lịch." in text(faulty)
    assert "Đặng Thị Sổ B" in faulty.content.decode()  # nothing typed is lost
    assert one.post(page.rstrip("/") + "/1/nhap-do/", written(1)).status_code == 204
    with django_assert_max_num_queries(24):
        follows = one.post(page, {"slot": "1", "viec": "trang", "strokes": "140", **written(1)})
    following = one.get(follows["Location"])
    assert "trang 2" in text(following)
    assert "hôm nay 1 mục" in text(following)
    assert 'data-above="Đặng Thị Sổ B"' in following.content.decode()
    assert other.get(page).status_code == 404
    blind = other.get(other.post(f"/so-cu/du-an/{project.uuid}/nhap/")["Location"]).content.decode()
    assert "Lần nhập thứ hai" in blind
    assert "Đặng Thị Sổ" not in blind
    assert "mother_name" not in blind


def test_a_page_is_given_back_or_taken_back(project):
    a_book(project, pages=1)
    one = at_desk(FIRST_CLERK)
    page = one.post(f"/so-cu/du-an/{project.uuid}/nhap/")["Location"]
    turn = Turn.objects.get(project=project)
    assert one.post(f"/so-cu/du-an/{project.uuid}/thu-hoi/{turn.pk}/").status_code == 403
    officer = at_desk(THIRD)
    assert "Trang đang có người nhập" in text(officer.get(f"/so-cu/du-an/{project.uuid}/"))
    officer.post(f"/so-cu/du-an/{project.uuid}/thu-hoi/{turn.pk}/")
    assert one.get(page).status_code == 404
    page = one.post(f"/so-cu/du-an/{project.uuid}/nhap/")["Location"]
    one.post(f"{page}tra/")
    assert not Turn.objects.filter(project=project).exists()


def test_the_third_person_sees_both_values_and_decides(project):
    a_book(project, pages=1)
    key_page(FIRST_CLERK, project, child_name="Đặng Thị Số B")
    key_page(SECOND_CLERK, project)
    entry = Entry.objects.get(project=project)
    desk, clerk = at_desk(THIRD), at_desk(SECOND_CLERK)
    assert "1 giá trị khác nhau" in text(desk.get(f"/so-cu/du-an/{project.uuid}/quyet-dinh/"))
    address = f"/so-cu/muc/{entry.pk}/"
    assert "người thứ ba quyết định" in text(clerk.get(address))
    both = text(desk.get(address))
    assert "Đặng Thị Số B" in both
    assert "Đặng Thị Sổ B" in both
    assert desk.post(address, {}).status_code == 422
    chosen = {"child_name": "2", "child_name-1": "Đặng Thị Số B", "child_name-2": "Đặng Thị Sổ B"}
    assert desk.post(address, chosen).status_code == 302
    entry.refresh_from_db()
    assert (entry.state, entry.values["child_name"]) == ("ready", "Đặng Thị Sổ B")


def test_whoever_looks_at_candidates_is_written_down(project):
    person = known_person(1)
    a_book(project, pages=1)
    for key in (FIRST_CLERK, SECOND_CLERK):
        key_page(key, project, child_birth_date="1998")
    entry = Entry.objects.get(project=project)
    desk = at_desk(THIRD)
    shown = text(desk.get(f"/so-cu/muc/{entry.pk}/"))
    assert "80 điểm" in shown
    log = AccessLog.objects.get(person_id=person.pk)
    assert (log.purpose, log.what) == ("book-digitising", "book-match")
    assert desk.post(f"/so-cu/muc/{entry.pk}/", {"person": str(person.pk), "words": ""}).status_code == 422
    desk.post(f"/so-cu/muc/{entry.pk}/", {"person": str(person.pk), "words": "Xem giấy khai sinh"})
    entry.refresh_from_db()
    assert entry.persons == {"child": person.pk}


def test_a_lot_is_checked_accepted_and_published_from_its_pages(project):
    book = a_book(project, pages=1)
    keyed(project, 1)
    leader, chair, clerk = at_desk(CHECKER), at_desk("chair"), at_desk(FIRST_CLERK)
    assert clerk.post(f"/so-cu/du-an/{project.uuid}/lo/").status_code == 403
    lot = leader.post(f"/so-cu/du-an/{project.uuid}/lo/")["Location"]
    shown = leader.get(f"{lot}kiem/")
    assert "Mẫu 1 trên 1" in text(shown)
    number = re.search(r'name="muc" value="(\d+)"', shown.content.decode())
    assert number
    entry = Entry.objects.get(project=project)
    assert leader.post(f"{lot}kiem/", {"muc": number[1], **entry.values, "child_name": ""}).status_code == 422
    assert leader.post(f"{lot}kiem/", {"muc": number[1], **entry.values}).status_code == 302
    assert Lot.objects.get(project=project).state == "accepted"
    assert at_desk(THIRD).post(lot, {"viec": "vao-so"}).status_code == 403
    chair.post(lot, {"viec": "vao-so"})
    entry.refresh_from_db()
    assert entry.state == "published"
    assert "1 / 1" in text(chair.get("/so-cu/chi-tieu/"))
    assert "100,0 %" in text(at_desk("city").get("/so-cu/chi-tieu/"))
    table = at_desk(THIRD).get(f"/so-cu/quyen/{book.uuid}/bang.xlsx")
    assert table["Content-Disposition"].endswith('KS_00160_1998_02.xlsx"')
    zipped = at_desk(THIRD).get(f"/so-cu/quyen/{book.uuid}/anh.zip")
    assert b"".join(zipped.streaming_content).startswith(b"PK")


def test_gaps_and_doubles_are_explained_on_the_books_page(project):
    book = a_book(project, pages=2)
    for key in (FIRST_CLERK, SECOND_CLERK):
        key_page(key, project)
        key_page(key, project, entry_number="1")
    desk = at_desk(THIRD)
    shown = text(desk.get(f"/so-cu/quyen/{book.uuid}/"))
    assert "Trùng số 1" in shown
    assert "Thiếu số 2" in shown
    asked = {"kind": "double", "first": "1", "last": "1"}
    assert desk.post(f"/so-cu/quyen/{book.uuid}/giai-thich/", asked | {"words": " "}).status_code == 422
    desk.post(f"/so-cu/quyen/{book.uuid}/giai-thich/", asked | {"words": "Ghi nhầm số, có biên bản"})
    assert "Ghi nhầm số, có biên bản" in text(desk.get(f"/so-cu/quyen/{book.uuid}/"))


def test_another_ward_sees_nothing_of_a_project(project):
    book = a_book(project, pages=1)
    entry = keyed(project, 1)[0]
    lot = lots.make(project, "s", by=actor(CHECKER), at=MONDAY)
    elsewhere = at_desk("construction")
    for address in (
        f"du-an/{project.uuid}/", f"du-an/{project.uuid}/lo/", f"quyen/{book.uuid}/", f"quyen/{book.uuid}/bang.xlsx",
        f"muc/{entry.pk}/", f"lo/{lot.uuid}/", f"lo/{lot.uuid}/kiem/", f"trang/{entry.page_id}/anh/1/",
    ):  # fmt: skip
        assert elsewhere.get(f"/so-cu/{address}").status_code == 404, address


def test_the_image_of_a_page_is_drawn_and_turned(project):
    a_book(project, pages=1)
    key_page(FIRST_CLERK, project)
    desk = at_desk(FIRST_CLERK)
    number = Turn.objects.get(project=project).page_id
    upright, turned = (desk.get(f"/so-cu/trang/{number}/anh/1/{more}") for more in ("", "?quay=90"))
    assert upright["Content-Type"] == "image/webp"
    assert upright.content != turned.content
    assert desk.get(f"/so-cu/trang/{number}/anh/2/").status_code == 404


def test_a_page_with_several_entries_goes_on_until_the_clerk_says_that_it_is_done(project):
    several = a_project(several=True, name="Sổ nhiều mục")
    book = a_book(several, pages=1, scanned=False)
    at_desk(THIRD).post(
        f"/so-cu/quyen/{book.uuid}/anh/", {"files": SimpleUploadedFile("trang 1.jpg", scan(1))}
    )
    desk = at_desk(FIRST_CLERK)
    page = desk.post(f"/so-cu/du-an/{several.uuid}/nhap/")["Location"]
    desk.post(page, {"slot": "1", "viec": "muc", **written(1)})
    assert "mục thứ 2" in text(desk.get(page))
    done = desk.post(page, {"slot": "2", "viec": "trang"})
    assert "het=1" in done["Location"]
    assert keying.claim(several, Turn.objects.get(project=several).clerk_id, "", at=MONDAY) is None
