"""What people get for a month: the published examples, one line each."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.money.payouts import programmes
from motcua.money.payouts.amounts import Fact, ages, compute
from motcua.money.payouts.naming import ascii_name, same_name
from motcua.money.payouts.programmes import NoStandard, standard
from motcua.services.social.allowances import BASES

ALLOWANCE = programmes.programmes()["allowance"]
PENSION = programmes.programmes()["social_pension"]
IN_2024, IN_2026 = date(2024, 9, 1), date(2026, 11, 1)


def of(*facts: Fact, age: int = 40, month: date = IN_2024, city: str = "", last: int | None = None):
    return compute(ALLOWANCE, facts, age, age if last is None else last, month, city)


@pytest.mark.parametrize(
    ("fact", "age", "amount"),
    [
        (Fact("child"), 3, 1_250_000), (Fact("child"), 4, 750_000), (Fact("child"), 15, 750_000),
        (Fact("student"), 16, 750_000), (Fact("student"), 22, 750_000),
        (Fact("hiv_child"), 3, 1_250_000), (Fact("hiv_child"), 4, 1_000_000),
        (Fact("single_parent", children=1), 30, 500_000), (Fact("single_parent", children=2), 30, 1_000_000),
        (Fact("elderly", "poor"), 60, 750_000), (Fact("elderly", "poor"), 79, 750_000), (Fact("elderly", "poor"), 80, 1_000_000),
        (Fact("elderly", "hard_area"), 75, 500_000), (Fact("elderly", "no_pension"), 80, 500_000),
        (Fact("elderly", "institution"), 70, 1_500_000),
        (Fact("disabled", "special"), 30, 1_000_000), (Fact("disabled", "special"), 10, 1_250_000),
        (Fact("disabled", "special"), 60, 1_250_000), (Fact("disabled", "severe"), 30, 750_000),
        (Fact("disabled", "severe"), 15, 1_000_000), (Fact("disabled", "severe"), 60, 1_000_000),
        (Fact("small_child"), 2, 750_000), (Fact("hiv"), 30, 750_000),
        (Fact("care", "household"), 50, 500_000), (Fact("care", "foster_two"), 50, 1_250_000),
    ],
)  # fmt: skip
def test_each_group_has_its_coefficient(fact, age, amount):
    assert of(fact, age=age).amount == amount


def test_of_several_grounds_only_the_highest_counts():
    assert of(Fact("disabled", "severe"), Fact("elderly", "poor"), age=65).amount == 1_000_000
    assert of(Fact("child"), Fact("disabled", "special"), age=3).amount == 1_250_000


def test_a_single_poor_mother_of_two_who_is_disabled_gets_both():
    assert of(Fact("single_parent", children=2), Fact("disabled", "severe")).amount == 1_750_000


def test_the_explanation_ends_with_the_sum_and_says_what_was_not_added():
    told = of(Fact("disabled", "severe"), Fact("elderly", "poor"), age=65)
    assert told.lines[-1].vi == "500.000 đ × 2 = 1.000.000 đ"
    assert any("chỉ hưởng mức cao nhất" in one.vi for one in told.lines)


def test_nobody_is_paid_after_the_age_of_the_group():
    told = of(Fact("child"), age=16)
    assert (told.amount, told.problem) == (0, "no_ground")


def test_old_people_of_80_without_pension_went_over_to_the_social_pension_in_july_2025():
    fact = Fact("elderly", "no_pension")
    assert of(fact, age=81, month=date(2025, 6, 1)).amount == 500_000
    assert of(fact, age=81, month=date(2025, 7, 1)).amount == 0
    pension = compute(PENSION, [Fact("social_pension")], 81, 81, date(2025, 7, 1), "")
    assert pension.amount == 500_000


def test_hanoi_pays_its_own_standard_and_the_country_s_where_that_is_higher():
    assert standard(ALLOWANCE, IN_2026, "01").amount == 650_000
    assert standard(ALLOWANCE, IN_2026, "79").amount == 500_000
    assert standard(ALLOWANCE, date(2025, 1, 1), "01").amount == 500_000, "above the city's 440,000"
    with pytest.raises(NoStandard):
        standard(PENSION, date(2025, 6, 1), "01")


def test_the_social_pension_begins_in_the_month_of_the_75th_birthday_at_70_for_poor_people():
    def pays(age, last, kind=""):
        return compute(PENSION, [Fact("social_pension", kind)], age, last, IN_2026, "01").amount

    assert (pays(74, 74), pays(74, 75), pays(75, 75)) == (0, 650_000, 650_000)
    assert (pays(69, 70, "poor"), pays(72, 72, "poor"), pays(72, 72)) == (650_000, 650_000, 0)


def test_where_decision_and_rule_differ_the_lower_is_paid_and_said():
    told = of(Fact("elderly", "poor", decided=150), age=83)
    assert (told.amount, told.problem) == (750_000, "differs")
    told = of(Fact("child", decided=250), age=5)
    assert (told.amount, told.problem) == (750_000, "differs")


def test_ages_are_of_the_first_and_the_last_day_of_the_month():
    assert ages(date(1951, 11, 20), IN_2026) == (74, 75)
    assert ages(date(1951, 11, 1), IN_2026) == (75, 75)
    assert ages(date(2022, 12, 31), date(2026, 12, 1)) == (3, 4)
    assert ages(date(2024, 2, 29), date(2026, 2, 1)) == (1, 1)


def test_decisions_and_lists_name_the_same_standards():
    for since, amount, _ in BASES:
        assert standard(ALLOWANCE, since, "01").amount == amount or since < date(2022, 1, 1)


GROUNDS = st.builds(
    Fact, st.sampled_from(ALLOWANCE.groups), st.sampled_from(["", "severe", "special", "poor", "household"]), st.integers(0, 5)
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(GROUNDS, min_size=1, max_size=4), st.integers(0, 100), GROUNDS)
def test_a_further_ground_never_takes_money_away(facts, age, more):
    assert of(*facts, more, age=age).amount >= of(*facts, age=age).amount


@pytest.mark.parametrize(
    ("ours", "theirs", "one"),
    [
        ("Nguyễn Thị Đào", "NGUYEN THI DAO", True), ("Nguyễn  Thị Đào", "nguyen thi dao ", True),
        ("Nguye\u0302\u0303n", "NGUYEN", True), ("Nguyễn Thị Đào", "NGUYEN THI DAU", False), ("", "", False),
    ],
)  # fmt: skip
def test_names_are_compared_as_banks_write_them(ours, theirs, one):
    assert same_name(ours, theirs) is one


def test_names_of_files_are_plain_capitals():
    assert ascii_name("Đặng Thị O'Brien-Ước") == "DANG THI O BRIEN UOC"
