"""Compliance cost: the sums that cities have published come out to the đồng."""

from datetime import date
from decimal import Decimal

import pytest

from motcua.procedures.review import cost
from motcua.procedures.review.cost import Activity, BadCost, Burden, Saving

HOUR_2024 = 40_000


def wait(days: int, dossiers: int) -> Burden:
    return Burden((cost.waiting(days),), times=Decimal(1), subjects=dossiers)


@pytest.mark.parametrize(
    ("days", "fewer", "before", "after", "percent"),
    [
        (25, 23, 80_000_000, 73_600_000, "8.00"),
        (10, 9, 32_000_000, 28_800_000, "10.00"),
        (5, 3, 16_000_000, 9_600_000, "40.00"),
    ],
)
def test_the_shorter_limits_of_a_province_save_what_its_decision_says(days, fewer, before, after, percent):
    found = cost.saving(wait(days, 10), wait(fewer, 10), HOUR_2024)
    assert (found.before, found.after) == (before, after)
    assert found.saved == before - after and found.percent == Decimal(percent)


def test_the_plan_of_the_capital_saves_two_and_a_half_billion():
    before = Burden((Activity("prepare", other=1_024_000),), subjects=3_228)
    after = Burden((Activity("prepare", other=231_000),), subjects=3_228)
    found = cost.saving(before, after, HOUR_2024)
    assert (found.before, found.after) == (3_305_472_000, 745_668_000)
    assert found.saved == 2_559_804_000 and found.percent == Decimal("77.44")


def test_the_sample_of_the_ministry_adds_hours_other_costs_and_fees():
    before = Burden(
        (
            Activity("prepare", Decimal("0.5"), other=30_000),
            Activity("file", Decimal("2.0")),
            Activity("inspect", Decimal("1.5")),
            Activity("receive", Decimal("1.0")),
        ),
        fees=150_000,
        subjects=12_500,
    )
    after = Burden(
        (
            Activity("prepare", Decimal("0.25")),
            Activity("file", Decimal("1.0")),
            Activity("inspect", Decimal("0")),
            Activity("receive", Decimal("0.5")),
        ),
        fees=75_000,
        subjects=12_500,
    )
    assert (cost.once(before, 54_000), cost.once(after, 54_000)) == (450_000, 169_500)
    found = cost.saving(before, after, 54_000)
    assert (found.before, found.after) == (5_625_000_000, 2_118_750_000)
    assert found.percent == Decimal("62.33")


def test_an_hour_is_a_year_of_income_by_months_days_and_hours():
    assert cost.hourly_income(114_048_000) == 54_000
    assert cost.hourly_income(84_480_000) == 40_000
    assert cost.hourly_income(100_000_000) == 47_348  # 47,348.48


def test_the_hourly_figure_is_the_one_of_the_day():
    assert cost.hourly_on(date(2024, 6, 1)).hourly == 40_000
    assert cost.hourly_on(date(2026, 6, 1)).hourly == cost.hourly_figures()[0].hourly
    assert cost.hourly_on(date(2001, 1, 1)).hourly == cost.hourly_figures()[-1].hourly


def test_a_change_that_makes_it_dearer_saves_less_than_nothing_and_nothing_has_no_percent():
    assert cost.saving(wait(3, 10), wait(4, 10), HOUR_2024).percent == Decimal("-33.33")
    assert Saving(0, 100).percent is None
    assert cost.together([Saving(10, 4), Saving(0, 1)]) == Saving(10, 5)


@pytest.mark.parametrize("hours", ["-1", "NaN", "Infinity"])
def test_a_figure_that_cannot_be_is_refused(hours):
    with pytest.raises(BadCost):
        Activity("wait", Decimal(hours))
    with pytest.raises(BadCost):
        Activity("sleeping")
    with pytest.raises(BadCost):
        Burden((), subjects=-1)
