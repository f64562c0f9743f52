"""The registers on the desk: nothing is shown before a purpose is said, what is put right keeps what it was."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from motcua.city.models import Agency, Person
from motcua.foundation import clock
from motcua.foundation.actor import SYSTEM
from motcua.foundation.models import AccessLog
from motcua.project.demo import account_of
from motcua.records import registers
from motcua.records.registers.importing import running
from motcua.records.registers.importing.models import ImportRun
from motcua.records.registers.models import Extract
from motcua.sites.registers.mapping import middle
from motcua.sites.security import marks
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
AT = hanoi("2026-03-02 08:30")
BACKEND = "django.contrib.auth.backends.ModelBackend"
PURPOSE = "Giải quyết hồ sơ"


@pytest.fixture(autouse=True)
def morning(city):
    clock.set_for_test(AT)


def signed_on(key: str, purpose: str = "") -> Client:
    client = Client()
    client.force_login(account_of(key), backend=BACKEND)
    if purpose:
        client.post("/so-dang-ky/muc-dich/", {"purpose": purpose})
    return client


@pytest.fixture
def mother() -> Person:
    return Person.objects.get(id=account_of("resident").person_id)


@pytest.fixture
def birth(mother):
    home = Agency.objects.get(key="ubnd-phuong-nghia-do")
    return registers.enter(
        "births",
        agency_id=home.id,
        on=date(2026, 2, 27),
        data={
            "child_name": "Trần Thị Bé Ngoan", "child_birth_date": "2026-02-20", "child_sex": "female",
            "mother_name": mother.full_name, "mother_pin": mother.pin, "situation": "surrogacy",
        },
        people={"mother": mother.id},
        source=registers.Source("officer", ""),
        by=SYSTEM,
        at=hanoi("2026-02-27 09:00"),
    )  # fmt: skip


def address(record, more: str = "") -> str:
    return f"/so-dang-ky/{record.register}/{record.id}/{more}"


def correction(record, **changed) -> dict:
    data = record.data
    born = data["child_birth_date"].split("-")
    return {
        "child_name": data["child_name"], "child_birth_date": "/".join(reversed(born)), "child_sex": "female",
        "mother_name": data["mother_name"], "mother_pin": data["mother_pin"], "revision": str(record.revision),
        "reason": "Đối chiếu giấy chứng sinh", **changed,
    }  # fmt: skip


def test_nothing_is_shown_before_a_purpose_is_said(birth, mother):
    desk = signed_on("justice")
    assert "Bạn xem để làm gì?" in desk.get("/so-dang-ky/?q=Trần Thị Bé Ngoan").text
    asked = desk.get(address(birth)).text
    assert "Bạn xem để làm gì?" in asked and "Bé Ngoan" not in asked
    assert not AccessLog.objects.filter(person_id=mother.id, purpose=PURPOSE).exists()


def test_a_record_is_found_without_marks_and_the_mother_sees_who_looked(birth, mother):
    desk = signed_on("justice", PURPOSE)
    page = desk.get("/so-dang-ky/", {"q": "tran thi be ngoan"}).text
    assert "Trần Thị Bé Ngoan" in page and address(birth) in page
    assert AccessLog.objects.filter(person_id=mother.id, purpose=PURPOSE).exists()


def test_officers_of_other_fields_and_wards_find_nothing_there(birth):
    assert signed_on("resident").get("/so-dang-ky/").status_code == 403
    assert signed_on("editor").get("/so-dang-ky/").status_code == 403


def test_a_correction_writes_only_what_differs_and_keeps_the_old_value(birth):
    desk = signed_on("justice", PURPOSE)
    answer = desk.post(address(birth, "sua/"), correction(birth, child_name="Trần Thị Bé Ngoãn"))
    assert answer.status_code == 302, answer.text
    now = registers.get("births", birth.id)
    assert now is not None and (now.data["child_name"], now.revision) == ("Trần Thị Bé Ngoãn", 2)
    assert now.data.keys() == birth.data.keys()
    page = desk.get(address(birth)).text
    assert "<del>Trần Thị Bé Ngoan</del>" in page and "Đối chiếu giấy chứng sinh" in page
    then = desk.get(address(birth), {"luc": "2026-02-28T10:00"}).text
    assert "<h1>Trần Thị Bé Ngoan · 20/02/2026</h1>" in then


def test_an_old_books_own_word_is_offered_and_a_correction_of_something_else_leaves_it(birth):
    """A digitised book says "Kinh", not the code of a list."""
    registers.correct(
        ("births", birth.id), {"child_ethnic_group": "Kinh"}, reason="Theo sổ giấy", by=SYSTEM, at=AT,
        source=registers.Source("book", "b/1"), expected_revision=birth.revision,
    )  # fmt: skip
    desk = signed_on("justice", PURPOSE)
    asked = desk.get(address(birth, "sua/"))
    shown = {one.name: one.value for one in asked.context["fields"]}
    assert shown["child_ethnic_group"] == "Kinh" and '<option value="Kinh" selected>' in asked.text
    typed = correction(birth, child_name="Trần Thị Bé Ngoãn", child_ethnic_group="Kinh", revision="2")
    assert desk.post(address(birth, "sua/"), typed).status_code == 302
    now = registers.get("births", birth.id)
    assert now is not None and now.data["child_ethnic_group"] == "Kinh"


def test_every_fault_is_told_and_nothing_typed_is_lost(birth):
    desk = signed_on("justice", PURPOSE)
    typed = correction(birth, child_birth_date="31/02/2026", mother_pin="12", reason="")
    answer = desk.post(address(birth, "sua/"), typed)
    assert answer.status_code == 422
    for words in ("31/02/2026", "Hãy ghi căn cứ, lý do sửa."):
        assert words in answer.text
    typed["reason"] = "Đối chiếu giấy chứng sinh"
    refused = desk.post(address(birth, "sua/"), typed).text
    assert "Không có ngày này." in refused and "Số định danh có 12 chữ số" in refused


def test_who_was_slower_sees_both_side_by_side(birth):
    desk = signed_on("justice", PURPOSE)
    desk.post(address(birth, "sua/"), correction(birth, child_name="Trần Thị Bé Ngoãn"))
    late = desk.post(address(birth, "sua/"), correction(birth, child_name="Trần Thị Bé Na"))
    assert late.status_code == 409
    assert "Trần Thị Bé Ngoãn" in late.text and "Trần Thị Bé Na" in late.text
    again = desk.post(address(birth, "sua/"), correction(birth, child_name="Trần Thị Bé Na", revision="2"))
    assert again.status_code == 302


def test_a_record_that_never_should_have_counted_is_cancelled_and_stays_readable(birth):
    desk = signed_on("justice", PURPOSE)
    wrong = desk.post(address(birth, "ket-thuc/"), {"how": "end", "revision": "1", "reason": ""})
    assert wrong.status_code == 422
    done = desk.post(
        address(birth, "ket-thuc/"), {"how": "cancel", "revision": "1", "reason": "Ghi trùng với số 12/2026"}
    )
    assert done.status_code == 302
    assert "Đã hủy" in desk.get(address(birth)).text
    assert desk.get(address(birth, "sua/")).status_code == 404


def test_a_resident_reads_what_the_registers_say_but_not_what_is_sensitive(birth):
    page = signed_on("resident").get("/thanh-pho-biet-gi/").text
    assert "Trần Thị Bé Ngoan" in page and "bạn là: Mẹ" in page
    assert "mang thai hộ" not in page
    assert "Trần Thị Bé Ngoan" not in signed_on("resident-single").get("/thanh-pho-biet-gi/").text


def test_the_head_signs_an_extract_and_its_code_is_checked_by_anybody(birth):
    assert signed_on("justice", PURPOSE).post(address(birth, "trich-luc/")).status_code in (200, 403)
    answer = signed_on("chair", PURPOSE).post(address(birth, "trich-luc/"))
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    made = Extract.objects.latest("id")
    assert "Trích lục" in Client().get(f"/kiem-tra-trich-luc/{made.code}").text


def test_the_pages_cost_few_queries(birth, django_assert_max_num_queries):
    desk = signed_on("justice", PURPOSE)
    desk.get(address(birth))
    with django_assert_max_num_queries(18):
        desk.get(address(birth))
    with django_assert_max_num_queries(13):
        desk.get("/so-dang-ky/", {"q": "tran thi be ngoan"})
    with django_assert_max_num_queries(13):
        desk.get("/so-dang-ky/ban-do/")


def test_the_middle_of_a_parcel_is_its_centroid():
    square = {
        "type": "Polygon",
        "coordinates": [[[105.0, 21.0], [105.2, 21.0], [105.2, 21.1], [105.0, 21.1], [105.0, 21.0]]],
    }
    assert middle(square) == pytest.approx((105.1, 21.05))


# ---- files


FILE = (
    "Họ tên;Ngày sinh;Giới tính;Số;Năm;Ngày đăng ký;Họ tên mẹ\n"
    "Lý Văn Tệp;12/03/2015;Nam;41;2015;20/03/2015;Lý Thị Mẹ\n"
    "Lý Thị Tệp;14/05/2015;Nữ;42;2015;20/05/2015;Lý Thị Mẹ\n"
    "Lý Văn Hỏng;99/99/2015;Nam;43;2015;21/05/2015;Lý Thị Mẹ\n"
)


def test_a_file_is_uploaded_by_one_released_by_another_and_taken_back_whole():
    justice, chair = signed_on("justice"), signed_on("chair")
    upload = SimpleUploadedFile("khai-sinh-2015.csv", FILE.encode("utf-16"))
    sent = justice.post(
        "/so-dang-ky/nhap/moi/", {"register": "births", "file": upload, "says": "Phần mềm cũ"}
    )
    assert sent.status_code == 302, sent.text
    page, run = sent["Location"], ImportRun.objects.get()
    seen = justice.get(page).text
    assert "utf-16" in seen and "Lý Văn Tệp" in seen
    targets = {
        f"c{n}": t
        for n, t in enumerate(
            ["child_name", "child_birth_date", "child_sex", "@number", "@year", "@entered_on", "mother_name"]
        )
    }
    assert justice.post(f"{page}xem-truoc/", {**targets, "c1": "child_name"}).status_code == 422
    assert justice.post(f"{page}xem-truoc/", targets).status_code == 302
    assert "99/99/2015" in justice.get(page).text
    assert justice.post(f"{page}de-nghi/").status_code == 302
    assert justice.post(f"{page}duyet/").status_code == 422
    assert chair.post(f"{page}duyet/").status_code == 302
    assert running.go_on(run, at=AT)
    run.refresh_from_db()
    assert (run.state, run.accepted, run.refused) == ("done", 2, 1)
    told = b"".join(justice.get(f"{page}bao-cao.csv").streaming_content).decode()
    assert "99/99/2015" in told
    looks = AccessLog.objects.filter(what="register-import:births").order_by("id")
    assert {one.screen for one in looks} >= {"registers:import", "registers:import-report"}
    assert not looks.exclude(person_id=None).exists()
    assert chair.post(f"{page}rut/", {"reason": ""}).status_code == 422
    assert chair.post(f"{page}rut/", {"reason": "Nhầm tệp của phường khác"}).status_code == 302
    assert running.go_back(run, at=AT)
    assert "Đã rút" in justice.get(page).text


def test_a_file_that_cannot_be_read_is_refused_with_words():
    answer = signed_on("justice").post(
        "/so-dang-ky/nhap/moi/",
        {"register": "births", "file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04 khong phai Excel")},
    )
    assert answer.status_code == 422
    assert not ImportRun.objects.exists()


def test_an_export_holds_what_may_be_read_for_the_purpose_and_nothing_sensitive(birth):
    desk = signed_on("justice", PURPOSE)
    answer = desk.post("/so-dang-ky/xuat/", {"register": "births", "form": "csv"})
    text = b"".join(answer.streaming_content).decode()
    assert "Trần Thị Bé Ngoan" in text and "surrogacy" not in text
    assert desk.post("/so-dang-ky/xuat/", {"register": "no-such", "form": "csv"}).status_code == 422


def test_an_export_waits_for_a_fresh_proof(birth, monkeypatch):
    desk = signed_on("justice", PURPOSE)
    monkeypatch.setattr(marks, "fresh", lambda *_: False)
    answer = desk.post("/so-dang-ky/xuat/", {"register": "births", "form": "csv"})
    assert answer.status_code == 302 and answer["Location"] == reverse("security:confirm")
    assert not AccessLog.objects.filter(what__startswith="register-export").exists()
