"""Numbers and days that come in addresses and forms: nonsense is nothing, and never an error of ours."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import motcua
from motcua.sites.shell import typed


@pytest.mark.parametrize(
    "raw", ["", None, "²", "1²", "٣", "-1", "+1", " 1", "1_0", "1.0", "x", "9" * 19],
    ids=["nothing", "none", "square", "ends-square", "arabic", "minus", "plus", "blank", "stroke", "point", "letter", "long"],
)  # fmt: skip
def test_what_is_no_number_is_none(raw):
    assert typed.whole_number(raw) is None


def test_the_longest_number_fits_the_database():
    assert typed.whole_number("9" * 18) == 10**18 - 1 < 2**63
    assert typed.whole_number("12345", 4) is None


@given(st.text(max_size=30))
def test_no_text_is_an_error(raw):
    read = typed.whole_number(raw)
    assert read is None or str(read) == raw.lstrip("0") or read == 0


def test_a_day_stands_in_three_boxes():
    assert typed.day({"on-day": "9", "on-month": "03 ", "on-year": "2026"}, "on") == date(2026, 3, 9)
    for day, month, year in (("31", "2", "2026"), ("²", "3", "2026"), ("1", "1", "0"), ("", "", "")):
        assert typed.day({"on-day": day, "on-month": month, "on-year": year}, "on") is None


def test_no_code_tells_numbers_by_isdigit_which_takes_what_int_refuses():
    assert "²".isdigit() and not "²".isdecimal()
    root = Path(motcua.__file__).parent
    assert [str(one) for one in root.rglob("*.py") if ".isdigit()" in one.read_text()] == []
