"""Đồng in digits and in words, as receipts print them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.amounts import format_dong, in_words, round_dong

WORDS = """
0 Không đồng
5 Năm đồng
10 Mười đồng
11 Mười một đồng
14 Mười bốn đồng
15 Mười lăm đồng
21 Hai mươi mốt đồng
24 Hai mươi tư đồng
55 Năm mươi lăm đồng
101 Một trăm linh một đồng
105 Một trăm linh năm đồng
111 Một trăm mười một đồng
124 Một trăm hai mươi tư đồng
1000 Một nghìn đồng
1005 Một nghìn không trăm linh năm đồng
1021 Một nghìn không trăm hai mươi mốt đồng
10005 Mười nghìn không trăm linh năm đồng
105000 Một trăm linh năm nghìn đồng
1000005 Một triệu không trăm linh năm đồng
1050000 Một triệu không trăm năm mươi nghìn đồng
21000001 Hai mươi mốt triệu không trăm linh một đồng
2000000005 Hai tỷ không trăm linh năm đồng
14568265489 Mười bốn tỷ năm trăm sáu mươi tám triệu hai trăm sáu mươi lăm nghìn bốn trăm tám mươi chín đồng
1000000000001 Một nghìn tỷ không trăm linh một đồng
1000000000000000000 Một tỷ tỷ đồng
-33000000 Âm ba mươi ba triệu đồng
""".strip().splitlines()


@pytest.mark.parametrize("line", WORDS)
def test_an_amount_in_words(line):
    digits, words = line.split(" ", 1)
    assert in_words(int(digits)) == words


def test_a_long_amount_in_words():
    assert in_words(1_234_567_890_123) == (
        "Một nghìn hai trăm ba mươi tư tỷ năm trăm sáu mươi bảy triệu "
        "tám trăm chín mươi nghìn một trăm hai mươi ba đồng"
    )


def test_southern_words_and_the_even_suffix():
    assert in_words(101, linh="lẻ") == "Một trăm lẻ một đồng"
    assert in_words(1000, nghin="ngàn") == "Một ngàn đồng"
    assert in_words(15_000, even=True) == "Mười lăm nghìn đồng chẵn"


@given(st.sets(st.integers(-(10**20), 10**20) | st.integers(-5000, 5000), min_size=2, max_size=60))
def test_different_amounts_have_different_words(amounts):
    assert len({in_words(amount) for amount in amounts}) == len(amounts)


def test_no_two_of_the_first_twenty_thousand_amounts_sound_alike():
    assert len({in_words(n) for n in range(20_000)}) == 20_000


@pytest.mark.parametrize(
    ("amount", "vi", "en"),
    [
        (15_000, "15.000 đ", "15,000 VND"),
        (0, "0 đ", "0 VND"),
        (999, "999 đ", "999 VND"),
        (1_234_567, "1.234.567 đ", "1,234,567 VND"),
        (-20_000, "-20.000 đ", "-20,000 VND"),
    ],
)
def test_an_amount_in_digits(amount, vi, en):
    assert format_dong(amount) == vi
    assert format_dong(amount, "en") == en


@pytest.mark.parametrize(
    ("exact", "rounded"), [("0.5", 1), ("1.5", 2), ("2.5", 3), ("2.4999", 2), ("-0.5", -1), ("1e3", 1000)]
)
def test_half_a_dong_is_rounded_up(exact, rounded):
    assert round_dong(Decimal(exact)) == rounded


@given(st.decimals(-(10**15), 10**15, places=6))
def test_rounding_never_moves_more_than_half_a_dong(amount):
    assert abs(round_dong(amount) - amount) <= Decimal("0.5")
