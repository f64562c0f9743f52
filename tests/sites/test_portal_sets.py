"""A linked set on the resident's pages: each part with its agency and its day, what may still be changed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.foundation import clock
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Component
from motcua.project.demo import account_of
from tests.conftest import hanoi
from tests.procedures import linked_sets as sets
from tests.procedures.at_work import now, open_task
from tests.procedures.people import officer
from tests.services.walking import scanned_page

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-03-02 09:15")


def signed_on(key: str = "resident") -> Client:
    browser = Client(headers={"host": "localhost"})
    browser.force_login(account_of(key), backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def mother():
    sets.publish()
    clock.set_for_test(MONDAY)
    return signed_on()


def read(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_page_of_a_set_shows_every_part_with_its_agency_and_day(mother):
    parent = sets.begun(MONDAY)
    page = read(mother, f"/ho-so/{parent.uuid}")
    assert "Đã xong 0 / 3 phần" in page
    assert "Dự kiến xong hết ngày 04/03/2026; lâu nhất là: Khai sinh → Thường trú." in page
    assert "Đang giải quyết, hẹn xong lúc 17:00 ngày 02/03/2026" in page
    assert "Chờ kết quả “Khai sinh”; dự kiến xong ngày 04/03/2026" in page
    assert "Bảo hiểm xã hội thành phố Hà Nội" in page
    for name in ("birth", "residence", "card"):
        assert sets.part(parent, name).dossier.code in page


def test_a_result_can_be_fetched_while_other_parts_are_open(mother):
    parent = sets.begun(MONDAY)
    birth = sets.decide_birth(parent, MONDAY)
    page = read(mother, f"/ho-so/{parent.uuid}")
    assert "Đã xong 1 / 3 phần" in page and birth.result_number in page
    assert f"/ho-so/{birth.uuid}/van-ban/" in page


def test_a_part_says_to_which_request_it_belongs(mother):
    parent = sets.begun(MONDAY)
    residence = sets.part(parent, "residence").dossier
    page = read(mother, f"/ho-so/{residence.uuid}")
    assert parent.code in page and "Phần này bắt đầu ngay khi có kết quả của phần trước" in page


def test_lists_show_the_set_once_and_say_when_a_part_waits_for_its_owner(mother):
    parent = sets.begun(MONDAY)
    page = read(mother, "/ho-so")
    assert parent.code in page and "xong 0/3 phần" in page
    assert sets.part(parent, "birth").dossier.code not in page
    task = open_task(sets.part(parent, "birth").dossier)
    changes.ask_supplement(task.id, ["Giấy chứng sinh"], "Ảnh mờ", by=officer("justice", MONDAY), at=MONDAY)
    page = read(mother, "/ho-so")
    assert "Bổ sung hồ sơ trước ngày" in page
    assert "Cần bạn bổ sung; mở phần này để gửi" in read(mother, f"/ho-so/{parent.uuid}")


def test_the_page_of_a_set_needs_few_queries(mother, django_assert_max_num_queries):
    parent = sets.begun(MONDAY)
    mother.get(f"/ho-so/{parent.uuid}")
    with django_assert_max_num_queries(18):
        mother.get(f"/ho-so/{parent.uuid}")


def test_a_part_is_left_out_after_asking_once_more(mother):
    parent = sets.begun(MONDAY)
    address = f"/ho-so/{parent.uuid}/phan/card/bo"
    assert address in read(mother, f"/ho-so/{parent.uuid}")
    assert "Bỏ phần “Thẻ bảo hiểm”?" in read(mother, address)
    assert mother.post(address, {"words": "Cháu đã có thẻ"}).status_code == 302
    assert "Bạn đã bỏ phần này" in read(mother, f"/ho-so/{parent.uuid}")
    assert mother.get(f"/ho-so/{parent.uuid}/phan/birth/bo").status_code == 404
    assert mother.get(f"/ho-so/{parent.uuid}/phan/nothing/bo").status_code == 404


def test_a_part_is_added_by_answering_only_what_is_missing(mother):
    parent = sets.begun(MONDAY, wanted=[])
    address = f"/ho-so/{parent.uuid}/phan/card/them"
    page = read(mother, address)
    assert 'name="hospital"' in page and 'name="paper-photo"' in page
    assert 'name="child_name"' not in page
    wrong = mother.post(address, {"_asked": ["hospital"], "hospital": ""})
    assert wrong.status_code == 422
    told = wrong.content.decode()
    assert "Nơi khám chữa bệnh" in told and "Cần có: Ảnh." in told
    photo = SimpleUploadedFile("anh.pdf", scanned_page(), "application/pdf")
    kept = mother.post(address, {"_asked": ["hospital"], "hospital": "Trạm y tế", "paper-photo": photo})
    assert kept.status_code == 302, kept.content.decode()[:500]
    assert sets.state(now(parent))["card"] == "waiting"
    assert Component.objects.filter(dossier=parent, component_id="photo").exists()
    assert mother.get(address).status_code == 404


def test_the_set_of_somebody_else_is_not_there(mother):
    parent = sets.begun(MONDAY)
    stranger = signed_on("resident-single")
    for address in ("", "/phan/card/bo", "/phan/card/them"):
        assert stranger.get(f"/ho-so/{parent.uuid}{address}").status_code == 404
    assert stranger.post(f"/ho-so/{parent.uuid}/phan/card/bo").status_code == 404
    assert sets.state(parent)["card"] == "waiting"
