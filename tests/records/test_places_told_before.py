"""A code that was told before the reform names on paper the place that was meant, not the one that bears the code today."""

from datetime import date

import pytest

from motcua.records.documents import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
JUNE, TODAY = date(2025, 6, 20), date(2026, 11, 20)


def test_a_code_of_before_names_the_old_place_and_its_new_name_where_that_is_certain():
    with words.codes_told_on(JUNE):
        whole = words.address_words({"unit": "00001", "line": "Số 5"}, TODAY)
        split = words.unit_words("00166", TODAY)
    assert whole == "Số 5, Phường Hồng Hà, Thành phố Hà Nội"
    assert split == "Phường Dịch Vọng, Quận Cầu Giấy, Thành phố Hà Nội"


def test_the_same_code_told_today_is_the_place_of_today():
    with words.codes_told_on(TODAY):
        assert words.unit_words("00166", TODAY) == "Phường Cầu Giấy, Thành phố Hà Nội"
    assert words.unit_words("00166", TODAY) == "Phường Cầu Giấy, Thành phố Hà Nội"
