"""Values as clerks type them, two keyings compared, the run of numbers, file names, samples."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.definitions.words import Text
from motcua.records.books import file_names, sampling, sequence
from motcua.records.books.comparing import compare_page
from motcua.records.books.entry_form import Asked, completed, faults, second
from motcua.records.books.values import ABSENT, UNREADABLE, NotRead, read, same

SEXES = (("male", "Nam"), ("female", "Nữ"))


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("date", "12/3/1998", "1998-03-12"),
        ("date", "12031998", "1998-03-12"),
        ("partial_date", "1958", "1958"),
        ("partial_date", "3-1958", "1958-03"),
        ("choice", "nữ", "female"),
        ("choice", "n", None),
        ("choice", "1", "male"),
        ("yes_no", "c", True),
        ("money", "15.000", 15000),
        ("decimal", "82,5", "82.5"),
        ("pin", "001 198 000 123", "001198000123"),
        ("name", "  Trần   Thị Mai ", "Trần Thị Mai"),
        ("date", "khong doc duoc", None),
    ],
)
def test_a_value_is_read_as_the_book_writes_it(kind, typed, value):
    if kind == "choice" and typed == "n":
        with pytest.raises(NotRead):  # Nam or Nữ: nobody guesses
            read(kind, typed, SEXES)
        return
    assert read(kind, typed, SEXES) == value


@pytest.mark.parametrize("typed", ["31/02/1998", "12/03/98", "1998", "hôm qua", "12/3/1698"])
def test_what_is_no_day_is_told(typed):
    with pytest.raises(NotRead):
        read("date", typed)


def test_two_clerks_agree_in_meaning_not_in_strokes():
    assert same("date", "3/5/1998", "03-05-1998")
    assert same("name", "NGUYỄN THỊ HOÀ", "Nguyễn Thị Hòa")
    assert not same("name", "Nguyễn Thị Hoa", "Nguyễn Thị Hòa")
    assert not same("date", UNREADABLE, "3/5/1998")


ASKED = (
    Asked("entry_number", "integer", Text(vi="Số", en="Number"), True, True),
    Asked("child_name", "name", Text(vi="Họ tên", en="Name"), True, True),
    Asked("ethnic", "text", Text(vi="Dân tộc", en="Ethnic group")),
)


def test_nothing_is_invented_and_nothing_is_passed_over():
    told = faults(ASKED, {"entry_number": "ba", "child_name": "", "ethnic": ""})
    assert set(told) == {"entry_number", "child_name"}
    assert faults(ASKED, {"entry_number": "3", "child_name": UNREADABLE}) == {}
    assert completed(ASKED, {"entry_number": "3", "child_name": "An"})["ethnic"] == ABSENT


def test_the_second_clerk_is_asked_only_what_is_keyed_twice():
    assert [one.id for one in second(ASKED)] == ["entry_number", "child_name"]


def test_a_page_is_compared_field_by_field_and_a_lonely_entry_is_a_difference():
    first = {1: {"entry_number": "1", "child_name": "Hòa", "ethnic": "Kinh"}, 2: {"entry_number": "2"}}
    other = {1: {"entry_number": "01", "child_name": "Hoa"}}
    one, two = compare_page(ASKED, first, other)
    assert (one.differing, one.compared, one.values["ethnic"]) == (("child_name",), 2, "Kinh")
    assert two.missing == 2


def test_a_book_from_1_to_10_shows_its_gaps_and_doubles():
    run = sequence.look([1, 2, 5, 5, 6, 9, 12], 1, 10)
    assert [gap.words for gap in run.gaps] == ["3–4", "7–8", "10"]
    assert (run.doubles, run.outside, run.count) == ((5,), (12,), 7)


def test_what_is_still_to_be_keyed_is_not_missing():
    run = sequence.look([1, 2, 6], 1, 8, {3, 4, 7})
    assert [gap.words for gap in run.gaps] == ["5", "8"]


@given(st.sets(st.integers(1, 60)), st.integers(1, 60))
def test_gaps_and_numbers_together_are_the_whole_run(numbers, last):
    run = sequence.look(numbers, 1, last)
    missing = {number for gap in run.gaps for number in range(gap.first, gap.last + 1)}
    assert missing == set(range(1, last + 1)) - numbers


def test_file_names_say_which_entry_they_show():
    named = file_names.parse("thu muc/ks_00004_1998_02_0137.PDF")
    assert named is not None
    assert (named.kind, named.unit_code, named.year, named.volume, named.number) == (
        "KS",
        "00004",
        1998,
        2,
        137,
    )
    assert file_names.write("KS", "00004", 1998, 2, 137) == "KS_00004_1998_02_0137.pdf"
    assert file_names.parse("IMG_2031.jpg") is None
    assert file_names.page_of("trang 12 mat truoc.jpg", 40) == 12
    assert file_names.page_of("IMG_2031.jpg", 40) is None
    assert file_names.in_order(["t10.jpg", "t9.jpg"]) == ["t9.jpg", "t10.jpg"]


def test_a_lot_of_200_is_judged_by_50_entries_and_one_faulty_is_borne():
    plan = sampling.plan(200, date(2026, 3, 2))
    assert (plan.size, plan.accept, plan.reject) == (50, 1, 2)
    assert sampling.accepted(plan, 2, 10) is False  # known before the end
    assert sampling.accepted(plan, 1, 49) is None
    assert sampling.accepted(plan, 1, 50) is True


def test_a_small_lot_is_looked_at_whole():
    assert sampling.plan(12, date(2026, 3, 2)).size == 12


def test_plans_grow_with_the_lot():
    for limit in ("0.65", "1.0", "2.5"):
        sizes = [
            sampling.plan(lot, date(2026, 3, 2), limit).size for lot in (20, 100, 300, 1000, 5000, 140_000)
        ]
        assert sizes == sorted(sizes)
    with pytest.raises(ValueError, match="no plan"):
        sampling.plan(0, date(2026, 3, 2))
    with pytest.raises(LookupError):
        sampling.plan(10, date(2001, 1, 1))


@given(
    st.lists(st.integers(1, 10_000), unique=True, min_size=1, max_size=200), st.text(min_size=1, max_size=8)
)
def test_the_seed_alone_decides_the_sample(entries, seed):
    drawn = sampling.draw(seed, entries, 13)
    assert drawn == sampling.draw(seed, sorted(entries), 13)
    assert len(drawn) == len(set(drawn)) == min(13, len(entries))


def test_every_entry_is_drawn_about_as_often_as_any_other():
    counts = dict.fromkeys(range(40), 0)
    for seed in range(400):
        for entry in sampling.draw(str(seed), range(40), 10):
            counts[entry] += 1
    assert all(60 <= count <= 140 for count in counts.values())
