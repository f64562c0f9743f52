"""The page that leads from an old address to the new one: without JavaScript, without marks, without guessing."""

import pytest
from django.test import Client

from motcua.city.places import finding
from motcua.foundation import clock
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
AT = hanoi("2026-11-20 09:00")


@pytest.fixture(autouse=True)
def _city(city):
    clock.set_for_test(AT)
    finding.forget()


def page(typed: str) -> str:
    return Client().get("/dia-chi-cu-moi", {"q": typed}).content.decode()


def test_a_split_ward_shows_every_choice_and_says_how_to_find_out():
    told = page("dich vong cau giay")
    assert "Phường Dịch Vọng" in told and "Quận Cầu Giấy" in told
    assert 'href="/phuong-xa/cau-giay"' in told and 'href="/phuong-xa/nghia-do"' in told
    assert "phần lớn diện tích" in told and "không tự đoán" in told
    assert "Ủy ban nhân dân phường Cầu Giấy" in told and "Chi nhánh Trung tâm" in told


def test_a_ward_that_went_as_a_whole_has_one_answer():
    told = page("phuong phuc xa")
    assert "Phường Hồng Hà" in told and "được chia cho nhiều" not in told


def test_a_district_lists_what_its_communes_became():
    told = page("quận hoàn kiếm")
    assert "Cấp huyện đã kết thúc" in told and "Phường Hàng Bạc" in told and "Phường Hoàn Kiếm" in told


def test_the_name_of_today_tells_from_which_units_it_was_formed():
    told = page("phường nghĩa đô")
    assert "Tên hiện nay" in told and "Hình thành từ" in told and "Phường Dịch Vọng" in told


def test_what_is_no_place_is_said_so_and_cannot_become_markup():
    told = page('<script>alert(1)</script> xyzzy"')
    assert "Không tìm thấy nơi nào" in told and "<script>alert" not in told


def test_the_page_costs_four_statements_once_units_are_known(django_assert_max_num_queries):
    page("dich vong")
    with django_assert_max_num_queries(4):
        page("quan cau giay")


def test_in_english_too():
    client = Client()
    client.get("/ngon-ngu/en/")
    told = client.get("/dia-chi-cu-moi", {"q": "dich vong, cau giay"}).content.decode()
    assert "This place was divided" in told and "most of the area" in told


def test_partner_systems_ask_by_name_and_get_every_choice():
    from tests.sites.api_calls import token_for

    answer = Client().get(
        "/api/v1/places", {"q": "dich vong cau giay"}, headers={"Authorization": f"Bearer {token_for()}"}
    )
    first = answer.json()["items"][0]
    assert (first["code"], first["certain"], first["valid_to"]) == ("00166", False, "2025-07-01")
    assert [(one["code"], one["largest_part"]) for one in first["now"]] == [("00166", True), ("00160", False)]
