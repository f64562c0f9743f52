"""School fees on the pages: a school brings its list and opens it, a guardian chooses and pays, the class page knows."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.city.models import Account, Agency
from motcua.foundation.models import AccessLog
from motcua.money.bank.models import BankLine
from motcua.money.bank.receiving import Told, take
from motcua.money.school_fees.models import Campaign, Pupil
from motcua.project.demo import account_of
from tests.sites.desk_people import MONDAY, at_desk

pytestmark = pytest.mark.django_db
HERE = "/thu-theo-lop/"
BACKEND = "django.contrib.auth.backends.ModelBackend"
GIVEN = {
    "title": "Bán trú tháng 3", "class_name": "3A", "due_on": "10/03/2026", "name-0": "Bán trú", "amount-0": "600.000",
    "mandatory-0": "yes", "name-1": "Câu lạc bộ", "amount-1": "100.000",
}  # fmt: skip


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def the_list(pin: str) -> SimpleUploadedFile:
    rows = f"Mã học sinh;Họ và tên;Số định danh phụ huynh\nHS1;Lê Mẫu An;{pin}\nHS2;=Trần Mẫu Bình;\n"
    return SimpleUploadedFile("lop.csv", rows.encode("utf-8-sig"))


def test_a_class_goes_from_its_list_to_a_paid_fee(city, settings, django_assert_max_num_queries):
    settings.BANK = {"BIN": "970436", "ACCOUNT": "0123499999", "HOLDER": "TT", "BANK": "VCB", "KEY": "k"}
    place = Agency.objects.filter(kind=Agency.Kind.SCHOOL).order_by("key").first()
    desk = at_desk("justice")
    assert desk.get(HERE).status_code == 403
    desk.force_login(Account.objects.get(username=f"{place.key}.specialist-1"), backend=BACKEND)
    wrong = desk.post(f"{HERE}moi/", GIVEN | {"amount-0": "0", "due_on": "", "file": the_list("12")})
    assert wrong.status_code == 422
    for told in ("Số tiền từ 1 đồng", "dòng 2: số định danh không đủ 12 chữ số", "Chọn hạn nộp"):
        assert told in text(wrong)
    broken = SimpleUploadedFile("lop.xlsx", b"PK\x03\x04 nothing")
    assert desk.post(f"{HERE}moi/", GIVEN | {"file": broken}).status_code == 422
    pin = account_of("resident").person.pin
    here = desk.post(f"{HERE}moi/", GIVEN | {"file": the_list(pin)})["Location"]
    assert "Bán trú tháng 3" in text(desk.get(HERE))
    desk.post(f"{here}viec/mo/")
    with django_assert_max_num_queries(14):
        shown = text(desk.get(here))
    assert "2 · 1.200.000 đ" in shown and "chưa rõ phụ huynh" in shown
    assert AccessLog.objects.filter(what="list:school-fees").exists()
    assert desk.post(f"{here}viec/mo/").status_code == 409
    desk.post(f"{here}viec/nhac/")
    home = at_desk("resident")
    assert "Lê Mẫu An" in text(home.get("/ca-nhan"))
    pupil = Pupil.objects.get(position=1)
    page = f"/hoc-phi/{pupil.uuid}/"
    assert "Hạn nộp" in text(home.get(page))
    home.post(f"{page}chon/", {"fee": ["2"]})
    assert "Chuyển khoản bằng mã VietQR" in text(home.get(f"{page}thanh-toan/"))
    assert home.post(f"{page}thanh-toan/", {"cach": "chuyen-khoan"})["Location"] == f"{page}#chuyen-khoan"
    with django_assert_max_num_queries(12):
        shown = home.get(page)
    assert "700.000 đ" in text(shown) and "data:image/svg" in shown.content.decode()
    note = re.search(r"S\d{12}T1", text(shown))
    assert note is not None
    take(Told("0123499999", "FT1", MONDAY.date(), 700_000, note[0]), BankLine.Way.MESSAGE, {}, MONDAY)
    assert "Đã nộp đủ" in text(home.get(page))
    assert at_desk("resident-single").get(page).status_code == 404
    desk = at_desk("justice")
    desk.force_login(Account.objects.get(username=f"{place.key}.specialist-1"), backend=BACKEND)
    listed = desk.get(f"{here}danh-sach/").content.decode("utf-8-sig")
    assert "Đã nộp" in listed and "'=Trần Mẫu Bình" in listed, (
        "a name that begins like a formula stays a text"
    )
    desk.post(f"{here}viec/ket-thuc/")
    assert Campaign.objects.get().state == "closed"
