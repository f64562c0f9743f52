"""The words of official papers: days, sums, bases, levels, names."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.records.documents import words
from motcua.services.business.results import full_name
from motcua.services.construction.results import _ground_level, _ratio, _storeys
from motcua.services.social.allowances import NoBaseAmount, base_amount, monthly_allowance


@pytest.mark.parametrize(
    ("day", "spoken"),
    [
        (date(2026, 2, 20), "Ngày hai mươi tháng hai năm hai nghìn không trăm hai mươi sáu"),
        (date(2026, 4, 1), "Ngày một tháng tư năm hai nghìn không trăm hai mươi sáu"),
        (date(1985, 11, 25), "Ngày hai mươi lăm tháng mười một năm một nghìn chín trăm tám mươi lăm"),
    ],
)
def test_a_birthday_is_spelt_out_as_it_is_read(day, spoken):
    assert words.date_in_words(day) == spoken


def test_days_below_ten_and_the_first_two_months_have_a_zero():
    assert words.long_day_words("2026-02-03") == "ngày 03 tháng 02 năm 2026"
    assert words.long_day_words("2026-12-31") == "ngày 31 tháng 12 năm 2026"


@given(st.integers(-(10**9), 10**9))
def test_hundredths_with_a_vietnamese_comma_can_be_read_back(hundredths):
    assert round(float(words.decimal_words(hundredths).replace(",", ".")) * 100) == hundredths


@pytest.mark.parametrize(
    ("reference", "basis"),
    [
        ("60/2014/QH13", "Căn cứ Luật số 60/2014/QH13 của Quốc hội"),
        ("165/2024/NĐ-CP", "Căn cứ Nghị định số 165/2024/NĐ-CP của Chính phủ"),
        ("66.7/2025/NQ-CP", "Căn cứ Nghị quyết số 66.7/2025/NQ-CP của Chính phủ"),
        ("01/2020/TT-BTP", "Căn cứ Thông tư số 01/2020/TT-BTP của Bộ trưởng Bộ Tư pháp"),
        ("3152/QĐ-BTP", "Căn cứ Quyết định số 3152/QĐ-BTP của Bộ trưởng Bộ Tư pháp"),
    ],
)
def test_a_reference_becomes_a_legal_basis(reference, basis):
    assert words.basis_words(reference) == basis


def test_a_house_may_stand_above_below_or_level_with_the_pavement():
    assert _ground_level(30) == "cao hơn vỉa hè 0,3 m"
    assert _ground_level(-45) == "thấp hơn vỉa hè 0,45 m"
    assert _ground_level(0) == "bằng cao độ vỉa hè"
    assert _ground_level(None) == "theo bản vẽ kèm theo"


def test_density_and_storeys_read_like_the_permit():
    assert (_ratio(5600, 62, "0.1"), _ratio(100, 1, "0.1")) == ("90,3", "100")
    assert (_storeys(4, 1), _storeys(12, 0)) == ("04 tầng và 01 tầng hầm", "12 tầng")


def test_a_household_business_bears_the_words_once():
    assert full_name("Tạp hóa Minh Anh") == full_name("hộ kinh doanh  Tạp hóa Minh Anh")


@pytest.mark.parametrize(
    ("month", "percent", "amount"),
    [
        (date(2026, 1, 1), 150, 975_000),
        (date(2025, 12, 1), 150, 750_000),
        (date(2024, 6, 1), 250, 900_000),
    ],
)
def test_an_allowance_follows_the_base_of_its_month(month, percent, amount):
    assert monthly_allowance(base_amount(month), percent) == amount


def test_no_base_is_invented_for_the_time_before_the_decree():
    with pytest.raises(NoBaseAmount):
        base_amount(date(2021, 6, 1))


@given(st.dates(date(2021, 7, 1), date(2030, 1, 1)), st.dates(date(2021, 7, 1), date(2030, 1, 1)))
def test_the_base_never_falls(one, other):
    assert base_amount(min(one, other)) <= base_amount(max(one, other))
