"""Numbers and days that come in addresses and forms: nonsense is nothing, and never an error of ours."""

import re
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import motcua
from motcua.foundation.worktime import VN
from motcua.sites.shell import typed
from tests.sites.typed_boxes import moment


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


@pytest.mark.parametrize(
    ("raw", "read"),
    [("08:30", (8, 30)), ("8:30", (8, 30)), ("8h30", (8, 30)), ("8h", (8, 0)), (" 0830 ", (8, 30)), ("830", (8, 30)),
     ("7", (7, 0)), ("00:00", (0, 0)), ("23:59", (23, 59))],
)  # fmt: skip
def test_an_hour_is_read_as_people_write_it(raw, read):
    assert typed.clock(raw) == time(*read)


@pytest.mark.parametrize(
    "raw", [None, "", "24:00", "8:60", "8:3", "tám", "²:30", "-1:00", "08:30:00", "12345"]
)
def test_what_is_no_hour_is_none(raw):
    assert typed.clock(raw) is None


def test_a_moment_stands_in_four_boxes_or_in_an_address():
    at = datetime(2026, 3, 9, 8, 30, tzinfo=VN)
    assert typed.moment(moment("on", "2026-03-09 08:30"), "on") == at
    assert typed.moment({"on": "2026-03-09T08:30"}, "on") == at
    for wrong in ({"on-hour": ""}, {"on-hour": "25:00"}, {"on-day": "32"}):
        given = moment("on", "2026-03-09 08:30") | wrong
        assert typed.moment(given, "on") is None
        assert typed.moment_as_typed(given, "on", at) == typed.moment_boxes(given, "on")
    assert typed.moment({}, "on") is None and typed.moment({"on": "hôm qua"}, "on") is None
    assert typed.moment_as_typed({}, "on", at) == at


def test_no_page_asks_in_boxes_that_speak_the_browsers_language():
    """A browser's own box of days, hours or files is written in the browser's language and order of the day."""
    root = Path(motcua.__file__).parent
    own = re.compile(
        r'type="(date|time|month|week|datetime-local)"|<input class="mc-input[^"]*"[^>]* type="file"'
    )
    known = {"shell/field/_upload.html", "offline/form.html"}
    found = [one for one in root.rglob("templates/**/*.html") if own.search(one.read_text())]
    assert {str(one).split("/templates/")[1] for one in found} <= known


def test_no_code_tells_numbers_by_isdigit_which_takes_what_int_refuses():
    assert "²".isdigit() and not "²".isdecimal()
    root = Path(motcua.__file__).parent
    assert [str(one) for one in root.rglob("*.py") if ".isdigit()" in one.read_text()] == []
