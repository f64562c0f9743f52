"""Why a figure changed, which days may be compared, what a target says, where a unit stands: rules without a database."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.foundation import worktime
from motcua.insight import change, fair, placing, targets
from motcua.insight.change import Share
from motcua.insight.targets import Target, Words
from motcua.insight.totals import Totals

CITY = worktime.public_offices()

# a busy machine is no reason to fail
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
shares = st.integers(0, 400).flatmap(lambda whole: st.builds(Share, st.integers(0, whole), st.just(whole)))
periods = st.dictionaries(st.integers(1, 9), shares, max_size=9)


@unhurried
@given(periods, periods)
def test_the_contributions_add_up_to_the_change_to_the_last_digit(before, after):
    found = change.of_share(before, after)
    if found is None:
        assert not sum(s.whole for s in before.values()) or not sum(s.whole for s in after.values())
        return
    assert sum((one.points for one in found.contributions), Fraction(0)) == found.points


@unhurried
@given(periods, periods)
def test_turned_round_in_time_every_contribution_changes_its_sign(before, after):
    there, back = change.of_share(before, after), change.of_share(after, before)
    if there is not None:
        assert {c.key: c.points for c in there.contributions} == {
            c.key: -c.points for c in back.contributions
        }


def test_a_part_that_did_nothing_else_than_the_month_before_adds_nothing():
    same = {"a": Share(90, 100), "b": Share(50, 100)}
    assert all(one.points == 0 for one in change.of_share(same, same).contributions)


def test_a_ward_that_does_worse_itself_is_named_for_what_it_did():
    found = change.of_share(
        {"Ba Đình": Share(95, 100), "Cầu Giấy": Share(95, 100)},
        {"Ba Đình": Share(95, 100), "Cầu Giấy": Share(85, 100)},
    )
    first = found.contributions[0]
    assert (first.key, first.own, first.weight, found.points) == ("Cầu Giấy", -5, 0, -5)


def test_a_slow_procedure_that_grows_pulls_the_whole_down_though_nobody_works_worse():
    found = change.of_share(
        {"copies": Share(100, 100), "building": Share(50, 100)},
        {"copies": Share(100, 100), "building": Share(150, 300)},
    )
    assert found.points == Fraction(-25, 2)
    assert all(one.own == 0 and one.weight < 0 for one in found.contributions)


def test_drivers_are_the_fewest_that_make_more_than_half():
    before = {key: Share(100, 100) for key in "abcdefgh"}
    after = before | {"a": Share(60, 100), "b": Share(80, 100), "c": Share(95, 100)}
    found = change.drivers(change.of_share(before, after))
    assert [one.key for one in found.parts] == ["a"]
    assert found.most
    spread = change.drivers(change.of_share(before, {key: Share(90, 100) for key in before}))
    assert len(spread.parts) == 3
    assert not spread.most


@unhurried
@given(
    st.dictionaries(st.integers(1, 9), st.integers(0, 99)),
    st.dictionaries(st.integers(1, 9), st.integers(0, 99)),
)
def test_parts_of_a_number_add_up_to_its_change(before, after):
    found = change.of_number(before, after)
    assert sum(n for _, n in found) == sum(after.values()) - sum(before.values())


def test_a_month_that_is_over_is_compared_whole():
    found = fair.compared(date(2026, 10, 1), date(2026, 11, 20), CITY)
    assert (found.this_until, found.before_until, found.running) == (
        date(2026, 10, 31),
        date(2026, 9, 30),
        False,
    )


def test_a_month_that_is_not_over_is_compared_up_to_the_same_working_day():
    # Friday 20 November: 14 working days are over (2-6, 9-13, 16-19); the 14th of October is Tuesday the 20th
    found = fair.compared(date(2026, 11, 1), date(2026, 11, 20), CITY)
    assert (found.this_until, found.before_until) == (date(2026, 11, 19), date(2026, 10, 20))
    assert (found.running, found.working_days) == (True, 14)


def test_days_off_after_the_working_day_belong_to_both():
    # Monday 23 November: the 15 working days end on Friday the 20th, then a weekend; 15 end on Wednesday 21 October
    found = fair.compared(date(2026, 11, 1), date(2026, 11, 23), CITY)
    assert (found.this_until, found.before_until) == (date(2026, 11, 22), date(2026, 10, 21))


def test_before_a_working_day_is_over_nothing_is_compared():
    assert fair.compared(date(2026, 11, 1), date(2026, 11, 2), CITY) is None


def test_a_short_month_before_is_compared_as_far_as_it_goes():
    found = fair.compared(date(2026, 3, 1), date(2026, 3, 31), CITY)
    assert found.before_until == date(2026, 2, 28)


def test_every_day_of_a_year_compares_equal_numbers_of_working_days_or_a_whole_month():
    from datetime import timedelta

    def working(first, last):
        return sum(CITY.is_working_day(first + timedelta(days=n)) for n in range((last - first).days + 1))

    for n in range(365):
        today = date(2026, 1, 1) + timedelta(days=n)
        found = fair.compared(today.replace(day=1), today, CITY)
        if found:
            end = (found.this - timedelta(days=1)) == found.before_until
            assert working(found.before, found.before_until) == found.working_days or end


def totals(early=0, on_time=0, late=0, **more) -> Totals:
    found = Totals()
    found.values |= {"early": early, "on_time": on_time, "late": late, **more}
    return found


def test_a_later_target_takes_the_place_of_the_earlier_and_the_past_keeps_its_own():
    words = Words("a", "a")
    old, new, ward = (
        Target("on_time", 90, "2025-07-01", words, words),
        Target("on_time", 98, "2026-07-01", words, words),
        Target("on_time", 99, "2026-01-01", words, words, kind="commune"),
    )
    ask = targets.target
    assert ask("on_time", date(2026, 6, 1), among=[old, new]) is old
    assert ask("on_time", date(2026, 7, 1), among=[old, new]) is new
    assert ask("on_time", date(2026, 7, 1), "commune", among=[old, new, ward]) is ward
    assert ask("on_time", date(2025, 6, 1), among=[old]) is None


@pytest.mark.parametrize("figure", targets.FIGURES)
def test_every_figure_has_a_target_and_it_says_who_set_it_and_why(figure):
    found = targets.target(figure, date(2026, 11, 1))
    assert 0 < found.at_least <= 100
    assert found.set_by.vi and found.set_by.en and found.basis.vi and found.basis.en


def test_a_target_is_met_as_it_is_shown():
    target = targets.target("on_time", date(2026, 11, 1))
    assert (target.met(94.96), target.met(94.94), target.met(None)) == (True, False, None)


def test_units_with_few_dossiers_are_not_ranked():
    found = placing.placing(
        {"a": totals(on_time=29), "b": totals(on_time=28, late=2), "c": totals(on_time=40)}
    )
    assert [key for key, _ in found.ranked] == ["c", "b"]
    assert found.too_few == 1
    assert (found.rank("c"), found.rank("b"), found.rank("a")) == (1, 2, None)


def test_equal_shares_have_the_same_place():
    found = placing.placing({key: totals(on_time=50) for key in "ab"} | {"c": totals(on_time=45, late=5)})
    assert (found.rank("a"), found.rank("b"), found.rank("c")) == (1, 1, 3)
