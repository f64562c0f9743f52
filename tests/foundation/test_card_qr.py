"""What a card reader at the counter hands over, field by field. All persons are invented."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.card_qr import CardQrError, PartialDate, names_a_district, parse_card_qr

TODAY = date(2026, 11, 21)
AN = (
    "001090000017|012345678|Nguyễn Văn An|02051990|Nam|"
    "Số 5, ngõ 12, Phường Nghĩa Tân, Quận Cầu Giấy, Hà Nội|10042021"
)


def test_a_chip_card_fills_seven_fields_and_its_old_address_is_flagged():
    card = parse_card_qr(AN, TODAY)
    assert (card.pin.value, card.cmnd, card.full_name, card.sex) == (
        "001090000017",
        "012345678",
        "Nguyễn Văn An",
        "male",
    )
    assert card.birth_date is not None and card.birth_date.as_date() == date(1990, 5, 2)
    assert card.issued_on == PartialDate(2021, 4, 10)
    assert card.address.endswith("Quận Cầu Giấy, Hà Nội")
    assert card.flags == ("DQ19",)


def test_a_card_of_2024_adds_parents_and_an_empty_trailing_field_harms_nothing():
    card = parse_card_qr(
        "048310000042||Trần Thị Minh Châu|15082010|Nữ|Tổ 7, Phường Hòa Minh, Quận Liên Chiểu, Đà Nẵng|"
        "01072024||Trần Văn Bình|Lê Thị Hạnh|",
        TODAY,
    )
    assert (card.cmnd, card.cancelled_pin, card.father, card.mother) == (
        None,
        None,
        "Trần Văn Bình",
        "Lê Thị Hạnh",
    )


@pytest.mark.parametrize("written", ["1950", "00001950"])
def test_a_birth_known_by_year_only_stays_a_year(written):
    card = parse_card_qr(
        f"038150000203|171234567|Lê Thị Mận|{written}|Nữ|"
        "Thôn 3, Xã Hà Long, Huyện Hà Trung, Thanh Hóa|05062022",
        TODAY,
    )
    assert card.birth_date == PartialDate(1950)
    assert card.birth_date.precision == "year" and card.birth_date.as_date() is None
    assert card.pin.flags == ()


def test_a_sex_that_contradicts_the_number_is_flagged():
    assert "PIN_SEX" in parse_card_qr(AN.replace("|Nam|", "|Nữ|"), TODAY).flags


def test_a_misread_name_is_repaired_and_flagged():
    card = parse_card_qr("001203000214||Pháº¡m VÄƒn Huy|09112003|Nam|Xã Hoài Đức, Hà Nội|20082025", TODAY)
    assert (card.full_name, card.flags) == ("Phạm Văn Huy", ("DQ15",))


@pytest.mark.parametrize(
    "payload",
    [
        "001234567890|Nguyễn Văn A|01011990|Nam|123 Đường ABC|01012021",
        "001234567890|Nguyễn Văn A|01011990|Nam|123 Đường ABC|01012021|x",
        "",
        "hello",
    ],
)
def test_a_text_that_is_no_card_s_is_refused(payload):
    with pytest.raises(CardQrError) as refused:
        parse_card_qr(payload, TODAY)
    assert refused.value.code == "QR_LAYOUT"


def test_an_impossible_date_is_left_out_and_flagged():
    card = parse_card_qr(AN.replace("02051990", "30021990"), TODAY)
    assert card.birth_date is None and "DQ09" in card.flags


def test_an_unreadable_sex_is_left_out_and_flagged():
    card = parse_card_qr(AN.replace("|Nam|", "|?|"), TODAY)
    assert card.sex is None and "QR_SEX" in card.flags


@pytest.mark.parametrize(
    ("address", "old"),
    [
        ("Phường Nghĩa Tân, Quận Cầu Giấy, Hà Nội", True),
        ("Xã Hà Long, Huyện Hà Trung, Thanh Hóa", True),
        ("P. Nghĩa Tân, Q. Cầu Giấy, TP. Hà Nội", True),
        ("Phường 1, Thành phố Vĩnh Long, Vĩnh Long", True),
        ("Phường Trung Sơn Trầm, Thị xã Sơn Tây, Hà Nội", True),
        ("Phường Nghĩa Đô, Thành phố Hà Nội", False),
        ("Xã Hoài Đức, Hà Nội", False),
        ("", False),
    ],
)
def test_an_address_with_a_district_is_of_the_old_levels(address, old):
    assert names_a_district(address) is old


@given(st.lists(st.text(max_size=12), max_size=13).map("|".join))
def test_whatever_a_reader_sends_is_a_card_or_refused(payload):
    try:
        card = parse_card_qr(payload, TODAY)
    except CardQrError:
        return
    assert card.flags or card.pin.is_valid or card.pin.value
