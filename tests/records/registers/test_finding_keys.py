"""How a record is found again: what is stored with it meets what people type."""

import pytest

from motcua.records.registers import keys
from tests.records.registers.samples import births, parcels


def found_by(typed: str, stored: list[str]) -> bool:
    return any(set(way) <= set(stored) for way in keys.question(typed).ways)


AN = keys.name_keys("Nguyễn Văn An", "1990")
HA = keys.name_keys("Nguyễn Thị Thu Hà", "2021")


@pytest.mark.parametrize(
    "typed",
    ["Nguyễn Văn An", "nguyen van an", "an nguyễn văn", "NGUYÊN VĂN AN 1990", "Văn An", "ông Nguyễn Văn An",
     "Nguyễn Văn An, phường Cầu Giấy", "nguyen van an 12/03/1990"],
)  # fmt: skip
def test_a_name_is_found_without_marks_in_any_order_with_a_title_and_a_year(typed):
    assert found_by(typed, AN)


def test_a_middle_name_may_be_left_out():
    assert found_by("Nguyễn Thu Hà", HA) and found_by("Thị Hà", HA)
    assert not found_by("Trần Thu Hà", HA)


def test_y_and_i_are_one_sound_but_thuy_is_not_thui():
    assert found_by("Lí Thị Quí", keys.name_keys("Lý Thị Quý"))
    assert not found_by("Trần Thị Thúi", keys.name_keys("Trần Thị Thúy"))


def test_names_of_one_word_and_with_apostrophes_are_names():
    assert found_by("H'Hen Niê", keys.name_keys("H’Hen Niê"))
    assert keys.question("An").too_wide


def test_decomposed_letters_meet_composed_ones():
    import unicodedata

    assert keys.name_keys(unicodedata.normalize("NFD", "Đỗ Thị Quỳnh")) == keys.name_keys("Đỗ Thị Quỳnh")


def test_a_number_is_found_however_it_is_broken_up():
    assert found_by("12 / gpxd-2021", [keys.number_key("12/GPXD-2021")])
    assert found_by("001090000017", [keys.number_key("001090000017")])


def test_an_entry_is_named_by_number_and_year():
    assert keys.question("số 15/2021").entry == (15, 2021)


def test_a_parcel_is_named_by_sheet_number_and_place():
    asked = keys.question("thửa đất số 12, tờ bản đồ số 05, phường Nghĩa Tân")
    assert asked.ways == (("k:5/12",),) and asked.place == "phuong nghia tan"
    assert keys.question("thua 12 to 5 phuong Nghia Tan") == keys.Question(
        (("k:5/12",),), None, "phuong nghia tan"
    )


def test_a_person_called_phuong_is_no_ward():
    assert keys.question("nguyen thi phuong lan").place == ""


def test_what_is_stored_follows_the_definition():
    stored = keys.words_for(
        births(),
        {"child_name": "Trần Minh Khôi", "child_birth": "2021-05-04", "mother_name": "Lê Thị Hoa", "child_pin": "001221000017"},
    )  # fmt: skip
    assert "y:khoi minh tran 2021" in stored and "n:hoa le" in stored
    assert not any(key.startswith("w:") for key in stored)
    assert "k:5/12" in keys.words_for(parcels(), {"unit": "00160", "sheet": "05", "parcel": "12"})


def test_no_key_is_one_that_a_third_of_the_city_shares():
    assert "n:nguyen" not in AN and "n:nguyen van" not in AN


def test_a_place_is_found_as_it_was_called():
    assert keys.place_keys("Số 5, ngõ 12, Phường Dịch Vọng, Quận Cầu Giấy, Hà Nội") == ["p:dich vong"]
    assert keys.place_keys("xóm 3, xã Đại Áng, huyện Thanh Trì") == ["p:dai ang"]
